/**
 * What is moved and what is looked at, and when the model is asked: once a frame while the hand moves, at the middle of
 * what is uncertain; when it rests, by draws in slices of a few milliseconds each.
 */

const REST = 160;
const SLICE = 8;

class Session {
  /** @param {object} model @param {object} facts */
  constructor(model, facts) {
    this.model = model;
    this.facts = facts;
    /** What is moved: by id the input and its value. */
    this.moved = new Map();
    this.picked = { ...facts.picked };
    this.listeners = { figures: [], picked: [], moved: [], rested: [] };
    this.figures = null;
    /** Whether the figures are those of what is moved by now; a kernel's come later. */
    this.isCurrent = false;
    /** Figures as given: at the middle, and of all draws once those have been made. */
    this.givens = {};
    /** Whether the model has what is given in it instead of what is moved. */
    this.isAway = false;
    model.moved = this.moved;
    model.arrived = (figures) => { this.enter(figures); if (this.isDone) this.recall(); };
    model.unchanged = (figures) => { this.keep(figures); if (this.figures) this.tell("figures", this.figures); };
    this.frame = 0;
    this.waiting = 0;
    this.turn = 0;
  }

  on(what, listener) {
    this.listeners[what].push(listener);
    return this;
  }

  tell(what, ...told) {
    for (const listener of this.listeners[what]) listener(...told);
  }

  /** The value of an input: as moved, else as given (at its middle). */
  value(input) {
    return this.moved.has(input.id) ? this.moved.get(input.id).value : input.middle;
  }

  isMoved(input) {
    return this.moved.has(input.id);
  }

  /** Moves an input; null puts it back to what the program says. */
  move(input, value, isFromOutside = false) {
    this.comeBack();
    if (value === null) {
      if (!this.moved.delete(input.id)) return;
      this.model.reset(input.index, input.cells);
    } else {
      if (this.moved.get(input.id)?.value === value) return;
      this.moved.set(input.id, { input, value });
      this.model.set(input.index, input.cells, value);
    }
    this.tell("moved", input, isFromOutside);
    this.ask();
  }

  reset() {
    const inputs = [...this.moved.values()].map((one) => one.input);
    for (const input of inputs) this.move(input, null);
  }

  /** Looks at another pair, target or time. */
  pick(some, isFromOutside = false) {
    const picked = { ...this.picked, ...some };
    if (JSON.stringify(picked) === JSON.stringify(this.picked)) return;
    this.picked = picked;
    this.tell("picked", isFromOutside);
    if (this.figures) this.tell("figures", this.figures);
    this.rest();
  }

  /** What is moved, in the order in which it was. */
  get changed() {
    return [...this.moved.values()].map((one) => [one.input, one.value]);
  }

  /** Ask for figures in the next frame, and for draws when the hand rests. */
  ask() {
    this.turn += 1;
    this.isCurrent = false;
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
    this.rest();
  }

  draw() {
    this.frame = 0;
    this.model.cancel?.();
    this.enter(this.model.middle());
  }

  /** Takes figures in, those that come later too. */
  enter(figures) {
    if (figures === null) return;
    this.figures = figures;
    this.isCurrent = true;
    if (!this.moved.size) this.keep(figures);
    this.tell("figures", figures);
  }

  /** Keeps figures of what is given, to be compared with. */
  keep(figures) {
    if (figures.isMiddle) this.givens.middle ??= copied(figures);
    else if (figures.draws >= this.facts.draws) this.givens.draws ??= copied(figures);
  }

  /** The figures as given that those of now can be compared with; null where they are not known. */
  get given() {
    return (this.figures?.isMiddle === false ? this.givens.draws : this.givens.middle) ?? null;
  }

  rest() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.refine(), REST);
  }

  /** The hand rests: says so, and begins to draw. A frame that has not come by now (of a hidden page) is not waited for. */
  refine() {
    if (this.frame) {
      cancelAnimationFrame(this.frame);
      this.draw();
    }
    this.tell("rested");
    if (this.isCurrent && this.isDone) this.recall();
    else if (this.model.refine) this.model.refine(this.facts.draws);
    else this.slice(this.turn, 0, 1);
  }

  /** Whether the figures are all that can be had of what is moved. */
  get isDone() {
    return !this.model.isUncertain || this.facts.isAtMiddle || (!this.figures.isMiddle && this.figures.draws >= this.facts.draws);
  }

  /** One slice of draws; the next is as large as fits its time. */
  slice(turn, done, count) {
    if (turn !== this.turn) return;
    const began = performance.now();
    const made = Math.min(count, this.facts.draws - done);
    const figures = this.model.draws(done, made);
    if (this.isAway) this.keep(figures);
    else this.enter(figures);
    const spent = performance.now() - began;
    const next = Math.max(1, Math.min(4 * count, Math.round((made * SLICE) / Math.max(spent, 0.1))));
    if (done + made < this.facts.draws) this.waiting = setTimeout(() => this.slice(turn, done + made, next), 0);
    else this.finish();
  }

  /** All draws are made. */
  finish() {
    if (this.isAway) {
      this.comeBack();
      this.tell("figures", this.figures);
    }
    this.tell("rested");
    this.recall();
  }

  /** Makes the draws of what is given, to compare with, where the hand was quicker than they. */
  recall() {
    if (this.givens.draws || !this.moved.size || this.figures.isMiddle) return;
    if (this.model.recall) {
      this.model.recall(this.facts.draws);
      return;
    }
    this.figures = copied(this.figures);
    this.model.reset();
    this.isAway = true;
    this.waiting = setTimeout(() => this.slice(this.turn, 0, 1), 0);
  }

  /** What is moved is in the model again. */
  comeBack() {
    if (!this.isAway) return;
    this.isAway = false;
    for (const { input, value } of this.moved.values()) this.model.set(input.index, input.cells, value);
  }

  end() {
    clearTimeout(this.waiting);
    cancelAnimationFrame(this.frame);
    this.turn += 1;
  }
}

/** Figures that stay as they are: a model uses its arrays again. */
function copied(figures) {
  const found = { ...figures };
  for (const [name, value] of Object.entries(figures)) {
    if (ArrayBuffer.isView(value) || name === "behaviour") found[name] = value.slice();
    if (name === "measures") found[name] = value.map(copied);
  }
  return found;
}

export { Session, copied };
