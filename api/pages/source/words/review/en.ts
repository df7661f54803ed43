import type { ReviewWords } from "./words";

export const en: ReviewWords = {
  readPlace: "Read a place again (Ctrl+drag)",
  chooseField: "Go to a field first; then draw around print on the page, or click it.",
  noPlace: "The field has no place on the page. Hold Ctrl and draw around it.",
  nothingRead: "No text was read there.",
  noSuchValue: "It reads “%1” there, which this field does not take.",
  readSame: "Read again, the same: %1",
  readOther: "Read again as %1. Ctrl+. takes it; nothing was changed.",
  pictures: { original: "Original", cleaned: "Flat", without_seal: "No seal" },
  pictureMeanings: { original: "the picture as it came in", cleaned: "laid flat and evenly lit", without_seal: "without red seals" },
  loupe: "Loupe (hold Space)",
  keys: {
    readAgain: "read the field again",
  },
  mouseKeys: [
    ["Ctrl+drag", "page: read a place again"],
    ["Click, Ctrl+click", "page: put the text into the field (Ctrl inside boxes)"],
    ["Space (held)", "page: loupe, three times as large"],
    ["1 / 2 / 3", "page: original, flat, no seal (outside of inputs; inside with Alt)"],
    ["Shift+click", "page: add the text to the field"],
  ],
};
