"""Slips of statements: a value given twice, one that holds nowhere, and one that is about nobody."""

from __future__ import annotations

from qadsl.diagnostics import Label
from qadsl.semantics import model
from qadsl.semantics.holding import Held, Stating
from qadsl.semantics.slips.case import Case
from qadsl.semantics.worlds import World
from qadsl.syntax import nodes

__all__ = ["repeated", "said_of_nobody"]


def repeated(case: Case) -> None:
    """Say which statements of a scenario hold nowhere, since others of the same scenario hold at all their cells."""
    for scenario, world, depth in case.scenarios():
        is_topmost = depth == len(world.layers) - 1
        for key in sorted({fact.quantity for fact in scenario.facts}):
            held = world.held(key) if is_topmost else world.held(key, layers=frozenset({depth}))
            in_effect = held.in_effect()
            for i, stating in enumerate(held.statings):
                if i not in in_effect and stating.rank[0] == depth and stating.sites and stating.times:
                    _say_covered(case, world, key, held, stating)


def _say_covered(case: Case, world: World, key: str, held: Held, stating: Stating) -> None:
    cell = stating.sites[0] + (stating.times[0] * held.size if held.is_dated else 0)
    other = held.at(cell)
    if other is None or not case.owned(stating.fact.span):
        return
    name = world.cell_name(key, world.cell(key, stating.sites[0]))
    if other.rank == stating.rank:
        case.bag.warning(
            "QA815",
            f"`{name}` is given twice, with the same value",
            stating.fact.span,
            "said again",
            labels=[Label(other.fact.span, "first said here")],
        )
        return
    what = "it is" if len(stating.sites) == 1 else "each of its cells is"
    case.bag.warning(
        "QA816",
        f"this value holds nowhere: {what} stated more specifically elsewhere",
        stating.fact.span,
        "has no effect",
        labels=[Label(other.fact.span, f"of `{name}` this holds")],
        help=["Take it out, or take out what stands over it."],
    )


def said_of_nobody(case: Case) -> None:
    """Say which statements are about no pair at all: a group without members, or one actor among whom is no pair."""
    for scenario, world, _ in case.scenarios():
        for pattern in scenario.patterns:
            if pattern.form in {"arrow", "both", "among"} and case.owned(pattern.members[0].span):
                _said_of_nobody(case, world, pattern)


def _said_of_nobody(case: Case, world: World, pattern: model.Pattern) -> None:
    members = [world.members(name) for name in pattern.members]
    empty = [name for name, found in zip(pattern.members, members, strict=True) if not found]
    everyone = {member for found in members for member in found}
    if empty and (pattern.form != "among" or len(everyone) < 2):
        _say(case, empty[0], f"nobody is in the group `{empty[0].text}`, so this says nothing")
    elif pattern.form == "among" and len(everyone) == 1:
        only = world.actors[everyone.pop()].name
        _say(case, pattern.members[0], f"`{only}` alone makes no pair, so this says nothing")


def _say(case: Case, name: nodes.Name, message: str) -> None:
    case.bag.warning("QA820", message, name.span, "about nobody")
