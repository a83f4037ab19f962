/** Which pair, third party and time are looked at. */

import { html, say, set, show, svg } from "./dom.js";
import { named } from "./words.js";
import { tieRow } from "./slices.js";

const WIDTH = 240;

class Pickers {
  constructor(session) {
    this.session = session;
    this.model = session.model;
    this.facts = session.facts;
    const actors = this.model.actors.map((actor) => named(actor.name));
    this.self = this.select("decides", actors, (value) => this.pair({ self: value }));
    this.partner = this.select("partner", actors, (value) => this.pair({ partner: value }));
    this.target = this.select("third party", this.model.targets.map((actor) => actors[actor]), (value) => this.against(value));
    const swap = html("button", { type: "button", title: "swap the two", "aria-label": "swap the two", click: () => this.swap() }, "\u21c4");
    const isTimed = this.model.periods.length > 1;
    this.time = isTimed ? this.times() : null;
    const against = html("label", {}, html("span", {}, "against"), this.target);
    this.root = html("div", { class: "qa-pickers" },
      html("label", {}, html("span", {}, "pair"), this.self), swap, html("label", {}, html("span", { class: "qa-spoken" }, "and"), this.partner), against, ...(isTimed ? [this.time.root] : []));
    show(against, this.model.targets.length > 0);
    session.on("picked", () => this.draw()).on("figures", (figures) => this.strip(figures));
    this.draw();
  }

  select(name, words, picked) {
    const options = words.map((word, i) => html("option", { value: i }, word));
    return html("select", { "aria-label": name, keydown: (event) => event.stopPropagation(), change: (event) => picked(Number(event.target.value)) }, ...options);
  }

  /** Another end of the pair; who is the other end already swaps with it. */
  pair(some) {
    const { self, partner } = this.session.picked;
    if (some.self === partner) this.session.pick({ self: partner, partner: self });
    else if (some.partner === self) this.session.pick({ self: partner, partner: self });
    else this.session.pick(some);
  }

  swap() {
    const { self, partner } = this.session.picked;
    this.session.pick({ self: partner, partner: self });
  }

  /** Another third party: it cannot be one of the pair. */
  against(target) {
    const third = this.model.targets[target];
    let { self, partner } = this.session.picked;
    const free = this.model.actors.map((_, i) => i).filter((i) => i !== third && i !== self && i !== partner);
    if (self === third) self = free.shift() ?? self;
    if (partner === third) partner = free.shift() ?? partner;
    this.session.pick({ target, self, partner });
  }

  times() {
    const last = this.model.periods.length - 1;
    const field = html("input", { type: "range", min: 0, max: last, step: 1, "aria-label": "time", class: "qa-slider" });
    field.addEventListener("input", () => this.session.pick({ time: Number(field.value) }));
    field.addEventListener("keydown", (event) => event.stopPropagation());
    const label = html("output", { class: "qa-time" });
    this.strips = [...this.facts.looks, this.facts.undecided].map((look) => svg("path", { fill: look.colour, d: "M0 0" }));
    const strip = svg("svg", { viewBox: `0 0 ${WIDTH} 8`, preserveAspectRatio: "none", class: "qa-strip", "aria-hidden": "true" }, ...this.strips);
    const root = html("div", { class: "qa-times" }, html("span", {}, "time"), label, html("div", { class: "qa-track" }, strip, field));
    return { root, field, label };
  }

  draw() {
    const { self, partner, target, time } = this.session.picked;
    this.self.value = self;
    this.partner.value = partner;
    this.target.value = target;
    const third = this.model.targets[target];
    for (const field of [this.self, this.partner]) [...field.options].forEach((option, i) => { option.disabled = i === third; });
    if (!this.time) return;
    this.time.field.value = time;
    set(this.time.field, "aria-valuetext", String(this.model.periods[time]));
    say(this.time.label, String(this.model.periods[time]));
    if (this.session.figures) this.strip(this.session.figures);
  }

  /** Above the time, how the tie of the picked pair comes out in each period. */
  strip(figures) {
    if (!this.time) return;
    const count = this.model.periods.length;
    const wide = WIDTH / count;
    const lines = this.strips.map(() => "");
    for (let time = 0; time < count; time += 1) {
      const row = tieRow(this.model, this.session.picked, time);
      const tie = row < 0 ? -1 : figures.tie[row];
      if (row >= 0) lines[tie < 0 ? lines.length - 1 : tie] += `M${time * wide} 0h${wide - Math.min(1, wide / 5)}v8h-${wide - Math.min(1, wide / 5)}z`;
    }
    lines.forEach((line, i) => set(this.strips[i], "d", line || "M0 0"));
  }
}

export { Pickers };
