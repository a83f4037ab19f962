"""A run keeps to its limits, tells how far it is, and answers with what it has when it is interrupted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import qadsl
from qadsl import QadslError, pipeline
from qadsl.engine import passes, runner
from qadsl.engine.backends.numpy import Blocked, Sizes
from qadsl.engine.cells import cells_of
from qadsl.engine.stocks import stocks_of
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


def test_each_chunk_of_draws_begins_before_the_first_period() -> None:
    program = qadsl.compile("""
    theory simple {
      encouraging { threat weight 1 }
      discouraging { divergence weight 1 }
      option neutrality { reward 0 }
      option alliance { reward 100%, cost 100% }
    }
    rule wear then divergence = 0.5 * previous divergence initially 0.8 because "made up"
    scenario s {
      time 1955 .. 1960
      state A, B, C
      against C { A <-> B { threat = 0.1 .. 0.9 } }
    }
    run s
    """)
    plan = pipeline.lower(program.front, program.commands[0].scenario, None)  # type: ignore[union-attr]
    found = []
    for sizes in (Sizes(chunk=256, kept_draws=256, later=0), Sizes(later=10**12)):
        cells, pairs, ends = cells_of(plan)
        backend = Blocked(plan, 600, 0, cells, pairs, ends, stocks_of(plan), sizes)
        tallies = Tallies.empty(plan, len(cells), len(pairs))
        while tallies.draws < 600:
            tallies = backend.advance(tallies, tallies.draws, min(backend.chunk, 600 - tallies.draws), lambda _: None)
        found.append(tallies.totals)
    assert not np.isnan(found[0]).any()
    np.testing.assert_array_equal(*found)
