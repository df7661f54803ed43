// The camera's picture with the outline of the paper, the shutter, and what is asked about the picture taken last.

import { h, setAttributes, svg } from "../ground/dom";
import { icon } from "../ground/icons";
import { captureWords } from "../words/capture/words";
import { Camera } from "./camera";
import type { Taken } from "./intake";
import type { Looker } from "./looker";
import { BEGIN, justTaken, watched, type Hint, type Watch } from "./look/steady";
import { heldFor } from "./status";
import type { Shot } from "./shot";

const FRAME_MS = 120;
const FILES = "image/*,.pdf,.ofd,.xml,.zip,.heic,.tif,.tiff";
const AUTO_KEPT = "fapiao.capture.auto";

export class Stage {
  readonly element: HTMLElement;
  private readonly w = captureWords();
  private readonly outline = svg("polygon", { class: "outline" });
  private readonly overlay = svg("svg", { class: "overlay", "aria-hidden": "true", preserveAspectRatio: "xMidYMid meet" }, this.outline);
  private readonly hint = h("p", { class: "hint", role: "status", "aria-live": "polite" });
  private readonly picture = h("div", { class: "picture" });
  private readonly question = h("div", { class: "question", role: "alertdialog", "aria-labelledby": "held-why", hidden: true });
  private readonly torch = h("button", { type: "button", class: "round torch", "aria-pressed": "false", "aria-label": this.w.torch, hidden: true, onclick: () => void this.toggleTorch() }, icon("bolt"));
  private readonly auto = h("button", { type: "button", class: "auto", title: this.w.autoMeaning, onclick: () => this.setAuto(!this.isAuto) }, this.w.auto);
  private readonly shutter = h("button", { type: "button", class: "shutter", "aria-label": this.w.shutter, onclick: () => void this.press() });
  private camera: Camera | null = null;
  private watch: Watch = BEGIN;
  private isAuto = localStorage.getItem(AUTO_KEPT) !== "off";
  private isWanted = true;
  private isLooking = false;
  private isBusy = false;
  private pauseUntil = 0;
  /** Key of the shot that is asked about. */
  private asked = "";

  constructor(
    private readonly looker: Looker,
    private readonly take: (taken: Taken) => Promise<void>,
    private readonly complain: (text: string) => void,
  ) {
    const own = fileInput({ accept: "image/*", capture: "environment" }, (files) => void this.takeFiles(files));
    const files = fileInput({ accept: FILES, multiple: true }, (chosen) => void this.takeFiles(chosen));
    this.element = h(
      "section",
      { class: "stage", "aria-label": this.w.camera },
      this.picture,
      this.hint,
      this.question,
      h(
        "div",
        { class: "controls" },
        h("label", { class: "side-button" }, icon("plus"), h("span", {}, this.w.chooseFiles), files),
        h("div", { class: "middle" }, this.shutter),
        h("div", { class: "right" }, this.auto, this.torch),
      ),
      h("label", { class: "system-camera" }, this.w.systemCamera, own),
    );
    this.setAuto(this.isAuto);
    this.withoutCamera("");
  }

  /** Opens the camera, where there is one. */
  async start(): Promise<void> {
    if (!Camera.isPossible()) {
      this.withoutCamera(window.isSecureContext ? this.w.noCamera : this.w.cameraNeedsHttps);
      return;
    }
    try {
      this.camera = await Camera.open();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      const words: Record<string, string> = { NotAllowedError: this.w.cameraForbidden, NotReadableError: this.w.cameraTaken };
      this.withoutCamera(words[error.name] ?? this.w.noCamera);
      return;
    }
    this.element.dataset.camera = "on";
    this.picture.replaceChildren(this.camera.video, this.overlay as unknown as Node);
    this.torch.hidden = !this.camera.hasTorch;
    this.watch = BEGIN;
    if (!this.isLooking) void this.lookOn();
  }

  /** Whether the camera is wanted: it is let go of while nobody looks at it. */
  look(wanted: boolean): void {
    const before = this.isWanted;
    this.isWanted = wanted;
    if (!wanted && this.camera) {
      this.camera.close();
      this.camera = null;
      this.withoutCamera("");
    } else if (wanted && !before) void this.start();
  }

