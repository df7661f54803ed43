// Many invoices at a glance: those with nothing to be looked at, group by group, approved together and taken back together.

import { KIND_LABELS } from "../drawn/labels";
import type { BulkAnswer, BulkGroup } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { ask, isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { ContactSheet } from "./contact_sheet";
import { Effort } from "./effort";

const MINUTE_MS = 60_000;

export class Bulk {
  /** For ten minutes: what was approved together, and the way back. */
  readonly undo = h("span", { class: "bulk-undo", role: "status" });
  private timer = 0;

  /** `changed` is called when invoices have come or gone. */
  constructor(
    private readonly tell: (text: string, kind: "done" | "problem") => void,
    private readonly changed: () => void,
  ) {}

  async open(): Promise<void> {
    if (isAsking()) return;
    const w = reviewWords();
    let groups: BulkGroup[];
    try {
      groups = (await call("bulkGroups")).body;
    } catch (error) {
      return this.tell(problem(error), "problem");
    }
    if (!groups.length) return this.tell(w.bulkNone, "done");
    const group = groups.length === 1 ? groups[0] : await chooseGroup(groups);
    if (!group) return;
    const done = await approveGroup(group);
    if (!done) return;
    this.tell(filled(w.bulkDone, done.invoices.length), "done");
    this.offer(done);
    this.changed();
  }

  private offer(done: BulkAnswer): void {
    window.clearInterval(this.timer);
    const end = Date.parse(done.undo_until ?? "");
    const show = (): void => {
      const minutes = Math.ceil((end - Date.now()) / MINUTE_MS);
      if (!(minutes > 0)) return this.withdraw();
      const w = reviewWords();
      this.undo.replaceChildren(h("button", { type: "button", class: "quiet", onclick: () => void this.takeBack(done) }, filled(w.bulkUndo, done.invoices.length, minutes)));
    };
    this.timer = window.setInterval(show, MINUTE_MS / 4);
    show();
  }

  private withdraw(): void {
    window.clearInterval(this.timer);
    this.undo.replaceChildren();
  }

  private async takeBack(done: BulkAnswer): Promise<void> {
    try {
      await call("bulkUndo", { body: { invoices: done.invoices } });
      this.tell(filled(reviewWords().bulkTakenBack, done.invoices.length), "done");
    } catch (error) {
      this.tell(problem(error), "problem");
      if (!(error instanceof Refused)) return; // it may go better the next time
    }
    this.withdraw();
    this.changed();
  }
}

function chooseGroup(groups: readonly BulkGroup[]): Promise<BulkGroup | null> {
  const w = reviewWords();
  return ask<BulkGroup>(w.bulk, (close) => [
    h("p", {}, w.bulkHint),
    h("div", { class: "choices" }, ...groups.map((group, place) => h("button", { type: "button", autofocus: place === 0, onclick: () => close(group) }, h("b", {}, String(group.waiting)), titleOf(group)))),
  ]);
}

/** Null where nothing was approved. */
function approveGroup(group: BulkGroup): Promise<BulkAnswer | null> {
  const [w, effort] = [reviewWords(), new Effort()];
  return ask<BulkAnswer>(
    titleOf(group),
    (close) => {
      const trouble = h("p", { class: "error", role: "alert", hidden: true });
      const approve = h("button", { type: "button", class: "primary", disabled: true, onclick: () => void send() });
      const sheet = new ContactSheet(group, (chosen, complete) => {
        approve.disabled = !complete || chosen === 0;
        approve.textContent = filled(complete ? w.bulkApprove : w.bulkLoading, chosen);
      });
      approve.textContent = filled(w.bulkLoading, group.invoices.length);
      const send = async (): Promise<void> => {
        approve.disabled = true;
        try {
          const invoices = sheet.chosen.map(({ invoice_id, version }) => ({ invoice_id, version }));
          close((await call("bulkApprove", { body: { invoices, effort: effort.form() } })).body);
        } catch (error) {
          trouble.textContent = problem(error);
          trouble.hidden = false;
        }
      };
      const content = h("div", { class: "bulk" }, h("p", {}, w.bulkSheetHint), sheet.element, trouble, h("div", { class: "actions" }, approve));
      content.addEventListener("keydown", (event) => {
        effort.note(true);
        if (event.key === "Enter" && event.ctrlKey && !approve.disabled) void send();
      });
      content.addEventListener("pointerdown", () => effort.note());
      return [content];
    },
    true,
  );
}

function titleOf(group: BulkGroup): string {
  return `${group.seller_name} · ${worded(KIND_LABELS[group.kind], group.kind)}`;
}

function problem(error: unknown): string {
  return error instanceof Refused ? error.sentence : words().unreachable;
}
