"""Questions about what the stages made: the account of a decision, which decisions are meant, what would turn them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from qadsl.analysis.account import Explanation
from qadsl.analysis.explain import explain as account_for
from qadsl.diagnostics import Bag
from qadsl.engine import tracing
from qadsl.engine.joint import Joint
from qadsl.engine.leeway import Leeway
from qadsl.engine.moving import stated_at
from qadsl.engine.tipping import Tip, Tips
from qadsl.engine.tipping import tips as tips_of
from qadsl.engine.turning import Turning
from qadsl.engine.turning import turnings as turnings_of
from qadsl.failing import fail, stop
from qadsl.ir.history import History
from qadsl.ir.program import Plan
from qadsl.pipeline import Front, reporting
from qadsl.result import Figures
from qadsl.semantics import asking, checker
from qadsl.semantics.asking_solved import SolvedAsked, solved_asked
from qadsl.semantics.checker import FROM_OUTSIDE
from qadsl.semantics.histories import history_of
from qadsl.semantics.sweeping import MOST_STEPS, AxisAsked, axes_asked, spread_evenly
from qadsl.semantics.worlds import World
from qadsl.syntax import nodes

__all__ = [
    "MOST_STEPS",
    "FROM_OUTSIDE",
    "AxisAsked",
    "Joint",
    "Leeway",
    "Tip",
    "Tips",
    "Turning",
    "axes",
    "cells",
    "explain",
    "history",
    "solved",
    "spread_evenly",
    "stated_at",
    "tipped",
    "tips",
    "turnings",
]

Cell = tuple[int, int, int, int]
T = TypeVar("T")


def explain(plan: Plan, figures: Figures, cell: Cell) -> Explanation:
    """The account of one decision, told from the whole program and what its run found."""
    return account_for(tracing.trace(plan, cell, figures.draws, figures.seed, figures.after), figures)


def _asked_of(front: Front, at: nodes.At, ask: Callable[[World, Bag], T], none: T) -> T:
    """What is asked of a composed scenario."""
    world = checker.compose_at(reporting(front, bag := Bag()), at, bag)
    found = ask(world, bag) if world is not None else none
    stop(bag)
    return found


def solved(front: Front, command: nodes.Expect | nodes.ExpectSolved) -> SolvedAsked:
    """What a claim about a solve asks."""
    found = _asked_of(front, command.scenario, lambda world, bag: solved_asked(world, command, bag), None)
    if found is None:
        raise fail("QA720", "nothing is asked about", command.span)
    return found


def cells(front: Front, at: nodes.At, decision: nodes.Decision, *, is_single: bool) -> tuple[Cell, ...]:
    """The decisions or ties that a statement asks about."""
    return _asked_of(front, at, lambda w, bag: asking.cells_asked(w, decision, bag, is_single=is_single), ())


def tipped(front: Front, at: nodes.At, decision: nodes.Decision) -> tuple[Cell, ...]:
    """The one decision or tie that a `tipping` is about."""
    return _asked_of(front, at, lambda world, bag: asking.tipped(world, decision, bag), ())


def axes(front: Front, command: nodes.Sweep) -> tuple[AxisAsked, ...]:
    """The inputs that a `sweep` runs over."""
    checked = reporting(front, bag := Bag())
    found = axes_asked(checked.model, checked.settings, command, bag)
    stop(bag)
    return found


def history(front: Front, at: nodes.At) -> History:
    """What a composed scenario records of what happened."""
    return _asked_of(front, at, lambda world, _: history_of(world), History((), None))


def turnings(plan: Plan, figures: Figures, row: int, wanted: frozenset[int]) -> tuple[Turning, ...]:
    """For each input of a tie, its nearest value that brings about one of these options; the nearest first."""
    time, target, one, other = figures.pairs[row].tolist()
    return turnings_of(plan, (time, target, one, other), wanted, figures.draws, figures.seed)


def tips(
    plan: Plan, cell: Cell, seed: int, *, is_tie: bool, progress: Callable[[int, int], None] | None = None
) -> Tips:
    """What would tip a decision, or the tie between its two actors; `progress` is told how far the search is."""
    time, target, one, other = cell
    return tips_of(plan, (cell, (time, target, other, one)) if is_tie else (cell,), seed, progress)
