// The few pictures that stand for a state. Each always stands beside words.

import { svg } from "./dom";

const PATHS = {
  bolt: "M9 1 3 9h4l-1 6 6-8H8z",
  tick: "M2.5 8.5 6 12l7.5-8",
  dot: "M8 8h.01",
  flag: "M4 15V2m0 0h8l-2 3 2 3H4",
  none: "M4 8h8",
  clock: "M8 4v4l3 2M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
  person: "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-5.5 6.5a5.5 5.5 0 0 1 11 0",
  help: "M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1m0 2.5v.01M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
  speech: "M2 2.5h12v8H7l-3.5 3v-3H2z",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  turn: "M13 8a5 5 0 1 1-1.5-3.5M13 1.5V5H9.5",
  whole: "M2 6V2h4m4 0h4v4m0 4v4h-4m-4 0H2v-4",
  read: "M2 5V2h3m6 0h3v3m0 6v3h-3m-6 0H2v-3M5 8h6",
  loupe: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zm3.6-1.4L14.5 14.5",
  left: "m10 3-5 5 5 5",
  right: "m6 3 5 5-5 5",
} as const;

export type IconName = keyof typeof PATHS;

/** Drawn in the colour of the text around it; of no meaning to those who listen, since words stand beside it. */
export function icon(name: IconName): SVGElement {
  const filled = name === "bolt" ? "currentColor" : "none";
  const width = name === "dot" ? 6 : 1.75;
  const path = svg("path", { d: PATHS[name], fill: filled, stroke: name === "bolt" ? null : "currentColor", "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" });
  return svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true", focusable: "false" }, path);
}
