// The page of one invoice.

import { Refused } from "../ground/api";
import { byId, h } from "../ground/dom";
import { listen } from "../ground/keys";
import { markLanguage } from "../ground/language";
import { loggedIn } from "../ground/session";
import { topBar } from "../ground/top_bar";
import { InvoicePage } from "../invoice/invoice_page";
import { invoiceWords } from "../words/invoice/words";
import { words } from "../words/words";

async function begin(): Promise<void> {
  markLanguage(`${invoiceWords().page} · ${words().product}`);
  const me = await loggedIn();
  const page = new InvoicePage(location.pathname.split("/").at(-1) ?? "", me);
  byId("page").replaceChildren(topBar(me), page.element);
  listen(window, () => [{ keys: ["Escape"], meaning: "", outsideInputs: true, run: () => page.whole() }]);
  await page.load();
  markLanguage(`${document.querySelector("h1")?.textContent ?? ""} · ${words().product}`);
}

begin().catch((error: unknown) => {
  const sentence = error instanceof Refused ? error.sentence : words().unreachable;
  const back = h("p", {}, h("a", { href: "/invoices" }, words().pageInvoices));
  byId("page").replaceChildren(h("main", { class: "resting" }, h("h1", {}, words().product), h("p", { role: "alert" }, sentence), back));
});
