/** What makes up one payoff: from zero, variable by variable, what encourages and what discourages, to the whole. */

import { html, say, set, show, svg } from "./dom.js";
import { number, optionWords, quantityWords, short } from "./words.js";
import { decisionRow } from "./slices.js";

const WIDTH = 440;
const ROW = 22;
const LEFT = 138;
const RIGHT = 58;
const TOP = 26;

class Waterfall {
  constructor(session) {
    this.session = session;
    this.facts = session.facts;
    const most = this.facts.parts.reduce((rows, parts) => Math.max(rows, parts.length), 0);
    this.height = TOP + (most + 1) * ROW + 6;
    this.title = svg("text", { x: 8, y: 15, class: "qa-part" });
    this.rows = [...Array(most + 1).keys()].map((i) => partRow(TOP + i * ROW));
    this.zero = svg("path", { class: "qa-axis", d: "M0 0" });
    this.svg = svg("svg", { viewBox: `0 0 ${WIDTH} ${this.height}`, role: "img" }, this.title, this.zero,
      ...this.rows.flatMap((row) => [row.link, row.bar, row.name, row.value]));
    this.root = html("figure", { class: "qa-picture" }, html("figcaption", {}, "What makes it up"), this.svg);
    session.on("figures", (figures) => this.draw(figures));
  }

  draw(figures) {
    const row = decisionRow(this.session.model, this.session.picked);
    const option = row < 0 ? -1 : best(figures, row, this.facts.options.length);
    show(this.root, option >= 0);
    if (option < 0) return;
    const parts = this.facts.parts[option].map((part) => ({ ...part, value: figures.measures[part.measure].mean[row] }));
    const steps = stepsOf(parts);
    const { self, partner } = this.session.picked;
    const actors = this.session.model.actors;
    say(this.title, `${short(actors[self].name, 14)} towards ${short(actors[partner].name, 14)}: ${short(optionWords(this.facts.options[option]), 20)}`);
    const [low, high] = steps.reduce(([a, b], step) => [Math.min(a, step.from, step.to), Math.max(b, step.from, step.to)], [0, 1e-9]);
    const at = (value) => round(LEFT + ((value - low) / (high - low)) * (WIDTH - LEFT - RIGHT));
    set(this.zero, "d", `M${at(0)} ${TOP - 2}V${TOP + steps.length * ROW}`);
    this.rows.forEach((one, i) => drawStep(one, steps[i], at, TOP + i * ROW));
  }

  summary(figures) {
    const row = decisionRow(this.session.model, this.session.picked);
    const option = row < 0 ? -1 : best(figures, row, this.facts.options.length);
    if (option < 0) return;
    const told = this.facts.parts[option].map((part) => `${quantityWords(part.name)} ${number(figures.measures[part.measure].mean[row])}`);
    set(this.svg, "aria-label", `what makes up the payoff of ${optionWords(this.facts.options[option])}: ${told.join(", ")}`);
  }
}

/** The option with the greatest payoff, the least commitment among equals; -1 where one is unknown. */
function best(figures, row, options) {
  let found = -1;
  for (let option = 0; option < options; option += 1) {
    const payoff = figures.payoff[row * options + option];
    if (payoff !== payoff) return -1;
    if (found < 0 || payoff > figures.payoff[row * options + found]) found = option;
  }
  return found;
}

/** Each part from where the one before it ended, and the whole from zero. */
function stepsOf(parts) {
  let total = 0;
  const steps = parts.map(({ name, role, value }) => {
    const from = total;
    total += value;
    return { name, role, value, from, to: total };
  });
  return [...steps, { name: "payoff", role: "whole", value: total, from: 0, to: total }];
}

function drawStep(row, step, at, y) {
  for (const part of [row.bar, row.name, row.value, row.link]) set(part, "visibility", step ? "visible" : "hidden");
  if (!step) return;
  const [from, to] = [at(step.from), at(step.to)];
  set(row.bar, "x", Math.min(from, to));
  set(row.bar, "width", Math.max(1, round(Math.abs(to - from))));
  set(row.bar, "class", `qa-step qa-${step.role}`);
  set(row.link, "d", step.role === "whole" ? "M0 0" : `M${to} ${y + 16}v10`);
  say(row.name, short(quantityWords(step.name), 20));
  set(row.name, "class", step.role === "whole" ? "qa-option qa-strong" : "qa-option");
  say(row.value, step.role === "whole" || !(step.value >= 0.0005) ? number(step.value) : `+${number(step.value)}`);
  set(row.value, "class", step.role === "whole" ? "qa-value qa-strong" : "qa-value");
}

const round = (value) => Math.round(value * 10) / 10;

function partRow(y) {
  return {
    bar: svg("rect", { y: y + 4, height: 12, x: LEFT, width: 0, rx: 2 }),
    link: svg("path", { class: "qa-link", d: "M0 0" }),
    name: svg("text", { x: LEFT - 8, y: y + 14, "text-anchor": "end" }),
    value: svg("text", { x: WIDTH - 4, y: y + 14, "text-anchor": "end" }),
  };
}

export { Waterfall, stepsOf };
