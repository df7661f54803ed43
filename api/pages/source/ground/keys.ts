// The keyboard: which keys do what, while an input method may be composing and an input may have the focus.

export interface Binding {
  /** `Ctrl+Enter`, `Shift+Tab`, `P`, `?`. */
  keys: readonly string[];
  /** What it does, for the key map. */
  meaning: string;
  /** Only while nothing is being typed into. */
  outsideInputs?: boolean;
  /** True where the key was used; the browser does not see it then. */
  run: () => boolean;
}

/** Listens until the returned function is called. `observe` is told of every key that is pressed. */
export function listen(target: EventTarget, bindings: () => readonly Binding[], observe: () => void = () => undefined): () => void {
  const pressed = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || isComposing(event)) return;
    if (!MODIFIERS.has(event.key)) observe();
    if (event.defaultPrevented) return;
    const chord = chordOf(event);
    const typing = isTextInput(event.target);
    for (const binding of bindings()) {
      if (!binding.keys.includes(chord) || (binding.outsideInputs && typing)) continue;
      if (binding.run()) {
        event.preventDefault();
        return;
      }
    }
  };
  target.addEventListener("keydown", pressed);
  return () => target.removeEventListener("keydown", pressed);
}

const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta"]);

/** While Chinese is being composed every key is the input method's. Some browsers end the composition before the key that ended it: that one has code 229. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** `Ctrl+Shift+Enter`; letters as capitals. Command is Ctrl on a Mac. */
export function chordOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const printed = event.key.length === 1 && key === event.key && !/[A-Z]/.test(key); // `?` has its Shift in it
  return [event.ctrlKey || event.metaKey ? "Ctrl+" : "", event.altKey ? "Alt+" : "", event.shiftKey && !printed ? "Shift+" : "", key].join("");
}

export function isTextInput(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["button", "checkbox", "radio", "submit"].includes(target.type);
}
