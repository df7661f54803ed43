// Paired phones: one's own; an administrator sees everybody's. A new one is paired by a QR code on this page.

import type { Pairing } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { action, block, qrPicture, sure, table } from "./parts";
import type { Place, Section } from "./section";

const LOOK_MS = 2_000;
/** Names and addresses under which a phone reaches itself and not us. */
const THIS_MACHINE = /^(localhost|127\.|\[::1\])/;

export const phones: Section = {
  id: "phones",
  title: (w) => w.phones.title,
  hint: (w) => w.phones.hint,
  group: "own",
  may: (me) => me.scopes.includes("upload:own"),
  draw: async (place) => {
    const w = settingsWords().phones;
    const { body } = await call("listDevices");
    const now = new Date().toISOString();
    const living = body.filter((device) => device.revoked_at === null && device.ends_at > now);
    const rows = living.map((device) => [device.name, device.user_name, moment(device.paired_at), moment(device.used_at), moment(device.ends_at), revoke(place, device.id, device.name)]);
    const pairing = h("div", { class: "pairing" });
    const pair = action(place, w.pair, async () => pairing.replaceChildren(...(await shown(place, living.length))), "primary");
    return [block(w.paired, table(w.paired, [w.name, w.user, w.since, w.used, w.ends, settingsWords().does], rows, w.none)), block(w.pair, h("p", {}, w.pairHint), pair, pairing)];
  },
};

function revoke(place: Place, id: string, name: string): HTMLElement {
  const w = settingsWords().phones;
  return action(place, w.revoke, async () => {
    if (!(await sure(w.revoke, filled(w.revokeSure, name), w.revoke))) return;
    await call("revokeDevice", { path: { device_id: id } });
    place.say(filled(w.revoked, name));
    await place.again();
  });
}

async function shown(place: Place, before: number): Promise<Node[]> {
  const w = settingsWords().phones;
  const { body: pairing } = await call("beginPairing");
  const left = h("p", { role: "status" });
  void follow(place, pairing, before, left);
  const warnings = [THIS_MACHINE.test(location.hostname) ? w.onlyHere : "", location.protocol === "https:" ? "" : w.needsTls].filter(Boolean);
  const trust = pairing.authority ? h("p", {}, w.trust, " ", h("a", { href: pairing.authority }, pairing.authority)) : null;
  return [
    h("div", { class: "code" }, qrPicture(pairing.qr, w.code), h("ol", {}, h("li", {}, w.steps[0]), h("li", {}, w.steps[1]), h("li", {}, w.steps[2]))),
    left,
    ...warnings.map((text) => h("p", { class: "look" }, text)),
    ...(trust ? [trust] : []),
  ];
}

/** Until a phone has taken the code, or its time is over. */
async function follow(place: Place, pairing: Pairing, before: number, left: HTMLElement): Promise<void> {
  const w = settingsWords().phones;
  const ends = Date.parse(pairing.ends_at);
  left.textContent = w.twoMinutes;
  while (Date.now() < ends) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (!left.isConnected) return;
    const now = new Date().toISOString();
    const devices = await call("listDevices").catch(() => null);
    if (devices && devices.body.filter((device) => device.revoked_at === null && device.ends_at > now).length > before) {
      place.say(w.done);
      await place.again();
      return;
    }
  }
  left.parentElement?.replaceChildren(h("p", { role: "status" }, w.over));
}
