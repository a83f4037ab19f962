/** What a theory asks to be solved, as engine/solutions.py and its solvers have it: coalitions, and landscapes of two blocs. */

import { bits } from "./groups.js";

const MOST_MINIMA = 10000;

/** The actors, as bits, that a set of some of them stands for. */
function spread(who, set) {
  let found = 0;
  for (let i = 0; i < who.length; i++) if ((set >> i) & 1) found |= 1 << who[i];
  return found;
}

/** Where what one solve finds in one period, against one target, is kept. */
class Found {
  constructor(slots, actors) {
    this.actors = actors;
    this.pairs = new Float64Array(slots * actors * actors);
    this.ones = new Float64Array(slots * actors);
    this.told = new Float64Array(slots * 3);
  }

  /** Nothing is known. */
  blank(slot) {
    this.fill(slot, NaN);
    this.told.fill(NaN, 3 * slot, 3 * slot + 3);
  }

  fill(slot, value) {
    const size = this.actors;
    this.pairs.fill(value, slot * size * size, (slot + 1) * size * size);
    this.ones.fill(value, slot * size, (slot + 1) * size);
  }

  tell(slot, count, measure, basin) {
    this.told[3 * slot] = count;
    this.told[3 * slot + 1] = measure;
    this.told[3 * slot + 2] = basin;
  }

  join(slot, one, other) {
    const size = this.actors;
    this.pairs[(slot * size + one) * size + other] = this.pairs[(slot * size + other) * size + one] = 1;
    this.ones[slot * size + one] = this.ones[slot * size + other] = 1;
  }
}

/** The coalitions (sets of those who take part) for which a condition holds: all, the minimal or the maximal ones. */
function coalitions(found, slot, isKnown, who, most, holds, rule) {
  if (!isKnown || holds.some((value) => value !== value)) return found.blank(slot);
  check(who, most);
  found.fill(slot, 0);
  let count = 0;
  const kept = extreme(holds, who.length, rule);
  for (let set = 1; set < kept.length; set++) {
    if (!kept[set]) continue;
    count++;
    joinAll(found, slot, who, set);
  }
  return found.tell(slot, count, NaN, NaN);
}

function check(who, most) {
  if (most && who.length > most) throw new RangeError(`more than ${most} actors take part in what is solved`);
}

function joinAll(found, slot, who, set) {
  for (let i = 0; i < who.length; i++) {
    if (!((set >> i) & 1)) continue;
    found.ones[slot * found.actors + who[i]] = 1;
    for (let k = i + 1; k < who.length; k++) if ((set >> k) & 1) found.join(slot, who[i], who[k]);
  }
}

function extreme(holds, actors, rule) {
  const flags = Uint8Array.from(holds, (value, set) => (set && value === 1 ? 1 : 0));
  if (rule === "all") return flags;
  const isMinimal = rule === "minimal";
  const reached = Uint8Array.from(flags);
  const beaten = new Uint8Array(flags.length);
  const spreading = (to, from) => {
    for (let actor = 0; actor < actors; actor++) {
      for (let set = 0; set < flags.length; set++) {
        const isBigger = ((set >> actor) & 1) === 1;
        if (isBigger === isMinimal) to[set] |= from[set ^ (1 << actor)];
      }
    }
  };
  spreading(reached, reached);
  spreading(beaten, reached);
  return flags.map((flag, set) => flag & ~beaten[set] & 1);
}

/** The sum of numbers in the order in which NumPy adds them up. */
function pairwise(values, from, count) {
  if (count > 128) {
    let half = count >> 1;
    half -= half % 8;
    return pairwise(values, from, half) + pairwise(values, from + half, count - half);
  }
  let at = 0;
  let sum = 0;
  if (count >= 8) {
    const r = Array.from(values.subarray(from, from + 8));
    for (at = 8; at < count - (count % 8); at += 8) for (let i = 0; i < 8; i++) r[i] += values[from + at + i];
    sum = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]));
  }
  for (; at < count; at++) sum += values[from + at];
  return sum;
}

