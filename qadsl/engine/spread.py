"""Where some decisions stand on the plane of encouragement and discouragement in every draw, and what divides it.

An option pays reward x E - the cost of discouraging variables. Where the reward is one number and the cost one share of
all of them, the options divide the plane by straight lines; else each decision has lines of its own, of which the mean
is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from qadsl.engine.backends.measuring import numbers
from qadsl.engine.backends.numpy import SIZES, Blocked
from qadsl.engine.cells import cells_of
from qadsl.engine.memories import choices, reads_outcomes
from qadsl.engine.state import Part, began
from qadsl.engine.stocks import stocks_of
from qadsl.ir.program import Plan
from qadsl.result import Figures, Flags, Floats, Ints

__all__ = ["MOST_WORK", "Spread", "spread"]

MOST_WORK = 4_000_000
"""Decisions times draws that are evaluated again for a picture, where each hangs on the periods before it."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What draws make of some decisions.

    Parameters
    ----------
    encouraging, discouraging, option
        For each decision and draw; unknown is NaN, and -1.
    rewards, costs
        For each option the share of E that it brings and the share of D that it costs, on average.
    is_linear
        Whether these are the same for every decision and draw.
    """

    encouraging: tuple[tuple[float, ...], ...]
    discouraging: tuple[tuple[float, ...], ...]
    option: tuple[tuple[int, ...], ...]
    rewards: tuple[float, ...]
    costs: tuple[float, ...]
    is_linear: bool


def spread(plan: Plan, figures: Figures, cells: Sequence[Sequence[int]], draws: int) -> Spread | None:
    """Some decisions (time, target, self, partner) in the first draws of a run; None if that would take too long."""
    made = min(draws, figures.draws) if plan.is_uncertain else 1
    asked = np.asarray(cells, dtype=np.int64).reshape(-1, 4)
    part = Part(int(asked[:, 0].max(initial=0)), figures.after)
    found = cells_of(plan, part.periods(plan))
    if not (plan.memories or plan.measures or reads_outcomes(plan)):
        found = _those(*found, asked)
    elif len(found[0]) * made > MOST_WORK:
        return None
    values = _evaluated(plan, figures, found, asked, made)
    return _told(plan, values, made, len(asked))


def _those(cells: Ints, pairs: Ints, ends: Ints, asked: Ints) -> tuple[Ints, Ints, Ints]:
    """The pairs whose decisions are asked about, and both decisions of each."""
    wanted = {tuple(sorted(row[2:])) + tuple(row[:2]) for row in asked.tolist()}
    times, targets = np.unique(asked[:, 0]), np.unique(asked[:, 1])
    near = np.flatnonzero(np.isin(pairs[:, 0], times) & np.isin(pairs[:, 1], targets))
    kept = [i for i in near.tolist() if (*pairs[i, 2:].tolist(), *pairs[i, :2].tolist()) in wanted]
    rows = np.unique(ends[kept])
    return cells[rows], pairs[kept], np.searchsorted(rows, ends[kept])


def _evaluated(
    plan: Plan, figures: Figures, found: tuple[Ints, Ints, Ints], asked: Ints, draws: int
) -> dict[int, Floats]:
    """The values of all that is asked of the plan, a row for each decision and a column for each draw."""
    place = {tuple(row): i for i, row in enumerate(asked.tolist())}
    more = _shares(plan)
    engine = Blocked(plan, draws, figures.seed, *found, stocks_of(plan), SIZES, more)
    values: dict[int, Floats] = {}
    for first in range(0, draws, engine.chunk):
        count = min(engine.chunk, draws - first)
        past = began(plan, figures.after, first, count)
        for cells, block in engine.blocks(past, first, count):
            here = found[0][cells].tolist()
            rows = [(i, place[tuple(row)]) for i, row in enumerate(here) if tuple(row) in place]
            source, to = [i for i, _ in rows], [j for _, j in rows]
            for node in (plan.encouraging, plan.discouraging, *more, *(option.payoff for option in plan.options)):
                kept = values.setdefault(node, np.full((len(asked), draws), np.nan))
                kept[to, first : first + count] = numbers(block.values[node])[source]
    return values


def _shares(plan: Plan) -> frozenset[int]:
    """The nodes of rewards and costs."""
    rewards = {option.reward for option in plan.options if option.reward is not None}
    return frozenset(rewards | {node for option in plan.options for _, node in option.costs})


def _told(plan: Plan, values: dict[int, Floats], draws: int, count: int) -> Spread:
    gains, pains = values[plan.encouraging], values[plan.discouraging]
    zero = np.zeros((count, draws))
    rewards, costs, even = [], [], []
    for option in plan.options:
        reward = zero if option.reward is None else values[option.reward]
        cost = reward * gains - values[option.payoff]
        with np.errstate(all="ignore"):
            share = cost / pains
        rewards.append(_mean(reward, pains >= 0))
        costs.append(_mean(share, pains > 1e-9))
        even.append(_is_one(reward) and _is_even(plan, option.costs, values))
    chosen = choices([values[option.payoff] for option in plan.options])
    return Spread(
        _rows(gains),
        _rows(pains),
        cast(tuple[tuple[int, ...], ...], _rows(chosen)),
        tuple(rewards),
        tuple(costs),
        all(even),
    )


def _mean(values: Floats, where: Flags) -> float:
    kept = values[where & ~np.isnan(values)]
    return float(kept.mean()) if len(kept) else 0.0


def _is_one(values: Floats) -> bool:
    """Whether it is the same number for every decision and draw."""
    return bool(np.nanmax(values, initial=-np.inf) - np.nanmin(values, initial=np.inf) <= 1e-12)


def _is_even(plan: Plan, costs: Sequence[tuple[int, int]], values: dict[int, Floats]) -> bool:
    """Whether an option costs the same share of every discouraging variable."""
    if not costs:
        return True
    pains = sum(variable.role == "discouraging" for variable in plan.variables)
    every = np.stack([values[node] for _, node in costs])
    return len(costs) == pains and _is_one(every)


def _rows(values: Floats | Ints) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())
