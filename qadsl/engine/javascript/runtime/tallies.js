/**
 * What is kept of draws, added up as engine/tallies.py says: in blocks of 256, by halving, each less 256 times the value
 * of the first draw, so that the sums are the same bits however the draws are cut into slices.
 */

import { byCodePoint } from "./inputs.js";

const BLOCK = 256;
const HALF = 128;

/** Running sums of many columns. */
class Sums {
  constructor(columns, isFromFirst = true) {
    this.columns = columns;
    this.isFromFirst = isFromFirst;
    this.filler = new Float64Array(columns);
    this.totals = new Float64Array(columns);
    this.half = null;
    this.work = null;
    this.sums = null;
    this.last = new Float64Array(columns);
    this.draws = 0;
  }

  begin() {
    this.draws = 0;
    this.totals.fill(0);
  }

  /** Add the values of the next draw; those of the first are kept apart until there is a second. */
  add(values) {
    if (this.draws === 0) {
      if (this.isFromFirst) this.filler.set(values);
      this.last.set(values);
    } else {
      if (this.draws === 1) this.store(this.last, 0);
      this.store(values, this.draws % BLOCK);
    }
    this.draws += 1;
    if (this.draws % BLOCK === 0) this.end();
  }

  store(values, place) {
    const columns = this.columns;
    this.half ??= new Float64Array(HALF * columns);
    const half = this.half;
    if (place < HALF) {
      half.set(values, place * columns);
      return;
    }
    const start = (place - HALF) * columns;
    for (let i = 0; i < columns; i++) half[start + i] += values[i];
  }

  end() {
    this.enter(this.folded(this.half, HALF), this.totals);
  }

  enter(sums, totals) {
    for (let i = 0; i < this.columns; i++) totals[i] += sums[i] - BLOCK * this.filler[i];
  }

  /** The totals so far, a last block that is not full being filled up. */
  soFar() {
    const { columns, filler } = this;
    const totals = (this.sums ??= new Float64Array(columns));
    totals.set(this.totals);
    if (this.draws === 1) {
      for (let i = 0; i < columns; i++) {
        totals[i] += this.last[i] === filler[i] ? BLOCK * filler[i] - BLOCK * filler[i] : NaN;
      }
    } else if (this.draws % BLOCK) {
      this.enter(this.filledUp(this.draws % BLOCK), totals);
    }
    return totals;
  }

  /** The sums of a last block of so many draws. */
  filledUp(rest) {
    const { columns, filler, half } = this;
    const rows = (this.work ??= new Float64Array(HALF * columns));
    const count = Math.min(rest, HALF);
    for (let place = 0; place < count; place++) {
      const at = place * columns;
      if (place + HALF < rest) rows.set(half.subarray(at, at + columns), at);
      else for (let i = 0; i < columns; i++) rows[at + i] = half[at + i] + filler[i];
    }
    return this.folded(rows, count);
  }

  /**
   * The sums of 128 rows, added up by halving and written over them. From `count` on there stands twice the filler in a
   * row: sums of those are known.
   */
  folded(rows, count) {
    const { columns, filler } = this;
    let each = 2;
    for (let width = HALF / 2; width >= 1; width /= 2, each *= 2) {
      for (let place = 0; place < Math.min(width, count); place++) {
        const at = place * columns;
        const other = at + width * columns;
        if (place + width < count) for (let i = 0; i < columns; i++) rows[at + i] += rows[other + i];
        else for (let i = 0; i < columns; i++) rows[at + i] += each * filler[i];
      }
      count = Math.min(width, count);
    }
    return rows;
  }

  /** Means written to `out`, without the sign of a zero. */
  means(out) {
    const totals = this.soFar();
    const first = this.isFromFirst ? this.filler : null;
    for (let i = 0; i < this.columns; i++) out[i] = (first ? first[i] : 0) + totals[i] / this.draws + 0;
    return out;
  }
}

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

/** What one measure comes to. */
class Measured {
  constructor(measure, cells) {
    this.isNumber = measure.kind === "number";
    this.words = measure.words.length;
    this.counts = new Int32Array(cells * this.words);
    this.unknown = new Uint8Array(cells);
    this.sums = new Sums(this.isNumber ? cells : 0);
    this.squares = new Sums(this.isNumber ? cells : 0, false);
    this.away = new Float64Array(this.isNumber ? cells : 0);
  }

  begin() {
    this.counts.fill(0);
    this.unknown.fill(0);
    this.sums.begin();
    this.squares.begin();
  }

  add(values) {
    for (let cell = 0; cell < values.length; cell++) if (values[cell] !== values[cell]) this.unknown[cell] = 1;
    if (this.isNumber) {
      this.sums.add(values);
      for (let cell = 0; cell < values.length; cell++) {
        const away = values[cell] - this.sums.filler[cell];
        this.away[cell] = away * away;
      }
      this.squares.add(this.away);
      return;
    }
    for (let cell = 0; cell < values.length; cell++) {
      const word = values[cell];
      if (word >= 0 && word < this.words && Math.floor(word) === word) this.counts[cell * this.words + word] += 1;
    }
  }

  tell(figures, draws) {
    const { words } = this;
    const totals = this.isNumber ? this.sums.soFar() : null;
    const squares = this.isNumber ? this.squares.soFar() : null;
    for (let cell = 0; cell < this.unknown.length; cell++) {
      const isBlank = this.unknown[cell] === 1;
      for (let i = cell * words; i < (cell + 1) * words; i++) figures.shares[i] = isBlank ? NaN : this.counts[i] / draws;
      figures.mean[cell] = figures.sd[cell] = NaN;
      if (isBlank || !this.isNumber) continue;
      const shift = totals[cell] / draws;
      const spread = squares[cell] / draws - shift * shift;
      figures.mean[cell] = this.sums.filler[cell] + shift + 0;
      figures.sd[cell] = Math.sqrt(spread > 0 || spread !== spread ? spread : 0);
    }
  }
}

export { Tallies };
