// The reviewer page.

import { Refused } from "../ground/api";
import { byId, h } from "../ground/dom";
import { listen } from "../ground/keys";
import { markLanguage } from "../ground/language";
import { loggedIn } from "../ground/session";
import { topBar } from "../ground/top_bar";
import { Desk } from "../review/desk";
import { KeyMap } from "../review/key_map";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";

async function begin(): Promise<void> {
  const w = words();
  markLanguage(`${w.pageReview} · ${w.product}`);
  const me = await loggedIn();
  const page = byId("page");
  if (!me.scopes.includes("decide")) {
    page.replaceChildren(topBar(me), h("main", { class: "resting" }, h("h1", {}, w.noRight), h("p", {}, w.noRightHint)));
    return;
  }
  const desk = new Desk(me);
  const keys = new KeyMap(desk);
  const help = h("button", { type: "button", class: "quiet", title: w.keyMap, "aria-label": w.keyMap, onclick: () => keys.show() }, "?");
  const bulk = h("button", { type: "button", class: "quiet bulk-button", title: "B", onclick: () => void desk.bulk.open() }, reviewWords().bulk);
  page.replaceChildren(topBar(me, desk.bulk.undo, desk.queue.counters, bulk, help), desk.element);
  listen(window, () => keys.bindings, () => desk.active(true));
  window.addEventListener("pointerdown", () => desk.active(false));
  await desk.start(new URLSearchParams(location.search).get("invoice"));
}

begin().catch((error: unknown) => {
  const sentence = error instanceof Refused ? error.sentence : words().unreachable;
  byId("page").replaceChildren(h("main", { class: "resting" }, h("h1", {}, words().product), h("p", { role: "alert" }, sentence)));
});
