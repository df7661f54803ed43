import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { settled } from "../capture/batches";
import { codeOnPaper, isSameInvoice, shortNumber } from "../capture/code_on_paper";
import { newKey } from "../capture/ids";
import { withoutMetadata } from "../capture/jpeg_metadata";
import { remedyFor, waitAfter } from "../capture/retry";
import { sha256, sha256Here } from "../capture/sha256";
import { looked, mayBeFreed, nextDue, nextToSend, postponed, received, refused, released, sending, type Shot } from "../capture/shot";
import { heldFor, percent, statusOf } from "../capture/status";
import { en } from "../words/capture/en";
import { zh } from "../words/capture/zh";
import type { ReceiptAnswer } from "../drawn/schemas";

// The language is kept by the browser.
Object.assign(globalThis, { localStorage: { getItem: () => null } });

const SHOT: Shot = {
  key: "1", owner: "firm/zhao", batch: "", name: "1.jpg", mediaType: "image/jpeg", size: 200, sha256: "ab", takenAt: 0, thumbnail: null,
  state: "waiting", sent: 0, attempts: 0, notBefore: 0, trouble: null, verdict: null, code: null, known: null, receipt: null, matches: null, isFreed: false,
};
const TROUBLE = { code: "queue_full", message_en: "Full.", message_zh: "已满。" };
const RECEIPT = { id: "0195aaaa-0000-7000-8000-0000fe067388", state: "received", invoices: [], members: [], poll_after_ms: 500 } as unknown as ReceiptAnswer;

test("the oldest of its owner goes first, and none before its time", () => {
  const shots = [{ ...SHOT, key: "3" }, { ...SHOT, key: "1", notBefore: 50 }, { ...SHOT, key: "2", owner: "firm/wang" }, { ...SHOT, key: "4", state: "held" as const }];
  equal(nextToSend(shots, "firm/zhao", 10)?.key, "3");
  equal(nextToSend(shots, "firm/zhao", 60)?.key, "1");
  equal(nextDue([shots[1]!], "firm/zhao", 10), 40);
  equal(nextDue([shots[2]!, shots[3]!], "firm/zhao", 10), null);
});

test("a picture is held only where its owner should decide", () => {
  equal(looked(SHOT, { grade: "usable", issues: [{ code: "glare", isBad: false }] }, null, null).state, "waiting");
  equal(looked(SHOT, null, null, null).state, "waiting");
  const blurred = looked(SHOT, { grade: "retake", issues: [{ code: "blur", isBad: true }] }, null, null);
  equal(blurred.state, "held");
  deepEqual(heldFor(blurred, zh), [zh.issues.blur]);
  deepEqual(heldFor(looked(SHOT, null, null, { here: true, received_at: null }), en), [en.knownHere]);
  equal(released(blurred).state, "waiting");
});

test("what failed waits longer each time, and what the service asks for is kept", () => {
  const waits = [0, 1, 2, 3, 20].map((attempts) => waitAfter(attempts, null, () => 1));
  deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 300_000]);
  equal(waitAfter(3, null, () => 0), 8_000);
  ok(waitAfter(0, 30, () => 0) >= 30_000);
  notEqual(waitAfter(5, null, () => 0.1), waitAfter(5, null, () => 0.9));
});

test("what can't help is not tried again, and a login is asked for once", () => {
  for (const status of [404, 408, 409, 423, 429, 500, 503]) equal(remedyFor(status, 9), "again", String(status));
  for (const status of [400, 413, 415, 422]) equal(remedyFor(status, 0), "give_up", String(status));
  deepEqual([remedyFor(401, 0), remedyFor(403, 0)], ["log_in", "log_in"]);
  deepEqual([remedyFor(460, 0), remedyFor(460, 3)], ["again", "give_up"]);
});

test("the copy on the device stays until the service says the same SHA-256", () => {
  const arrived = received(SHOT, RECEIPT);
  equal(mayBeFreed(arrived), false);
  equal(mayBeFreed({ ...arrived, matches: false }), false);
  equal(mayBeFreed({ ...arrived, matches: true }), true);
  equal(mayBeFreed({ ...SHOT, matches: true }), false);
  equal(mayBeFreed({ ...arrived, matches: true, isFreed: true }), false);
});

test("a later answer does not forget what was said at first sight", () => {
  const verdict = { verdict: "retake", issues: [] } as unknown as ReceiptAnswer["verdict"];
  equal(received(received(SHOT, { ...RECEIPT, verdict: verdict! }), RECEIPT).receipt?.verdict, verdict);
});

