// Whose pictures these are. Known from the last time where there is no connection, so that taking pictures never waits for a login.

import type { Me } from "../drawn/schemas";
import { Refused, Unreachable, call, useDeviceToken, useToken } from "../ground/api";
import type { KeptShots } from "./kept_shots";

export interface Owner {
  /** `tenant/user`. */
  id: string;
  name: string;
}

export interface Known {
  owner: Owner | null;
  /** Null without a connection, and where one must log in first. */
  me: Me | null;
  mustLogIn: boolean;
}

const OWNER = "owner";
const TOKEN = "device-token";

/** Raises what the database raises. */
export async function whoIsHere(shots: KeptShots): Promise<Known> {
  useDeviceToken((await shots.own<string>(TOKEN)) ?? "");
  try {
    const { body: me } = await call("me");
    useToken(me.csrf_token ?? "");
    const owner = { id: `${me.tenant}/${me.user_id ?? me.name}`, name: me.name };
    await shots.keepOwn(OWNER, owner);
    return { owner, me, mustLogIn: me.must_change_password };
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    const owner = (await shots.own<Owner>(OWNER)) ?? null;
    return { owner, me: null, mustLogIn: error instanceof Refused && error.status === 401 };
  }
}

/** This device becomes one of its user's: no more logins. `code` was shown as a QR code by a page on which they are logged in. Raises Refused and Unreachable. */
export async function pairDevice(shots: KeptShots, code: string, name: string): Promise<void> {
  const { body } = await call("pair", { body: { code, name } });
  await shots.keepOwn(TOKEN, body.token);
}

export async function forget(shots: KeptShots): Promise<void> {
  await shots.keepOwn(TOKEN, "");
  await shots.keepOwn(OWNER, undefined);
}
