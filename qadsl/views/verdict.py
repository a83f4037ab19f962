"""A judged claim in words: that it holds, or what was found instead."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qadsl.analysis.expect import Finding, Verdict
from qadsl.views.words import named, number, option_words, percent

__all__ = ["verdict"]

MOST_FINDINGS = 10


def verdict(judged: Verdict, *, names_theory: bool = False) -> RenderableType:
    """`holds: expect ...`, or `fails: expect ...` with one line for each place where it does.

    `names_theory` adds by which theory, where the claim does not say so and the program has several.
    """
    word, style = ("holds", "green") if judged.holds else ("fails", "bold red")
    by = f" (by {named(judged.theory)})" if names_theory else ""
    shown = Text.assemble((word, style), ": ", named(" ".join(judged.claim.text.split())), by, overflow="fold")
    if judged.holds:
        return shown
    return Group(shown, *(Padding(Text(line), (0, 0, 0, 2)) for line in _failures(judged)))


def _failures(judged: Verdict) -> Iterator[str]:
    failed = [finding for finding in judged.findings if not finding.holds]
    for finding in failed[:MOST_FINDINGS]:
        yield _found(judged, finding)
    if len(failed) > MOST_FINDINGS:
        yield f"and {len(failed) - MOST_FINDINGS} more"


def _found(judged: Verdict, finding: Finding) -> str:
    if judged.claim.solved:
        return _found_solved(judged, finding)
    join = "and" if judged.claim.is_tie else "\N{RIGHTWARDS ARROW}"
    when = "" if finding.time is None else f" in {finding.time}"
    who = f"{named(finding.first)} {join} {named(finding.second)} against {named(finding.target)}{when}"
    share = f"{option_words(judged.claim.option)} has {percent(finding.probability)}"
    if finding.outcome is None:
        why = "undecided, as too little is known or rules contradict each other"
        return f"{who}: {why}" if isnan(finding.probability) else f"{who}: {why}; {share}"
    return f"{who}: found {option_words(finding.outcome)}, {share}"


def _found_solved(judged: Verdict, finding: Finding) -> str:
    """What was found of a solve."""
    when = "" if finding.time is None else f" in {finding.time}"
    against = f" against {named(finding.target)}" if finding.target else ""
    if judged.claim.solved != "groups":
        value = "unknown" if isnan(finding.probability) else number(finding.probability, 6)
        return f"{judged.claim.solved} of {named(judged.claim.option)}{against}{when}: {value}"
    return f"{named(finding.outcome or '')}{against}{when}: in {percent(finding.probability)} of what is found"
