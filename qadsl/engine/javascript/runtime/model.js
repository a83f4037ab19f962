/** A program that answers in the page: its facts, what may be changed, and its figures. */

import { halves } from "./draws.js";
import { R } from "./functions.js";
import { Quantity, writtenFor } from "./inputs.js";
import { remember } from "./groups.js";
import { DIVIDING } from "./dividing.js";
import { SOLVING } from "./solving.js";
import { memoryOf, rowsOf, tyingOf } from "./state.js";
import { Tallies } from "./tallies.js";

const ZERO = { form: "exact", parameters: [0], text: "" };

function emptyFigures(data, rows, isMiddle) {
  const cells = rows.cells.length / 4;
  const pairs = rows.pairs.length / 4;
  const options = data.options.length;
  const numbers = (count) => new Float64Array(count);
  return {
    draws: 0, isMiddle,
    payoff: numbers(cells * options), probability: numbers(cells * options),
    encouraging: numbers(cells), discouraging: numbers(cells), margin: numbers(cells), commitment: numbers(cells),
    choice: new Int32Array(cells), behaviour: new Array(cells).fill(""),
    conflict: new Uint8Array(cells), unknown: new Uint8Array(cells), conflicts: new Uint8Array(cells * data.conflicts),
    tieProbability: numbers(pairs * options), tie: new Int32Array(pairs),
    measures: data.measures.map(({ name, words }) => ({
      name, words, shares: numbers(cells * words.length), mean: numbers(cells), sd: numbers(cells),
    })),
  };
}

/** Runs the stages of a program: of those whose inputs have not changed nothing is worked out again. */
class Engine {
  constructor(data, program, rows, quantities) {
    this.state = memoryOf(data, rows, quantities);
    this.state.tie = tyingOf(data, this.state, rows.pairs);
    this.state.remember = remember(data, this.state, rows.pairs);
    this.periods = data.periods.length;
    this.stages = program({ ...R, ...SOLVING, ...DIVIDING }, this.state).map(([work, isTimed, reads]) => ({ work, isTimed, reads: new Set(reads) }));
    this.stale = null;
  }

  /** Note that what a quantity holds is another; without one, that all is. */
  touch(quantity) {
    this.stale?.add(quantity);
  }

  run() {
    const { stale } = this;
    const due = stale ? this.stages.filter(({ reads }) => meets(reads, stale)) : this.stages;
    for (const { work, isTimed } of due) if (!isTimed) work(0);
    const timed = due.filter(({ isTimed }) => isTimed);
    for (let time = 0; time < this.periods && timed.length; time++) for (const { work } of timed) work(time);
    this.stale = new Set();
  }
}

function meets(reads, stale) {
  for (const one of stale) if (reads.has(one)) return true;
  return false;
}

class Model {
  #quantities;
  #engine;
  #middle;
  #drawn;
  #tallies;
  #made = 0;
  #isDrawing = false;
  #seed = 0;

  constructor(data, program) {
    const rows = rowsOf(data);
    this.#quantities = data.quantities.map((quantity, index) => new Quantity(quantity, index, data));
    this.#engine = new Engine(data, program, rows, this.#quantities);
    this.#middle = { figures: emptyFigures(data, rows, true), tallies: new Tallies(this.#engine.state, data) };
    this.#drawn = emptyFigures(data, rows, false);
    this.#tallies = new Tallies(this.#engine.state, data);
    const { scenario, theory, targets, periods, years, isByChance, consent, measures } = data;
    Object.assign(this, { scenario, theory, targets, periods, years, isByChance, consent, measures });
    this.actors = data.actors;
    this.options = data.options;
    this.cells = rows.cells;
    this.pairs = rows.pairs;
    this.ends = rows.ends;
    this.inputs = this.#quantities.map(inputOf);
  }

  get seed() {
    return this.#seed;
  }

  set seed(seed) {
    this.#seed = seed;
    this.#made = 0;
  }

  get isUncertain() {
    return this.#quantities.some((quantity) => quantity.data.isRead && quantity.isDrawn);
  }

