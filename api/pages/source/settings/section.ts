// What a section of the settings is, and what it is given.

import type { Me } from "../drawn/schemas";
import type { SettingsWords } from "../words/settings/words";
import type { OpenForms } from "./form";

export interface Place {
  readonly me: Me;
  readonly forms: OpenForms;
  say(text: string, kind?: "done" | "problem"): void;
  /** Draws the section anew with what the service says now. What was typed and not saved is gone: forms that hold something call it after saving. */
  again(): Promise<void>;
}

export interface Section {
  /** Part of the address: `/settings#companies`. */
  readonly id: string;
  readonly title: (w: SettingsWords) => string;
  readonly hint: (w: SettingsWords) => string;
  readonly group: "own" | "firm" | "service";
  readonly may: (me: Me) => boolean;
  /** Raises Refused and Unreachable. */
  readonly draw: (place: Place) => Promise<Node[]>;
}

export const forEverybody = (): boolean => true;
export const forFinance = (me: Me): boolean => me.scopes.includes("companies");
export const forAdministrators = (me: Me): boolean => me.scopes.includes("people");
