/** Divisions into groups and networks that are stable, each looked at, as engine/solvers/partitions.py and links.py have it. */

import { bits } from "./groups.js";
import { MOST_MINIMA, check, costsOf, rounded } from "./solving.js";

/** What counts of a worth. */
const counted = (worth) => rounded(worth, 1e12);

/** Divisions of actors into so many groups at most, as the group of each, by first members, in dictionary order. */
function divisions(count, most = count) {
  const found = [];
  const row = new Array(count).fill(0);
  const go = (actor, begun) => {
    if (actor === count) {
      found.push([...row]);
      return;
    }
    for (let group = 0; group <= begun && group < most; group++) {
      row[actor] = group;
      go(actor + 1, Math.max(begun, group + 1));
    }
  };
  go(0, 0);
  return found;
}

/** The stable divisions; `worth` holds for each actor what every set of them is worth to it. */
function partition(found, slot, isKnown, who, most, worth, rule) {
  if (!isKnown || worth.some((value) => value !== value)) return found.blank(slot);
  check(who, most);
  found.fill(slot, 0);
  const size = who.length;
  const count = 1 << size;
  const values = worth.map(counted);
  const may = movesOf(values, size, rule);
  let best = null;
  let stable = 0;
  for (const row of divisions(size)) {
    const groups = new Array(size).fill(0);
    row.forEach((group, actor) => (groups[group] |= 1 << actor));
    const isLeft = rule === "core" ? leftTogether(values, row, groups, count) : leftByOne(values, may, row, groups, count);
    if (isLeft) continue;
    stable++;
    const total = counted(row.reduce((sum, group, actor) => sum + worth[actor * count + groups[group]], 0)) + 0;
    if (best === null || total > best.total) best = { row, total };
  }
  if (best) joinAlike(found, slot, who, best.row);
  return found.tell(slot, Math.min(stable, MOST_MINIMA), best ? best.total : NaN, NaN);
}

function joinAlike(found, slot, who, row) {
  for (let i = 0; i < row.length; i++) {
    for (let k = i + 1; k < row.length; k++) if (row[i] === row[k]) found.join(slot, who[i], who[k]);
  }
}

/** Whether the members of some set would all be better off in it. */
function leftTogether(values, row, groups, count) {
  for (let set = 1; set < count; set++) {
    let isBetter = true;
    for (let actor = 0; actor < row.length && isBetter; actor++) {
      if (!((set >> actor) & 1)) continue;
      isBetter = values[actor * count + set] > values[actor * count + groups[row[actor]]];
    }
    if (isBetter) return true;
  }
  return false;
}

/** Whether some actor would go to another group, or be alone, and may. */
function leftByOne(values, may, row, groups, count) {
  return row.some((group, actor) => {
    const own = groups[group];
    if (!may.leave(actor, own)) return false;
    const now = values[actor * count + own];
    const isBetter = (set) => values[actor * count + (set | (1 << actor))] > now && may.join(actor, set);
    return isBetter(0) || groups.some((set) => set && set !== own && isBetter(set));
  });
}

/** Where an actor may go by itself, and whence: who is asked agrees to what does not make it worse off. */
function movesOf(values, size, rule) {
  const count = 1 << size;
  const agreeing = (before, after) => {
    let agree = 0;
    for (let one = 0; one < size; one++) {
      if (((before & after) >> one) & 1 && values[one * count + after] >= values[one * count + before]) agree++;
    }
    return agree;
  };
  const join = (actor, set) => {
    if (rule === "nash") return true;
    const agree = agreeing(set, set | (1 << actor));
    return rule === "majority" ? 2 * agree > bits(set) || !set : agree === bits(set);
  };
  const leave = (actor, own) => rule !== "contractually" || agreeing(own, own ^ (1 << actor)) === bits(own) - 1;
  return { join, leave };
}

/** The minima of a landscape of three blocs or more; costs are those among who takes part. */
function manyBlocs(found, slot, isKnown, who, apart, together, most) {
  const size = who.length;
  if (!isKnown || [apart, together].some((costs) => costs.some((value) => value !== value))) return found.blank(slot);
  found.fill(slot, 0);
  if (!size) return found.tell(slot, 0, NaN, NaN);
  const costs = costsOf(apart, together, size);
  const rows = divisions(size, Math.min(size, most));
  const numbers = new Map(rows.map((row, number) => [row.join(), number]));
  const below = rows.map((row) => numbers.get(stepDown(row, costs, Math.min(size, most)).join()));
  const basins = new Int32Array(rows.length);
  for (let here of below.keys()) {
    while (below[here] !== here) here = below[here];
    basins[here] += 1;
  }
  const energy = rows.map((row, number) => (basins[number] ? rounded(energyOf(row, costs), costs.unit) : NaN));
  const minima = [...rows.keys()].filter((number) => basins[number]);
  const isBefore = (one, other) => energy[one] < energy[other] || (energy[one] === energy[other] && basins[one] > basins[other]);
  const first = minima.reduce((best, number) => (isBefore(number, best) ? number : best));
  joinAlike(found, slot, who, rows[first]);
  return found.tell(slot, Math.min(minima.length, MOST_MINIMA), energy[first], basins[first]);
}

