/** The controls of inputs: a slider with the given value marked, or a choice of words; and a way back for each. */

import { html, say, set } from "./dom.js";
import { amount, named, number } from "./words.js";
import { onGrid, shareOf, stepped, valueAt } from "./inputs.js";

const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity };

let made = 0;

class Control {
  /** @param {import("./session.js").Session} session @param {import("./inputs.js").Input} input */
  constructor(session, input) {
    this.session = session;
    this.input = input;
    const id = `qa-input-${(made += 1)}`;
    this.field = input.isNumber ? this.slider(id) : this.choice(id);
    this.value = html("output", { class: "qa-input-value", for: id });
    this.back = html("button", { type: "button", class: "qa-back", click: () => session.move(input, null) }, "\u21ba");
    set(this.back, "aria-label", `reset ${this.spoken}`);
    set(this.back, "title", `as given: ${named(input.given.text) || "not given"}`);
    const label = html("label", { for: id, class: "qa-input-name" }, named(input.label), html("span", { class: "qa-when" }, input.when));
    if (input.title) set(label, "title", named(input.title));
    this.root = html("div", {}, label, ...(input.isNumber ? [this.value, this.back, this.track()] : [this.field, this.back]));
    this.draw();
  }

  /** What it is called where its group's heading is not read with it. */
  get spoken() {
    return named(`${this.input.label}${this.session.whom(this.input)}${this.input.when}`);
  }

  slider(id) {
    const { low, high } = this.input;
    const field = html("input", { type: "range", id, min: low, max: high, step: "any", "aria-label": this.spoken, class: "qa-slider" });
    if (this.input.bend !== 1) set(field, "title", "small values have more room here than large ones");
    field.addEventListener("input", () => this.session.move(this.input, onGrid(this.input, this.unbent(Number(field.value)))));
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("dblclick", () => this.session.move(this.input, null));
    return field;
  }

  /** Where on the slider a value lies, in the slider's own numbers: those of the value itself unless it is bent. */
  bent(value) {
    const { low, high, bend } = this.input;
    return bend === 1 ? value : low + shareOf(this.input, value) * (high - low);
  }

  unbent(place) {
    const { low, high, bend } = this.input;
    return bend === 1 ? place : valueAt(this.input, (place - low) / (high - low));
  }

  choice(id) {
    const { words } = this.input;
    const options = words.map((word, i) => html("option", { value: i }, named(word)));
    if (Number.isNaN(this.input.middle)) options.unshift(html("option", { value: "" }, "unknown"));
    const field = html("select", { id, "aria-label": this.spoken }, ...options);
    field.addEventListener("change", () => this.session.move(this.input, field.value === "" ? null : Number(field.value)));
    field.addEventListener("keydown", (event) => event.stopPropagation());
    return field;
  }

  /** The slider over the band of what is given and a mark at its middle. */
  track() {
    const { low, high, band, bend, middle } = this.input;
    const share = (value) => shareOf(this.input, value);
    const root = html("div", { class: bend === 1 ? "qa-track" : "qa-track qa-bent" }, html("i", { class: "qa-band" }), html("i", { class: "qa-given" }), this.field);
    root.style.setProperty("--from", share(band[0]));
    root.style.setProperty("--to", share(band[1]));
    root.style.setProperty("--given", Number.isNaN(middle) ? -9 : share(middle));
    const end = (value) => html("span", { class: "qa-end", "aria-hidden": "true" }, number(value, this.input.digits));
    return html("div", { class: "qa-scale" }, end(low), root, end(high));
  }

  /** Moves by keys; a notebook has shortcuts of its own on them, which are kept from it. */
  pressed(event) {
    event.stopPropagation();
    const steps = KEYS[event.key];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const now = this.session.value(this.input);
    const from = Number.isNaN(now) ? (this.input.low + this.input.high) / 2 : now;
    const end = steps < 0 ? this.input.low : this.input.high;
    this.session.move(this.input, Number.isFinite(steps) ? stepped(this.input, from, steps) : end);
  }

  draw() {
    const { input, session } = this;
    const value = session.value(input);
    const isMoved = session.isMoved(input);
    const text = input.isNumber ? amount(value, Math.max(3, input.digits)) : Number.isNaN(value) ? "unknown" : named(input.words[value]);
    say(this.value, isMoved || input.given.form === "exact" ? text : input.given.form === "unknown" ? "not given" : `\u2248 ${text}`);
    if (input.isNumber) {
      const held = Number.isNaN(value) ? (input.low + input.high) / 2 : this.bent(value);
      if (Number(this.field.value) !== held) this.field.value = held;
      set(this.field, "aria-valuetext", `${text}${isMoved ? ", moved" : ""}`);
    } else {
      this.field.value = Number.isNaN(value) ? "" : value;
    }
    set(this.root, "class", `qa-input${input.isNumber ? "" : " qa-word"}${isMoved ? " qa-moved" : ""}`);
    set(this.back, "tabindex", isMoved ? "0" : "-1");
  }
}

export { Control };
