// What each key does on the reviewer page, and which keys those are for whoever is there.

import { isAsking } from "../ground/dialog";
import type { Binding } from "../ground/keys";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import type { Desk } from "./desk";
import { showKeys } from "./key_table";
import { keptKeys, withOwnKeys } from "./own_keys";
import { PICTURES } from "./page_tools";

export class KeyMap {
  /** As they are in force. */
  bindings: readonly Binding[];
  private readonly usual: readonly Binding[];

  constructor(desk: Desk) {
    this.usual = usualKeys(desk, () => this.show());
    this.bindings = withOwnKeys(this.usual, keptKeys());
  }

  show(): void {
    void showKeys(this.bindings, this.usual, (own) => (this.bindings = withOwnKeys(this.usual, own)));
  }
}

function usualKeys(desk: Desk, help: () => void): Binding[] {
  const w = words().keys;
  const always = (run: () => void) => (): boolean => {
    run();
    return true;
  };
  const bindings: Binding[] = [
    { keys: ["Ctrl+Enter"], meaning: w.approve, run: always(() => void desk.approve()) },
    { keys: ["Ctrl+Shift+Enter"], meaning: w.approveStay, run: always(() => void desk.approve(true)) },
    { keys: ["Enter"], meaning: w.confirm, run: () => desk.work.confirmAndGoOn() },
    { keys: ["Tab"], meaning: w.nextFlag, run: () => desk.work.goToFlag(1) },
    { keys: ["Shift+Tab"], meaning: w.lastFlag, run: () => desk.work.goToFlag(-1) },
    { keys: ["ArrowDown"], meaning: w.nextField, run: () => desk.work.goBeside(1) },
    { keys: ["ArrowUp"], meaning: w.lastField, run: () => desk.work.goBeside(-1) },
    { keys: ["Ctrl+."], meaning: w.repair, run: () => desk.work.repair() },
    { keys: ["Ctrl+R"], meaning: reviewWords().keys.readAgain, run: () => desk.work.readAgain() },
    { keys: ["Alt+ArrowDown"], meaning: w.alternative, run: () => desk.work.fields.row(desk.work.fields.focused)?.cycle(1) ?? false },
    { keys: ["Alt+ArrowUp"], meaning: w.alternativeBack, run: () => desk.work.fields.row(desk.work.fields.focused)?.cycle(-1) ?? false },
    { keys: ["Delete"], meaning: w.empty, run: () => desk.work.confirmEmpty() },
    { keys: ["Escape"], meaning: w.leave, run: () => desk.work.leave() },
    // Inside an input that is being typed into, undoing is the browser's.
    { keys: ["Ctrl+Z"], meaning: w.undo, run: () => !desk.work.fields.row(desk.work.fields.focused)?.isTyping && desk.undo() },
    { keys: ["Ctrl+Y", "Ctrl+Shift+Z"], meaning: w.redo, run: () => desk.sheet?.redo() ?? false },
    { keys: ["P"], meaning: w.postpone, outsideInputs: true, run: always(() => void desk.postpone()) },
    { keys: ["X"], meaning: w.reject, outsideInputs: true, run: always(() => void desk.reject()) },
    { keys: ["D"], meaning: w.duplicate, outsideInputs: true, run: always(() => void desk.duplicate()) },
    { keys: ["N"], meaning: reviewWords().note, outsideInputs: true, run: always(() => void desk.besides.note()) },
    { keys: ["V"], meaning: reviewWords().lookUpMeaning, outsideInputs: true, run: always(() => void desk.besides.lookUp()) },
    { keys: ["S"], meaning: reviewWords().pages, outsideInputs: true, run: always(() => void desk.besides.pages()) },
    { keys: ["B"], meaning: reviewWords().bulk, outsideInputs: true, run: always(() => void desk.bulk.open()) },
    { keys: ["G"], meaning: reviewWords().digits, outsideInputs: true, run: always(() => void desk.digits.open()) },
    { keys: ["R"], meaning: w.rotate, outsideInputs: true, run: always(() => desk.work.page.rotate()) },
    // In a field a digit is typed; with Alt it means the same everywhere.
    ...PICTURES.flatMap((name, place): Binding[] => {
      const show = always(() => void desk.work.showPicture(name));
      const digit = String(place + 1);
      return [
        { keys: [digit], meaning: "", outsideInputs: true, run: show },
        { keys: [`Alt+${digit}`], meaning: reviewWords().pictureMeanings[name], run: show },
      ];
    }),
    { keys: ["+", "="], meaning: w.zoomIn, outsideInputs: true, run: always(() => desk.work.page.zoom(1.4)) },
    { keys: ["-"], meaning: w.zoomOut, outsideInputs: true, run: always(() => desk.work.page.zoom(1 / 1.4)) },
    { keys: ["0"], meaning: w.whole, outsideInputs: true, run: always(() => desk.work.page.whole()) },
    { keys: ["PageDown"], meaning: w.pageAfter, outsideInputs: true, run: always(() => void desk.work.turnPageBy(1)) },
    { keys: ["PageUp"], meaning: w.pageBefore, outsideInputs: true, run: always(() => void desk.work.turnPageBy(-1)) },
    { keys: ["?"], meaning: w.help, outsideInputs: true, run: always(help) },
  ];
  // A dialog has keys of its own, and the browser's.
  return bindings.map((binding) => ({ ...binding, run: () => !isAsking() && binding.run() }));
}