function energyOf(row, { base, weights }) {
  let energy = base;
  for (let actor = 0; actor < row.length; actor++) {
    let apart = 0;
    for (let other = 0; other < actor; other++) {
      if (row[other] !== row[actor]) apart += weights[actor * row.length + other];
    }
    energy += apart;
  }
  return energy;
}

/** A configuration after the move that lowers its energy most, of equal ones the first; itself where none does. */
function stepDown(row, { weights, unit }, groups) {
  let best = 0;
  let moved = row;
  row.forEach((own, actor) => {
    const beside = new Float64Array(groups);
    row.forEach((group, other) => (beside[group] += weights[actor * row.length + other]));
    for (let group = 0; group < groups; group++) {
      const gain = rounded((beside[own] - beside[group]) * unit, 1);
      if (gain >= best) continue;
      best = gain;
      moved = row.map((before, other) => (other === actor ? group : before));
    }
  });
  return renumbered(moved);
}

/** The same division with groups numbered in the order of their first members. */
function renumbered(row) {
  const names = [];
  return row.map((group) => (names.includes(group) ? names.indexOf(group) : names.push(group) - 1));
}

/** A network of those who take part: bit b of a number says that pair b is linked, pairs in order. */
class Network {
  constructor(who, actors) {
    this.who = who;
    this.actors = actors;
    this.pairs = [];
    for (let i = 0; i < who.length; i++) for (let k = i + 1; k < who.length; k++) this.pairs.push([i, k]);
    this.linked = new Uint8Array(actors * actors);
    this.far = new Float64Array(actors * actors);
    this.degree = new Float64Array(actors);
  }

  get count() {
    return 2 ** this.pairs.length;
  }

  /** Go to a network. */
  enter(number) {
    const { who, actors, linked, far, degree } = this;
    linked.fill(0);
    degree.fill(0);
    far.fill(Infinity);
    for (let i = 0; i < actors; i++) far[i * actors + i] = 0;
    this.pairs.forEach(([i, k], pair) => {
      if (!((number >> pair) & 1)) return;
      for (const [a, b] of [[who[i], who[k]], [who[k], who[i]]]) {
        linked[a * actors + b] = 1;
        far[a * actors + b] = 1;
        degree[a] += 1;
      }
    });
    for (const through of who) {
      for (const a of who) {
        for (const b of who) {
          const way = far[a * actors + through] + far[through * actors + b];
          if (way < far[a * actors + b]) far[a * actors + b] = way;
        }
      }
    }
  }
}

/** The pairwise stable networks; `worth` holds for each actor what every network is worth to it. */
function links(found, slot, isKnown, network, worth) {
  const { who, pairs, count } = network;
  const ends = who.map((_, actor) => [worth[actor * count], worth[actor * count + count - 1]]).flat();
  if (!isKnown || ends.some((value) => value !== value)) return found.blank(slot);
  if (worth.some((value) => value !== value)) throw new RangeError("what a network is worth is not known");
  found.fill(slot, 0);
  const values = worth.map(counted);
  let best = null;
  let stable = 0;
  for (let number = 0; number < count; number++) {
    if (!isStable(values, pairs, number, count)) continue;
    stable++;
    const total = counted(who.reduce((sum, _, actor) => sum + values[actor * count + number], 0)) + 0;
    if (best === null || total > best.total || (total === best.total && comesBefore(number, best.number))) {
      best = { number, total };
    }
  }
  if (best) pairs.forEach(([i, k], pair) => (best.number >> pair) & 1 && found.join(slot, who[i], who[k]));
  return found.tell(slot, Math.min(stable, MOST_MINIMA), best ? best.total : NaN, NaN);
}

/** Of equal networks that with the first pair linked in which they differ. */
const comesBefore = (number, other) => (number & ((number ^ other) & -(number ^ other))) !== 0;

function isStable(values, pairs, number, count) {
  return pairs.every((ends, pair) => {
    const without = number & ~(1 << pair);
    const gains = ends.map((end) => values[end * count + (without | (1 << pair))] - values[end * count + without]);
    const isRefused = gains.some((gain) => gain < 0);
    if (number !== without) return !isRefused;
    return isRefused || !gains.some((gain) => gain > 0);
  });
}

/** What emitted code may call besides. */
const DIVIDING = { Network, links, manyBlocs, partition };

export { DIVIDING };
