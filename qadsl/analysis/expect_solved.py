"""Judges a claim about what is solved: who stands together, which groups are found, or a number that tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

from qadsl.analysis.expect import COMPARISONS, Claim, Finding, Verdict
from qadsl.result import Figures, SolutionFigures

__all__ = ["SolvedClaim", "judge_solved"]


@dataclass(frozen=True, slots=True)
class SolvedClaim:
    """What is asked of a solve; positions of actors, periods and a target, None for every one.

    `figure` is a number that is compared with `value`, to within `tolerance`; else `actors` stand together in the first
    solution, or, with `is_group`, are just one of the groups of a solution.
    """

    claim: Claim
    figure: str
    actors: tuple[int, ...]
    is_group: bool
    times: tuple[int, ...]
    target: int | None
    value: float
    tolerance: float


def judge_solved(figures: Figures, asked: SolvedClaim) -> Verdict:
    """Set a claim beside what was found; it holds where it holds at every time and against every target asked."""
    found = [_finding(figures, asked, *place) for place in _places(figures, asked)]
    holds = bool(found) and all(finding.holds for finding in found)
    return Verdict(figures.plan.scenario, figures.plan.theory, asked.claim, holds, tuple(found))


def _places(figures: Figures, asked: SolvedClaim) -> Iterator[tuple[int, int, list[SolutionFigures]]]:
    """The periods and targets that are asked about, each with its solutions."""
    number = [solve.name for solve in figures.plan.solves].index(asked.claim.option)
    found: dict[tuple[int, int], list[SolutionFigures]] = {}
    for one in figures.solutions:
        is_target = asked.target is None or one.target in (asked.target, -1)
        if one.solve == number and one.time in asked.times and is_target:
            found.setdefault((one.time, one.target), []).append(one)
    return ((time, target, [one for one in some if one.share > 0]) for (time, target), some in found.items())


def _finding(figures: Figures, asked: SolvedClaim, time: int, target: int, some: list[SolutionFigures]) -> Finding:
    plan, claim = figures.plan, asked.claim
    names = [plan.actors[actor].name for actor in asked.actors]
    against = plan.actors[plan.targets[target]].name if target >= 0 else ""
    if asked.figure:
        value = _told(asked.figure, some)
        if claim.comparison == "=":
            is_met = abs(value - asked.value) <= asked.tolerance + 5e-13
        else:
            is_met = COMPARISONS[claim.comparison](round(value, 12), round(asked.value, 12))
        return Finding(plan.periods[time], "", "", against, None, value, is_met)
    share = _share(figures, asked, some)
    if claim.share is None:
        holds = (share > 0.5) is not claim.is_negated
    else:
        is_met = COMPARISONS[claim.comparison](round(share, 12), round(claim.share, 12))
        holds = is_met is not claim.is_negated
    first, second = (*names, "", "")[:2]
    return Finding(plan.periods[time], first, second, against, ", ".join(names), share, holds)


def _told(figure: str, some: list[SolutionFigures]) -> float:
    """The mean of a number over the draws that find anything."""
    if figure == "count":
        return some[0].count if some else 0.0
    weight = sum(one.chosen for one in some)
    if not weight:
        return nan
    first = [one for one in some if one.chosen]
    values = [one.measure if figure != "basin" else nan if one.basin is None else one.basin for one in first]
    if len(values) == 1:
        return values[0]
    return sum(value * one.chosen for value, one in zip(values, first, strict=True)) / weight


def _share(figures: Figures, asked: SolvedClaim, some: list[SolutionFigures]) -> float:
    """The share of draws in which actors stand together (of coalitions, the likeliest), or are one of the groups."""
    form = figures.plan.solves[[s.name for s in figures.plan.solves].index(asked.claim.option)].form
    wanted = set(asked.actors)
    if asked.is_group:
        return max((one.share for one in some if asked.actors in one.groups), default=0.0)
    if len(wanted) == 1 and form != "coalitions":
        shares = [one.chosen for one in some if any(wanted <= set(group) and len(group) > 1 for group in one.groups)]
    elif form == "coalitions":
        return max((one.share for one in some if wanted <= set(one.groups[0])), default=0.0)
    else:
        shares = [one.chosen for one in some if any(wanted <= set(group) for group in one.groups)]
    return sum(shares)
