// The ledgers that invoices go to, how they do, and whether they answer. They are named by whoever runs the service.

import type { LedgerAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { block, connectionTest, factList } from "./parts";
import { forAdministrators, type Place, type Section } from "./section";

export const ledgers: Section = {
  id: "ledgers",
  title: (w) => w.ledgers.title,
  hint: (w) => w.ledgers.hint,
  group: "service",
  may: forAdministrators,
  draw: async (place) => {
    const { body } = await call("outside");
    return body.ledgers.length ? body.ledgers.map((each) => ledger(each, place)) : [h("p", { class: "empty" }, settingsWords().ledgers.none)];
  },
};

function ledger(each: LedgerAnswer, place: Place): HTMLElement {
  const w = settingsWords().ledgers;
  const facts: [string, string][] = [
    [w.state, w.healths[each.health]],
    [w.since, each.since === null ? "" : moment(each.since)],
    [w.next, each.next_at === null ? "" : moment(each.next_at)],
    [w.reason, each.reason],
  ];
  const test = async (): Promise<[boolean, string]> => {
    const { body } = await call("testLedger", { path: { name: each.name } });
    return [body.works, body.works ? filled(w.works, body.seconds.toFixed(1)) : filled(w.worksNot, [body.reason, body.message].filter(Boolean).join(": "), body.seconds.toFixed(1))];
  };
  return block(each.is_backup ? `${each.name} · ${w.backup}` : each.name, factList(facts), connectionTest(place, w.testHint, test));
}
