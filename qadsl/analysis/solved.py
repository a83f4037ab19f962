"""What an account tells of what was solved: the solution that a decision's rules and conditions read."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.analysis.account import SolvedAccount
from qadsl.ir.program import Plan
from qadsl.result import Figures, SolutionFigures

__all__ = ["solved_accounts"]

MOST_COALITIONS = 12
"""Coalitions that an account tells of."""


def solved_accounts(figures: Figures, time: int, target: int) -> Iterator[SolvedAccount]:
    """For each solve that anything reads, what was read most often in a period against a target."""
    plan = figures.plan
    read = {node.data[0] for node in plan.nodes if node.op in ("together", "told") and isinstance(node.data, tuple)}
    for number, solve in enumerate(plan.solves):
        some = [one for one in figures.solutions if (one.solve, one.time) == (number, time)]
        found = [one for one in some if one.target in (target, -1) and one.share > 0]
        if number not in read or not found:
            continue
        measured_by = {"blocs": "energy", "coalitions": ""}.get(solve.form, "worth")
        groups = _names(plan, found[0])
        if solve.form == "coalitions":
            groups = tuple(group for one in found[:MOST_COALITIONS] for group in _names(plan, one))
        measure = found[0].measure if measured_by else None
        share = found[0].chosen if measured_by else found[0].share
        yield SolvedAccount(solve.name, solve.title, solve.form, groups, measured_by, measure, share, solve.place)


def _names(plan: Plan, one: SolutionFigures) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(plan.actors[actor].name for actor in group) for group in one.groups)
