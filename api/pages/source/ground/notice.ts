// Short messages, seen and heard: one at a time, at the foot of the page.

import { h } from "./dom";

export interface Offer {
  label: string;
  run: () => void;
}

const SECONDS = 8;

export class Notices {
  readonly element = h("div", { class: "notices", role: "status", "aria-live": "polite" });
  private timer = 0;

  /** `offer`: something to be done about it. Problems stay until the next message. */
  say(text: string, kind: "done" | "problem" = "done", offer?: Offer): void {
    window.clearTimeout(this.timer);
    const button = offer && h("button", { type: "button", class: "quiet", onclick: () => (this.clear(), offer.run()) }, offer.label);
    this.element.replaceChildren(h("p", { class: `notice ${kind}` }, h("span", {}, text), button));
    if (kind === "done") this.timer = window.setTimeout(() => this.clear(), SECONDS * 1000);
  }

  clear(): void {
    this.element.replaceChildren();
  }
}
