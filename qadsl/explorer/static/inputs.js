/**
 * What can be moved: a quantity's cell over as many periods in a row as hold one written value. The same rules as
 * `inputs.py`, so that both call an input alike: the number of its quantity and that of its first cell.
 *
 * @typedef {object} Input
 * @property {string} id
 * @property {number} index of its quantity
 * @property {number[]} cells
 * @property {string} name as programs write it
 * @property {string} when as programs write it, empty for always
 * @property {string} label what it is called
 * @property {string} title what it means
 * @property {number[]} actors whom it is about
 * @property {"number" | "flag" | "category"} kind
 * @property {string[]} words that it may be
 * @property {{form: string, parameters: number[], text: string}} given what the program says
 * @property {number} middle its given value, or the median of what is drawn
 * @property {[number, number]} band between which what is given most likely lies
 * @property {number} low
 * @property {number} high
 * @property {number} step the greatest by which keys and hands move it
 * @property {number} fine the smallest, for what is given as a small part of its range
 * @property {number} digits of the greatest step
 * @property {number} bend 1, or more where what is small has more room on the slider than what is large
 */

import { powerOf, quantityWords, written } from "./words.js";

/** A given value is small where it is less than this part of its range. */
const SMALL = 50;

/** The places at which a decision (time, target, self, partner) reads, those of quantifiers left out. */
function placed(places, roles) {
  const found = places.map((place) => (typeof place === "number" ? place : roles[place]));
  return found.every((actor) => actor >= 0) ? found : null;
}

/** Groups of neighbouring periods in which a cell holds one written value. */
function runsOf(model, quantity, actors) {
  if (!quantity.isDated) return [[null]];
  const runs = [];
  let last = null;
  for (let time = 0; time < model.periods.length; time += 1) {
    const [cell] = model.cellsOf(quantity.index, actors, time);
    const held = JSON.stringify(model.written(quantity.index, cell));
    if (held === last) runs.at(-1).push(time);
    else runs.push([time]);
    last = held;
  }
  return runs;
}

function when(model, run) {
  const [first, last] = [model.periods[run[0]], model.periods[run.at(-1)]];
  return run.length === 1 ? ` at ${first}` : ` from ${first} to ${last}`;
}

/** The next of 1, 2, 5, 10, 20, ... and their parts. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number(([1, 2, 5, 10].find((m) => m * power >= value * (1 - 1e-9)) * power).toPrecision(12));
}

/** The ends and the step of a slider; a number without ends is moved around what it is now. */
function scaleOf(type, middle) {
  if (type.kind !== "number") return { low: 0, high: type.kind === "flag" ? 1 : type.words.length - 1, step: 1, fine: 1, digits: 0, bend: 1 };
  let [low, high] = [type.low, type.high];
  const size = roundUp(2 * Math.max(1, Number.isNaN(middle) ? 1 : Math.abs(middle)));
  if (low === null && high === null) [low, high] = [middle < 0 ? -size : 0, size];
  else if (low === null) low = high - size;
  else if (high === null) high = Math.max(low + size, size);
  const step = low < high ? roundUp((high - low) / 120) : 1;
  return { low, high, step, fine: middle ? Math.min(step, tenth(middle)) : step, digits: digitsOf(step), bend: bendOf(low, high, middle) };
}

/** A tenth of a number's power of ten: 0.00001 for 0.0003. */
function tenth(value) {
  return Number(`1e${Math.max(-12, powerOf(value) - 1)}`);
}

function digitsOf(step) {
  return Math.max(0, -powerOf(step));
}

/** How a slider is bent: what is less than a fiftieth of all from zero on lies at a quarter of the way. */
function bendOf(low, high, middle) {
  return low === 0 && middle > 0 && middle < high / SMALL ? Math.log(middle / high) / Math.log(0.25) : 1;
}

/** How far along its slider a value lies, from 0 to 1. */
function shareOf({ low, high, bend }, value) {
  return high > low ? ((value - low) / (high - low)) ** (1 / bend) : 0;
}

