// The feedback of every page: a sentence, where it was said, what lay there, and a picture if the person likes.

import type { FeedbackObject } from "../drawn/schemas";
import { ROUTES } from "../drawn/operations";
import { Refused, Unreachable, call, request } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { language } from "../ground/language";
import { words } from "../words/words";
import { canTakePicture, takePicture } from "./screenshot";

export function feedbackButton(): HTMLElement {
  const w = words();
  const panel = new FeedbackPanel();
  return h("button", { type: "button", class: "quiet feedback", title: w.feedback.title, "aria-label": w.feedback.title, "aria-haspopup": "dialog", onclick: () => void panel.ask() }, icon("speech"));
}

/** Keeps what was typed for as long as the page stays, whatever happens to the dialog. */
class FeedbackPanel {
  private text = "";
  private picture: Blob | null = null;
  /** Of what was sent already, where only the picture failed. */
  private sentId = "";

  async ask(): Promise<void> {
    // The browser's own question and a dialog of ours would be in the picture: it is taken between two dialogs.
    while ((await this.asked()) === "picture") this.picture = (await takePicture()) ?? this.picture;
  }

  private asked(): Promise<"picture" | null> {
    const w = words().feedback;
    return ask<"picture">(w.title, (close) => {
      const text = h("textarea", { id: "feedback-text", rows: 4, maxlength: 2000, autofocus: true, "aria-describedby": "feedback-hint feedback-problem" });
      text.value = this.text;
      text.addEventListener("input", () => (this.text = text.value));
      const problem = h("p", { id: "feedback-problem", class: "problem", role: "alert" });
      const preview = h("div", { class: "preview" });
      const chooser = h("input", { id: "feedback-file", type: "file", accept: "image/*", onchange: () => this.keep(chooser.files?.[0] ?? null, preview) });
      const taking = canTakePicture() ? h("button", { type: "button", onclick: () => close("picture") }, w.takePicture) : null;
      const send = h("button", { type: "submit", class: "primary" }, w.send);
      const form = h(
        "form",
        { class: "feedback-form", novalidate: true },
        h("label", { for: "feedback-text" }, w.text),
        text,
        h("p", { id: "feedback-hint", class: "hint" }, w.hint),
        h("div", { class: "pictures" }, taking, h("label", { for: "feedback-file" }, w.choosePicture), chooser),
        preview,
        problem,
        h("div", { class: "actions" }, send),
      );
      form.addEventListener("paste", (event) => {
        const pasted = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
        if (pasted) this.keep(pasted, preview);
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        send.disabled = true;
        problem.textContent = "";
        this.send()
          .then(() => form.replaceChildren(h("p", { role: "status" }, w.sent), h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => close(null) }, words().close))))
          .catch((error: unknown) => {
            if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
            problem.textContent = error instanceof Refused ? error.sentence : words().unreachable;
          })
          .finally(() => (send.disabled = false));
      });
      this.show(preview);
      return [form];
    });
  }

  private async send(): Promise<void> {
    if (!this.sentId) {
      const screen = `${innerWidth}x${innerHeight}@${devicePixelRatio}`;
      const { body } = await call("sendFeedback", { body: { text: this.text, page: location.pathname + location.hash, ...whatLiesHere(), screen, language: language() } });
      this.sentId = body.id;
    }
    if (this.picture) {
      const [method, path] = ROUTES.addFeedbackPicture;
      await request(path.replace("{feedback_id}", this.sentId), { method, body: this.picture });
    }
    this.text = this.sentId = "";
    this.picture = null;
  }

  private keep(picture: Blob | null, preview: HTMLElement): void {
    this.picture = picture;
    this.show(preview);
  }

  private show(preview: HTMLElement): void {
    const w = words().feedback;
    if (!this.picture) {
      preview.replaceChildren();
      return;
    }
    const address = URL.createObjectURL(this.picture);
    const image = h("img", { src: address, alt: w.picture, onload: () => URL.revokeObjectURL(address) });
    preview.replaceChildren(image, h("button", { type: "button", onclick: () => this.keep(null, preview) }, w.removePicture));
  }
}

/** Pages mark what lies on them: `data-invoice`, `data-document`, with its id. */
function whatLiesHere(): { object_kind?: FeedbackObject; object_id?: string } {
  for (const kind of ["invoice", "document"] as const) {
    const id = document.querySelector(`[data-${kind}]`)?.getAttribute(`data-${kind}`);
    if (id) return { object_kind: kind, object_id: id };
  }
  return {};
}
