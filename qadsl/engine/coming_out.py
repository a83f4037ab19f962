"""What comes out of payoffs in many situations at once: the choice of one decision, or the tie of two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qadsl.engine.arithmetic import VECTOR
from qadsl.engine.solvers.choice import quantal
from qadsl.engine.solvers.consent import agree_by_chance
from qadsl.ir.program import Plan
from qadsl.result import Floats, Ints

__all__ = ["outcomes", "read_by_choice"]


def read_by_choice(plan: Plan) -> list[int]:
    """The nodes of what a choice hangs on: payoffs, and behind them the precision where choice is by chance."""
    payoffs = [option.payoff for option in plan.options]
    return payoffs if plan.precision is None else [*payoffs, plan.precision]


def outcomes(plan: Plan, read: Sequence[Floats]) -> Ints:
    """The most probable outcome in each situation, -1 where it is unknown; `read` has the nodes of each decision."""
    unknown = np.logical_or.reduce([np.isnan(one).any(axis=0) for one in read])
    if plan.precision is None:
        found: Ints = np.minimum.reduce([np.argmax(one, axis=0) for one in read])
        return np.where(unknown, -1, found)
    with np.errstate(all="ignore"):
        chances = [quantal(VECTOR, list(one[:-1]), one[-1]) for one in read]
    shares = chances[0] if len(chances) == 1 else agree_by_chance(VECTOR, chances[0], chances[1])
    return np.where(unknown, -1, np.argmax(np.array(shares), axis=0))
