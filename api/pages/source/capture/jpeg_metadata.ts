// A JPEG without what its camera wrote about place, owner and device; the picture's own bytes stay as they are. Pure.

const START = 0xffd8;
const SCAN = 0xda;
const ORIENTATION = 0x0112;

/** Kept are the segments that a decoder needs, colour profiles among them, and which way up it is. What is no JPEG, or broken, comes back as it is. */
export function withoutMetadata(content: ArrayBuffer): ArrayBuffer {
  const view = new DataView(content);
  if (view.byteLength < 4 || view.getUint16(0) !== START) return content;
  const kept: Uint8Array[] = [];
  let orientation = 1;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) return content;
    if (marker === SCAN) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > view.byteLength) return content;
    if (marker === 0xe1) orientation = orientationIn(new DataView(content, at + 4, end - at - 4)) ?? orientation;
    else if (isNeeded(marker)) kept.push(new Uint8Array(content, at, end - at));
    at = end;
  }
  if (at + 4 > view.byteLength) return content;
  const exif = orientation === 1 ? [] : [orientationSegment(orientation)];
  return joined([new Uint8Array(content, 0, 2), ...exif, ...kept, new Uint8Array(content, at)]);
}

/** Segments of applications and comments are left out, but JFIF (0), colour profiles (2) and Adobe's way to store colours (14). */
function isNeeded(marker: number): boolean {
  return !((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe) || [0xe0, 0xe2, 0xee].includes(marker);
}

/** Of an Exif segment: 1 to 8; null where it does not say. */
function orientationIn(segment: DataView): number | null {
  if (segment.byteLength < 20 || segment.getUint32(0) !== 0x45786966) return null;
  const isLittle = segment.getUint16(6) === 0x4949;
  const directory = 6 + segment.getUint32(10, isLittle);
  if (directory + 2 > segment.byteLength) return null;
  for (let entry = directory + 2, left = segment.getUint16(directory, isLittle); left > 0 && entry + 12 <= segment.byteLength; left--, entry += 12) {
    if (segment.getUint16(entry, isLittle) !== ORIENTATION) continue;
    const value = segment.getUint16(entry + 8, isLittle);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}

/** Exif with a single entry. */
function orientationSegment(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return Uint8Array.from([0xff, 0xe1, 0, body.length + 2, ...body]);
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}
