// The capture page: for one hand, with or without a network.

import { CapturePage } from "../capture/capture_page";
import { KeptShots } from "../capture/kept_shots";
import { pairDevice, whoIsHere } from "../capture/who";
import { Refused } from "../ground/api";
import { byId, h } from "../ground/dom";
import { filled, markLanguage } from "../ground/language";
import { leaveForLogin } from "../ground/session";
import { captureWords } from "../words/capture/words";
import { words } from "../words/words";

/** `/capture#pair=CODE`, as a page shows it to a phone: kept from servers, and taken out of the address at once. */
const PAIRING = /^#pair=([\w-]+)$/;

async function begin(): Promise<void> {
  const w = captureWords();
  markLanguage(`${w.title} · ${words().product}`);
  const shots = await KeptShots.open();
  const said = await paired(shots);
  const known = await whoIsHere(shots);
  if (known.owner === null) return leaveForLogin();
  const page = new CapturePage(shots, known.owner, known);
  byId("page").replaceChildren(page.element);
  if (said) page.notices.say(said);
  if ("serviceWorker" in navigator) await navigator.serviceWorker.register("/capture-worker.js", { scope: "/capture" });
  await page.start();
}

async function paired(shots: KeptShots): Promise<string> {
  const code = PAIRING.exec(location.hash)?.[1];
  if (code === undefined) return "";
  history.replaceState(null, "", location.pathname);
  const w = captureWords();
  try {
    await pairDevice(shots, code, w.deviceName);
    return w.paired;
  } catch (error) {
    return filled(w.pairFailed, error instanceof Refused ? error.sentence : words().unreachable);
  }
}

begin().catch((error: unknown) => {
  const w = captureWords();
  const sentence = error instanceof Refused ? error.sentence : error instanceof DOMException ? w.notKept : words().unreachable;
  byId("page").replaceChildren(h("main", { class: "resting" }, h("h1", {}, w.title), h("p", { role: "alert" }, sentence)));
  throw error;
});