/** The value that lies so far along. */
function valueAt({ low, high, bend }, share) {
  return low + share ** bend * (high - low);
}

/** Where what is given most likely lies: nine draws of ten for what has no sharp ends. */
function bandOf(given, low, high) {
  const held = given.parameters;
  const within = (a, b) => [Math.max(low, Math.min(high, a)), Math.max(low, Math.min(high, b))];
  switch (given.form) {
    case "exact": return within(held[0], held[0]);
    case "normal": return within(held[0] - 1.645 * held[1], held[0] + 1.645 * held[1]);
    case "triangular": return within(held[0], held[2]);
    case "beta": return within(held[2], held[3]);
    case "discrete": return within(Math.min(...held.filter((_, i) => i % 2 === 0)), Math.max(...held.filter((_, i) => i % 2 === 0)));
    case "uniform": return within(held[0], held[1]);
    default: return [low, high];
  }
}

/** How programs write an input of these actors. */
function spelled(facts, quantity, actors) {
  const name = quantity.told.spelled;
  const names = actors.map((actor) => facts.spelled[actor]);
  if (!names.length) return name;
  return names.length === 1 ? `${names[0]}.${name}` : `${name}(${names.join(", ")})`;
}

/** What a flag or a category may be, as shown and as programs write it. */
function wordsOf(quantity) {
  if (quantity.type.kind === "flag") return { words: ["no", "yes"], spelledWords: ["no", "yes"] };
  return { words: quantity.type.words ?? [], spelledWords: quantity.told.words };
}

/** The inputs of one cell of a quantity, one for each run of periods. */
function inputsAt(model, facts, quantity, actors) {
  const ordered = quantity.isSymmetric && actors[0] > actors[1] ? [actors[1], actors[0]] : actors;
  const runs = runsOf(model, quantity, ordered);
  const made = [];
  for (const run of runs) {
    const cells = run.flatMap((time) => model.cellsOf(quantity.index, ordered, time));
    const given = model.written(quantity.index, cells[0]);
    if (given.form === "computed") continue;
    const id = `${quantity.number}.${Math.min(...cells)}`;
    if (model.moved?.has(id)) {
      made.push(model.moved.get(id).input);
      continue;
    }
    const middle = model.middleOf(quantity.index, cells[0]);
    const scale = scaleOf(quantity.type, middle);
    made.push({
      id, index: quantity.index, cells, actors: ordered, given, middle, ...scale,
      name: spelled(facts, quantity, ordered), when: runs.length > 1 ? when(model, run) : "", times: runs.length > 1 ? run : null,
      label: quantityWords(quantity.told.name), title: quantity.title, isSymmetric: quantity.isSymmetric, kind: quantity.type.kind,
      ...wordsOf(quantity),
      band: bandOf(given, scale.low, scale.high), isNumber: quantity.type.kind === "number", group: quantity.kind,
    });
  }
  return made;
}

/** The input of an id, as Python and the page call it. */
function inputsById(model, facts, ids) {
  const found = new Map();
  for (const id of ids) {
    const [number, cell] = id.split(".").map(Number);
    const quantity = movable(model, facts).find((one) => one.number === number);
    if (!quantity || !(cell >= 0)) continue;
    const inputs = inputsAt(model, facts, quantity, actorsOf(model, quantity, cell));
    const own = inputs.find((input) => input.id === id);
    if (own) found.set(id, own);
  }
  return found;
}

/** The actors of a cell, given its number. */
function actorsOf(model, quantity, cell) {
  const [count, targets] = [model.actors.length, model.targets.length];
  const sizes = [count, count, targets].slice(0, quantity.arity);
  let left = cell % sizes.reduce((a, b) => a * b, 1);
  const found = sizes.reverse().map((size) => {
    const place = left % size;
    left = Math.floor(left / size);
    return place;
  }).reverse();
  if (quantity.arity === 3) found[2] = model.targets[found[2]];
  return found;
}

