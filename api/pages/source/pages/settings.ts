// The settings page.

import { Refused } from "../ground/api";
import { byId, h } from "../ground/dom";
import { markLanguage } from "../ground/language";
import { loggedIn } from "../ground/session";
import { topBar } from "../ground/top_bar";
import { SettingsPage } from "../settings/settings_page";
import { settingsWords } from "../words/settings/words";
import { words } from "../words/words";

async function begin(): Promise<void> {
  const title = settingsWords().title;
  markLanguage(`${title} · ${words().product}`);
  const me = await loggedIn();
  const page = new SettingsPage(me);
  byId("page").replaceChildren(topBar(me), page.element);
  await page.start();
}

begin().catch((error: unknown) => {
  const sentence = error instanceof Refused ? error.sentence : words().unreachable;
  byId("page").replaceChildren(h("main", { class: "resting" }, h("h1", {}, words().product), h("p", { role: "alert" }, sentence)));
});
