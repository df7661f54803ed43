import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { funnelSteps } from "../overview/funnel";
import { chinaDay } from "../ground/days";
import { addressOf, moments, periodOf, presetPeriod } from "../overview/period";
import { lastRuns } from "../overview/reconciliation";
import type { RunBrief } from "../drawn/schemas";

const NIGHT_IN_CHINA = Date.parse("2024-02-29T17:30:00Z"); // 01:30 on the first of March

test("a day is one in China, wherever the browser is", () => {
  equal(chinaDay(NIGHT_IN_CHINA), "2024-03-01");
  deepEqual(presetPeriod("month", NIGHT_IN_CHINA), { preset: "month", first: "2024-03-01", last: "2024-03-01" });
  deepEqual(presetPeriod("week", NIGHT_IN_CHINA), { preset: "week", first: "2024-02-24", last: "2024-03-01" });
  equal(moments(presetPeriod("today", NIGHT_IN_CHINA)).since, "2024-03-01T00:00:00+08:00");
});

test("the address says which days are shown, and nonsense shows the last week", () => {
  for (const period of [presetPeriod("days30", NIGHT_IN_CHINA), { preset: "own", first: "2024-01-02", last: "2024-01-03" } as const]) {
    deepEqual(periodOf(addressOf(period), NIGHT_IN_CHINA), period);
  }
  for (const nonsense of ["", "?period=year", "?first=2024-13-40&last=2024-03-01", "?first=2024-03-01"]) {
    equal(periodOf(nonsense, NIGHT_IN_CHINA).preset, "week");
  }
});

test("each step of the funnel holds all that have come that far", () => {
  const documents = [
    { state: "read", count: 8 },
    { state: "failed", count: 2 },
  ] as const;
  const invoices = [
    { state: "in_review", count: 3 },
    { state: "approved", count: 1 },
    { state: "verified", count: 1 },
    { state: "confirmed", count: 4 },
    { state: "duplicate", count: 1 },
  ] as const;
  deepEqual(funnelSteps([...documents], [...invoices]).map((step) => step.count), [10, 8, 10, 6, 5, 4]);
});

test("of each ledger the last run is shown, the newest first", () => {
  const run = (id: string, ledger: string, opened_at: string): RunBrief => ({ id, ledger, opened_at }) as RunBrief;
  const found = [run("3", "erp", "2024-03-03"), run("2", "books", "2024-03-02"), run("1", "erp", "2024-03-01")];
  deepEqual(lastRuns(found).map((each) => each.id), ["3", "2"]);
});
