/** What is kept of draws, and the figures that it comes to, as engine/tallies.py and engine/figures.py say. */

import { byCodePoint } from "./inputs.js";
import { Measured, Sums } from "./sums.js";

/** The position of the greatest share of a row, the first among equals; what is unknown counts as none. */
function most(shares, at, count) {
  let found = 0;
  let best = shares[at] === shares[at] ? shares[at] : 0;
  for (let option = 1; option < count; option++) {
    if (shares[at + option] > best) {
      found = option;
      best = shares[at + option];
    }
  }
  return found;
}

/** Sums and counts over draws. */
class Tallies {
  constructor(state, facts) {
    const cells = state.cells / 4;
    const options = facts.options.length;
    const columns = facts.isByChance ? options : 0;
    this.state = state;
    this.facts = facts;
    this.means = new Sums(cells * (options + 3));
    this.chances = new Sums(cells * columns);
    this.tieChances = new Sums((state.pairs / 4) * columns);
    this.chosen = new Int32Array(cells * options);
    this.ties = new Int32Array((state.pairs / 4) * options);
    this.unknown = new Uint8Array(cells);
    this.conflicts = new Uint8Array(cells * facts.conflicts);
    this.measured = facts.measures.map((measure) => new Measured(measure, cells));
    this.begin();
  }

  begin() {
    this.draws = 0;
    this.labels = new Map();
    for (const sums of [this.means, this.chances, this.tieChances]) sums.begin();
    for (const counts of [this.chosen, this.ties, this.unknown, this.conflicts]) counts.fill(0);
    for (const measured of this.measured) measured.begin();
  }

  /** Add what the draw at hand came to. */
  add() {
    const { out } = this.state;
    this.means.add(out.means);
    if (this.facts.isByChance) this.addChances(out);
    else this.addChoices(out);
    for (let i = 0; i < this.conflicts.length; i++) this.conflicts[i] |= out.conflicts[i];
    this.measured.forEach((measured, place) => measured.add(out.measures[place]));
    this.draws += 1;
  }

  addChances(out) {
    const options = this.facts.options.length;
    this.chances.add(out.chances);
    this.tieChances.add(out.tieChances);
    for (let cell = 0; cell < this.unknown.length; cell++) {
      if (out.choice[cell] < 0) {
        this.unknown[cell] = 1;
        continue;
      }
      for (let option = 0; option < options; option++) this.label(option, out.labels[cell * options + option], cell);
    }
  }

  addChoices(out) {
    const options = this.facts.options.length;
    for (let cell = 0; cell < this.unknown.length; cell++) {
      const choice = out.choice[cell];
      if (choice < 0) {
        this.unknown[cell] = 1;
        continue;
      }
      this.chosen[cell * options + choice] += 1;
      this.label(choice, out.labels[cell], cell);
    }
    for (let pair = 0; pair < out.tie.length; pair++) if (out.tie[pair] >= 0) this.ties[pair * options + out.tie[pair]] += 1;
  }

  label(option, bits, cell) {
    const key = bits * this.facts.options.length + option;
    let counts = this.labels.get(key);
    if (!counts) this.labels.set(key, (counts = new Int32Array(this.unknown.length)));
    counts[cell] += 1;
  }

  /** Write all figures. */
  tell(figures) {
    const options = this.facts.options.length;
    figures.draws = this.draws;
    this.tellMeans(figures, options);
    shares(figures.probability, this.chosen, this.chances, this.facts.isByChance, this.draws);
    shares(figures.tieProbability, this.ties, this.tieChances, this.facts.isByChance, this.draws);
    this.tellOpen(figures);
    for (let cell = 0; cell < this.unknown.length; cell++) this.tellChoice(figures, cell, options);
    this.tellTies(figures, options);
    this.tellLabels(figures, options);
    this.measured.forEach((measured, place) => measured.tell(figures.measures[place], this.draws));
    return figures;
  }

  tellMeans(figures, options) {
    const means = (this.told ??= new Float64Array(this.means.columns));
    this.means.means(means);
    for (let cell = 0, at = 0; cell < this.unknown.length; cell++) {
      for (let option = 0; option < options; option++) figures.payoff[cell * options + option] = means[at++];
      figures.encouraging[cell] = means[at++];
      figures.discouraging[cell] = means[at++];
      figures.margin[cell] = means[at++];
    }
  }

  tellOpen(figures) {
    const count = this.facts.conflicts;
    figures.unknown.set(this.unknown);
    figures.conflicts.set(this.conflicts);
    figures.conflict.fill(0);
    for (let i = 0; i < this.conflicts.length; i++) if (this.conflicts[i]) figures.conflict[Math.floor(i / count)] = 1;
  }

  tellChoice(figures, cell, options) {
    const at = cell * options;
    if (figures.unknown[cell] || figures.conflict[cell]) {
      figures.probability.fill(NaN, at, at + options);
      figures.choice[cell] = -1;
      figures.commitment[cell] = NaN;
      return;
    }
    figures.choice[cell] = most(figures.probability, at, options);
    let position = figures.probability[at] * 0;
    for (let option = 1; option < options; option++) position += figures.probability[at + option] * option;
    figures.commitment[cell] = position;
  }

  tellTies(figures, options) {
    const { ends } = this.state;
    for (let pair = 0; pair < figures.tie.length; pair++) {
      const at = pair * options;
      if (figures.choice[ends[2 * pair]] < 0 || figures.choice[ends[2 * pair + 1]] < 0) {
        figures.tieProbability.fill(NaN, at, at + options);
        figures.tie[pair] = -1;
      } else {
        figures.tie[pair] = most(figures.tieProbability, at, options);
      }
    }
  }

  /** The most frequent label of each choice, the first by name among equals. */
  tellLabels(figures, options) {
    const found = figures.behaviour.fill("");
    const best = new Int32Array(found.length);
    const named = [...this.labels].map(([key, counts]) => ({
      option: key % options, bits: Math.floor(key / options), counts, text: this.text(Math.floor(key / options)),
    }));
    named.sort((one, other) => byCodePoint(one.text, other.text) || one.option - other.option || one.bits - other.bits);
    for (const { option, counts, text } of named) {
      for (let cell = 0; cell < found.length; cell++) {
        if (figures.choice[cell] === option && counts[cell] > best[cell]) {
          found[cell] = text;
          best[cell] = counts[cell];
        }
      }
    }
  }

  text(bits) {
    const names = this.facts.behaviours.filter((_, i) => Math.floor(bits / 2 ** i) % 2 === 1);
    return names.sort(byCodePoint).join(" / ");
  }
}

/** Shares of counts, or mean probabilities. */
function shares(out, counts, chances, isByChance, draws) {
  if (isByChance) chances.means(out);
  else for (let i = 0; i < out.length; i++) out[i] = counts[i] / draws;
}

export { Tallies };
