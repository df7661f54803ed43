// What keys do, as a table; and a person's own keys as a file, to be taken along.

import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import type { Binding } from "../ground/keys";
import { filled } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { keepKeys, keptKeys, keysFile, readKeys, WrongKeys, type OwnKeys } from "./own_keys";

/** `bindings` as they are in force, `usual` as they are for everybody; `changed` is called when other keys are to be. */
export function showKeys(bindings: readonly Binding[], usual: readonly Binding[], changed: (own: OwnKeys) => void): Promise<null> {
  const [w, r] = [words(), reviewWords()];
  const address = URL.createObjectURL(new Blob([keysFile(usual, keptKeys())], { type: "application/json" }));
  const shut = ask<null>(w.keyMap, (close) => {
    const choose = (own: OwnKeys): void => {
      keepKeys(own);
      changed(own);
      close(null);
    };
    const shown = [...bindings.filter(({ meaning }) => meaning).map(({ keys, meaning }) => [keys.map(printed).join(" / "), meaning] as const), ...w.gridKeyMap, ...r.mouseKeys];
    const table = h("table", { class: "keys" }, h("tbody", {}, ...shown.map(([keys, meaning]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, keys)), h("td", {}, meaning)))));
    const trouble = h("p", { class: "error", role: "alert", hidden: true });
    const file = h("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": r.keysImport });
    file.addEventListener("change", () => void take(file.files?.[0]));
    const take = async (chosen: File | undefined): Promise<void> => {
      try {
        const text = await chosen?.text();
        file.value = ""; // the same file may be chosen again, once it is put right
        if (text !== undefined) choose(readKeys(text, usual));
      } catch (error) {
        if (!(error instanceof WrongKeys)) throw error;
        trouble.textContent = filled(r.keysWrong, error.message);
        trouble.hidden = false;
      }
    };
    const save = h("a", { class: "button", download: "fapiao-keys.json", href: address }, r.keysExport);
    const own = h(
      "div",
      { class: "actions" },
      save,
      h("button", { type: "button", onclick: () => file.click() }, r.keysImport),
      h("button", { type: "button", onclick: () => choose({}) }, r.keysUsual),
    );
    return [table, h("p", {}, r.keysHint), trouble, file, own];
  });
  return shut.finally(() => URL.revokeObjectURL(address));
}

/** As it is printed on the key. */
function printed(chord: string): string {
  const names: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", Delete: "Del", PageDown: "PgDn", PageUp: "PgUp" };
  return chord.replace(/\w+$/, (key) => names[key] ?? key);
}
