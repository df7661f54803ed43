// The page for entering invoices by hand.

import { EntryPage } from "../entries/entry_page";
import { Refused } from "../ground/api";
import { byId, h } from "../ground/dom";
import { listen } from "../ground/keys";
import { markLanguage } from "../ground/language";
import { loggedIn } from "../ground/session";
import { topBar } from "../ground/top_bar";
import { entryWords } from "../words/entries/words";
import { words } from "../words/words";

async function begin(): Promise<void> {
  const w = entryWords();
  markLanguage(`${w.page} · ${words().product}`);
  const me = await loggedIn();
  if (!me.scopes.some((scope) => scope === "upload" || scope === "upload:own")) {
    byId("page").replaceChildren(topBar(me), h("main", { class: "resting" }, h("h1", {}, w.noRight), h("p", {}, w.noRightHint)));
    return;
  }
  const page = new EntryPage(me);
  byId("page").replaceChildren(topBar(me), page.element);
  listen(window, () => page.keys);
  page.start(new URLSearchParams(location.search).get("evidence"));
}

begin().catch((error: unknown) => {
  const sentence = error instanceof Refused ? error.sentence : words().unreachable;
  byId("page").replaceChildren(h("main", { class: "resting" }, h("h1", {}, words().product), h("p", { role: "alert" }, sentence)));
});
