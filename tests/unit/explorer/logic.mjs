/** Answers, on standard output, what the page makes of a program: its inputs, a patch, and figures. */

import { readFileSync } from "node:fs";

const { folder, runtime, asked, shares } = JSON.parse(readFileSync(0, "utf8"));
const own = (name) => import(`${folder}/${name}.js`);
const { everyInput, inputsOfDecision, onGrid, shareOf, stepped, valueAt } = await own("inputs");
const { patchOf } = await own("patch");
const { groupsOf } = await own("others");
const { cliques } = await own("telling");
const { cut, regionOf } = await own("plane");
const words = await own("words");
const { modelFrom } = await import(`data:text/javascript,${encodeURIComponent(runtime)}`);

function told(one) {
  const facts = JSON.parse(one.facts);
  const model = modelFrom(one.code, one.data);
  model.seed = facts.seed;
  const inputs = [...everyInput(model, facts)];
  const byId = new Map(inputs.map((input) => [input.id, input]));
  const own = inputsOfDecision(model, facts, facts.picked).map((input) => input.id);
  const changed = Object.entries(one.values).map(([id, value]) => [byId.get(id), value]);
  for (const [input, value] of changed) model.set(input.index, input.cells, value);
  const figures = (found) => ({ choice: [...found.choice], payoff: [...found.payoff].map(String), tie: [...found.tie],
    probability: [...found.probability].map(String),
    measures: found.measures.map(({ mean, sd, shares }) => [mean, sd, shares].map((table) => [...table].map(String))) });
  const middle = figures(model.middle());
  const drawn = figures(model.draws(0, facts.draws));
  return { scales: inputs.map((input) => [input.name, input]), inputs: inputs.map(({ id, name, when, middle: now, low, high }) => [id, name, when, String(now), low, high]),
    own, patch: patchOf(facts, changed), middle, drawn };
}

const answers = { programs: asked.map(told) };
answers.written = [0.4, 1e-7, 1e21, 123456.5, 1.5e300, 5e-324, 5000, -0.25].map(words.written);
const coarse = { isNumber: true, low: 0, high: 1, step: 0.01, fine: 0.01, bend: 1 };
answers.grid = [0.123, 0.129, 2, 0.0031].map((value) => onGrid(coarse, value));
answers.amounts = [0.0003, 0.0144, 0.01443, 0, 0.5, -0.00021, 1e-9, 12.34567].map((value) => words.amount(value));
answers.small = answers.programs.at(-1).scales.find(([name]) => name === "common_threat(A, B, C)")[1];
const walk = (input, value, steps) => steps.reduce((all, step) => [...all, stepped(input, all.at(-1), step)], [value]);
answers.walks = [walk(answers.small, 0.0003, [1, -1, -1, 10, 10]), walk(answers.small, 0.0099, [1, 1, -1, -1, -1]),
  walk(answers.small, 0.34, [1, -10]), walk(coarse, 0.02, [1, -10, 1])];
answers.along = [0, 0.0003, 0.5, 1].map((value) => shareOf(answers.small, value));
answers.back = answers.along.map((share) => onGrid(answers.small, valueAt(answers.small, share)));
answers.cliques = cliques([{ one: 0, other: 1 }, { one: 0, other: 2 }, { one: 1, other: 2 }, { one: 2, other: 3 }]);
answers.groups = groupsOf([[0, 3], [1, 2], [2, 3], [4, 5]].map(([one, other]) => ({ one, other })));
answers.regions = [[0, 0], [0.65, 0.4], [1, 1]].map((_, i, all) => regionOf(all, i, 1));
answers.cut = cut([[0, 0], [1, 0], [1, 1], [0, 1]], ([d]) => d - 0.5);
answers.percents = shares.map((share) => words.percent(share));
answers.named = words.named("a\u202eb\nc\u200d");
process.stdout.write(JSON.stringify(answers));
