// The queue on this device: pictures and what is known of them, in IndexedDB. What was added is there after the browser was killed.
//
// Pictures lie apart from their records, as plain bytes: records are read often, and some browsers lose blobs.

import type { Shot } from "./shot";

const DATABASE = "fapiao-capture";
const SHOTS = "shots";
const PICTURES = "pictures";
const OWN = "own";
const CHANNEL = "fapiao-capture-shots";

export class KeptShots {
  private readonly channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
  private readonly watchers: (() => void)[] = [];

  private constructor(private readonly database: IDBDatabase) {
    this.channel?.addEventListener("message", () => this.tellHere());
  }

  /** Raises DOMException where the browser keeps nothing, as in some private windows. */
  static async open(): Promise<KeptShots> {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SHOTS, { keyPath: "key" });
      request.result.createObjectStore(PICTURES);
      request.result.createObjectStore(OWN);
    };
    return new KeptShots(await answer(request));
  }

  /** Called after each change, whichever tab or worker makes it. */
  watch(run: () => void): void {
    this.watchers.push(run);
  }

  all(): Promise<Shot[]> {
    return answer(this.database.transaction(SHOTS).objectStore(SHOTS).getAll() as IDBRequest<Shot[]>);
  }

  picture(key: string): Promise<ArrayBuffer | undefined> {
    return answer(this.database.transaction(PICTURES).objectStore(PICTURES).get(key) as IDBRequest<ArrayBuffer | undefined>);
  }

  /** Both or neither, and on the disk before it returns. Raises DOMException (QuotaExceededError) where the device is full. */
  async add(shot: Shot, picture: ArrayBuffer): Promise<void> {
    const transaction = this.database.transaction([SHOTS, PICTURES], "readwrite", { durability: "strict" });
    transaction.objectStore(SHOTS).add(shot);
    transaction.objectStore(PICTURES).add(picture, shot.key);
    await done(transaction);
    this.tell();
  }

  /** In one transaction, so that no tab overwrites what another one learned. Undefined where it was deleted. */
  async change(key: string, step: (shot: Shot) => Shot): Promise<Shot | undefined> {
    const transaction = this.database.transaction(SHOTS, "readwrite");
    const store = transaction.objectStore(SHOTS);
    const before = await answer(store.get(key) as IDBRequest<Shot | undefined>);
    const after = before && step(before);
    if (after && after !== before) store.put(after);
    await done(transaction);
    if (after !== before) this.tell();
    return after;
  }

  /** The picture goes, its record stays. */
  async free(keys: readonly string[]): Promise<void> {
    const transaction = this.database.transaction([SHOTS, PICTURES], "readwrite");
    const shots = transaction.objectStore(SHOTS);
    for (const key of keys) {
      const shot = await answer(shots.get(key) as IDBRequest<Shot | undefined>);
      if (shot) shots.put({ ...shot, isFreed: true });
      transaction.objectStore(PICTURES).delete(key);
    }
    await done(transaction);
    this.tell();
  }

  async remove(key: string): Promise<void> {
    const transaction = this.database.transaction([SHOTS, PICTURES], "readwrite");
    transaction.objectStore(SHOTS).delete(key);
    transaction.objectStore(PICTURES).delete(key);
    await done(transaction);
    this.tell();
  }

  /** What this device knows of its user. */
  own<Value>(name: string): Promise<Value | undefined> {
    return answer(this.database.transaction(OWN).objectStore(OWN).get(name) as IDBRequest<Value | undefined>);
  }

  async keepOwn(name: string, value: unknown): Promise<void> {
    const transaction = this.database.transaction(OWN, "readwrite");
    transaction.objectStore(OWN).put(value, name);
    await done(transaction);
  }

  private tell(): void {
    this.channel?.postMessage(null);
    this.tellHere();
  }

  private tellHere(): void {
    for (const run of this.watchers) run();
  }
}

function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as DOMException);
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error as DOMException);
  });
}
