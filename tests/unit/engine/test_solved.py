"""What a run keeps of its solutions: once where periods are alike, and no more than it may."""

from __future__ import annotations

import pytest

import qadsl
from qadsl.engine import solved
from qadsl.engine.runner import run
from tests.laws.test_solving import lowered

TEXT = """attribute size : number 0 .. 10 "Size"
theory t "T" {{ solve sides = coalitions {{ where sum(p.size for p in members) > 3, minimal }} }}
scenario s "S" {{
  time 1901 .. 1903
  state a {{ size = {size} }}, b {{ size = {size} }}, c {{ size = {size} }}, d {{ size = {size} }}
}}
run s
"""


def test_periods_that_are_alike_are_told_of_alike() -> None:
    found = qadsl.compile(TEXT.format(size="2")).run().solutions
    assert found["time"].tolist() == ["1901"] * 6 + ["1902"] * 6 + ["1903"] * 6
    assert set(found["share"]) == {1.0}
    assert found["rank"].tolist() == [1, 2, 3, 4, 5, 6] * 3


@pytest.mark.parametrize("backend", ["numpy", "reference"])
def test_of_very_many_solutions_of_a_draw_the_first_are_kept_and_all_are_counted(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any two are enough in every draw: six coalitions."""
    plan = lowered(TEXT.format(size="1.6 .. 2"))
    whole = run(plan, 300, backend=backend).solutions
    monkeypatch.setattr(solved, "MOST_OF_A_DRAW", 0)
    monkeypatch.setattr(solved, "_FEWEST_OF_A_DRAW", 4)
    some = run(plan, 300, backend=backend).solutions
    kept = [one for one in whole if one.groups[0] in {(0, 1), (0, 2), (0, 3), (1, 2)}]
    assert [(one.time, one.groups) for one in some] == [(one.time, one.groups) for one in kept]
    assert {one.count for one in some} == {6.0}


def test_of_very_many_solutions_of_a_run_those_found_first_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solved, "MOST_KEPT", 0)
    monkeypatch.setattr(solved, "_FEWEST", 2)
    found = qadsl.compile(TEXT.format(size="1.6 .. 2")).run(draws=300)
    assert len(found.solutions) == 2 * 3
    assert set(found.solutions["share"]) == {1.0}
