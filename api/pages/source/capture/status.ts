// What is told of a shot, in plain words. Pure.

import { RULE_LABELS } from "../drawn/labels";
import type { InvoiceBrief } from "../drawn/schemas";
import { duration, filled, moment, worded } from "../ground/language";
import type { CaptureWords } from "../words/capture/words";
import { shortNumber } from "./code_on_paper";
import type { Shot } from "./shot";

/** Colour and icon; each always stands beside words. */
export type Tone = "waits" | "moves" | "good" | "look" | "wrong";

export interface Status {
  tone: Tone;
  /** Where it stands. */
  text: string;
  /** What else there is to say, a line each. */
  details: string[];
}

export function statusOf(shot: Shot, w: CaptureWords, now: number, isOnline: boolean): Status {
  const onPaper = shot.code ? [filled(w.onPaper, shortNumber(shot.code.number), shot.code.amount)] : [];
  switch (shot.state) {
    case "held":
      return { tone: "look", text: w.held, details: [...heldFor(shot, w), ...onPaper] };
    case "waiting":
      return { tone: "waits", text: waiting(shot, w, now, isOnline), details: onPaper };
    case "sending":
      return { tone: "moves", text: filled(w.sending, percent(shot)), details: onPaper };
    case "refused":
      return { tone: "wrong", text: filled(w.refused, shot.trouble ? sentence(shot.trouble) : ""), details: onPaper };
    case "received":
      return { ...inService(shot, w), details: [...inService(shot, w).details, ...(shot.matches === false && shot.receipt?.state !== "deleted" ? [w.differs] : []), ...(shot.isFreed ? [w.freed] : [])] };
  }
}

export function percent(shot: Shot): number {
  return shot.size ? Math.floor((100 * shot.sent) / shot.size) : 100;
}

/** Why its owner should decide. */
export function heldFor(shot: Shot, w: CaptureWords): string[] {
  const issues = (shot.verdict?.issues ?? []).map((issue) => w.issues[issue.code]);
  if (shot.known === null) return issues;
  const known = shot.known.here ? w.knownHere : shot.known.received_at ? filled(w.knownThereAt, moment(shot.known.received_at)) : w.knownThere;
  return [known, ...issues];
}

function waiting(shot: Shot, w: CaptureWords, now: number, isOnline: boolean): string {
  if (!isOnline || shot.trouble?.code === "unreachable") return w.waitingOffline;
  if (shot.trouble === null || shot.notBefore <= now) return w.waiting;
  return filled(w.waitingTry, sentence(shot.trouble), duration(shot.notBefore - now));
}

function inService(shot: Shot, w: CaptureWords): Status {
  const receipt = shot.receipt;
  if (receipt === null) return { tone: "good", text: w.reading, details: [] };
  const number = filled(w.receivedNo, receiptNumber(receipt.id)) + (receipt.duplicate_of ? ` · ${w.duplicate}` : "");
  const advice = (receipt.verdict?.verdict === "retake" ? receipt.verdict.issues : []).map((issue) => worded([issue.advice_zh, issue.advice_en]));
  switch (receipt.state) {
    case "received":
      return { tone: "moves", text: number, details: advice };
    case "reading":
      return { tone: "moves", text: w.reading, details: [number, ...advice] };
    case "failed":
      return { tone: "wrong", text: filled(w.failed, receipt.failure ? worded([receipt.failure.message_zh, receipt.failure.message_en]) : ""), details: [number, ...advice] };
    case "quarantined":
      return { tone: "look", text: w.quarantined, details: [number] };
    case "deleted":
      return { tone: "waits", text: w.deleted, details: [number] };
    case "read":
      return { ...read(receipt.invoices, w), details: [...read(receipt.invoices, w).details, ...(receipt.members.length ? [filled(w.members, receipt.members.length)] : []), number] };
  }
}

function read(invoices: readonly InvoiceBrief[], w: CaptureWords): Status {
  const [first] = invoices;
  if (first === undefined) return { tone: "look", text: w.readNothing, details: [] };
  const lines = invoices.map((invoice) => filled(w.sum, invoice.seller_name || w.sellerUnknown, invoice.total ?? "—"));
  const states = [...new Set(invoices.map((invoice) => invoice.state))];
  const count = invoices.length > 1 ? [filled(w.several, invoices.length)] : [];
  const text = [...count, ...states.map((state) => w.states[state])].join(" · ");
  return { tone: toneOf(states), text, details: [...lines, ...reasons(invoices, w)] };
}

function toneOf(states: readonly InvoiceBrief["state"][]): Tone {
  if (states.includes("rejected")) return "wrong";
  return states.some((state) => ["in_review", "duplicate", "void"].includes(state)) ? "look" : "good";
}

/** Of what is under review: the rules that do not hold. */
function reasons(invoices: readonly InvoiceBrief[], w: CaptureWords): string[] {
  const broken = invoices.filter((invoice) => invoice.state === "in_review").flatMap((invoice) => invoice.findings.filter((finding) => finding.severity !== "info"));
  const said = [...new Set(broken.map((finding) => worded(RULE_LABELS[finding.rule], finding.rule)))];
  return said.length ? [filled(w.why, said.join(w.semicolon))] : [];
}

/** The end of its id, which is what differs. */
export function receiptNumber(id: string): string {
  return id.slice(-8).toUpperCase();
}

function sentence(trouble: { message_en: string; message_zh: string }): string {
  return worded([trouble.message_zh, trouble.message_en]);
}
