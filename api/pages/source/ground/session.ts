// Who is logged in. Pages that show data ask this first; whoever is nobody is sent to log in and comes back afterwards.

import type { Me } from "../drawn/schemas";
import { Refused, call, useToken } from "./api";

/** Never answers for whoever must log in first: the page is left. Raises Unreachable. */
export async function loggedIn(): Promise<Me> {
  try {
    const { body: me } = await call("me");
    if (me.must_change_password) return await leaveForLogin();
    useToken(me.csrf_token ?? "");
    return me;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return leaveForLogin();
    throw error;
  }
}

export async function logOut(): Promise<void> {
  await call("logOut");
  location.assign("/login");
}

export function leaveForLogin(): Promise<never> {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  return new Promise(() => undefined);
}

/** Where to go after logging in: a page of ours, never another host's. Who may not review sends. */
export function nextPage(search: string, me: Me): string {
  const next = new URLSearchParams(search).get("next") ?? "";
  if (/^\/(?![/\\])/.test(next)) return next;
  return me.scopes.includes("decide") ? "/review" : "/capture";
}