/** All inputs of a program, one after the other. */
function* everyInput(model, facts) {
  const everyone = model.actors.map((_, position) => position);
  for (const quantity of movable(model, facts)) {
    for (const actors of cellsOf(quantity, everyone, model.targets)) yield* inputsAt(model, facts, quantity, actors);
  }
}

/**
 * The inputs whose name, meaning or actors hold all of these words, up to so many, and how many cells fit besides. Of very
 * many actors only those that fit are looked at closely.
 */
function findInputs(model, facts, words, most) {
  const actorsWith = words.map((word) => model.actors.map((actor) => actor.name.toLowerCase().includes(word)));
  const everyone = model.actors.map((_, position) => position);
  const inputs = [];
  let left = 0;
  for (const quantity of movable(model, facts)) {
    const text = `${quantityWords(quantity.told.name)} ${quantity.told.name} ${quantity.title}`.toLowerCase();
    const wanted = actorsWith.filter((_, i) => !text.includes(words[i]));
    for (const actors of cellsOf(quantity, everyone, model.targets)) {
      if (!wanted.every((has) => actors.some((actor) => has[actor]))) continue;
      if (inputs.length >= most) left += 1;
      else inputs.push(...inputsAt(model, facts, quantity, actors));
    }
  }
  return { inputs, left };
}

/** The actors of every cell of a quantity that is about different ones; of a symmetric relation each pair once. */
function* cellsOf(quantity, everyone, targets) {
  const places = [everyone, everyone, targets].slice(0, quantity.arity);
  if (!places.length) yield [];
  for (const one of places[0] ?? []) {
    if (places.length === 1) yield [one];
    for (const other of places[1] ?? []) {
      if (other === one || (quantity.isSymmetric && one > other)) continue;
      if (places.length === 2) yield [one, other];
      for (const third of places[2] ?? []) if (third !== one && third !== other) yield [one, other, third];
    }
  }
}

/** The quantities that can be moved, parameters first. */
function movable(model, facts) {
  const order = ["parameter", "attribute", "relation", "variable"];
  const found = Object.entries(facts.quantities).flatMap(([number, told]) => {
    // what it was a period ago has the same key and stands behind it
    const quantity = model.inputs.find((one) => one.key === told.key);
    return quantity ? [{ ...quantity, number: Number(number), told }] : [];
  });
  return found.sort((one, two) => order.indexOf(one.kind) - order.indexOf(two.kind) || one.number - two.number);
}

/** The inputs that a decision itself reads, in the order of the plan; parameters apart. */
function inputsOfDecision(model, facts, decision) {
  const there = (actor) => (actor < model.actors.length ? actor : undefined);
  const roles = { self: there(decision.self), partner: there(decision.partner), target: model.targets[decision.target] };
  const found = new Map();
  for (const quantity of movable(model, facts)) {
    for (const places of quantity.told.reads) {
      const actors = placed(places, roles);
      if (actors === null || new Set(actors).size < actors.length) continue;
      for (const input of inputsAt(model, facts, quantity, actors)) {
        if (input.times === null || input.times.includes(decision.time)) found.set(input.id, input);
      }
    }
  }
  return [...found.values()];
}

/** The step of an input where it stands at a value: small where that is small, never smaller than what is given asks for. */
function stepAt(input, value) {
  return Math.max(input.fine, Math.min(input.step, value ? tenth(value) : 0));
}

/** A value so many steps on; back by as many is where it was. */
function stepped(input, value, steps) {
  return onGrid(input, value + steps * stepAt(input, value + (Math.sign(steps) * input.fine) / 2));
}

/** A value of an input on its slider's grid. */
function onGrid(input, value) {
  if (!input.isNumber) return value;
  const step = stepAt(input, value);
  const snapped = input.low + Math.round((value - input.low) / step) * step;
  return Math.max(input.low, Math.min(input.high, Number(snapped.toFixed(digitsOf(step)))));
}

/** A value as programs write it. */
function valueText(input, value) {
  return input.isNumber ? written(value) : input.spelledWords[value];
}

export { everyInput, findInputs, inputsById, inputsOfDecision, movable, onGrid, shareOf, stepped, valueAt, valueText };
