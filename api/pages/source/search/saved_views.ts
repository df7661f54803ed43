// Searches that people keep: theirs, and those that others share. Kept by the service, since people change machines.

import type { ViewAnswer } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import type { Notices } from "../ground/notice";
import { searchWords } from "../words/search/words";
import { words } from "../words/words";
import { FILTERS, namesOf, parameters, searchOf, type Filters } from "./filters";

interface Wish {
  name: string;
  isShared: boolean;
}

export class SavedViews {
  readonly element = h("nav", { class: "views", "aria-label": searchWords().views });
  private views: readonly ViewAnswer[] = [];

  /** `mayShare`: they see all of their tenant. `current`: what is searched for now. */
  constructor(
    private readonly notices: Notices,
    private readonly mayShare: boolean,
    private readonly current: () => Filters,
  ) {}

  async load(): Promise<void> {
    await this.doing(async () => this.show((await call("listViews")).body));
  }

  /** Marks the view that is searched for now. */
  mark(): void {
    const now = searchOf(this.current());
    for (const link of this.element.querySelectorAll("a")) {
      if (link.getAttribute("href") === `/invoices${now}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  private show(views: readonly ViewAnswer[]): void {
    const w = searchWords();
    this.views = views;
    const save = h("button", { type: "button", class: "quiet", onclick: () => void this.save() }, w.saveView);
    this.element.replaceChildren(...(views.length ? [h("ul", {}, ...views.map((view) => this.entry(view)))] : []), save);
    this.mark();
  }

  private entry(view: ViewAnswer): HTMLElement {
    const w = searchWords();
    const link = h("a", { href: `/invoices${searchOf(filtersOf(view))}`, title: view.is_mine ? null : filled(w.viewOf, view.owner) }, view.name, view.is_shared && !view.is_mine && h("small", {}, view.owner));
    if (!view.is_mine) return h("li", {}, link);
    const label = filled(w.deleteView, view.name);
    return h("li", {}, link, h("button", { type: "button", class: "quiet", title: label, "aria-label": label, onclick: () => void this.delete(view) }, "×"));
  }

  private async save(): Promise<void> {
    const w = searchWords();
    const filters = this.current();
    if (!namesOf(filters).length) {
      this.notices.say(w.nothingToSave, "problem");
      return;
    }
    const wish = await askName(this.mayShare);
    if (!wish) return;
    await this.doing(async () => {
      const lists = [...new Set(parameters(filters).keys())].map((name) => [name, parameters(filters).getAll(name)] as const);
      this.show((await call("saveView", { body: { name: wish.name, filters: Object.fromEntries(lists), is_shared: wish.isShared } })).body);
      this.notices.say(filled(w.viewSaved, wish.name));
    });
  }

  private async delete(view: ViewAnswer): Promise<void> {
    await this.doing(async () => {
      await call("deleteView", { path: { view_id: view.id } });
      this.show(this.views.filter(({ id }) => id !== view.id));
      this.notices.say(filled(searchWords().viewDeleted, view.name));
    });
  }

  private async doing(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.notices.say(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    }
  }
}

function filtersOf(view: ViewAnswer): Filters {
  return Object.fromEntries(FILTERS.flatMap((name) => (view.filters[name] ? [[name, view.filters[name]]] : [])));
}

function askName(mayShare: boolean): Promise<Wish | null> {
  const w = searchWords();
  return ask<Wish>(w.saveView, (close) => {
    const name = h("input", { id: "view-name", type: "text", maxlength: 64, required: true, autofocus: true });
    const shared = h("input", { id: "view-shared", type: "checkbox" });
    const form = h(
      "form",
      {},
      h("div", { class: "labelled" }, h("label", { for: "view-name" }, w.viewName), name),
      mayShare && h("label", { class: "check", for: "view-shared" }, shared, w.shareView),
      h("div", { class: "actions" }, h("button", { type: "button", onclick: () => close(null) }, w.cancel), h("button", { type: "submit", class: "primary" }, w.save)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close({ name: name.value.trim(), isShared: shared.checked });
    });
    return [form];
  });
}
