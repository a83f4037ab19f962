"""What must hold of every plan, whatever it computes: one meaning, any backend, any blocks, any pass."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadsl.engine import passes, runner
from qadsl.engine.backends.numpy import Blocked, Sizes
from qadsl.engine.tallies import BLOCK, block_totals, halve
from qadsl.ir.program import Plan
from qadsl.ir.verifier import verify
from qadsl.result import Figures, MeasureFigures
from tests.laws.random_plans import permuted, random_plan

NUMBERS = st.integers(0, 10**9)
DRAWS = st.sampled_from((1, 2, 3))


def differ(one: Figures, other: Figures, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Names of the figures that are not the same bits."""
    found = []
    for field in fields(Figures):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            same = alike(mine, theirs)
        elif field.name == "measures":
            same = all(
                one.words == other.words and all(map(alike, arrays(one), arrays(other)))
                for one, other in zip(mine, theirs, strict=True)
            )
        else:
            same = mine == theirs
        if not same and field.name not in but | {"plan"}:
            found.append(field.name)
    return found


def alike(mine: Any, theirs: Any) -> bool:
    """Whether two arrays are the same bits."""
    return mine.dtype == theirs.dtype and np.array_equal(mine, theirs, equal_nan=mine.dtype == np.float64)


def arrays(measure: MeasureFigures) -> tuple[Any, ...]:
    """The figures of a measure."""
    return measure.shares, measure.mean, measure.sd


def shares(figures: Figures) -> list[dict[bytes, float]]:
    """For each period and target the share of draws of each graph of ties."""
    graphs = figures.graphs
    return [{graph: count / graphs.draws for graph, count in seen.items()} for seen in graphs.seen]


def in_blocks(plan: Plan, draws: int, seed: int, sizes: Sizes) -> Figures:
    """The figures of a plan run in blocks of some size."""
    runner.BACKENDS["blocked"] = lambda *arguments: Blocked(*arguments, sizes)
    try:
        return runner.run(plan, draws, seed, "blocked")
    finally:
        del runner.BACKENDS["blocked"]


def sizes_of(number: int) -> Sizes:
    """Some sizes of blocks."""
    random = Random(number)
    return Sizes(
        block=random.choice((1, 64, 1024, 4096, 65_536)),
        chunk=random.choice((256, 512)),
        expanded=random.choice((256, 4096, 100_000)),
        kept=random.choice((0, 10_000)),
        later=random.choice((0, 10_000)),
    )


@given(NUMBERS, DRAWS)
def test_numpy_gives_the_bits_of_the_reference(number: int, draws: int) -> None:
    plan = random_plan(number)
    law = runner.run(plan, draws, number, "reference")
    assert not differ(law, in_blocks(plan, draws, number, sizes_of(number)))


@settings(max_examples=10, deadline=None)
@given(NUMBERS)
def test_numpy_gives_the_bits_of_the_reference_over_many_draws(number: int) -> None:
    plan = random_plan(number)
    law = runner.run(plan, 600, number, "reference")
    assert not differ(law, in_blocks(plan, 600, number, sizes_of(number)))


@given(NUMBERS, st.sampled_from((1, 2, 6, 20, 600)))
def test_blocks_change_no_bit(number: int, draws: int) -> None:
    plan = random_plan(number)
    one, other = (in_blocks(plan, draws, number, sizes_of(number + i)) for i in (0, 1))
    assert not differ(one, other)


@given(NUMBERS, st.sampled_from((*passes.PASSES[:-1], passes.optimise)))
def test_passes_keep_figures(number: int, rewrite: Any) -> None:
    plan = random_plan(number)
    rewritten = verify(rewrite(verify(plan)))
    before, after = (runner.run(one, 5, number) for one in (plan, rewritten))
    # a pass may see that nothing uncertain is read, or narrow what is possible
    assert not differ(before, after, but=frozenset({"draws", "graphs", "possible", "tie_possible", "deciding"}))
    assert shares(before) == shares(after)


@given(NUMBERS)
def test_no_draw_takes_what_is_not_possible(number: int) -> None:
    found = runner.run(random_plan(number), 50, number)
    assert not ((found.probability > 0) & ~found.possible).any()
    assert not ((found.tie_probability > 0) & ~found.tie_possible).any()


@given(NUMBERS)
def test_where_all_is_exact_only_the_choice_is_possible(number: int) -> None:
    found = runner.run(random_plan(number, uncertain=False), 9, number)
    assert found.draws == 1 or found.unknown.any() or found.plan.is_uncertain
    if found.plan.precision is None:
        known = found.choice >= 0
        assert (found.possible[known].sum(axis=1) == 1).all()


@given(NUMBERS)
def test_more_draws_begin_with_the_same_draws(number: int) -> None:
    """Whatever was chosen in the first draws was chosen as often, or more, in all: none hangs on how many there are."""
    plan = random_plan(number)
    if plan.precision is not None or not plan.is_uncertain:
        return
    fewer, more = (runner.run(plan, draws, number) for draws in ((256, 512) if number % 50 == 0 else (4, 11)))
    known = more.choice >= 0
    assert (fewer.probability[known] * fewer.draws <= more.probability[known] * more.draws + 1e-9).all()


@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_actors_changes_no_bit(number: int, luck: Random) -> None:
    plan = random_plan(number, ordered=False)
    order = list(range(len(plan.actors)))
    luck.shuffle(order)
    one, other = runner.run(plan, 4, number), runner.run(permuted(plan, order), 4, number)
    place = {name: position for position, name in enumerate(actor.name for actor in other.plan.actors)}

    def keys(figures: Figures) -> list[tuple[int, ...]]:
        actors = [place[actor.name] for actor in figures.plan.actors]
        return [
            (time, actors[figures.plan.targets[target]], actors[mine], actors[theirs])
            for time, target, mine, theirs in figures.cells.tolist()
        ]

    found = {key: row for row, key in enumerate(keys(other))}
    rows = [found[key] for key in keys(one)]
    for name in ("payoff", "encouraging", "discouraging", "margin", "probability", "choice", "possible", "unknown"):
        mine, theirs = getattr(one, name), getattr(other, name)[rows]
        assert np.array_equal(mine, theirs, equal_nan=mine.dtype == np.float64), name
    assert one.behaviour == tuple(other.behaviour[row] for row in rows)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3 * BLOCK))
def test_sums_of_rows_and_of_lists_agree(values: list[float]) -> None:
    filler = np.array([values[0]])
    totals = np.zeros(1)
    block_totals(np.array([values]), filler, totals)
    law = 0.0
    for start, stop in pairwise([*range(0, len(values), BLOCK), len(values)]):
        law += halve(values[start:stop], values[0])
    assert totals[0] == law
    assert law / len(values) + values[0] == pytest.approx(sum(values) / len(values), abs=1e-6)


@given(st.floats(-1e6, 1e6), st.integers(1, 3 * BLOCK))
def test_the_mean_of_equal_values_is_that_value(value: float, count: int) -> None:
    totals = np.zeros(1)
    block_totals(np.full((1, count), value), np.array([value]), totals)
    assert totals[0] == 0.0
