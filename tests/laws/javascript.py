"""Programs in JavaScript against the reference backend, bit by bit, in one process of Node.

`python -m tests.laws.javascript --programs 10000` tries many random ones and says how far it is.
"""

from __future__ import annotations

import argparse
import base64
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Self

import numpy as np
import pytest

import qadsl
from qadsl import pipeline
from qadsl.engine import draws, runner
from qadsl.engine.javascript import Compiled, emit, runtime
from qadsl.ir.program import Plan
from qadsl.result import Figures
from tests.laws.programs import make, write
from tests.laws.random_plans import random_plan
from tests.laws.test_solving import program as solving

NODE = shutil.which("node")
DRIVER = Path(__file__).with_suffix(".mjs")

WHOLE = {
    "payoff": "f8", "probability": "f8", "encouraging": "f8", "discouraging": "f8", "margin": "f8", "commitment": "f8",
    "choice": "i4", "conflict": "u1", "unknown": "u1", "tie_probability": "f8", "tie": "i4",
}  # fmt: skip
CALLED = {"tie_probability": "tieProbability"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked: draws in slices, or its middle; after other values have been set."""

    seed: int = 0
    slices: tuple[int, ...] = ()
    sets: tuple[tuple[int, list[int], Any], ...] = ()
    resets: bool = False

    def as_data(self) -> dict[str, Any]:
        """As the driver reads it."""
        return {
            "seed": str(self.seed), "slices": list(self.slices) or None, "sets": list(self.sets), "resets": self.resets,
        }  # fmt: skip


class Node:
    """One process that answers for many programs."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        fixed = Path(self._folder.name) / "runtime.mjs"
        fixed.write_text(runtime(), encoding="utf-8")
        assert NODE is not None
        self._process = subprocess.Popen(
            [NODE, str(DRIVER), str(fixed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._folder.cleanup()

    def ask(self, compiled: Compiled, asked: Sequence[Asked]) -> list[dict[str, Any]]:
        """What the model answers to each question, one after the other."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        question = {"code": compiled.code, "data": compiled.data, "asked": [one.as_data() for one in asked]}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        if isinstance(found, dict):
            raise AssertionError(found["problem"])
        answers: list[dict[str, Any]] = found
        return answers


def differences(law: Figures, found: dict[str, Any]) -> list[str]:
    """Names of the figures that are not the same bits."""
    wrong = []
    for name, kind in WHOLE.items():
        mine = np.asarray(getattr(law, name))
        theirs = read(found[CALLED.get(name, name)], kind).astype(mine.dtype).reshape(mine.shape)
        if not np.array_equal(mine, theirs, equal_nan=mine.dtype == np.float64):
            wrong.append(name)
    if list(law.behaviour) != found["behaviour"]:
        wrong.append("behaviour")
    met = read(found["conflicts"], "u1").reshape(len(law.cells), len(law.plan.conflicts))
    if {cell: tuple(np.flatnonzero(row).tolist()) for cell, row in enumerate(met) if row.any()} != law.conflicts:
        wrong.append("conflicts")
    for measure, (name, *columns) in zip(law.measures, found["measures"], strict=True):
        for mine, theirs in zip((measure.shares, measure.mean, measure.sd), columns, strict=True):
            if not np.array_equal(mine, read(theirs, "f8").reshape(mine.shape), equal_nan=True):
                wrong.append(f"measure {name}")
    return wrong


def read(text: str, kind: str) -> Any:
    """The array that stands in an answer."""
    return np.frombuffer(base64.b64decode(text), dtype=f"<{kind}")


def at_the_middle(plan: Plan) -> Figures:
    """The reference backend's figures of one draw in which every share is a half."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draws, "share", lambda *_: 0.5)
        return runner.run(plan, 1, 0, "reference")


def plan_of(number: int) -> Plan:
    """The plan that stands behind a number: every fourth that of a whole program, every eighth of one that solves."""
    if number % 4 == 3:
        text = write(make(Random(number), 1 + number % 3, uncertain=number % 8 == 3))
    elif number % 8 == 5:
        text = solving(number, number + 1)
    else:
        return random_plan(number)
    program = qadsl.compile(text)
    asked = program._asked(None, None)
    return pipeline.lower(program.front, asked.scenario, asked.theory)


def random_asked(random: Random) -> Asked:
    """Some number of draws in some slices."""
    count = random.choice((1, 2, 3, 3, 5, 8, 20))
    cut = random.randint(0, count)
    return Asked(random.randrange(2**63), tuple(part for part in (cut, count - cut) if part))


def wrong_with(node: Node, number: int, count: int | None = None) -> list[str]:
    """What is wrong with the random plan of a number, if anything is."""
    random = Random(number)
    plan = plan_of(number)
    asked = random_asked(random)
    if count is not None:
        asked = Asked(asked.seed, (count // 3, count - count // 3))
    drawn, middle = node.ask(emit(plan), [asked, Asked()])
    law = runner.run(plan, sum(asked.slices), asked.seed, "reference")
    return differences(law, drawn) + [f"{name} in the middle" for name in differences(at_the_middle(plan), middle)]


def wrong_ones(first: int, count: int) -> Iterator[tuple[int, list[str]]]:
    """Each of some random plans with what is wrong with it."""
    with Node() as node:
        for number in range(first, first + count):
            try:
                yield number, wrong_with(node, number)
            except AssertionError as problem:
                yield number, [str(problem)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    asked = parser.parse_args()
    bad = 0
    for done, (number, wrong) in enumerate(wrong_ones(asked.first, asked.programs), 1):
        if wrong:
            bad += 1
            print(f"{number}: {', '.join(wrong)}", flush=True)
        if done % 500 == 0:
            print(f"{done} of {asked.programs} tried, {bad} wrong", flush=True)
    print(f"{asked.programs} random programs from {asked.first} on: {bad} differ from the reference backend")


if __name__ == "__main__":
    main()