/** The minima of a landscape of two blocs; costs are those among who takes part. */
function blocs(found, slot, isKnown, who, apart, together) {
  const size = who.length;
  if (!isKnown || [apart, together].some((costs) => costs.some((value) => value !== value))) return found.blank(slot);
  found.fill(slot, 0);
  if (!size) return found.tell(slot, 0, NaN, NaN);
  const { base, weights, unit } = costsOf(apart, together, size);
  const table = energies(base, weights, size);
  const best = leastOf(table, size, unit);
  for (let i = 0; i < size; i++) {
    for (let k = i + 1; k < size; k++) if (side(best.at, i) === side(best.at, k)) found.join(slot, who[i], who[k]);
  }
  return found.tell(slot, Math.min(best.count, MOST_MINIMA), rounded(table[best.at], unit), best.basin);
}

const side = (set, actor) => (actor ? (set >> (actor - 1)) & 1 : 0);

function nearest(x) {
  const size = Math.abs(x);
  const whole = size < 4503599627370496 ? size + 4503599627370496 - 4503599627370496 : size;
  return x < 0 ? -whole : whole;
}

const rounded = (energy, unit) => nearest(energy * unit) / unit + 0;

function costsOf(apart, together, size) {
  const count = size * size;
  const both = [new Float64Array(count), new Float64Array(count)];
  const greatest = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const at = i * size + k;
      if (i === k) continue;
      both[0][at] = apart[at] + apart[k * size + i];
      both[1][at] = together[at] + together[k * size + i];
      weights[at] = both[0][at] - both[1][at];
      greatest[at] = Math.max(Math.abs(both[0][at]), Math.abs(both[1][at]));
      if (!Number.isFinite(greatest[at])) throw new RangeError("a cost is not a finite number");
    }
  }
  const most = pairwise(greatest, 0, count) / 2;
  const decimals = most > 0 ? 12 - Math.max(0, Math.ceil(Math.log10(most))) : 12;
  if (decimals < 0) throw new RangeError("costs are too great to be told apart");
  return { base: pairwise(both[1], 0, count) / 2, weights, unit: Number(`1e${decimals}`) };
}

/** The energy of every configuration: bit b of a number says that actor b + 1 is not with the first. */
function energies(base, weights, size) {
  const table = new Float64Array(1 << Math.max(0, size - 1));
  const crossing = new Float64Array(Math.max(1, table.length >> 1));
  table[0] = base;
  for (let actor = 1; actor < size; actor++) {
    const half = 1 << (actor - 1);
    crossing[0] = pairwise(weights, actor * size, size);
    for (let other = 1; other < actor; other++) {
      const width = 1 << (other - 1);
      for (let i = 0; i < width; i++) crossing[width + i] = crossing[i] - 2 * weights[actor * size + other];
    }
    for (let i = 0; i < half; i++) table[half + i] = table[i] + crossing[i];
  }
  return table;
}

/** The first minimum, how many there are, and how many configurations lead to the first by steepest descent. */
function leastOf(table, size, unit) {
  const keys = table.map((energy) => nearest(energy * unit));
  const basins = new Int32Array(table.length);
  const ends = new Int32Array(table.length).fill(-1);
  for (let set = 0; set < table.length; set++) basins[descended(keys, ends, set, size)] += 1;
  let count = 0;
  let at = -1;
  for (let set = 0; set < table.length; set++) {
    if (!basins[set]) continue;
    count++;
    if (at < 0 || isBefore(set, at, table, basins, unit)) at = set;
  }
  return { at, count, basin: basins[at] };
}

function isBefore(set, other, table, basins, unit) {
  const gap = rounded(table[set], unit) - rounded(table[other], unit);
  if (gap) return gap < 0;
  if (basins[set] !== basins[other]) return basins[set] > basins[other];
  const first = (set ^ other) & -(set ^ other);
  return !(set & first);
}

/** Where steepest descent from a configuration ends; of equal moves the first actor's counts. */
function descended(keys, ends, start, size) {
  const way = [];
  let here = start;
  while (ends[here] < 0) {
    way.push(here);
    const next = below(keys, here, size);
    if (next === here) ends[here] = here;
    here = next;
  }
  for (const set of way) ends[set] = ends[here];
  return ends[here];
}

function below(keys, here, size) {
  let best = keys[here];
  let found = here;
  for (let actor = 0; actor < size; actor++) {
    const next = here ^ (actor ? 1 << (actor - 1) : keys.length - 1);
    if (keys[next] < best) {
      best = keys[next];
      found = next;
    }
  }
  return found;
}

/** What emitted code may call besides. */
const SOLVING = { Found, bits, blocs, coalitions, spread };

export { MOST_MINIMA, SOLVING, check, costsOf, rounded };
