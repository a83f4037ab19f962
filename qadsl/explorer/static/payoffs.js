/** What each option pays, for both ends of the picked pair: a bar from zero, and a mark where it stood as given. */

import { html, say, set, svg } from "./dom.js";
import { number, optionWords, percent, short } from "./words.js";
import { decisionRow, rowOf } from "./slices.js";

const WIDTH = 440;
const ROW = 34;
const LEFT = 8;
const RIGHT = 104;
const TOP = 26;

class Payoffs {
  constructor(session) {
    this.session = session;
    this.facts = session.facts;
    this.most = 0.05;
    this.parts = [false, true].map((isOther) => new Part(session, isOther));
    this.root = html("figure", { class: "qa-picture qa-payoffs" }, html("figcaption", {}, "What each option pays"),
      html("div", { class: "qa-both" }, ...this.parts.map((part) => part.svg)), html("p", { class: "qa-note" }, "The thin mark is the payoff as given."));
    session.on("figures", (figures) => this.draw(figures)).on("picked", () => { this.most = 0.05; });
  }

  draw(figures) {
    for (const part of this.parts) this.most = Math.max(this.most, part.most(figures));
    for (const part of this.parts) part.draw(figures, this.most);
  }

  summary(figures) {
    for (const part of this.parts) part.summary(figures);
  }
}

/** The bars of one decision. */
class Part {
  constructor(session, isOther) {
    Object.assign(this, { session, isOther, facts: session.facts });
    this.options = this.facts.options.length;
    this.title = svg("text", { x: LEFT, y: 15, class: "qa-part" });
    this.bars = this.facts.looks.map((look, i) => bar(look, TOP + i * ROW));
    this.zero = svg("path", { class: "qa-axis" });
    const height = TOP + this.options * ROW + 6;
    this.height = height;
    this.svg = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img" }, this.title,
      ...this.bars.flatMap((one) => [one.bar, one.mark, one.name, one.value]), this.zero);
    this.facts.options.forEach((name, i) => say(this.bars[i].name, short(optionWords(name), 30)));
  }

  row() {
    return decisionRow(this.session.model, this.session.picked, this.isOther);
  }

  most(figures) {
    const row = this.row();
    const held = row < 0 ? [] : [...rowOf(figures.payoff, row, this.options), ...this.given(row)];
    return held.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  }

  /** The payoffs as given; unknown where they cannot be compared. */
  given(row) {
    const { given } = this.session;
    return given ? [...rowOf(given.payoff, row, this.options)] : this.facts.options.map(() => NaN);
  }

  draw(figures, most) {
    const row = this.row();
    say(this.title, this.words(row));
    if (row < 0) return;
    const payoffs = rowOf(figures.payoff, row, this.options);
    const then = this.given(row);
    const chosen = rowOf(figures.probability, row, this.options);
    const isNegative = [...payoffs, ...then].some((value) => value < 0);
    const wide = WIDTH - LEFT - RIGHT;
    const zero = LEFT + (isNegative ? wide / 2 : 0);
    const unit = (isNegative ? wide / 2 : wide) / most;
    set(this.zero, "d", this.bars.map((_, i) => `M${zero} ${TOP + i * ROW + 12}v14`).join(""));
    this.bars.forEach((one, option) => {
      const value = payoffs[option];
      const length = value === value ? value * unit : 0;
      set(one.bar, "x", round(Math.min(zero, zero + length)));
      set(one.bar, "width", round(Math.abs(length)));
      set(one.bar, "class", figures.choice[row] === option ? "qa-bar qa-chosen" : "qa-bar");
      const isKnown = then[option] === then[option];
      set(one.mark, "visibility", isKnown ? "visible" : "hidden");
      if (isKnown) set(one.mark, "transform", `translate(${round(zero + then[option] * unit)} 0)`);
      set(one.name, "x", LEFT);
      say(one.value, `${number(value)}${this.share(figures, chosen[option])}`);
      set(one.value, "class", figures.choice[row] === option ? "qa-value qa-strong" : "qa-value");
    });
  }

  /** How likely an option is, where that is more than yes or no. */
  share(figures, share) {
    const isShare = this.session.model.isByChance || (!figures.isMiddle && figures.draws > 1);
    return isShare ? `  ${percent(share)}` : "";
  }

  words(row) {
    if (row < 0) return "";
    const { self, partner } = this.session.picked;
    const actors = this.session.model.actors;
    const [one, other] = this.isOther ? [partner, self] : [self, partner];
    return `${short(actors[one].name, 22)} towards ${short(actors[other].name, 22)}`;
  }

  summary(figures) {
    const row = this.row();
    const payoffs = row < 0 ? [] : [...rowOf(figures.payoff, row, this.options)];
    const told = payoffs.map((value, i) => `${optionWords(this.facts.options[i])} ${number(value)}`);
    set(this.svg, "aria-label", `payoffs of ${this.words(row)}: ${told.join(", ")}`);
  }
}

const round = (value) => Math.round(value * 10) / 10;

function bar(look, y) {
  return {
    bar: svg("rect", { x: LEFT, y: y + 14, width: 0, height: 10, rx: 2, fill: look.colour, class: "qa-bar" }),
    mark: svg("path", { d: `M0 ${y + 11}V${y + 27}`, class: "qa-mark" }),
    name: svg("text", { x: LEFT, y: y + 9, class: "qa-option" }),
    value: svg("text", { x: WIDTH - 4, y: y + 23, "text-anchor": "end", class: "qa-value" }),
  };
}

export { Payoffs };