test("where it stands is told in plain words, in both languages", () => {
  const read = { ...RECEIPT, state: "read", invoices: [{ state: "in_review", seller_name: "望潮商贸", total: "211.00", findings: [{ rule: "R08", severity: "error" }] }] } as unknown as ReceiptAnswer;
  const texts = [SHOT, sending(SHOT, 80), refused(SHOT, TROUBLE), received(SHOT, RECEIPT), received(SHOT, read)].map((shot) => statusOf(shot, zh, 0, true).text);
  deepEqual(texts, ["待发送", "发送中 40%", "未被接收：已满。", "已收到，回执 FE067388", "待复核"]);
  deepEqual(statusOf(received(SHOT, read), zh, 0, true).details[0], "望潮商贸 ¥211.00");
  match(statusOf(received(SHOT, read), zh, 0, true).details[1]!, /^未通过：/);
  match(statusOf(postponed(SHOT, TROUBLE, 60_000), zh, 0, true).text, /^待发送：已满。/);
  equal(statusOf(SHOT, zh, 0, false).text, zh.waitingOffline);
  equal(statusOf(postponed(SHOT, { ...TROUBLE, code: "unreachable" }, 60_000), zh, 0, true).text, zh.waitingOffline);
  equal(percent({ ...SHOT, size: 0 }), 100);
});

test("a batch is whole when all of it arrived or was deleted unsent", () => {
  const batch = { id: "b", owner: "firm/zhao", open: ["1", "2", "3"], arrived: 0 };
  const first = settled(batch, [{ ...SHOT, key: "1", state: "received" }, { ...SHOT, key: "2" }]);
  deepEqual(first, { ...batch, open: ["2"], arrived: 1 });
  deepEqual(settled(first, [{ ...SHOT, key: "2", state: "received" }]), { ...batch, open: [], arrived: 2 });
});

test("the code on an invoice tells number, day and amount; other codes tell nothing", () => {
  const digital = codeOnPaper("01,32,,24322000000012345678,211.00,20240308,,1A2B,");
  deepEqual(digital, { code: "", number: "24322000000012345678", day: "2024-03-08", amount: "211.00" });
  deepEqual(codeOnPaper("01，04,6400203130,53445277, 1276622.1 ,20200629,12345678901234567890"), { code: "6400203130", number: "53445277", day: "2020-06-29", amount: "1276622.10" });
  for (const other of ["https://inv-veri.chinatax.gov.cn", "01,32,,123,1.00,20240308", "02,32,,24322000000012345678,1.00,20240308", "01,32,,24322000000012345678,x,20240308", ""]) equal(codeOnPaper(other), null, other);
  equal(isSameInvoice(digital, { ...digital!, amount: "1.00" }), true);
  equal(isSameInvoice(null, null), false);
  equal(shortNumber(digital!.number), "2432…5678");
});

test("keys sort by time and are all different", () => {
  const key = newKey(1_700_000_000_000, new Uint8Array(10).fill(0xff));
  match(key, /^018bcfe5-6800-7fff-bfff-ffffffffffff$/);
  ok(newKey(5) < newKey(6));
  equal(new Set(Array.from({ length: 50 }, () => newKey(5))).size, 50);
});

test("SHA-256 worked out here is that of the standard", async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const content = Uint8Array.from({ length }, (_, place) => (place * 7) % 256);
    const wanted = createHash("sha256").update(content).digest("hex");
    equal(sha256Here(content), wanted, String(length));
    equal(await sha256(content.buffer), wanted);
  }
});

test("place and device leave a photograph, its picture and which way up it is stay", () => {
  const segment = (marker: number, body: number[]): number[] => [0xff, marker, 0, body.length + 2, ...body];
  const tiff = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0];
  const [exif, jfif, profile, comment, table] = [segment(0xe1, [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]), segment(0xe0, [1]), segment(0xe2, [2]), segment(0xfe, [3]), segment(0xdb, [4])];
  const scan = [0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9];
  const photo = Uint8Array.from([0xff, 0xd8, ...jfif, ...exif, ...profile, ...comment, ...table, ...scan]);
  const clean = [...new Uint8Array(withoutMetadata(photo.buffer))];
  const upright = segment(0xe1, [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
  deepEqual(clean, [0xff, 0xd8, ...upright, ...jfif, ...profile, ...table, ...scan]);
  deepEqual(withoutMetadata(Uint8Array.from(clean).buffer), Uint8Array.from(clean).buffer, "a second time changes nothing");
  for (const broken of [[], [1, 2, 3, 4, 5], [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]]) {
    const content = Uint8Array.from(broken).buffer;
    equal(withoutMetadata(content), content, "what is no JPEG, or broken, is left alone");
  }
});
