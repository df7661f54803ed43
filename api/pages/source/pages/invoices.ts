// The search page.

import { Refused } from "../ground/api";
import { byId, h } from "../ground/dom";
import { listen } from "../ground/keys";
import { markLanguage } from "../ground/language";
import { loggedIn } from "../ground/session";
import { topBar } from "../ground/top_bar";
import { SearchPage } from "../search/search_page";
import { searchWords } from "../words/search/words";
import { words } from "../words/words";

async function begin(): Promise<void> {
  markLanguage(`${searchWords().page} · ${words().product}`);
  const me = await loggedIn();
  const page = new SearchPage(me);
  byId("page").replaceChildren(topBar(me), page.element);
  listen(window, () => page.keys);
  await page.start();
}

begin().catch((error: unknown) => {
  const sentence = error instanceof Refused ? error.sentence : words().unreachable;
  byId("page").replaceChildren(h("main", { class: "resting" }, h("h1", {}, words().product), h("p", { role: "alert" }, sentence)));
});
