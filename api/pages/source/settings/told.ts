// What one was told of late, the newest first.

import type { NoticeAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, language, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { action, block } from "./parts";
import type { Place } from "./section";

const SHOWN = 20;

export async function told(place: Place): Promise<HTMLElement> {
  const w = settingsWords().ownNotices;
  const { body } = await call("notices", { query: { limit: SHOWN } });
  const newest = body.notices[0];
  const read = action(place, filled(w.markRead, body.unread), async () => {
    if (newest) await call("readNotices", { body: { up_to: newest.id } });
    await place.again();
  });
  const list = body.notices.length ? h("ul", { class: "told" }, ...body.notices.map(item)) : h("p", { class: "empty" }, w.none);
  return block(w.latest, list, newest && body.unread ? read : null);
}

function item(notice: NoticeAnswer): HTMLElement {
  const isZh = language() === "zh";
  return h(
    "li",
    { class: notice.read_at === null ? "unread" : null },
    h("p", { class: "subject" }, isZh ? notice.subject_zh : notice.subject_en, " ", h("time", { datetime: notice.told_at }, moment(notice.told_at))),
    h("p", {}, isZh ? notice.text_zh : notice.text_en),
  );
}
