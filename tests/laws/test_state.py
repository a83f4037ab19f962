"""A run that is cut at a period and continued is the whole run."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qadsl.engine import passes, runner
from qadsl.engine.state import Part
from qadsl.ir.program import Plan
from qadsl.result import Figures, MeasureFigures, TieGraphs
from tests.laws.random_plans import random_plan
from tests.laws.test_engine_laws import NUMBERS, differ

BY_CELL = ("conflicts", "deciding")


def after_one_another(one: MeasureFigures, other: MeasureFigures) -> MeasureFigures:
    """What a measure came to in two runs."""
    parts = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in ("shares", "mean", "sd")}
    return replace(one, **parts)


def joined(one: Figures, other: Figures) -> Figures:
    """The figures of two runs, one after the other, as if of one."""
    found = {}
    for field in fields(Figures):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            found[field.name] = np.concatenate([mine, theirs])
        elif field.name == "behaviour":
            found[field.name] = (*mine, *theirs)
        elif field.name == "measures":
            found[field.name] = tuple(map(after_one_another, mine, theirs))
        elif field.name in BY_CELL:
            found[field.name] = mine | {len(one.cells) + row: what for row, what in theirs.items()}
    slots = tuple(a or b for a, b in zip(one.graphs.seen, other.graphs.seen, strict=True))
    return replace(other, **found, graphs=TieGraphs(max(one.graphs.draws, other.graphs.draws), slots), after=None)


def with_absence(plan: Plan, number: int) -> Plan:
    """The plan, of which some actors may not always be there."""
    luck = Random(number)
    if luck.random() < 0.5:
        return plan
    times = range(len(plan.periods))
    away = [(actor, tuple(t for t in times if luck.random() < 0.3)) for actor in range(len(plan.actors))]
    return replace(plan, absent=tuple(one for one in away if one[1]))


@given(NUMBERS, st.sampled_from((1, 3)))
def test_backends_agree_on_who_is_not_always_there(number: int, draws: int) -> None:
    plan = with_absence(random_plan(number), number)
    assert not differ(runner.run(plan, draws, number, "reference"), runner.run(plan, draws, number))


@given(NUMBERS, st.sampled_from(("numpy", "reference")), st.sampled_from((1, 3, 300)), st.booleans())
def test_a_run_cut_and_continued_is_the_whole_run(number: int, backend: str, draws: int, is_optimised: bool) -> None:
    whole = with_absence(random_plan(number), number)
    if len(whole.periods) < 2:
        return
    plan = passes.optimise(whole) if is_optimised else whole
    draws = min(draws, 3) if backend == "reference" else draws
    law = runner.run(plan, draws, number, backend)
    until = number % (len(plan.periods) - 1)
    begun = runner.run(plan, draws, number, backend, part=Part(until, is_kept=True, whole=whole))
    rest = runner.run(plan, draws, number, backend, part=Part(after=begun.state, whole=whole))
    assert not differ(law, joined(begun, rest), but=frozenset({"state"}))
