/** The rows of decisions and ties, what emitted code reads and writes of them, and how ties come out. */

/** The rows of decisions and ties, in the order of every table of results. */
function rowsOf(data) {
  const cells = [];
  const pairs = [];
  const ends = [];
  const starts = [];
  const away = new Set(data.absent.flatMap(([actor, times]) => times.map((time) => `${time} ${actor}`)));
  for (let time = 0; time < data.periods.length; time++) {
    starts.push(cells.length / 4);
    if (!data.options.length) continue;
    const isHere = data.actors.map((_, actor) => !away.has(`${time} ${actor}`));
    data.targets.forEach((target, k) => isHere[target] && rowsAgainst(time, k, target, isHere, cells, pairs, ends));
  }
  starts.push(cells.length / 4);
  return {
    cells: Int32Array.from(cells), pairs: Int32Array.from(pairs), ends: Int32Array.from(ends),
    starts: Int32Array.from(starts),
  };
}

function rowsAgainst(time, k, target, isHere, cells, pairs, ends) {
  const row = new Map();
  const first = cells.length / 4;
  for (let one = 0; one < isHere.length; one++) {
    for (let other = 0; other < isHere.length; other++) {
      if (one === other || one === target || other === target || !isHere[one] || !isHere[other]) continue;
      row.set(one * isHere.length + other, cells.length / 4);
      cells.push(time, k, one, other);
    }
  }
  for (let at = first; at < cells.length / 4; at++) {
    const [one, other] = [cells[4 * at + 2], cells[4 * at + 3]];
    if (one > other) continue;
    pairs.push(time, k, one, other);
    ends.push(at, row.get(other * isHere.length + one));
  }
}

/** What emitted code reads and writes. */
function memoryOf(data, rows, quantities) {
  const actors = data.actors.length;
  const sites = data.periods.length * data.targets.length * actors * actors;
  const cells = rows.cells.length / 4;
  const options = data.options.length;
  const positions = new Int32Array(actors).fill(-1);
  data.targets.forEach((target, k) => (positions[target] = k));
  const column = (place) => Int32Array.from({ length: cells }, (_, cell) => rows.cells[4 * cell + place]);
  const away = new Set(data.absent.flatMap(([actor, times]) => times.map((time) => `${time} ${actor}`)));
  return {
    ...rows,
    isAway: (time, actor) => away.has(`${time} ${actor}`),
    cells: rows.cells.length,
    pairs: rows.pairs.length,
    actors, targets: Int32Array.from(data.targets), positions, years: Float64Array.from(data.years),
    target: column(1), one: column(2), other: column(3),
    ends: rows.ends, starts: rows.starts, pairStarts: startsOf(rows.pairs, data.periods.length),
    quantities: quantities.map((quantity) => quantity.values),
    given: quantities.map((quantity) => quantity.given),
    memories: data.memories.map(() => new Float64Array(sites).fill(NaN)),
    ties: new Int32Array(sites).fill(-1),
    out: {
      means: new Float64Array(cells * (options + 3)),
      chances: new Float64Array(data.isByChance ? cells * options : 0),
      choice: new Int32Array(cells),
      labels: new Float64Array(cells * (data.isByChance ? options : 1)),
      conflicts: new Uint8Array(cells * data.conflicts),
      tie: new Int32Array(rows.pairs.length / 4).fill(-1),
      tieChances: new Float64Array(data.isByChance ? (rows.pairs.length / 4) * options : 0),
      measures: data.measures.map(() => new Float64Array(cells)),
    },
  };
}

function startsOf(pairs, periods) {
  const found = new Int32Array(periods + 1).fill(pairs.length / 4);
  for (let pair = pairs.length / 4 - 1; pair >= 0; pair--) found[pairs[4 * pair]] = pair;
  for (let time = periods - 1; time >= 0; time--) found[time] = Math.min(found[time], found[time + 1]);
  return found;
}

/** Works out the ties of a period, and what is remembered of them. */
function tyingOf(data, state, pairs) {
  const { out, ends } = state;
  const options = data.options.length;
  const byOption = data.memories.flatMap((memory, m) => (memory.option >= 0 ? [[m, memory.option]] : []));
  const site = (pair, one, other) =>
    ((pairs[4 * pair] * data.targets.length + pairs[4 * pair + 1]) * state.actors + one) * state.actors + other;
  const sites = Int32Array.from({ length: pairs.length / 2 }, (_, i) => {
    const pair = i >> 1;
    const [one, other] = [pairs[4 * pair + 2], pairs[4 * pair + 3]];
    return i % 2 ? site(pair, other, one) : site(pair, one, other);
  });
  return (time) => {
    for (let pair = state.pairStarts[time]; pair < state.pairStarts[time + 1]; pair++) {
      if (data.isByChance) {
        tieByChance(out, pair, ends[2 * pair], ends[2 * pair + 1], options);
        continue;
      }
      const tie = Math.min(out.choice[ends[2 * pair]], out.choice[ends[2 * pair + 1]]);
      out.tie[pair] = tie;
      for (let i = 2 * pair; i < 2 * pair + 2; i++) {
        state.ties[sites[i]] = tie;
        for (const [m, option] of byOption) state.memories[m][sites[i]] = tie < 0 ? NaN : tie === option ? 1 : 0;
      }
    }
  };
}

function tieByChance(out, pair, one, other, options) {
  let above = 0;
  let oneUp = 0;
  let otherUp = 0;
  for (let option = options - 1; option >= 0; option--) {
    oneUp += out.chances[one * options + option];
    otherUp += out.chances[other * options + option];
    const both = oneUp * otherUp;
    out.tieChances[pair * options + option] = both - above;
    above = both;
  }
}

export { memoryOf, rowsOf, tyingOf };
