// Columns that stand on each other, one for each day, with words at both axes. Behind each chart its numbers as a table: for those who listen, and for those who want to know exactly.

import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from "chart.js";
import { h } from "../ground/dom";
import { overviewWords } from "../words/overview/words";
import { count } from "./figures";
import { type Head, table } from "./table";

export interface Series {
  name: string;
  /** Of the colours below. */
  colour: keyof typeof COLOURS;
  values: readonly number[];
}

/** Told apart by those who see few colours, too: their lightness differs, and they keep their order. */
const COLOURS = { blue: "#1d4f91", sky: "#6ea3dc", green: "#2f8f5b", amber: "#d99a2b", red: "#b3261e", grey: "#8b95a5" } as const;
const INK = "#1b2430";
const FAINT = "#566173";
const LINE = "#e3e6eb";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip, Legend);

/** `summary` says in a sentence what the chart shows. */
export function columnChart(days: readonly string[], series: readonly Series[], axes: { x: string; y: string }, summary: string): HTMLElement {
  const shown = series.filter((each) => each.values.some((value) => value > 0));
  const canvas = h("canvas", { role: "img", "aria-label": summary });
  const figure = h("div", { class: "chart" }, h("div", { class: "canvas" }, canvas), asTable(days, shown, axes));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // A chart measures the place it has, so it is drawn once it is in the page.
  requestAnimationFrame(() => {
    new Chart(canvas, {
      type: "bar",
      data: { labels: [...days], datasets: shown.map((each) => ({ label: each.name, data: [...each.values], backgroundColor: COLOURS[each.colour], stack: "all", maxBarThickness: 42 })) },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: still ? false : { duration: 250 },
        interaction: { mode: "index", intersect: false },
        font: { family: getComputedStyle(document.body).fontFamily, size: 12 },
        color: INK,
        scales: {
          x: { stacked: true, title: { display: true, text: axes.x, color: FAINT }, ticks: { color: FAINT, maxRotation: 0, autoSkipPadding: 12 }, grid: { display: false } },
          y: { stacked: true, beginAtZero: true, title: { display: true, text: axes.y, color: FAINT }, ticks: { color: FAINT, precision: 0 }, grid: { color: LINE } },
        },
        plugins: { legend: { position: "bottom", labels: { boxWidth: 12, boxHeight: 12, color: INK } } },
      },
    });
  });
  return figure;
}

function asTable(days: readonly string[], series: readonly Series[], axes: { x: string; y: string }): HTMLElement {
  const w = overviewWords();
  const heads: Head[] = [{ text: axes.x }, ...series.map((each) => ({ text: each.name, as: "number" as const })), { text: w.all, as: "number" }];
  const rows = days.map((day, place) => {
    const values = series.map((each) => each.values[place] ?? 0);
    return [day, ...values.map(count), count(values.reduce((sum, value) => sum + value, 0))];
  });
  return h("details", { class: "as-table" }, h("summary", {}, w.asTable), table(heads, rows));
}
