// Calls to the service, typed by its OpenAPI document. A browser sends the cookie by itself; changes need the token of the login besides.

import { ROUTES, type Operations } from "../drawn/operations";
import type { Problem } from "../drawn/schemas";
import { language } from "./language";

export interface Answer<Body> {
  status: number;
  body: Body;
  etag: string;
}

/** The service refuses a request, and says why in both languages. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem & Record<string, unknown>,
    /** Seconds; null where the service names no time. */
    readonly retryAfter: number | null = null,
  ) {
    super(problem.code);
  }

  get sentence(): string {
    return language() === "zh" ? this.problem.message_zh : this.problem.message_en;
  }
}

/** The service could not be reached, or did not answer as itself. */
export class Unreachable extends Error {}

interface Given<Name extends keyof Operations> {
  path?: Operations[Name]["path"];
  query?: Operations[Name]["query"];
  body?: Operations[Name]["body"];
  /** ETag of the record as it was seen. */
  ifMatch?: string;
  /** Goes on when the page is left. */
  keepalive?: boolean;
  signal?: AbortSignal;
}

/** Characters. A browser refuses what would bring all such requests under way above 64 KiB. */
const MOST_KEPT_ALIVE = 8_000;

let csrfToken = "";
let deviceToken = "";

export function useToken(token: string): void {
  csrfToken = token;
}

/** Of a paired phone, which has no cookie. */
export function useDeviceToken(token: string): void {
  deviceToken = token;
}

/** Raises Refused and Unreachable. */
export async function call<Name extends keyof Operations>(name: Name, given: Given<Name> = {}): Promise<Answer<Operations[Name]["answer"]>> {
  const [method, path] = ROUTES[name];
  const payload = given.body === undefined ? null : JSON.stringify(given.body);
  const headers: Record<string, string> = {};
  if (given.body !== undefined) headers["Content-Type"] = "application/json";
  if (given.ifMatch) headers["If-Match"] = given.ifMatch;
  const response = await request(address(path, given.path ?? {}, given.query ?? {}), {
    method,
    headers,
    body: payload,
    keepalive: (given.keepalive ?? false) && (payload?.length ?? 0) <= MOST_KEPT_ALIVE,
    signal: given.signal ?? null,
  });
  const body: unknown = response.status === 204 ? undefined : await response.json();
  return { status: response.status, body: body as Operations[Name]["answer"], etag: response.headers.get("ETag") ?? "" };
}

export interface Picture {
  picture: Blob;
  /** Pixels of the original page, in which boxes are given. */
  width: number;
  height: number;
  /** Another page does; false also where it was not asked for. */
  follows: boolean;
}

/** A page of a document, its longer side at most `longest` pixels; `ahead`: whether another follows is asked too. Raises Refused and Unreachable. */
export async function pagePicture(documentId: string, page: number, longest: number, signal?: AbortSignal, ahead = false): Promise<Picture> {
  const [method, path] = ROUTES.page;
  const response = await request(address(path, { document_id: documentId, page }, { longest, ...(ahead ? { ahead } : {}) }), { method, signal: signal ?? null });
  const size = (name: string): number => Number(response.headers.get(name));
  return { picture: await response.blob(), width: size("X-Page-Width"), height: size("X-Page-Height"), follows: response.headers.get("X-Page-Follows") === "true" };
}

export type Preparation = Operations["preparedPage"]["path"]["preparation"];

/** A page of an invoice prepared for eyes; `matrix`, nine numbers, leads from its pixels to those of the original. Raises Refused and Unreachable. */
export async function preparedPicture(invoiceId: string, page: number, preparation: Preparation, longest: number): Promise<{ picture: Blob; matrix: number[] }> {
  const [method, path] = ROUTES.preparedPage;
  const response = await request(address(path, { invoice_id: invoiceId, page, preparation }, { longest }), { method });
  const matrix = (response.headers.get("X-Page-Matrix") ?? "").split(" ").map(Number);
  return { picture: await response.blob(), matrix };
}

/** What says who one is goes along. Raises Refused and Unreachable. */
export async function request(target: string, given: RequestInit): Promise<Response> {
  const headers = new Headers(given.headers);
  if (deviceToken) headers.set("Authorization", `Bearer ${deviceToken}`);
  else if (!["GET", "HEAD"].includes(given.method ?? "GET")) headers.set("X-CSRF-Token", csrfToken);
  let response: Response;
  try {
    response = await fetch(target, { credentials: "same-origin", ...given, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(String(error));
  }
  if (response.ok) return response;
  // An answer to HEAD has no body that could say why.
  if (given.method === "HEAD" || !(response.headers.get("Content-Type") ?? "").includes("problem+json")) throw new Unreachable(`status ${response.status}`);
  const later = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  throw new Refused(response.status, (await response.json()) as Problem & Record<string, unknown>, Number.isNaN(later) ? null : later);
}

function address(path: string, places: Record<string, unknown>, query: Record<string, unknown>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) asked.append(name, String(each));
  }
  return asked.size ? `${filled}?${asked}` : filled;
}
