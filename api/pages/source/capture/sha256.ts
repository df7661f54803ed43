// SHA-256 (FIPS 180-4). Browsers have it only where the page came by HTTPS or from this device; a trial in the office network comes without.

import { hexOf } from "./ids";

export async function sha256(content: ArrayBuffer): Promise<string> {
  if (globalThis.crypto.subtle) return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", content)));
  return sha256Here(new Uint8Array(content));
}

const CONSTANTS = fractions(64, 1 / 3);
const BEGINNING = fractions(8, 1 / 2);

export function sha256Here(content: Uint8Array): string {
  const padded = new Uint8Array((((content.length + 8) >> 6) + 1) << 6);
  padded.set(content);
  padded[content.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(content.length / 2 ** 29));
  view.setUint32(padded.length - 4, (content.length << 3) >>> 0);
  const state = Uint32Array.from(BEGINNING);
  const words = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const early = words[i - 15]!;
      const late = words[i - 2]!;
      words[i] = words[i - 16]! + (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) + words[i - 7]! + (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
    }
    mix(state, words);
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => out.setUint32(4 * place, word));
  return hexOf(new Uint8Array(out.buffer));
}

function mix(state: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[i]! + words[i]!) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] = state[place]! + word));
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits of the fractions of roots of the first primes: where the standard takes its constants from. */
function fractions(count: number, power: number): Uint32Array {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  return Uint32Array.from(primes, (prime) => ((prime ** power) % 1) * 2 ** 32);
}
