/**
 * What is stated, and what is tried instead: the values of every quantity at every cell, and how they are drawn.
 *
 * `values` of a quantity is what emitted code reads, `given` whether anything is stated; both are one array for good.
 */

import { digest, fourShares } from "./draws.js";
import { isDrawn, middleOf, quantileOf } from "./quantiles.js";

const SHAPES = {
  exact: (p) => p.length === 1 && p[0] === p[0],
  unknown: (p) => p.length === 0 || (p.length === 2 && p[0] < p[1]),
  uniform: (p) => p.length === 2 && p[0] < p[1],
  normal: (p) => p.length === 4 && p[1] >= 0 && p[2] < p[3],
  triangular: (p) => p.length === 3 && p[0] <= p[1] && p[1] <= p[2],
  beta: (p) => p.length === 4 && p[0] > 0 && p[1] > 0 && p[2] < p[3],
  discrete: (p) => p.length >= 2 && p.length % 2 === 0 && p.every((x, i) => i % 2 === 0 || x >= 0),
};

const infinite = (value) => (value === null ? NaN : typeof value === "string" ? Number(value) : value);

class Quantity {
  constructor(data, index, shape) {
    this.data = data;
    this.index = index;
    this.shape = shape;
    this.table = data.written.map(([form, parameters, text]) => ({ form, parameters: parameters.map(infinite), text }));
    this.codes = unpacked(data.cells);
    this.now = Int32Array.from(this.codes);
    this.values = new Float64Array(this.codes.length);
    this.given = new Float64Array(this.codes.length);
    this.middles = this.table.map(middleOf);
    this.changed = new Set();
    this.drawing = this.hasDrawn = null;
    for (let cell = 0; cell < this.codes.length; cell++) this.enter(cell);
  }

  enter(cell) {
    const code = this.now[cell];
    this.values[cell] = this.middles[code];
    this.given[cell] = code !== 0 && this.table[code].form !== "unknown" ? 1 : 0;
    this.drawing = this.hasDrawn = null;
  }

  /** Let a cell hold something written. */
  put(cell, written) {
    this.table.push(written);
    this.middles.push(middleOf(written));
    this.now[cell] = this.table.length - 1;
    this.changed.add(cell);
    this.enter(cell);
  }

  back(cell) {
    this.now[cell] = this.codes[cell];
    this.changed.delete(cell);
    this.enter(cell);
    if (!this.changed.size) this.forget();
  }

  /** Drop what was tried and is not there any more. */
  forget() {
    this.table.length = this.middles.length = this.data.written.length;
  }

  get isDrawn() {
    return (this.hasDrawn ??= this.now.some((code) => isDrawn(this.table[code])));
  }

  /** Which cells share a stream and what is written, so that each is drawn once. */
  draw() {
    this.drawing ??= drawingOf(this);
    return this.drawing;
  }

  /** Values of one draw. */
  fill(draw, seed) {
    const drawing = this.draw();
    const block = Math.floor(draw / 4);
    if (drawing.block !== block || drawing.seed !== seed) {
      drawing.streams.forEach((cell, i) => fourShares(drawing.shares, 4 * i, block, cell, seed, drawing.key));
      drawing.block = block;
      drawing.seed = seed;
    }
    for (const slot of drawing.slots) {
      const value = slot.quantile(drawing.shares[4 * slot.stream + (draw % 4)]);
      for (const cell of slot.cells) this.values[cell] = value;
    }
  }

  /** Every uncertain value at its middle. */
  rest() {
    for (const slot of this.draw().slots) for (const cell of slot.cells) this.values[cell] = this.middles[slot.code];
  }
}

/** Codes of cells, written as the code and how often it follows. */
function unpacked(runs) {
  const found = [];
  for (let i = 0; i < runs.length; i += 2) for (let k = 0; k < runs[i + 1]; k++) found.push(runs[i]);
  return Int32Array.from(found);
}

function drawingOf(quantity) {
  const streams = new Map();
  const slots = new Map();
  for (let cell = 0; cell < quantity.now.length; cell++) {
    const code = quantity.now[cell];
    if (!isDrawn(quantity.table[code])) continue;
    const name = namesOf(quantity, cell).join("\u001f");
    if (!streams.has(name)) streams.set(name, streams.size);
    const key = `${streams.get(name)} ${code}`;
    if (!slots.has(key)) {
      slots.set(key, { stream: streams.get(name), code, quantile: quantileOf(quantity.table[code]), cells: [] });
    }
    slots.get(key).cells.push(cell);
  }
  return {
    streams: [...streams.keys()].map(known),
    slots: [...slots.values()],
    shares: new Float64Array(4 * streams.size),
    key: streams.size ? digest(quantity.data.key) : null,
    block: -1,
    seed: null,
  };
}

const digests = new Map();

/** The digest of a name, worked out once: many quantities have cells of the same actors. */
function known(name) {
  if (!digests.has(name)) digests.set(name, digest(name));
  return digests.get(name);
}

/** Names of the actors of a cell as its stream of draws is called. */
function namesOf(quantity, cell) {
  const { actors, targets } = quantity.shape;
  const { arity, isSymmetric } = quantity.data;
  const found = [];
  if (arity === 3) {
    found.push(actors[targets[cell % targets.length]].name);
    cell = Math.floor(cell / targets.length);
  }
  for (let i = 0; i < Math.min(arity, 2); i++) {
    found.unshift(actors[cell % actors.length].name);
    cell = Math.floor(cell / actors.length);
  }
  return isSymmetric ? found.sort(byCodePoint) : found;
}

/** The order of texts in Python, which is not that of JavaScript beyond the first 65,536 characters. */
function byCodePoint(one, other) {
  const a = Array.from(one, (c) => c.codePointAt(0));
  const b = Array.from(other, (c) => c.codePointAt(0));
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** What is written for a value that is tried. */
function writtenFor(value, type) {
  const [low, high] = [type.low ?? -Infinity, type.high ?? Infinity];
  const isRange = type.kind === "number" && type.low !== null && type.high !== null;
  if (value === null) return { form: "unknown", parameters: isRange ? [low, high] : [], text: "unknown" };
  const written =
    typeof value === "object"
      ? { form: value.form, parameters: [...value.parameters], text: value.text ?? "" }
      : { form: "exact", parameters: [Number(value)], text: String(value) };
  if (!Object.hasOwn(SHAPES, written.form) || !SHAPES[written.form](written.parameters)) {
    throw new RangeError("this is no value");
  }
  const ends = middleOf(written);
  const tops = type.kind === "flag" ? [0, 1] : type.kind === "category" ? [0, type.words.length - 1] : [low, high];
  if (written.form === "exact" && !(ends >= tops[0] && ends <= tops[1])) throw new RangeError("outside its range");
  return written;
}

export { Quantity, byCodePoint, writtenFor };
