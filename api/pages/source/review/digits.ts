// What came of looking at a sheet of digits: fields of which every doubtful digit is right are confirmed in the reviewer's drafts; nothing is decided by it.

import { Refused } from "../ground/api";
import { filled } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { begunHere } from "./begun";
import { askDigits, digitKey, settledFields } from "./digit_sheet";
import { withConfirmed, type Draft } from "./draft";
import type { KeptDrafts } from "./kept_drafts";
import type { Loader } from "./loaded";
import type { Sheet } from "./sheet";

export class Digits {
  /** Of sheets looked at before, too: a field may have doubtful digits of several kinds. */
  private readonly right = new Set<string>();

  constructor(
    private readonly loader: Loader,
    private readonly kept: KeptDrafts,
    private readonly lies: () => Sheet | null,
    private readonly tell: (text: string, kind: "done" | "problem") => void,
  ) {}

  async open(): Promise<void> {
    const seen = await askDigits(this.tell);
    if (!seen) return;
    for (const digit of seen.right) this.right.add(digitKey(digit));
    const settled = settledFields(this.right, seen.all);
    try {
      for (const [invoiceId, fields] of settled) await this.confirm(invoiceId, fields);
      this.tell(filled(reviewWords().digitsKept, seen.right.length, seen.odd), "done");
    } catch (error) {
      this.tell(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    }
  }

  /** Raises Refused and Unreachable. */
  private async confirm(invoiceId: string, fields: readonly string[]): Promise<void> {
    const confirmed = (draft: Draft): Draft => fields.reduce(withConfirmed, draft);
    const here = this.lies();
    if (here?.id === invoiceId) return here.change(confirmed(here.draft));
    const loaded = await this.loader.invoice(invoiceId, true);
    const { draft, merge } = begunHere(this.kept, loaded, () => undefined);
    if (!merge) this.kept.keep(invoiceId, loaded.answer, confirmed(draft));
  }
}
