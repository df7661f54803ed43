// The page's end of the worker that looks at pictures.

import type { CodesAnswer, FrameAnswer, PictureAnswer, Question } from "./look/questions";
import qrReader from "zxing-wasm/reader/zxing_reader.wasm";

/** Built beforehand; the build says its address. */
declare const LOOK_WORKER: string;

type Answer = FrameAnswer | PictureAnswer | CodesAnswer;
type Asked<Kind extends Question["ask"]> = Omit<Extract<Question, { ask: Kind }>, "id">;

export class Looker {
  private readonly worker = new Worker(LOOK_WORKER);
  private readonly waiting = new Map<number, (answer: Answer | null) => void>();
  private count = 0;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => this.resolve(data.id, data);
    // Without it pictures are sent unseen: the service looks at them all the same.
    this.worker.onerror = (event) => {
      event.preventDefault();
      for (const id of [...this.waiting.keys()]) this.resolve(id, null);
    };
  }

  frame(small: ImageData, middle: ImageData): Promise<FrameAnswer | null> {
    return this.ask<FrameAnswer>({ ask: "frame", small, middle }, [small.data.buffer, middle.data.buffer]);
  }

  picture(content: ArrayBuffer, mediaType: string): Promise<PictureAnswer | null> {
    return this.ask<PictureAnswer>({ ask: "picture", content, mediaType }, []);
  }

  /** On the picture of this answer, if no other was asked about since. */
  async payloads(answer: PictureAnswer): Promise<string[]> {
    return (await this.ask<CodesAnswer>({ ask: "codes", of: answer.id, qrReader }, []))?.payloads ?? [];
  }

  private ask<Kind extends Answer>(question: Asked<"frame"> | Asked<"picture"> | Asked<"codes">, transfer: Transferable[]): Promise<Kind | null> {
    const id = ++this.count;
    return new Promise((resolve) => {
      this.waiting.set(id, (answer) => resolve(answer as Kind | null));
      this.worker.postMessage({ ...question, id }, transfer);
    });
  }

  private resolve(id: number, answer: Answer | null): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
