// Keeps the shell of the page, so that it opens without a network; and sends what waits where the browser lets it, after the page was closed. Data are never kept here.

import { Unreachable } from "../ground/api";
import { drain } from "./draining";
import { KeptShots } from "./kept_shots";
import { whoIsHere } from "./who";

/** The page and every file that it loads; the build says which. */
declare const SHELL: readonly string[];

interface Lasting extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Scope {
  addEventListener(type: "install" | "activate" | "sync", run: (event: Lasting) => void): void;
  addEventListener(type: "fetch", run: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const scope = globalThis as unknown as Scope;
const PAGE = "/capture";
const CACHES = "fapiao-capture-shell-";
/** Files are called after their content: another shell has other names. */
const CACHE = CACHES + SHELL.join(" ");
const PATIENCE_MS = 4_000;

scope.addEventListener("install", (event) => event.waitUntil(kept().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(tidied().then(() => scope.clients.claim())));

scope.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event.request));
  else if (event.request.method === "GET" && SHELL.includes(pathname)) event.respondWith(file(event.request));
});

scope.addEventListener("sync", (event) => event.waitUntil(sendWhatWaits()));

async function kept(): Promise<void> {
  await (await caches.open(CACHE)).addAll(SHELL.map((address) => new Request(address, { cache: address === PAGE ? "reload" : "default" })));
}

async function tidied(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(CACHES) && name !== CACHE) await caches.delete(name);
}

/** The newest, where the network is quick enough; else the kept one. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.match(PAGE);
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    return answer.ok || !kept ? answer : kept;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** What is thrown lets the browser try again later. */
async function sendWhatWaits(): Promise<void> {
  const shots = await KeptShots.open();
  const { owner, me } = await whoIsHere(shots);
  if (owner === null || me === null) return;
  const { wait } = await drain(shots, owner.id);
  if (wait !== null) throw new Unreachable("some wait still");
}