  cellsOf(index, actors = [], time = null) {
    const { isDated, isSymmetric, arity } = this.inputs[index];
    const count = this.actors.length;
    const times = isDated ? (time === null ? this.periods.keys() : [time]) : [0];
    const turned = isSymmetric && actors[0] !== actors[1] ? [actors, [actors[1], actors[0]]] : [actors];
    const third = arity === 3 ? this.targets.indexOf(actors[2]) : 0;
    if (third < 0) throw new RangeError("nobody is the target there");
    const found = [];
    for (const when of times) {
      for (const who of turned) {
        let cell = when;
        for (const actor of who.slice(0, Math.min(arity, 2))) cell = cell * count + actor;
        found.push(arity === 3 ? cell * this.targets.length + third : cell);
      }
    }
    return found;
  }

  written(index, cell) {
    const quantity = this.#quantities[index];
    return quantity.table[quantity.codes[cell]];
  }

  now(index, cell) {
    const quantity = this.#quantities[index];
    return quantity.table[quantity.now[cell]];
  }

  middleOf(index, cell) {
    const quantity = this.#quantities[index];
    return quantity.middles[quantity.now[cell]];
  }

  set(index, cells, value) {
    const quantity = this.#quantities[index];
    if (!quantity.data.isFree) throw new RangeError("this cannot be changed here");
    const written = writtenFor(value, this.inputs[index].type);
    for (const cell of [cells].flat()) this.#each(quantity, cell, (one, at, isFormula) => one.put(at, isFormula ? ZERO : written));
  }

  reset(index = null, cells = null) {
    for (const quantity of index === null ? this.#quantities : [this.#quantities[index]]) {
      for (const cell of cells === null ? [...quantity.changed] : [cells].flat()) {
        this.#each(quantity, cell, (one, at) => one.back(at));
      }
    }
  }

  /** Do something to a cell, and to all that stands for it elsewhere: which formula holds, and what was a period ago. */
  #each(quantity, cell, work, isFormula = false) {
    work(quantity, cell, isFormula);
    this.#engine.touch(quantity.index);
    this.#made = 0;
    const { formula, previous } = quantity.data;
    if (formula >= 0) this.#each(this.#quantities[formula], cell, work, true);
    if (previous < 0) return;
    const size = quantity.codes.length / this.periods.length;
    const later = [...(cell < size ? [cell] : []), ...(cell + size < quantity.codes.length ? [cell + size] : [])];
    for (const at of later) this.#each(this.#quantities[previous], at, work, isFormula);
  }

  changes() {
    return this.#quantities.flatMap((quantity) =>
      quantity.data.isFree
        ? [...quantity.changed].sort((a, b) => a - b).map((cell) => ({
            index: quantity.index, cell, value: this.now(quantity.index, cell),
          }))
        : [],
    );
  }

  middle() {
    if (this.#isDrawing) {
      for (const quantity of this.#quantities) {
        if (!quantity.isDrawn) continue;
        quantity.rest();
        this.#engine.touch(quantity.index);
      }
      this.#isDrawing = false;
    }
    const { tallies, figures } = this.#middle;
    this.#engine.run();
    tallies.begin();
    tallies.add();
    return tallies.tell(figures);
  }

  draws(first, count) {
    if (first !== 0 && first !== this.#made) throw new RangeError("draws go on where the last ones ended");
    if (first === 0) this.#tallies.begin();
    this.#made = first;
    const drawn = this.#quantities.filter((quantity) => quantity.isDrawn);
    const end = this.isUncertain ? first + count : 1;
    const seed = halves(this.#seed);
    this.#isDrawing = true;
    for (let draw = first; draw < end; draw++) {
      for (const quantity of drawn) {
        quantity.fill(draw, seed);
        this.#engine.touch(quantity.index);
      }
      this.#engine.run();
      this.#tallies.add();
    }
    this.#made = end;
    return this.#tallies.tell(this.#drawn);
  }
}

function inputOf({ data, index, codes }) {
  const { name, key, kind, title, type, arity, isDated, isSymmetric, isFree } = data;
  return { index, name, key, kind, title, type, arity, isDated, isSymmetric, isFree, size: codes.length };
}

const createModel = (data, program) => new Model(data, program);

const modelFrom = (code, data) => createModel(JSON.parse(data), new Function("R", "M", code));

export { createModel, modelFrom };
