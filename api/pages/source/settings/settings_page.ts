// The settings: one page, one section at a time by the address behind `#`. Leaving with something unsaved asks.

import type { Me } from "../drawn/schemas";
import { Refused, Unreachable } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { Notices } from "../ground/notice";
import { settingsWords } from "../words/settings/words";
import { words } from "../words/words";
import { companies } from "./companies";
import { feedback } from "./feedback";
import { folders } from "./folders";
import { OpenForms } from "./form";
import { keys } from "./keys";
import { ledgers } from "./ledgers";
import { notifications } from "./notifications";
import { ownNotices } from "./own_notices";
import { password } from "./password";
import { phones } from "./phones";
import { policy } from "./policy";
import { providers } from "./providers";
import type { Place, Section } from "./section";
import { users } from "./users";

const SECTIONS: readonly Section[] = [companies, policy, users, keys, notifications, folders, providers, ledgers, ownNotices, phones, password, feedback];
const GROUPS = ["firm", "service", "own"] as const;

export class SettingsPage implements Place {
  readonly forms = new OpenForms();
  readonly element: HTMLElement;
  private readonly notices = new Notices();
  private readonly main = h("main", { tabindex: -1, "aria-labelledby": "section-title" });
  private readonly links = new Map<string, HTMLAnchorElement>();
  /** Instead of the links where the page is narrow. */
  private readonly chooser = h("select", { id: "section-chooser", "aria-label": settingsWords().sections, onchange: () => (location.hash = this.chooser.value) });
  private readonly sections: readonly Section[];
  private shown: Section | null = null;
  /** Counts what was asked to be shown: the last one counts, however late others answer. */
  private turn = 0;

  constructor(readonly me: Me) {
    this.sections = SECTIONS.filter((section) => section.may(me));
    this.element = h("div", { class: "settings" }, this.navigation(), this.main, this.notices.element);
  }

  async start(): Promise<void> {
    window.addEventListener("hashchange", () => void this.follow());
    window.addEventListener("beforeunload", (event) => {
      if (this.forms.isDirty) event.preventDefault();
    });
    await this.follow();
  }

  say(text: string, kind: "done" | "problem" = "done"): void {
    this.notices.say(text, kind);
  }

  async again(): Promise<void> {
    if (this.shown) await this.show(this.shown);
  }

  /** What the address names, after asking where something would be lost. */
  private async follow(): Promise<void> {
    const section = this.sections.find((each) => each.id === location.hash.slice(1)) ?? this.sections[0];
    if (section === undefined || section === this.shown) return;
    if (this.shown && this.forms.isDirty && !(await this.mayLeave())) {
      history.replaceState(null, "", `#${this.shown.id}`);
      this.chooser.value = this.shown.id;
      return;
    }
    const isFirst = this.shown === null;
    await this.show(section);
    // Whoever chose a section goes on in it, not in the list of sections.
    if (!isFirst) this.main.focus();
  }

  private async mayLeave(): Promise<boolean> {
    const w = settingsWords();
    const leave = await ask<boolean>(w.unsaved, (close) => [
      h("p", {}, w.unsavedHint),
      h("div", { class: "actions" }, h("button", { type: "button", onclick: () => close(true) }, w.leave), h("button", { type: "button", class: "primary", autofocus: true, onclick: () => close(false) }, w.stay)),
    ]);
    return leave === true;
  }

  private async show(section: Section): Promise<void> {
    const turn = ++this.turn;
    this.shown = section;
    this.chooser.value = section.id;
    for (const [id, link] of this.links) {
      if (id === section.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const w = settingsWords();
    const head = [h("h1", { id: "section-title" }, section.title(w)), h("p", { class: "hint" }, section.hint(w))];
    if (this.main.dataset.section !== section.id) this.main.replaceChildren(...head, h("p", { class: "empty" }, words().loading));
    const content = await this.drawn(section);
    if (turn !== this.turn) return;
    this.main.dataset.section = section.id;
    this.main.replaceChildren(...head, ...content);
  }

  private async drawn(section: Section): Promise<Node[]> {
    this.forms.clear();
    try {
      return await section.draw(this);
    } catch (error) {
      if (error instanceof Refused) return [h("p", { class: "wrong", role: "alert" }, error.sentence)];
      if (error instanceof Unreachable) return [h("p", { class: "wrong", role: "alert" }, words().unreachable)];
      throw error;
    }
  }

  private navigation(): HTMLElement {
    const w = settingsWords();
    const groups = GROUPS.flatMap((group) => {
      const mine = this.sections.filter((section) => section.group === group);
      return mine.length ? [h("div", { class: "group" }, h("p", { class: "group-name" }, w.groups[group]), h("ul", {}, ...mine.map((section) => h("li", {}, this.link(section)))))] : [];
    });
    const options = GROUPS.flatMap((group) => this.sections.filter((section) => section.group === group));
    this.chooser.append(...options.map((section) => h("option", { value: section.id }, section.title(w))));
    return h("nav", { class: "sections", "aria-label": w.sections }, this.chooser, ...groups);
  }

  private link(section: Section): HTMLElement {
    const link = h("a", { href: `#${section.id}` }, section.title(settingsWords()));
    this.links.set(section.id, link);
    return link;
  }
}
