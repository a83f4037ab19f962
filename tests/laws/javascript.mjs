// Answers, one line a question: what a model in JavaScript gives, numbers as the bytes that they are.
import { createInterface } from "node:readline";

const { modelFrom } = await import(process.argv[2]);

const bytes = (values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

function told(figures) {
  const found = { draws: figures.draws, behaviour: [...figures.behaviour] };
  for (const [name, value] of Object.entries(figures)) if (ArrayBuffer.isView(value)) found[name] = bytes(value);
  found.measures = figures.measures.map(({ name, shares, mean, sd }) => [name, bytes(shares), bytes(mean), bytes(sd)]);
  return found;
}

function answer({ code, data, asked }) {
  const model = modelFrom(code, data);
  return asked.map(({ sets = [], resets = false, seed = "0", slices, time = 0 }) => {
    if (resets) model.reset();
    for (const [index, cells, value] of sets) model.set(index, cells, value);
    model.seed = BigInt(seed);
    if (!slices) return told(model.middle());
    let first = 0;
    let found = null;
    for (const count of slices) {
      found = model.draws(first, count);
      first = found.draws;
    }
    return { ...told(found), isUncertain: model.isUncertain, took: time };
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  let found;
  try {
    found = answer(JSON.parse(line));
  } catch (problem) {
    found = { problem: String(problem.stack) };
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
