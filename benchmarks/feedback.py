"""How fast a program with feedback over many periods is, beside the same arithmetic written by hand in NumPy.

The workload: 200 states, 100 periods, the theory of `multifacet` (8 variables, 3 options, ties under mutual consent)
and 14 rules, of which six read what the period before left: a variable, the tie that came out. All is exact, so there
is one draw. The other program is what a good user of NumPy writes for it: an array of states by states for each
quantity, what does not change with time worked out before the loop, then a loop over the periods that fills arrays of
outcomes. It finds the same payoffs (rounded to 12 decimals), E, D, margins, choices and ties; the benchmark ends if a
bit differs. It does not find what else a run tells: labels of behaviour, what is possible, groups. A run works out
figures that follow from choices and ties (shares, what is possible, the names of labels) when they are first asked for;
"all of it asked for" asks for all of them.

Times are of the processor, medians of neighbouring runs in one process. "text to result" is all between the text of the
program and its result; "lowering and run" leaves out reading and checking the text; "the run alone" is the engine.
Memory that is touched for the first time may cost as much as the arithmetic, and more on a busy virtual machine.

    python benchmarks/feedback.py [rounds] [states] [periods] [targets]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from random import Random

import numpy as np

import qadsl
from qadsl import pipeline
from qadsl.engine import runner
from qadsl.result import Figures
from qadsl.syntax import nodes

WEIGHTS = (0.35, 0.30, 0.20, 0.15, 0.25, 0.25, 0.25, 0.25)
HELP = 0.25

RULES = """
relation trade : share = 5% "Share of the first's trade that is with the second"
attribute regime : number -10 .. 10 "Regime score"
attribute unrest : share "Unrest at home"
attribute nuclear : flag = no "Has nuclear arms"

rule threat "A strong target threatens" then common_threat = 0.3 + 4 * target.capability because "made up"
rule alarm "Unrest makes threats felt" when self.unrest > 0.7 then common_threat += 0.1 because "made up"
rule solidarity "Allies see threats alike"
  when previous alliance(self, partner) initially no then common_threat += 0.05 because "made up"
rule gain "Trade makes interest"
  then development_interest = min(1, 0.2 + 5 * trade(self, partner)) because "made up"
rule crowd "Interest wears off" when previous development_interest initially 0 > 0.8
  then development_interest *= 0.9 because "made up"
rule regimes "Like regimes" then ideology = 1 - abs(self.regime - partner.regime) / 20 because "made up"
rule learning "Culture comes nearer by ties"
  then cultural_identity = 0.9 * previous cultural_identity initially 0.4
       + 0.1 * (if previous neutrality(self, partner) initially yes then 0.2 else 0.7)
  because "made up"
rule wear "Disputes fade" then divergence = 0.2 + 0.8 * previous divergence initially 0.6 because "made up"
rule peace "Democracies quarrel less" when self.regime > 5 and partner.regime > 5
  then divergence *= 0.8 because "made up"
rule echo "A dispute is answered" when previous divergence(partner, self) initially 0 > 0.7
  then divergence += 0.05 because "made up"
rule dragged "The weak drag others in" then entrapment = 0.2 + 0.5 * partner.unrest because "made up"
rule bound "Who was allied fears being dragged in" when previous alliance(self, partner) initially no
  then entrapment += 0.1 because "made up"
rule left "The weak fear being left" then abandonment = max(0.1, 0.5 - 5 * self.capability) because "made up"
rule shadow "A nuclear target provokes fear" then provocation = if target.nuclear and not self.nuclear then 0.6 else 0.3
  because "made up"
