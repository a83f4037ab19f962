/**
 * A model that the kernel works out: the same face as a compiled one, for programs that cannot be compiled. The newest
 * values win; an answer to older ones is dropped, and one question at a time is under way.
 */

const FIELDS = [["payoff", Float64Array], ["probability", Float64Array], ["encouraging", Float64Array], ["discouraging", Float64Array],
  ["tieProbability", Float64Array], ["choice", Int32Array], ["tie", Int32Array], ["conflict", Uint8Array], ["unknown", Uint8Array]];
const STEPS = [64, 256];

class RemoteModel {
  constructor(facts, widget) {
    Object.assign(this, { ...facts, facts, widget, turn: 0, busy: null, waiting: null });
    this.cells = Int32Array.from(facts.cells);
    this.pairs = Int32Array.from(facts.pairs);
    this.inputs = facts.inputs;
    this.changedTo = new Map();
    this.isUncertain = facts.isUncertain;
    widget.on("msg:custom", (message, buffers) => this.answered(message, buffers));
  }

  cellsOf(index, actors = [], time = null) {
    const { isDated, isSymmetric, size } = this.inputs[index];
    const times = !isDated ? [0] : time === null ? this.periods.map((_, i) => i) : [time];
    const ways = isSymmetric && actors.length === 2 ? [actors, [actors[1], actors[0]]] : [actors];
    return times.flatMap((t) => ways.map((way) => t * size + this.place(way)));
  }

  place(actors) {
    const [one = 0, other, third] = actors;
    if (other === undefined) return one;
    const pair = one * this.actors.length + other;
    return third === undefined ? pair : pair * this.targets.length + this.targets.indexOf(third);
  }

  written(index, cell) {
    const stated = this.inputs[index];
    return stated.written[stated.cells[cell]];
  }

  middleOf(index, cell) {
    const { middle } = this.written(index, cell);
    return middle === null ? NaN : middle;
  }

  set(index, cells, value) {
    this.changedTo.set(`${index}.${Math.min(...cells)}`, value);
  }

  reset(index, cells) {
    this.changedTo.delete(`${index}.${Math.min(...cells)}`);
  }

  /** Asks for figures at the middle; they come later, through `arrived`. */
  middle() {
    this.turn += 1;
    this.ask([0]);
    return null;
  }

  /** Asks for draws behind what is asked for already. */
  refine(draws) {
    const first = this.waiting?.turn === this.turn ? this.waiting.draws.slice(0, 1) : [];
    this.ask([...first, ...STEPS.filter((step) => step < draws), draws]);
  }

  /** Asks for draws of what is given, to compare with. */
  recall(draws) {
    this.waiting = { turn: this.turn, values: {}, draws: [draws], isAside: true };
    this.send();
  }

  /** Asks for figures, one after the other, of what is set now. */
  ask(draws) {
    this.waiting = { turn: this.turn, values: Object.fromEntries(this.changedTo), draws };
    this.send();
  }

  send() {
    if (this.busy || !this.waiting) return;
    const { turn, values, draws: [draws, ...later], isAside } = this.waiting;
    this.busy = turn;
    this.isAside = isAside;
    this.isPlain = !Object.keys(values).length;
    this.waiting = later.length ? { ...this.waiting, draws: later } : null;
    this.widget.send({ kind: "figures", turn, values, draws });
  }

  answered(message, buffers) {
    if (message?.kind !== "figures" || message.turn !== this.busy) return;
    this.busy = null;
    if (message.problem === undefined) this.pass(this.read(message, buffers), message.turn === this.turn);
    this.send();
  }

  /** Passes figures on; those of what is given are kept even where they come too late to be shown. */
  pass(figures, isNewest) {
    if (this.isPlain) this.unchanged(figures);
    if (isNewest && !this.isAside) this.arrived(figures);
  }

  read({ draws, isMiddle, isUncertain, behaviour, labels }, buffers) {
    this.isUncertain = isUncertain;
    const found = { draws, isMiddle, behaviour: behaviour.map((i) => labels[i]) };
    FIELDS.forEach(([name, Kind], i) => {
      const { buffer, byteOffset, byteLength } = buffers[i];
      found[name] = new Kind(buffer.slice(byteOffset, byteOffset + byteLength));
    });
    found.measures = measuresOf(buffers.slice(FIELDS.length));
    return found;
  }
}

/** What measures come to, behind the other figures: mean, spread and shares of each. */
function measuresOf(buffers) {
  const table = ({ buffer, byteOffset, byteLength }) => new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const found = [];
  for (let at = 0; at < buffers.length; at += 3) {
    const [mean, sd, shares] = buffers.slice(at, at + 3).map(table);
    found.push({ mean, sd, shares });
  }
  return found;
}

export { RemoteModel };