  /** Asks about a picture that was just taken. Nothing is taken by itself before it is answered. */
  ask(shot: Shot, send: () => void, retake: () => void): void {
    this.asked = shot.key;
    const answer = (run: () => void) => () => {
      this.question.hidden = true;
      this.watch = BEGIN;
      run();
    };
    const first = h("button", { type: "button", class: "primary", onclick: answer(retake) }, shot.known ? this.w.remove : this.w.retake);
    const why = h("div", { id: "held-why" }, ...heldFor(shot, this.w).map((line) => h("p", {}, line)));
    this.question.replaceChildren(why, h("div", { class: "actions" }, first, h("button", { type: "button", onclick: answer(send) }, this.w.sendAnyway)));
    this.question.hidden = false;
    first.focus();
  }

  /** It may be answered in the list as well. */
  answeredElsewhere(isHeld: (key: string) => boolean): void {
    if (!isHeld(this.asked)) this.question.hidden = true;
  }

  private withoutCamera(why: string): void {
    this.element.dataset.camera = "off";
    this.torch.hidden = true;
    this.say("", null);
    const open = Camera.isPossible() ? h("button", { type: "button", onclick: () => void this.start() }, this.w.openCamera) : null;
    this.picture.replaceChildren(h("div", { class: "no-camera" }, h("p", {}, why), open ?? ""));
  }

  private async lookOn(): Promise<void> {
    this.isLooking = true;
    while (this.camera) {
      const started = performance.now();
      if (this.question.hidden && !this.isBusy) await this.lookOnce(this.camera);
      await new Promise((resolve) => window.setTimeout(resolve, Math.max(10, FRAME_MS - (performance.now() - started))));
    }
    this.isLooking = false;
  }

  private async lookOnce(camera: Camera): Promise<void> {
    const frame = camera.frame();
    if (frame === null) return;
    const { width, height } = frame.small;
    const seen = await this.looker.frame(frame.small, frame.middle);
    if (seen === null || camera !== this.camera) return;
    setAttributes(this.overlay as unknown as Element, { viewBox: `0 0 ${width} ${height}` });
    setAttributes(this.outline as unknown as Element, { points: seen.paper?.corners.map((corner) => corner.join(",")).join(" ") ?? "" });
    this.watch = watched(this.watch, { at: performance.now(), paper: seen.paper, edge: seen.edge, light: seen.light, width, height });
    this.say(this.w.hints[this.watch.hint], this.watch.hint);
    if (this.watch.hint === "shoot" && this.isAuto && performance.now() > this.pauseUntil) await this.press();
  }

  private say(text: string, hint: Hint | null): void {
    if (this.hint.textContent !== text) this.hint.textContent = text;
    this.hint.dataset.hint = hint ?? "";
  }

  private async press(): Promise<void> {
    if (this.isBusy || !this.question.hidden) return;
    if (this.camera === null) {
      await this.start();
      return;
    }
    this.isBusy = true;
    this.element.classList.add("flash");
    try {
      const still = await this.camera.shoot();
      navigator.vibrate?.(30);
      this.watch = justTaken(this.watch);
      await this.take({ ...still, name: "" });
    } finally {
      this.isBusy = false;
      this.pauseUntil = performance.now() + 800;
      this.element.classList.remove("flash");
    }
  }

  private async takeFiles(files: readonly File[]): Promise<void> {
    for (const file of files) await this.take({ content: await file.arrayBuffer(), mediaType: file.type || "application/octet-stream", name: file.name });
  }

  private async toggleTorch(): Promise<void> {
    const on = this.torch.getAttribute("aria-pressed") !== "true";
    try {
      await this.camera?.setTorch(on);
      this.torch.setAttribute("aria-pressed", String(on));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.torch.hidden = true;
      this.complain(this.w.cameraTaken);
    }
  }

  private setAuto(on: boolean): void {
    this.isAuto = on;
    localStorage.setItem(AUTO_KEPT, on ? "on" : "off");
    this.auto.setAttribute("aria-pressed", String(on));
  }
}

function fileInput(attributes: Record<string, string | boolean>, chosen: (files: readonly File[]) => void): HTMLInputElement {
  const input = h("input", { type: "file", ...attributes });
  input.addEventListener("change", () => {
    chosen([...(input.files ?? [])]);
    input.value = ""; // the same file may be chosen again
  });
  return input;
}
