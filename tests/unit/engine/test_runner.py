"""A run keeps to its limits, tells how far it is, and answers with what it has when it is interrupted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import qadsl
from qadsl import QadslError
from qadsl.engine import passes, runner
from qadsl.engine.backends.numpy import Blocked
from qadsl.engine.tallies import Tallies
from qadsl.ir.program import Plan
from qadsl.ir.text import text
from qadsl.ir.verifier import verify
from tests.laws.random_plans import random_plan


@pytest.fixture
def plan() -> Plan:
    return next(plan for plan in map(random_plan, range(50)) if plan.is_uncertain)


def test_limits_are_checked_before_work(plan: Plan) -> None:
    for limits in (runner.Limits(actors=2), runner.Limits(work=10), runner.Limits(memory=10)):
        with pytest.raises(runner.LimitError, match="asked"):
            runner.run(plan, 1000, limits=limits)


@pytest.mark.parametrize(
    "form",
    [
        "blocs 2 { apart self.size * partner.size }",
        "coalitions { where sum(p.size for p in members) > 20, minimal }",
        "partition { worth sum(p.size for p in members), stable core }",
        "links { worth links(self) * self.size, stable pairwise }",
    ],
)
def test_what_would_be_solved_too_often_is_refused_before_work(form: str) -> None:
    people = [f"a{number}" for number in range(20)]
    group = people[:12] if form.startswith("partition") else people
    text = f"""attribute size : number 0 .. 10 "Size"
theory t "T" {{ solve sides among few = {form} }}
group few = {", ".join(group)}
scenario s "S" {{
  time 1901 .. 2000
  state {", ".join(name + " { size = 1 .. 3 }" for name in people)}
  from 1950 {{ a1.size = 2 }}
}}
run s
"""
    with pytest.raises(QadslError, match="work of solving"):
        qadsl.compile(text).run(draws=1000)


def test_what_is_solved_once_is_not_refused() -> None:
    text = """attribute size : number 0 .. 10 "Size"
theory t "T" { solve sides "Sides" = coalitions { where sum(p.size for p in members) > 3, minimal } }
scenario s "S" { time 1901 .. 2000  state a { size = 2 }, b { size = 2 }, c { size = 2 } }
run s
"""
    assert len(qadsl.compile(text).run(draws=1000).solutions) == 300


def test_progress_ends_at_the_whole(plan: Plan) -> None:
    seen: list[tuple[int, int]] = []
    found = runner.run(plan, 300, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (300 * len(found.cells), 300 * len(found.cells))


@pytest.mark.parametrize("finished", [0, 1])
def test_an_interrupted_run_counts_whole_chunks(plan: Plan, finished: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(Blocked):
        def advance(self, tallies: Tallies, first: int, *others: Any) -> Tallies:  # type: ignore[override]
            if first >= finished * self.chunk:
                raise KeyboardInterrupt
            return super().advance(tallies, first, *others)

    monkeypatch.setitem(runner.BACKENDS, "stopped", Stopped)
    if not finished:
        with pytest.raises(KeyboardInterrupt):
            runner.run(plan, 100_000, backend="stopped")
        return
    found = runner.run(plan, 100_000, backend="stopped")
    assert not found.is_complete
    assert 0 < found.draws < 100_000
    assert np.array_equal(found.probability, runner.run(plan, found.draws).probability, equal_nan=True)


def test_verifier_finds_an_argument_that_comes_too_late(plan: Plan) -> None:
    with pytest.raises(ValueError, match="does not stand before it"):
        verify(Plan(**{**{f: getattr(plan, f) for f in plan.__slots__}, "nodes": plan.nodes[::-1]}))


def test_text_does_not_depend_on_positions(plan: Plan) -> None:
    assert text(passes.prune(passes.prune(plan))) == text(passes.prune(plan))
