// One file to the service, in chunks that outlive a bad link (tus 1.0). However often it is begun, with one key it arrives once.

import type { ReceiptAnswer, UploadAnswer } from "../drawn/schemas";
import { Refused, Unreachable, request } from "../ground/api";

export interface Wanted {
  key: string;
  name: string;
  sha256: string;
  /** Id of the batch that it belongs to; empty for none. */
  batch: string;
}

const UPLOADS = "/v1/uploads";
const VERSION = { "Tus-Resumable": "1.0.0" };
const LEAST_CHUNK = 64 * 1024;
const MOST_CHUNK = 1024 * 1024;
/** A chunk should take about as long: progress is seen, and little is lost where the link breaks. */
const CHUNK_MS = 3_000;
const SILENCE_MS = 60_000;
const MOST_DETOURS = 5;

/** The receipt, once the service has all of it. `progress` is told how many bytes are there. Raises Refused and Unreachable. */
export async function upload(wanted: Wanted, content: ArrayBuffer, progress: (bytes: number) => Promise<unknown>): Promise<ReceiptAnswer> {
  let detours = 0;
  for (;;) {
    const { address, offset, receipt } = await begun(wanted, content.byteLength);
    if (receipt) return receipt;
    await progress(offset);
    try {
      return await appended(address, content, offset, progress);
    } catch (error) {
      // Somebody else writes to it, or it is gone: asked anew, the service says where to go on.
      if (!(error instanceof Refused && [404, 409, 410].includes(error.status)) || ++detours > MOST_DETOURS) throw error;
    }
  }
}

/** Begins it, or finds it where this key began it before. */
async function begun(wanted: Wanted, length: number): Promise<{ address: string; offset: number; receipt: ReceiptAnswer | null }> {
  const said = { filename: wanted.name, sha256: wanted.sha256, ...(wanted.batch ? { batch: wanted.batch } : {}) };
  const metadata = Object.entries(said).map(([name, value]) => `${name} ${base64(value)}`);
  const headers = { ...VERSION, "Idempotency-Key": wanted.key, "Upload-Length": String(length), "Upload-Metadata": metadata.join(",") };
  const response = await request(UPLOADS, { method: "POST", headers, signal: AbortSignal.timeout(SILENCE_MS) });
  const { id, offset, receipt } = (await response.json()) as UploadAnswer;
  const address = `${UPLOADS}/${id}`;
  return receipt ? { address, offset, receipt } : { address, ...(await standing(address, offset)) };
}

/** How much is there. Asking ends a request that still hangs, and has what is whole received. */
async function standing(address: string, offset: number): Promise<{ offset: number; receipt: ReceiptAnswer | null }> {
  if (offset === 0) return { offset, receipt: null };
  const { headers } = await request(address, { method: "HEAD", headers: VERSION, signal: AbortSignal.timeout(SILENCE_MS) });
  const receipt = headers.get("Upload-Receipt");
  return { offset: Number(headers.get("Upload-Offset")), receipt: receipt === null ? null : ((await (await request(receipt, {})).json()) as ReceiptAnswer) };
}

async function appended(address: string, content: ArrayBuffer, begin: number, progress: (bytes: number) => Promise<unknown>): Promise<ReceiptAnswer> {
  let offset = begin;
  let chunk = 4 * LEAST_CHUNK;
  for (;;) {
    const headers = { ...VERSION, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
    const started = performance.now();
    const body = content.slice(offset, offset + chunk);
    const response = await request(address, { method: "PATCH", headers, body, signal: AbortSignal.timeout(SILENCE_MS) });
    if (response.status !== 204) return (await response.json()) as ReceiptAnswer;
    const reached = Number(response.headers.get("Upload-Offset"));
    if (!(reached > offset)) throw new Unreachable(`no progress at ${offset}`);
    offset = reached;
    await progress(offset);
    const fitting = (chunk * CHUNK_MS) / Math.max(1, performance.now() - started);
    chunk = Math.round(Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, Math.min(2 * chunk, fitting))));
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
