// Looks at pictures beside the page, so that nothing there stands still. Runs as a worker of its own.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { LOOK_SIDE, PATCH_SIDE, edgesIn, measured, type Measures } from "./measures";
import { paperIn } from "./paper";
import type { CodesAnswer, FrameAnswer, PictureAnswer, Question } from "./questions";
import { brightest, darkest, percentile } from "./raster";
import { verdictOn } from "./verdict";

/** What of a worker's global scope is used; the page's own types are those of a window. */
interface Scope {
  onmessage: ((event: MessageEvent<Question>) => void) | null;
  postMessage(answer: FrameAnswer | PictureAnswer | CodesAnswer, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const THUMBNAIL_SIDE = 240;
/** QR codes are looked for at this size first: on a whole page their modules are still three pixels wide. */
const CODE_SIDES = [1600, 2800];

/** The picture that was looked at last, until its codes are asked for: opening it takes longer than both. */
let last: { id: number; bitmap: ImageBitmap } | null = null;

scope.onmessage = ({ data: question }) => {
  switch (question.ask) {
    case "frame":
      return scope.postMessage(frame(question.id, question.small, question.middle));
    case "picture":
      return void picture(question.id, question.content, question.mediaType).then((answer) => scope.postMessage(answer, answer.thumbnail ? [answer.thumbnail] : []), failed);
    case "codes":
      return void codes(question.id, question.of, question.qrReader).then((answer) => scope.postMessage(answer), failed);
  }
};

/** Told to the page, which waits for an answer: a promise that fails in a worker is told to nobody. */
function failed(error: unknown): void {
  reportError(error);
}

function frame(id: number, small: ImageData, middle: ImageData): FrameAnswer {
  return { id, paper: paperIn(darkest(small)), edge: edgesIn(darkest(middle))?.flattest ?? null, light: percentile(brightest(small).pixels, 0.8) };
}

async function picture(id: number, content: ArrayBuffer, mediaType: string): Promise<PictureAnswer> {
  last?.bitmap.close();
  last = null;
  const bitmap = await opened(content, mediaType);
  if (bitmap === null) return { id, verdict: null, measures: null, ms: 0, width: 0, height: 0, thumbnail: null };
  const started = performance.now();
  const measures = measuresOf(bitmap);
  const verdict = verdictOn(measures);
  const ms = performance.now() - started;
  const thumbnail = await (await drawn(bitmap, THUMBNAIL_SIDE).convertToBlob({ type: "image/jpeg", quality: 0.7 })).arrayBuffer();
  last = { id, bitmap };
  return { id, verdict, measures, ms, width: bitmap.width, height: bitmap.height, thumbnail };
}

async function codes(id: number, of: number, qrReader: string): Promise<CodesAnswer> {
  const started = performance.now();
  const payloads = last?.id === of ? await codesOn(last.bitmap, qrReader) : [];
  return { id, payloads, ms: performance.now() - started };
}

async function opened(content: ArrayBuffer, mediaType: string): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(new Blob([content], { type: mediaType }), { imageOrientation: "from-image" });
  } catch (error) {
    if (error instanceof DOMException) return null; // a PDF, a format that this browser lacks, or a broken file: the service will say
    throw error;
  }
}

function measuresOf(bitmap: ImageBitmap): Measures {
  const look = drawn(bitmap, LOOK_SIDE);
  const context = context2d(new OffscreenCanvas(PATCH_SIDE, PATCH_SIDE));
  const patch = (x: number, y: number): ImageData => {
    context.drawImage(bitmap, between(x, bitmap.width), between(y, bitmap.height), PATCH_SIDE, PATCH_SIDE, 0, 0, PATCH_SIDE, PATCH_SIDE);
    return context.getImageData(0, 0, PATCH_SIDE, PATCH_SIDE);
  };
  return measured(context2d(look).getImageData(0, 0, look.width, look.height), look.width / bitmap.width, patch);
}

/** Where a patch begins whose middle this is. */
function between(middle: number, length: number): number {
  return Math.max(0, Math.min(length - PATCH_SIDE, Math.round(middle - PATCH_SIDE / 2)));
}

/** With its longer side at most `side` pixels. */
function drawn(bitmap: ImageBitmap, side: number): OffscreenCanvas {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  const context = context2d(canvas);
  context.imageSmoothingQuality = "medium";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function context2d(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  return context;
}

async function codesOn(bitmap: ImageBitmap, qrReader: string): Promise<string[]> {
  prepareZXingModule({ overrides: { locateFile: () => qrReader } });
  for (const side of CODE_SIDES) {
    const canvas = drawn(bitmap, side);
    const found = await readBarcodes(context2d(canvas).getImageData(0, 0, canvas.width, canvas.height), { formats: ["QRCode"], tryInvert: false, maxNumberOfSymbols: 8 });
    const payloads = found.filter((code) => code.isValid).map((code) => code.text);
    if (payloads.length || canvas.width === bitmap.width) return payloads;
  }
  return [];
}
