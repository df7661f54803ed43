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
  bulk: "Approve several",
  bulkHint: "Nothing is to be looked at in these groups, each of one seller and one kind. Choose one, look at what matters of each invoice, and approve them together.",
  bulkSheetHint: "A click (or Space) leaves one out; arrows move, Ctrl+Enter approves. All of them can be taken back for ten minutes.",
  bulkNone: "There is nothing to approve together: that takes two or more of one seller and one kind with nothing to be looked at.",
  bulkLoading: "Loading %1 pictures…",
  bulkApprove: "Approve %1",
  bulkDone: "Approved %1.",
  bulkUndo: "Take back those %1 (%2 min left)",
  bulkTakenBack: "Took back %1; they are under review again.",
  bulkUnseen: "The picture of %1 can't be shown; it is left out.",
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
