// What history and proofs say, for people.

import { equal } from "node:assert/strict";
import { test } from "node:test";
import { inLanguage, withLabels } from "../invoice/said";

test("of what the service says in both languages one is shown, and what people typed stays as it is", () => {
  equal(inLanguage("to be looked up at the tax bureau · 待查验", "zh"), "待查验");
  equal(inLanguage("to be looked up at the tax bureau · 待查验", "en"), "to be looked up at the tax bureau");
  for (const typed of ["与原件一致 · 张三", "as on paper · see mail", "待查验", ""]) equal(inLanguage(typed, "en"), typed);
});

test("fields are called what people call them, and nothing else is touched", () => {
  equal(withLabels("issue_date 2024-03-08, total 106.00, original 9f86", "zh"), "开票日期 2024-03-08, 价税合计 106.00, 原件 9f86");
  equal(withLabels("no total is shown", "zh"), "no total is shown", "zh");
});
