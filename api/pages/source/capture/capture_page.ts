// The whole page: camera above, what was taken below or behind, and what drives the queue.

import type { Me } from "../drawn/schemas";
import { feedbackButton } from "../feedback/feedback_panel";
import { Refused, call } from "../ground/api";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { Notices } from "../ground/notice";
import { helpButton } from "../help/help_panel";
import { languageButton } from "../ground/top_bar";
import { captureWords } from "../words/capture/words";
import { words } from "../words/words";
import { closeBatches, endBatch } from "./batches";
import { shortNumber } from "./code_on_paper";
import { drain } from "./draining";
import { Following } from "./following";
import { newKey } from "./ids";
import { Intake, type Taken } from "./intake";
import type { KeptShots } from "./kept_shots";
import { Looker } from "./looker";
import { isUnderWay, type Shot } from "./shot";
import { ShotList } from "./shot_list";
import { Stage } from "./stage";
import { forget, whoIsHere, type Known, type Owner } from "./who";

type View = "shoot" | "list";

export class CapturePage {
  readonly notices = new Notices();
  readonly element: HTMLElement;
  private readonly w = captureWords();
  private readonly looker = new Looker();
  private readonly intake: Intake;
  private readonly stage: Stage;
  private readonly list: ShotList;
  private readonly following: Following;
  private readonly banner = h("p", { class: "banner", role: "status" });
  private readonly tabs: Record<View, HTMLButtonElement>;
  private readonly batchButton = h("button", { type: "button", class: "batch", "aria-pressed": "false", title: this.w.batchMeaning, onclick: () => this.toggleBatch() }, this.w.batch);
  private batch = "";
  private batchCount = 0;
  private view: View = "shoot";
  private timer = 0;
  private isDraining = false;
  private drainAgain = false;
  private me: Me | null;
  private mustLogIn: boolean;

  constructor(
    private readonly shots: KeptShots,
    private readonly owner: Owner,
    known: Known,
  ) {
    this.me = known.me;
    this.mustLogIn = known.mustLogIn;
    this.intake = new Intake(shots, this.looker, owner.id);
    this.stage = new Stage(this.looker, (taken) => this.keep(taken), (text) => this.notices.say(text, "problem"));
    this.list = new ShotList(shots, { retake: () => this.show("shoot"), wake: () => this.wake() });
    this.following = new Following(shots, owner.id);
    this.tabs = { shoot: this.tab("shoot", this.w.shootTab), list: this.tab("list", this.w.listTab) };
    this.element = h(
      "div",
      { class: "capture" },
      h("header", { class: "capture-bar" }, h("h1", {}, this.w.title), this.batchButton, helpButton(), ...(known.me ? [feedbackButton()] : []), languageButton()),
      this.banner,
      h("main", {}, this.stage.element, this.list.element),
      h("nav", { class: "tabs", "aria-label": this.w.title }, this.tabs.shoot, this.tabs.list),
      this.notices.element,
    );
    const toReview = h("a", { href: "/review" }, words().pageReview);
    const leave = h("button", { type: "button", onclick: () => void this.leave() }, words().logOut);
    this.list.element.append(h("footer", {}, h("span", {}, owner.name), known.me?.scopes.includes("decide") ? toReview : "", leave));
    this.show("shoot");
  }

