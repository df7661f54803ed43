import assert from "node:assert/strict";
import { test } from "node:test";
import type { CompanyVersion, Problem } from "../drawn/schemas";

// The form asks for the language of the browser.
Object.assign(globalThis, { localStorage: { getItem: () => "en" } });
const { standing } = await import("../settings/companies");
const { places } = await import("../settings/form");

const version = (number: number, effective: string): CompanyVersion => ({ company_id: "1", version: number, title: `T${number}`, tax_id: "1", effective });

test("the version that holds is the latest effective, of several for a day the last said", () => {
  const versions = [version(1, "0001-01-01"), version(2, "2024-05-01"), version(3, "2024-03-01"), version(4, "2024-03-01")];
  assert.equal(standing(versions, "2024-02-29")?.version, 1);
  assert.equal(standing(versions, "2024-03-01")?.version, 4);
  assert.equal(standing(versions, "2024-06-01")?.version, 2);
  assert.equal(standing([version(1, "2024-05-01")], "2024-01-01"), undefined);
});

const problem = (more: Partial<Problem>): Problem => ({ type: "", title: "", status: 422, code: "x", message_en: "Wrong.", message_zh: "错。", next_step: "correct_request", ...more });

test("a refusal is said at the fields that it speaks of", () => {
  assert.deepEqual(places(problem({}), {}), []);
  assert.deepEqual(places(problem({ code: "taken" }), { taken: "name" }), [["name", "Wrong."]]);
  assert.deepEqual(places(problem({ message_en: "It is not what is described: body.title: too long." }), {}), [["title", "It is not what is described: body.title: too long."]]);
  assert.deepEqual(places(problem({ problems: [{ field: "id", message_en: "Missing.", message_zh: "缺。" }] }), { x: "name" }), [["id", "Missing."]]);
});
