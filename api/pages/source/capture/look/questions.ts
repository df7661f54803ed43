// What the page asks the worker that looks at pictures, and what it answers.

import type { Measures } from "./measures";
import type { Paper } from "./paper";
import type { Verdict } from "./verdict";

export type Question =
  /** A frame of the camera: small, and a square of its middle in full. */
  | { id: number; ask: "frame"; small: ImageData; middle: ImageData }
  /** A picture file. */
  | { id: number; ask: "picture"; content: ArrayBuffer; mediaType: string }
  /** The QR codes on the picture that was asked about with the id `of`, just before. */
  | { id: number; ask: "codes"; of: number; qrReader: string };

export interface FrameAnswer {
  id: number;
  /** In pixels of the small frame. */
  paper: Paper | null;
  edge: number | null;
  light: number;
}

export interface PictureAnswer {
  id: number;
  /** Null where this browser can't open the picture. */
  verdict: Verdict | null;
  /** What it is based on. */
  measures: Measures | null;
  /** Milliseconds that the verdict took. */
  ms: number;
  width: number;
  height: number;
  thumbnail: ArrayBuffer | null;
}

export interface CodesAnswer {
  id: number;
  payloads: string[];
  /** Milliseconds that it took. */
  ms: number;
}
