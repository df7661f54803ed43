// Logging in, and replacing a one-time password.

import type { Me } from "../drawn/schemas";
import { Refused, call, useToken } from "../ground/api";
import { byId, h } from "../ground/dom";
import { markLanguage } from "../ground/language";
import { nextPage } from "../ground/session";
import { languageButton } from "../ground/top_bar";
import { helpButton } from "../help/help_panel";
import { words } from "../words/words";

const problem = h("p", { class: "problem", role: "alert" });

function show(title: string, ...content: Node[]): void {
  const w = words();
  markLanguage(`${title} · ${w.product}`);
  byId("page").replaceChildren(
    h("header", { class: "top-bar" }, h("span", { class: "product" }, w.product), h("div", { class: "person" }, helpButton(), languageButton())),
    h("main", { class: "login" }, h("h1", {}, title), ...content, problem),
  );
  document.querySelector<HTMLInputElement>("input")?.focus();
}

function showLogin(): void {
  const w = words();
  const name = input("name", "text", "username");
  const password = input("password", "password", "current-password");
  const tenant = input("tenant", "text", "organization");
  tenant.required = false;
  const more = h("details", {}, h("summary", {}, w.otherTenant), labelled(w.tenant, tenant));
  const form = h("form", {}, labelled(w.userName, name), labelled(w.password, password), more, submit(w.logIn));
  onSubmit(form, async () => {
    const { body: me } = await call("logIn", { body: { name: name.value, password: password.value, ...(tenant.value ? { tenant: tenant.value } : {}) } });
    goOn(me, password.value);
  });
  show(w.logIn, form);
}

function showPasswordChange(old: string): void {
  const w = words();
  const before = input("old", "password", "current-password");
  before.value = old;
  const next = input("new", "password", "new-password");
  const again = input("again", "password", "new-password");
  const form = h("form", {}, h("p", {}, w.passwordHint), ...(old ? [] : [labelled(w.oldPassword, before)]), labelled(w.newPassword, next), labelled(w.repeatPassword, again), submit(w.changePassword));
  onSubmit(form, async () => {
    if (next.value !== again.value) {
      problem.textContent = w.passwordsDiffer;
      return;
    }
    const { body: me } = await call("changePassword", { body: { old: before.value, new: next.value } });
    goOn(me, "");
  });
  show(w.changePassword, form);
}

function goOn(me: Me, password: string): void {
  problem.textContent = "";
  useToken(me.csrf_token ?? "");
  if (me.must_change_password) showPasswordChange(password);
  else location.assign(nextPage(location.search, me));
}

function onSubmit(form: HTMLFormElement, run: () => Promise<void>): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button?.setAttribute("disabled", "");
    problem.textContent = "";
    run()
      .catch((error: unknown) => (problem.textContent = error instanceof Refused ? error.sentence : words().unreachable))
      .finally(() => button?.removeAttribute("disabled"));
  });
}

function input(name: string, type: string, autocomplete: string): HTMLInputElement {
  return h("input", { id: `login-${name}`, name, type, autocomplete, required: true, autocapitalize: "none", spellcheck: "false" });
}

function labelled(label: string, control: HTMLElement): HTMLElement {
  return h("div", { class: "labelled" }, h("label", { for: control.id }, label), control);
}

function submit(label: string): HTMLElement {
  return h("button", { type: "submit", class: "primary" }, label);
}

call("me")
  .then(({ body: me }) => goOn(me, ""))
  .catch(showLogin);
