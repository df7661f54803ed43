// The verdict on a picture, before it is sent: thresholds are the service's (intake/vision/quality.py), where fields were counted that got lost; that of motion is measured here (python -m tests.api.pages.measure_verdicts). Pure.

import { hasPrint, type Measures } from "./measures";

export type IssueCode = "blur" | "too_small" | "dark" | "glare" | "cut_edge" | "not_invoice";

export interface Issue {
  code: IssueCode;
  /** Fields are surely lost; else some may be. */
  isBad: boolean;
}

export interface Verdict {
  /** `retake` is advice, never a refusal. */
  grade: "good" | "usable" | "retake";
  issues: Issue[];
}

const SMALL_PRINT = 9;
const TOO_SMALL_PRINT = 6.5;
const SOFT_EDGE = 0.2;
const BLURRED_EDGE = 0.29;
/** The finest edge that a camera draws, and a little more, pixels: small print is no wider, and yet wide in relation to its height. */
const FINEST_EDGE = 2.6;
const FINEST_SMEAR = 3.6;
/**
 * Along the direction in which edges are widest, and how many times as wide as all round. Of 60 drawn photographs as people take them the most were 0.21 and 1.8; of
 * those of a camera that moved by about a character the least were 0.21 and 2.1.
 */
const SMEARED = 0.28;
const MUCH_SMEARED = 0.34;
const ONE_WAY = 0.19;
const ONE_WAY_TIMES = 1.95;
const DIM_PAPER = 85;
const DARK_PAPER = 45;
const GLARE = 0.01;
/** A fifth of the paper hides a field for sure; of photographs as people take them the most was 0.12. */
const MUCH_GLARE = 0.18;
const CUT_MARKS = 5;

export function verdictOn(measures: Measures): Verdict {
  const issues: Issue[] = [];
  const add = (code: IssueCode, isBad: boolean): void => void issues.push({ code, isBad });
  const { printHeight, edgeWidth, smear, paperLight, glare, cutMarks } = measures;
  if (paperLight < DIM_PAPER) add("dark", paperLight < DARK_PAPER);
  if (!hasPrint(measures)) {
    // In the dark nothing is found either; that it is dark says more.
    if (!issues.some((issue) => issue.isBad)) add("not_invoice", true);
  } else {
    if (printHeight < SMALL_PRINT) add("too_small", printHeight < TOO_SMALL_PRINT);
    const isBlurred = edgeWidth > BLURRED_EDGE && edgeWidth * printHeight > FINEST_EDGE;
    const isMoved = smear > ONE_WAY && smear > ONE_WAY_TIMES * edgeWidth;
    const isSmeared = (smear > MUCH_SMEARED || isMoved) && smear * printHeight > FINEST_SMEAR;
    if (edgeWidth > SOFT_EDGE || smear > SMEARED || isSmeared) add("blur", isBlurred || isSmeared);
    if (cutMarks >= CUT_MARKS) add("cut_edge", false);
  }
  if (glare > GLARE) add("glare", glare > MUCH_GLARE);
  return { grade: issues.some((issue) => issue.isBad) ? "retake" : issues.length ? "usable" : "good", issues };
}
