// What was taken, newest first: where each stands, and what may be done about it.

import { call } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { icon, type IconName } from "../ground/icons";
import { filled, moment, worded } from "../ground/language";
import { captureWords } from "../words/capture/words";
import type { KeptShots } from "./kept_shots";
import { byKey, isUnderWay, mayBeFreed, released, type Shot } from "./shot";
import { percent, statusOf, type Tone } from "./status";

interface Doing {
  /** Back to the camera. */
  retake(): void;
  /** Something may be sent now. */
  wake(): void;
}

interface Card {
  stamp: string;
  element: HTMLElement;
}

const ICONS: Record<Tone, IconName> = { waits: "clock", moves: "right", good: "tick", look: "flag", wrong: "none" };

export class ShotList {
  private readonly w = captureWords();
  private readonly counts = h("p", { class: "counts" });
  private readonly freeing = h("div", { class: "freeing" });
  private readonly cards = h("ol", { class: "shots" });
  readonly element = h("section", { class: "list", "aria-label": this.w.listTab }, h("h2", {}, this.w.listTab), this.counts, this.freeing, this.cards);
  private readonly shown = new Map<string, Card>();

  constructor(
    private readonly shots: KeptShots,
    private readonly doing: Doing,
  ) {}

  show(shots: readonly Shot[], isOnline: boolean): void {
    const newest = [...shots].sort((one, other) => byKey(other, one));
    const waiting = newest.filter((shot) => isUnderWay(shot) || shot.state === "held").length;
    this.counts.textContent = newest.length ? filled(this.w.counts, waiting, newest.filter((shot) => shot.state === "received").length) : this.w.emptyList;
    this.drawFreeing(newest.filter(mayBeFreed));
    for (const key of this.shown.keys()) if (!newest.some((shot) => shot.key === key)) this.shown.delete(key);
    // A card that did not change stays as it is, with its focus and what is unfolded in it.
    const elements = newest.map((shot) => this.card(shot, isOnline));
    elements.forEach((element, place) => {
      if (this.cards.children[place] !== element) this.cards.insertBefore(element, this.cards.children[place] ?? null);
    });
    while (this.cards.children.length > elements.length) this.cards.lastElementChild?.remove();
  }

  /** Sent whatever was said of it. */
  async release(shot: Shot): Promise<void> {
    await this.shots.change(shot.key, released);
    this.doing.wake();
  }

  private card(shot: Shot, isOnline: boolean): HTMLElement {
    const stamp = JSON.stringify([{ ...shot, thumbnail: shot.thumbnail?.byteLength ?? 0 }, isOnline]);
    const before = this.shown.get(shot.key);
    if (before?.stamp === stamp) return before.element;
    const isOpen = before?.element.querySelector("details")?.open ?? false;
    const element = this.drawn(shot, isOnline, isOpen);
    before?.element.replaceWith(element);
    this.shown.set(shot.key, { stamp, element });
    return element;
  }

  private drawn(shot: Shot, isOnline: boolean, isOpen: boolean): HTMLElement {
    const { tone, text, details } = statusOf(shot, this.w, Date.now(), isOnline);
    const bar = shot.state === "sending" ? h("progress", { max: 100, value: percent(shot), "aria-label": text }) : null;
    return h(
      "li",
      { class: `shot ${tone}`, "data-key": shot.key, "data-state": shot.state },
      thumbnail(shot),
      h(
        "div",
        { class: "about" },
        h("p", { class: "status" }, icon(ICONS[tone]) as unknown as Node, h("strong", {}, text)),
        bar,
        ...details.map((line) => h("p", { class: "detail" }, line)),
        h("p", { class: "when" }, moment(new Date(shot.takenAt).toISOString())),
        this.steps(shot, isOpen),
        h("div", { class: "actions" }, ...this.actions(shot)),
      ),
    );
  }

  private actions(shot: Shot): HTMLElement[] {
    const w = this.w;
    const button = (label: string, run: () => unknown): HTMLElement => h("button", { type: "button", onclick: () => void run() }, label);
    const retake = button(w.retake, () => this.retake(shot));
    const remove = button(w.remove, () => this.remove(shot));
    const save = shot.isFreed ? [] : [button(w.save, () => this.save(shot))];
    switch (shot.state) {
      case "held":
        return [retake, button(w.sendAnyway, () => this.release(shot)), remove];
      case "waiting":
        return [...(shot.trouble ? [button(w.tryNow, () => this.release(shot))] : []), remove, ...save];
      case "sending":
        return [];
      case "refused":
        return [retake, button(w.sendAgain, () => this.release(shot)), remove, ...save];
      case "received": {
        const isBad = shot.receipt?.verdict?.verdict === "retake" || shot.receipt?.state === "failed";
        return [...(isBad ? [button(w.retake, () => this.doing.retake())] : []), ...(shot.matches ? [remove] : save)];
      }
    }
  }

  /** The service's own words for what happened, asked for when they are wanted. */
  private steps(shot: Shot, isOpen: boolean): HTMLElement | null {
    const documentId = shot.receipt?.document_id;
    if (!documentId) return null;
    const lines = h("ol");
    const folded = h("details", {}, h("summary", {}, this.w.steps), lines);
    folded.addEventListener("toggle", () => {
      if (!folded.open) return;
      call("document", { path: { document_id: documentId }, query: {} })
        .then(({ body }) => lines.replaceChildren(...body.timeline.map((step) => h("li", {}, h("time", {}, moment(step.at)), " ", worded([step.text_zh, step.text_en])))))
        .catch(() => lines.replaceChildren(h("li", {}, this.w.offline)));
    });
    folded.open = isOpen;
    return folded;
  }

  private async retake(shot: Shot): Promise<void> {
    await this.shots.remove(shot.key);
    this.doing.retake();
  }

  private async remove(shot: Shot): Promise<void> {
    const isSafe = shot.state === "received" && shot.matches === true;
    const w = this.w;
    const isSure =
      isSafe ||
      (await ask<boolean>(w.remove, (close) => [
        h("p", {}, w.removeSure),
        h("div", { class: "actions" }, h("button", { type: "button", onclick: () => close(false) }, w.keep), h("button", { type: "button", class: "primary", onclick: () => close(true) }, w.removeYes)),
      ]));
    if (isSure) await this.shots.remove(shot.key);
  }

  /** To the phone's own files. */
  private async save(shot: Shot): Promise<void> {
    const content = await this.shots.picture(shot.key);
    if (content === undefined) return;
    const address = URL.createObjectURL(new Blob([content], { type: shot.mediaType }));
    h("a", { href: address, download: shot.name }).click();
    window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  private drawFreeing(freeable: readonly Shot[]): void {
    if (!freeable.length) {
      this.freeing.replaceChildren();
      return;
    }
    const size = `${(freeable.reduce((sum, shot) => sum + shot.size, 0) / 2 ** 20).toFixed(1)} MB`;
    const run = (): void => void this.shots.free(freeable.map((shot) => shot.key));
    this.freeing.replaceChildren(h("button", { type: "button", onclick: run, title: this.w.freeMeaning }, filled(this.w.free, freeable.length, size)), h("p", {}, this.w.freeMeaning));
  }
}

function thumbnail(shot: Shot): HTMLElement {
  if (shot.thumbnail === null) return h("div", { class: "thumbnail", "aria-hidden": "true" }, (shot.name.split(".").pop() ?? "").slice(0, 4).toUpperCase());
  const address = URL.createObjectURL(new Blob([shot.thumbnail], { type: "image/jpeg" }));
  const picture = h("img", { src: address, alt: "", class: "thumbnail" });
  picture.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  return picture;
}
