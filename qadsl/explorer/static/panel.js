/**
 * The inputs: those that are moved first, then what was chosen or, without a choice, parameters and what the picked
 * decision reads; a search finds all others.
 */

import { html, say, show } from "./dom.js";
import { findInputs, inputsById, inputsOfDecision } from "./inputs.js";
import { named, number, quantityWords } from "./words.js";
import { Control } from "./sliders.js";

const MOST_SHOWN = 14;
const MOST_FOUND = 24;

class Panel {
  constructor(session) {
    this.session = session;
    this.model = session.model;
    this.facts = session.facts;
    this.controls = new Map();
    this.shownOf = new Map();
    session.whom = (input) => this.whom(input);
    this.search = html("input", { type: "search", placeholder: "find an input", "aria-label": "find an input", class: "qa-search",
      keydown: (event) => event.stopPropagation(), input: () => this.list() });
    this.resetAll = html("button", { type: "button", click: () => session.reset() }, "reset all");
    this.lists = html("div", { class: "qa-lists" });
    this.count = html("p", { class: "qa-note" });
    const fixed = Object.entries(this.facts.fixed ?? {});
    const still = html("details", { class: "qa-group qa-note" }, html("summary", {}, "What has no slider, and why"),
      html("ul", {}, ...fixed.map(([name, why]) => html("li", {}, `${named(name)}: ${why}`))));
    show(still, fixed.length > 0);
    this.root = html("section", { class: "qa-panel", "aria-label": "inputs" },
      html("div", { class: "qa-bar-row" }, this.search, this.resetAll), this.lists, this.count, still);
    session.on("moved", (input) => this.moved(input)).on("picked", () => this.list());
    this.list();
  }

  moved(input) {
    this.controls.get(input.id)?.draw();
    if (!this.controls.has(input.id)) this.list();
    this.resetAll.disabled = this.session.moved.size === 0;
  }

  /** Lists what is wanted now, in groups of whom it is about. */
  list() {
    const words = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const groups = words.length ? this.found(words) : this.usual();
    this.controls.clear();
    this.lists.replaceChildren(...groups.filter(({ inputs }) => inputs.length).map((group) => this.group(group)));
    const isEmpty = !groups.some(({ inputs }) => inputs.length);
    say(this.count, isEmpty ? (words.length ? this.none(words) : "Nothing here can be moved.") : this.told(words));
    this.resetAll.disabled = this.session.moved.size === 0;
  }

  /** Why nothing is found: it is not there, or has no slider. */
  none(words) {
    const [name, why] = Object.entries(this.facts.fixed ?? {}).find(([name]) => words.every((word) => quantityWords(name).toLowerCase().includes(word))) ?? [];
    return why ? `${named(name)} has no slider: ${why}.` : "Nothing of that name.";
  }

  told(words) {
    if (words.length) return this.left ? `${this.left} more fit; say more of the name.` : "";
    return "Find the others by their name or actors, such as \u201cthreat France\u201d.";
  }

  usual() {
    const { picked } = this.session;
    const own = inputsOfDecision(this.model, this.facts, picked);
    const theirs = inputsOfDecision(this.model, this.facts, { ...picked, self: picked.partner, partner: picked.self });
    const chosen = this.facts.chosen ? this.chosen() : null;
    const shown = chosen ?? [...new Map([...own, ...theirs].map((input) => [input.id, input])).values()].sort(closest);
    const ids = new Set(shown.map((input) => input.id));
    const moved = [...this.session.moved.values()].map(({ input }) => input).filter((input) => !ids.has(input.id));
    return [...grouped(shown, (input) => this.heading(input)), { name: "also moved", inputs: moved }];
  }

  chosen() {
    return [...inputsById(this.model, this.facts, this.facts.chosen).values()];
  }

  found(words) {
    const { inputs, left } = findInputs(this.model, this.facts, words, MOST_FOUND);
    this.left = left;
    return grouped(inputs, (input) => this.heading(input));
  }

  /** Whom an input is about, as a heading. */
  heading(input) {
    const names = input.actors.map((actor) => named(this.model.actors[actor].name));
    if (!names.length) return "Parameters";
    const pair = names.length > 1 ? `${names[0]} ${input.isSymmetric ? "and" : "\u2192"} ${names[1]}` : names[0];
    return names.length > 2 ? `${pair} against ${names[2]}` : pair;
  }

  whom(input) {
    return input.actors.length ? ` of ${this.heading(input)}` : "";
  }

  /** A group under its heading; of a long one the first, and a button for the rest. */
  group({ name, inputs }) {
    const most = this.shownOf.get(name) ?? MOST_SHOWN;
    const shown = inputs.slice(0, most);
    const controls = shown.map((input) => this.control(input));
    const more = html("button", { type: "button", class: "qa-more", click: () => { this.shownOf.set(name, most + 50); this.list(); } },
      `show ${number(Math.min(50, inputs.length - most))} more`);
    show(more, inputs.length > most);
    return html("details", { open: true, class: "qa-group" }, html("summary", {}, name), ...controls.map((one) => one.root), more);
  }

  control(input) {
    const held = this.session.moved.get(input.id);
    const made = new Control(this.session, held ? held.input : input);
    this.controls.set(input.id, made);
    return made;
  }
}

/** Parameters first, then what is about the pair, then what is about one actor. */
function closest(one, other) {
  const order = (input) => [0, 9, 5, 3][input.actors.length] ?? 3;
  return order(one) - order(other);
}

/** Inputs in groups of one heading, in the order in which headings first come. */
function grouped(inputs, heading) {
  const found = new Map();
  for (const input of inputs) {
    const name = heading(input);
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(input);
  }
  return [...found].map(([name, some]) => ({ name, inputs: some }));
}

export { Panel, grouped };
