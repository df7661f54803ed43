// Who somebody is, as far as whoever looks may know. Pure.

import { invoiceWords } from "../words/invoice/words";

const MACHINE = "machine:";

/** `user:0190...` -> `wang`; machines of ours are all the system. */
export function called(who: string, names: Readonly<Record<string, string>>): string {
  if (who.startsWith(MACHINE)) return `${invoiceWords().machine} · ${who.slice(MACHINE.length)}`;
  return names[who] ?? who;
}
