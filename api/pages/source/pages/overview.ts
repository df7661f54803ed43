// The overview page.

import { Refused } from "../ground/api";
import { byId, h } from "../ground/dom";
import { markLanguage } from "../ground/language";
import { loggedIn } from "../ground/session";
import { topBar } from "../ground/top_bar";
import { Board } from "../overview/board";
import { overviewWords } from "../words/overview/words";
import { words } from "../words/words";

async function begin(): Promise<void> {
  const w = words();
  markLanguage(`${w.pageOverview} · ${w.product}`);
  const me = await loggedIn();
  const page = byId("page");
  if (!me.scopes.includes("read")) {
    const o = overviewWords();
    page.replaceChildren(topBar(me), h("main", { class: "resting" }, h("h1", {}, o.noRight), h("p", {}, o.noRightHint)));
    return;
  }
  const board = new Board(me);
  page.replaceChildren(topBar(me), board.element);
  await board.load();
}

begin().catch((error: unknown) => {
  const sentence = error instanceof Refused ? error.sentence : words().unreachable;
  byId("page").replaceChildren(h("main", { class: "resting" }, h("h1", {}, words().product), h("p", { role: "alert" }, sentence)));
});
