// Keys that a person has chosen for themselves: kept in the browser, taken along as a JSON file. Pure but for the browser's store.

import type { Binding } from "../ground/keys";

/** First key of a binding, as it is by default -> the keys that do it instead. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

const KEPT = "fapiao.keys";
const CHORD = /^(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:[^\s+a-z]|\+|[A-Z][A-Za-z0-9]+)$/;

/** Why a file is no map of keys: the first place that is wrong. */
export class WrongKeys extends Error {}

export function keptKeys(): OwnKeys {
  return JSON.parse(localStorage.getItem(KEPT) ?? "{}") as OwnKeys;
}

export function keepKeys(own: OwnKeys): void {
  localStorage.setItem(KEPT, JSON.stringify(own));
}

/** The bindings with a person's own keys in the places of the usual ones. */
export function withOwnKeys(bindings: readonly Binding[], own: OwnKeys): Binding[] {
  return bindings.map((binding) => ({ ...binding, keys: own[binding.keys[0] ?? ""] ?? binding.keys }));
}

/** All of them, so that whoever opens the file sees what there is to be chosen. */
export function keysFile(bindings: readonly Binding[], own: OwnKeys): string {
  const all = bindings.map(({ keys: [first = "", ...more] }) => [first, own[first] ?? [first, ...more]] as const);
  return `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`;
}

/** Raises WrongKeys for what is no map of these bindings, or where one key would do two things at the same time. */
export function readKeys(text: string, bindings: readonly Binding[]): OwnKeys {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new WrongKeys("JSON");
  }
  if (typeof said !== "object" || said === null || Array.isArray(said)) throw new WrongKeys("{}");
  const known = new Set(bindings.map(({ keys }) => keys[0]));
  for (const [first, keys] of Object.entries(said)) {
    const isList = Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === "string" && CHORD.test(key));
    if (!known.has(first) || !isList) throw new WrongKeys(first);
  }
  const own = said as OwnKeys;
  const taken = new Set<string>();
  for (const { keys } of withOwnKeys(bindings, own)) {
    for (const key of keys) {
      if (taken.has(key)) throw new WrongKeys(key);
      taken.add(key);
    }
  }
  return own;
}