"""


class Inputs:
    """What both programs are given."""

    def __init__(self, states: int, periods: int, targets: int) -> None:
        random = Random(1956)
        self.periods, self.targets = periods, list(range(targets))
        self.names = [f"S{i:03}" for i in range(states)]
        self.capability = [round(random.uniform(0.001, 0.1), 4) for _ in range(states)]
        self.regime = [float(random.randint(-10, 10)) for _ in range(states)]
        self.unrest = [round(random.uniform(0, 1), 3) for _ in range(states)]
        self.risen = [round(random.uniform(0, 1), 3) for _ in range(states)]
        self.nuclear = [i % 7 == 0 for i in range(states)]
        pairs = {(random.randrange(states), random.randrange(states)) for _ in range(10 * states)}
        self.trade = {(a, b): round(random.uniform(0, 0.3), 3) for a, b in sorted(pairs) if a != b}

    def text(self) -> str:
        """The program; unrest changes in the middle."""
        first, middle = 1900, 1900 + self.periods // 2
        actors = [
            f"  state {name} {{ capability = {c}, regime = {r:g}, unrest = {u}{', nuclear = yes' if n else ''} }}"
            for name, c, r, u, n in zip(
                self.names, self.capability, self.regime, self.unrest, self.nuclear, strict=True
            )
        ]
        later = [f"    {name}.unrest = {u}" for name, u in zip(self.names, self.risen, strict=True)]
        trade = [f"  trade({self.names[a]}, {self.names[b]}) = {v}" for (a, b), v in self.trade.items()]
        return "\n".join(
            [
                "use multifacet", RULES, "scenario world {", f"  time {first} .. {first + self.periods - 1} by year",
                *actors, *(f"  against {self.names[i]} {{ }}" for i in self.targets), *trade,
                f"  from {middle} {{", *later, "  }", "}", "run world",
            ]
        )  # fmt: skip


class ByHand:
    """The program of a user; what it reads lies in arrays before the clock starts."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs, self.states = inputs, len(inputs.names)
        self.capability = np.array(inputs.capability)
        self.regime = np.array(inputs.regime)
        self.unrest = np.array([inputs.unrest, inputs.risen])
        self.nuclear = np.array(inputs.nuclear)
        self.trade = np.full((self.states, self.states), 0.05)
        for (a, b), value in inputs.trade.items():
            self.trade[a, b] = value

    def run(self) -> dict[str, np.ndarray]:
        """Outcomes, by period, target, self and partner."""
        shape = (self.inputs.periods, len(self.inputs.targets), self.states, self.states)
        out = {name: np.empty(shape) for name in ("neutrality", "quasi", "alliance", "E", "D", "margin")}
        out |= {name: np.empty(shape, dtype=np.int8) for name in ("choice", "tie")}
        for place, target in enumerate(self.inputs.targets):
            self._against(place, target, out)
        return out

    def _against(self, place: int, target: int, out: dict[str, np.ndarray]) -> None:
        one = self.capability[:, None]
        alone = HELP * (one / (one + self.capability[target]))
        quasi_reward = alone + 0.65 * (1 - alone)
        interest = np.minimum(1, 0.2 + 5 * self.trade)
        ideology = np.clip(1 - np.abs(self.regime[:, None] - self.regime) / 20, 0, 1)
        peace = np.where((self.regime[:, None] > 5) & (self.regime > 5), 0.8, 1.0)
        abandonment = np.clip(np.maximum(0.1, 0.5 - 5 * one), 0, 1)
        provocation = np.where(self.nuclear[target] & ~self.nuclear[:, None], 0.6, 0.3)
        threat = 0.3 + 4 * self.capability[target]
        square = (self.states, self.states)
        old_interest, culture, divergence = np.zeros(square), np.full(square, 0.4), np.full(square, 0.6)
        echoed = np.zeros(square)
        tie = np.zeros(square, dtype=np.int8)
        for t in range(self.inputs.periods):
            unrest = self.unrest[int(t >= self.inputs.periods // 2)]
            allied = tie == 2
            x1 = threat + (np.where(unrest[:, None] > 0.7, 0.1, 0.0) + np.where(allied, 0.05, 0.0))
            x1 = np.clip(x1, 0, 1)
            x2 = np.clip(interest * np.where(old_interest > 0.8, 0.9, 1.0), 0, 1)
            culture = np.clip(0.9 * culture + 0.1 * np.where(tie == 0, 0.2, 0.7), 0, 1)
            divergence = (0.2 + 0.8 * divergence) * peace + np.where(echoed > 0.7, 0.05, 0.0)
            divergence = np.clip(divergence, 0, 1)
            entrapment = np.clip(0.2 + 0.5 * unrest + np.where(allied, 0.1, 0.0), 0, 1)
            old_interest, echoed = x2, divergence.T
            # the sums go over variables in the order of their names, as the language says
            gain = ((WEIGHTS[0] * x1 + WEIGHTS[3] * culture) + WEIGHTS[1] * x2) + WEIGHTS[2] * ideology
            pain = ((0.25 * abandonment + 0.25 * divergence) + 0.25 * entrapment) + 0.25 * provocation
            pay0 = np.round(alone * gain, 12)
            pay1 = quasi_reward * gain
            for share, x in ((1.0, abandonment), (0.5, divergence), (0.25, entrapment), (0.35, provocation)):
                pay1 = pay1 - (share * 0.25) * x
            pay1 = np.round(pay1, 12)
            pay2 = 1.0 * gain
            for x in (abandonment, divergence, entrapment, provocation):
                pay2 = pay2 - 0.25 * x
            pay2 = np.round(pay2, 12)
            best = np.maximum(pay0, pay1)
            choice = (pay1 > pay0).astype(np.int8)
            choice[pay2 > best] = 2
            second = np.maximum(np.minimum(pay0, pay1), np.minimum(best, pay2))
            tie = np.minimum(choice, choice.T)
            found = (pay0, pay1, pay2, gain, pain, np.maximum(best, pay2) - second, choice, tie)
            for name, value in zip(out, found, strict=True):
                out[name][t, place] = value


def agree(figures: Figures, found: dict[str, np.ndarray]) -> bool:
    """Whether both programs found the same outcomes."""
    cell, pair = tuple(figures.cells.T), tuple(figures.pairs.T)
    ours = {
        "neutrality": figures.payoff[:, 0], "quasi": figures.payoff[:, 1], "alliance": figures.payoff[:, 2],
        "E": figures.encouraging, "D": figures.discouraging, "margin": figures.margin, "choice": figures.choice,
    }  # fmt: skip
    wrong = [name for name, value in ours.items() if not np.array_equal(value, found[name][cell])]
    if not np.array_equal(figures.tie, found["tie"][pair]):
        wrong.append("tie")
    for name in wrong:
        print(f"differs: {name}")
    return not wrong


def ask_for_all(figures: Figures) -> None:
    """Look at each figure of a run."""
    for one in fields(Figures):
        getattr(figures, one.name)
    tuple(figures.behaviour)


def seconds(work: Callable[[], object]) -> float:
    """How long the processor takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(rounds: int, states: int, periods: int, targets: int) -> int:
    """Print the times and their ratios; 1 where the outcomes differ."""
    inputs = Inputs(states, periods, targets)
    text, by_hand = inputs.text(), ByHand(inputs)
    program = qadsl.compile(text)
    at = next(one for one in program.commands if isinstance(one, nodes.Run)).scenario
    plan = pipeline.optimise(pipeline.lower(program.front, at, None))
    figures = runner.run(plan)
    print(f"{states} states, {periods} periods, {targets} targets: {len(figures.cells):,} decisions")
    print("choices:", dict(zip(*map(np.ndarray.tolist, np.unique(figures.choice, return_counts=True)), strict=True)))
    if not agree(figures, by_hand.run()):
        return 1
    del figures
    ways: dict[str, Callable[[], object]] = {
        "by hand": by_hand.run,
        "the run alone": lambda: runner.run(plan),
        "all of it asked for": lambda: ask_for_all(runner.run(plan)),
        "lowering and run": lambda: runner.run(pipeline.optimise(pipeline.lower(program.front, at, None))),
        "text to result": lambda: qadsl.compile(text).run(),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(seconds(way))
    for name, times in taken.items():
        ratios = [one / other for one, other in zip(times, taken["by hand"], strict=True)]
        print(f"{name:19} {statistics.median(times):6.2f} s, {statistics.median(ratios):5.2f} times by hand")
    return 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*numbers, *(5, 200, 100, 1)[len(numbers) :]))
