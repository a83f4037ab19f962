"""How long a program in JavaScript takes to answer again when one input is moved, beside the slow and the fast backend.

The workload: 12 states, 5 periods, one target (550 decisions), the theory of `multifacet` (8 variables, 3 options) and
12 rules, of which four read what the period before left and one asks all others; four variables are uncertain at every
decision. "Moved" sets another parameter before each answer, so that all that hangs on it is worked out again. The first
answer holds what the engine of the browser takes to compile.

Needs Node. JavaScript is told as medians, and the 95th of 100 answers, in milliseconds; Python by the same draws.

    python benchmarks/explorer_model.py [states] [periods] [targets]
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import qadsl
from qadsl import pipeline
from qadsl.engine import runner
from qadsl.engine.javascript import emit, runtime

DRAWS = 256
RULES = """
relation trade : share = 5% "Share of the first's trade that is with the second"
attribute regime : number -10 .. 10 "Regime score"
attribute unrest : share "Unrest at home"
attribute nuclear : flag = no "Has nuclear arms"
parameter fear : share = 0.3 "How much unrest weighs"

rule alarm "Unrest makes threats felt" when self.unrest > 0.7 then common_threat += 0.5 * fear because "made up"
rule solidarity "Allies see threats alike"
  when previous alliance(self, partner) initially no then common_threat += 0.05 because "made up"
rule gain "Trade makes interest" then development_interest = min(1, 0.2 + 5 * trade(self, partner)) because "made up"
rule crowd "Interest wears off" when previous development_interest initially 0 > 0.8
  then development_interest *= 0.9 because "made up"
rule regimes "Like regimes" then ideology = 1 - abs(self.regime - partner.regime) / 20 because "made up"
rule learning "Culture comes nearer by ties"
  then cultural_identity = 0.9 * previous cultural_identity initially 0.4
       + 0.1 * (if previous neutrality(self, partner) initially yes then 0.2 else 0.7)
  because "made up"
rule peace "Democracies quarrel less" when self.regime > 5 and partner.regime > 5
  then divergence *= 0.8 because "made up"
rule echo "A dispute is answered" when previous divergence(partner, self) initially 0 > 0.7
  then divergence += 0.05 because "made up"
rule dragged "The weak drag others in" then entrapment = 0.2 + fear * partner.unrest because "made up"
rule left "The weak fear being left" when self.capability < 0.02 then abandonment += 0.1 because "made up"
rule shadow "A nuclear target provokes fear" when target.nuclear and not self.nuclear then provocation += 0.2
  because "made up"
rule watched "Who is watched by many is careful"
  when sum(trade(p, self) for p in actors) > 2 * trade(partner, self) then provocation *= 0.9 because "made up"
"""
UNCERTAIN = ("common_threat", "provocation", "divergence", "abandonment")
DRIVER = """
import { readFileSync } from "node:fs";
const { modelFrom } = await import(process.argv[2]);
const { code, data, input } = JSON.parse(readFileSync(process.argv[3]));
const timed = (work) => { const start = performance.now(); work(); return performance.now() - start; };
let model;
const made = timed(() => (model = modelFrom(code, data)));
const first = timed(() => model.middle());
const moved = [], slices = [];
for (let i = 0; i < 200; i++) moved.push(timed(() => { model.set(input, [0], 0.2 + i / 1000); model.middle(); }));
const start = performance.now();
for (let draw = 0; draw < %DRAWS%; draw += 16) slices.push(timed(() => model.draws(draw, 16)));
const all = performance.now() - start;
const again = timed(() => { model.set(input, [0], 0.3); model.draws(0, %DRAWS%); });
console.log(JSON.stringify({ made, first, moved: moved.slice(100), slices, all, again }));
"""


def text(states: int, periods: int, targets: int) -> str:
    """A scenario of so many states and periods, all against the first of them."""
    random = Random(1956)
    names = [f"S{i:02}" for i in range(states)]
    lines = ["use multifacet", RULES, "scenario wide {", f"  time 1950 .. {1949 + periods}"]
    lines += [
        f"  state {name} {{ capability = {random.uniform(0.1, 10):.2f}%, regime = {random.randint(-10, 10)}, "
        f"unrest = {random.random():.2f}, nuclear = {random.choice(('yes', 'no'))} }}"
        for name in names
    ]
    lines += [f"  against {name} {{ }}" for name in names[:targets]]
    lines += [
        f"  {one} -> {other} {{ trade = {random.random() / 5:.3f} }}"
        for one in names
        for other in names
        if one != other
    ]
    lines += [
        f"  {one} -> {other} {{ " + ", ".join(f"{name} = {random.random():.2f} +- 0.1" for name in UNCERTAIN) + " }"
        for one in names
        for other in names
        if one != other
    ]
    return "\n".join([*lines, "}", "run wide with multifacet"])


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]]
    states, periods, targets = (*sizes, *(12, 5, 1)[len(sizes) :])
    program = qadsl.compile(text(states, periods, targets))
    plan = program.run(draws=1).plan
    start = time.perf_counter()
    compiled = emit(plan)
    print(f"compiled in {1000 * (time.perf_counter() - start):.0f} ms: code {len(compiled.code):,} bytes, "
          f"data {len(compiled.data):,}, the fixed part {len(runtime()):,}")  # fmt: skip
    found = in_node(compiled.code, compiled.data)
    moved, slices = sorted(found["moved"]), sorted(found["slices"])
    print(f"model made {found['made']:.1f} ms, first answer {found['first']:.1f} ms")
    print(f"moved, at the middle: median {moved[len(moved) // 2]:.2f} ms, 95% {moved[len(moved) * 95 // 100]:.2f} ms")
    print(f"{DRAWS} draws in slices of 16: {found['all']:.0f} ms, a slice {slices[len(slices) // 2]:.1f} ms; "
          f"again at one go {found['again']:.0f} ms")  # fmt: skip
    lean = pipeline.optimise(plan)
    for backend, draws in (("numpy", DRAWS), ("reference", 1)):
        start = time.perf_counter()
        runner.run(lean, draws, 0, backend)
        print(f"{backend}, {draws} draws: {1000 * (time.perf_counter() - start):.0f} ms")


def in_node(code: str, data: str) -> dict[str, list[float]]:
    """What the driver measured."""
    node = shutil.which("node")
    if node is None:
        raise SystemExit("this needs Node (`node`)")
    inputs = json.loads(data)["quantities"]
    chosen = next(i for i, one in enumerate(inputs) if one["name"] == "fear")
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / name for name in ("runtime.mjs", "driver.mjs", "question.json")}
        files["runtime.mjs"].write_text(runtime(), encoding="utf-8")
        files["driver.mjs"].write_text(DRIVER.replace("%DRAWS%", str(DRAWS)), encoding="utf-8")
        files["question.json"].write_text(json.dumps({"code": code, "data": data, "input": chosen}))
        command = [node, *(str(files[name]) for name in ("driver.mjs", "runtime.mjs", "question.json"))]
        told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: dict[str, list[float]] = json.loads(told)
    return found


if __name__ == "__main__":
    main()