  async start(): Promise<void> {
    this.shots.watch(() => void this.draw());
    for (const event of ["online", "offline"]) window.addEventListener(event, () => (this.wake(), void this.draw()));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.rise()));
    void navigator.storage?.persist?.();
    await this.draw();
    this.following.start(this.me?.credential === "session");
    this.wake();
    await this.stage.start();
  }

  private tab(view: View, word: string): HTMLButtonElement {
    return h("button", { type: "button", onclick: () => this.show(view) }, h("span", {}, word), h("span", { class: "count" }));
  }

  private show(view: View): void {
    this.view = view;
    this.element.dataset.view = view;
    for (const name of ["shoot", "list"] as const) this.tabs[name].setAttribute("aria-current", String(name === view));
    this.stage.look(view === "shoot");
  }

  /** Phones take the camera from pages behind others. */
  private rest(): void {
    this.stage.look(false);
    this.following.stop();
  }

  private rise(): void {
    this.stage.look(this.view === "shoot");
    this.following.start(this.me?.credential === "session");
    this.wake();
  }

  private async keep(taken: Taken): Promise<void> {
    let shot: Shot;
    try {
      shot = await this.intake.keep(taken, this.batch);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.notices.say(error.name === "QuotaExceededError" ? this.w.full : this.w.notKept, "problem");
      return;
    }
    if (shot.batch && shot.batch === this.batch) {
      this.batchCount++;
      this.drawBatch();
    }
    if (shot.state === "held") this.stage.ask(shot, () => void this.decide(shot, true), () => void this.decide(shot, false));
    else if (shot.code) this.notices.say(filled(this.w.onPaper, shortNumber(shot.code.number), shot.code.amount));
    this.wake();
  }

  /** Sent, or taken again. */
  private async decide(shot: Shot, send: boolean): Promise<void> {
    if (send) await this.list.release(shot);
    else {
      await this.shots.remove(shot.key);
      if (shot.batch === this.batch && this.batch) this.batchCount--;
      this.drawBatch();
    }
    this.wake();
  }

  private toggleBatch(): void {
    if (this.batch && this.batchCount) {
      this.notices.say(filled(this.w.batchClosed, this.batchCount));
      void endBatch(this.shots, this.batch, this.owner.id).then(() => this.wake());
    }
    this.batch = this.batch ? "" : newKey(Date.now());
    this.batchCount = 0;
    this.drawBatch();
  }

  private drawBatch(): void {
    this.batchButton.setAttribute("aria-pressed", String(this.batch !== ""));
    this.batchButton.textContent = this.batch ? `${this.w.batchDone} ${this.batchCount || ""}`.trim() : this.w.batch;
  }

  /** Sends what waits, now and whenever it is due. */
  private wake(): void {
    window.clearTimeout(this.timer);
    if (this.isDraining) {
      this.drainAgain = true;
      return;
    }
    this.isDraining = true;
    void this.drainOnce().finally(() => {
      this.isDraining = false;
      if (!this.drainAgain) return;
      this.drainAgain = false;
      this.wake();
    });
  }

  private async drainOnce(): Promise<void> {
    if (this.me === null || this.mustLogIn) {
      const known = await whoIsHere(this.shots);
      this.mustLogIn = known.mustLogIn;
      this.me = known.owner?.id === this.owner.id ? known.me : null;
      await this.draw();
      if (this.me === null) return this.again((await this.shots.all()).some(isUnderWay) && !this.mustLogIn ? 5_000 : null);
    }
    const { wait, mustLogIn } = await drain(this.shots, this.owner.id);
    this.mustLogIn = mustLogIn;
    if (wait === null && !mustLogIn) await closeBatches(this.shots, this.owner.id);
    this.following.soon();
    await this.draw();
    await this.askForSync(wait !== null || mustLogIn);
    this.again(wait);
  }

  private again(wait: number | null): void {
    if (wait !== null) this.timer = window.setTimeout(() => this.wake(), Math.max(250, wait));
  }

  private async leave(): Promise<void> {
    try {
      await call("logOut");
    } catch (error) {
      if (!(error instanceof Refused && error.status === 401)) {
        this.notices.say(words().unreachable, "problem");
        return;
      }
    }
    await forget(this.shots);
    location.assign("/login?next=/capture");
  }

  /** Where browsers can: the rest is sent after the page was closed. */
  private async askForSync(isLeft: boolean): Promise<void> {
    if (!isLeft || !("serviceWorker" in navigator)) return;
    const registration = (await navigator.serviceWorker.getRegistration("/capture")) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
    // Browsers may refuse it, to people who do not use the page often for instance; the page itself sends then.
    await registration?.sync?.register("send").catch(() => undefined);
  }

  private async draw(): Promise<void> {
    const all = await this.shots.all();
    const mine = all.filter((shot) => shot.owner === this.owner.id);
    const others = all.filter((shot) => shot.owner !== this.owner.id && isUnderWay(shot)).length;
    this.list.show(mine, navigator.onLine);
    this.stage.answeredElsewhere((key) => mine.some((shot) => shot.key === key && shot.state === "held"));
    const open = mine.filter((shot) => isUnderWay(shot) || shot.state === "held" || shot.state === "refused").length;
    (this.tabs.list.lastElementChild as HTMLElement).textContent = open ? String(open) : "";
    const said = this.mustLogIn ? this.w.mustLogIn : !navigator.onLine ? this.w.offline : others ? filled(this.w.others, others) : "";
    const login = this.mustLogIn ? h("a", { href: "/login?next=/capture" }, this.w.logIn) : null;
    if (this.banner.dataset.said === said) return;
    this.banner.dataset.said = said;
    this.banner.replaceChildren(said, ...(login ? [" ", login] : []));
    this.banner.hidden = !said;
  }
}
