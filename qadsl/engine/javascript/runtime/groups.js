/** What a period leaves to the next of its groups, as engine/group_memories.py and engine/solvers/consent.py say. */

const MOST_GROUPS = 10000;
const STEPS = 20;
const MOST_BY_MAJORITY = 16;

function bits(set) {
  let count = 0;
  for (; set; set &= set - 1) count++;
  return count;
}

const lowest = (set) => set & -set;
const place = (bit) => 31 - Math.clz32(bit);

function membersOf(group) {
  const found = [];
  for (let rest = group; rest; rest &= rest - 1) found.push(place(lowest(rest)));
  return found;
}

/** All maximal groups of two or more by ties (of each actor, those whom it is tied to, as bits); null for too many. */
function maximalGroups(tied) {
  const found = [];
  let steps = STEPS * MOST_GROUPS + tied.length * tied.length;
  let everyone = 0;
  tied.forEach((others, actor) => (everyone |= others ? 1 << actor : 0));
  const waiting = [[0, everyone, 0]];
  while (waiting.length) {
    const [group, mayJoin, wasTried] = waiting.pop();
    steps -= 1;
    if (!mayJoin && !wasTried && group) found.push(group);
    if (steps < 0 || found.length > MOST_GROUPS) return null;
    if (mayJoin) branch(tied, waiting, group, mayJoin, wasTried);
  }
  return found;
}

function branch(tied, waiting, group, mayJoin, wasTried) {
  let branches = mayJoin & ~tied[pivot(tied, mayJoin, wasTried)];
  while (branches) {
    const one = lowest(branches);
    branches ^= one;
    const near = tied[place(one)];
    waiting.push([group | one, mayJoin & near, wasTried & near]);
    mayJoin ^= one;
    wasTried |= one;
  }
}

function pivot(tied, mayJoin, wasTried) {
  let best = -1;
  let most = -1;
  const enough = bits(mayJoin);
  for (let rest = mayJoin | wasTried; rest; rest &= rest - 1) {
    const one = lowest(rest);
    const count = bits(mayJoin & tied[place(one)]);
    if (count <= most) continue;
    best = place(one);
    most = count;
    if (count >= enough - (mayJoin & one ? 1 : 0)) break;
  }
  return best;
}

/** All maximal groups in which each is tied to more than half of the others; null where there are too many actors. */
function groupsByMajority(tied) {
  const active = [];
  tied.forEach((others, actor) => others && active.push(actor));
  if (active.length > MOST_BY_MAJORITY) return null;
  const near = active.map((actor) => active.reduce((set, other, bit) => set | (((tied[actor] >> other) & 1) << bit), 0));
  const count = 1 << active.length;
  const holds = new Uint8Array(count);
  for (let set = 1; set < count; set++) holds[set] = isByMajority(near, set) ? 1 : 0;
  const found = maximal(holds, active.length);
  return found.length > MOST_GROUPS
    ? null
    : found.map((set) => active.reduce((group, actor, bit) => group | (((set >> bit) & 1) << actor), 0));
}

function isByMajority(near, set) {
  const size = bits(set);
  if (size < 2) return false;
  for (let rest = set; rest; rest &= rest - 1) if (2 * bits(near[place(lowest(rest))] & set) <= size - 1) return false;
  return true;
}

/** The sets that hold and are no part of another that does. */
function maximal(holds, actors) {
  const above = Uint8Array.from(holds);
  const beaten = new Uint8Array(holds.length);
  for (let actor = 0; actor < actors; actor++) {
    for (let set = 0; set < holds.length; set++) if (!(set & (1 << actor))) above[set] |= above[set | (1 << actor)];
  }
  const found = [];
  for (let set = 0; set < holds.length; set++) {
    for (let actor = 0; actor < actors; actor++) if (!(set & (1 << actor))) beaten[set] |= above[set | (1 << actor)];
    if (holds[set] && !beaten[set]) found.push(set);
  }
  return found;
}

/** What is read of the groups of one graph of ties: the value of (actor, actor), or null where there are too many. */
function readGroups(reading, tied, consent) {
  const groups = consent === "majority" ? groupsByMajority(tied) : maximalGroups(tied);
  if (groups === null) return null;
  const size = tied.length;
  const found = new Float64Array(size * size);
  for (const group of groups) {
    const members = membersOf(group);
    for (const one of members) {
      if (reading === "groups") found[one * size + one] += 1;
      else for (const other of members) found[one * size + other] = Math.max(found[one * size + other], members.length);
    }
  }
  return found;
}

/** What keeps, when the ties of a period are known, what is remembered of its groups. */
function remember(data, state, pairs) {
  const kept = data.memories.flatMap((memory, m) => (memory.groups ? [[state.memories[m], memory.groups]] : []));
  const size = state.actors;
  return (time) => {
    let pair = state.pairStarts[time];
    while (pair < state.pairStarts[time + 1]) {
      const target = pairs[4 * pair + 1];
      const first = pair;
      while (pair < state.pairStarts[time + 1] && pairs[4 * pair + 1] === target) pair++;
      const start = (time * data.targets.length + target) * size * size;
      const tied = new Array(size).fill(0);
      let isKnown = true;
      for (let i = first; i < pair; i++) isKnown = enter(tied, pairs, i, state.out.tie[i]) && isKnown;
      for (const [values, reading] of kept) {
        const found = isKnown ? readGroups(reading, tied, data.consent) : null;
        for (let i = first; i < pair; i++) keep(values, found, reading, start, size, pairs[4 * i + 2], pairs[4 * i + 3]);
      }
    }
  };
}

/** Enter one tie; whether it is known. */
function enter(tied, pairs, pair, tie) {
  const [one, other] = [pairs[4 * pair + 2], pairs[4 * pair + 3]];
  if (tie > 0) {
    tied[one] |= 1 << other;
    tied[other] |= 1 << one;
  }
  return tie >= 0;
}

function keep(values, found, reading, start, size, one, other) {
  const sites =
    reading === "group_size" ? [one * size + other, other * size + one] : [one * size + one, other * size + other];
  for (const site of sites) values[start + site] = found ? found[site] : NaN;
}

export { bits, remember };
