"""Judges a claim about a run: which decisions or ties it is about, what was found there, and whether it holds."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from qadsl.result import Figures, names_of

__all__ = ["COMPARISONS", "Claim", "Finding", "Verdict", "judge"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of each row.

    `is_tie` asks about ties (rows of `Figures.pairs`), otherwise about choices (rows of `Figures.cells`).
    `comparison` and `share` ask about the probability instead of the outcome; `text` is the claim as written.
    """

    option: str
    is_negated: bool
    is_tie: bool
    rows: tuple[int, ...]
    comparison: str
    share: float | None
    text: str
    place: str
    solved: str = ""
    """`groups`, or the number that it asks for, where it is about what is solved (then `option` is that solve)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one row: `first` decides (or is one end of the tie)."""

    time: int | str | None
    first: str
    second: str
    target: str
    outcome: str | None
    probability: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim holds, and what was found at each row it is about."""

    scenario: str
    theory: str
    claim: Claim
    holds: bool
    findings: tuple[Finding, ...]


COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def judge(figures: Figures, claim: Claim) -> Verdict:
    """Set a claim beside what was found; it holds where it holds at every row."""
    findings = tuple(_finding(figures, claim, row) for row in claim.rows)
    return Verdict(
        figures.plan.scenario, figures.plan.theory, claim, all(finding.holds for finding in findings), findings
    )


def _finding(figures: Figures, claim: Claim, row: int) -> Finding:
    options = [option.name for option in figures.plan.options]
    cell, taken, shares = (
        (figures.pairs[row], figures.tie[row], figures.tie_probability[row])
        if claim.is_tie
        else (figures.cells[row], figures.choice[row], figures.probability[row])
    )
    names = names_of(figures.plan, cell)
    outcome = options[taken] if taken >= 0 else None
    probability = float(shares[options.index(claim.option)])
    if claim.share is None:
        holds = outcome is not None and (outcome == claim.option) is not claim.is_negated
    else:
        # both sides rounded as every comparison is, so that 600 of 1000 draws are 60 %
        is_met = COMPARISONS[claim.comparison](round(probability, 12), round(claim.share, 12))
        holds = is_met is not claim.is_negated
    return Finding(names.time, names.first, names.second, names.target, outcome, probability, holds)
