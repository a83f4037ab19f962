"""A judged claim in words: that it holds, or what was found instead."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from qadsl.analysis.expect import Finding, Verdict
from qadsl.views.words import named, option_words, percent

__all__ = ["verdict"]

MOST_FINDINGS = 10


def verdict(judged: Verdict) -> Text:
    """`holds: expect ...`, or `fails: expect ...` with one line for each place where it does."""
    word, style = ("holds", "green") if judged.holds else ("fails", "bold red")
    shown = Text.assemble((word, style), ": ", named(" ".join(judged.claim.text.split())), overflow="fold")
    if not judged.holds:
        for line in _failures(judged):
            shown.append(f"\n  {line}")
    return shown


def _failures(judged: Verdict) -> Iterator[str]:
    failed = [finding for finding in judged.findings if not finding.holds]
    for finding in failed[:MOST_FINDINGS]:
        yield _found(judged, finding)
    if len(failed) > MOST_FINDINGS:
        yield f"and {len(failed) - MOST_FINDINGS} more"


def _found(judged: Verdict, finding: Finding) -> str:
    join = "and" if judged.claim.is_tie else "\N{RIGHTWARDS ARROW}"
    when = "" if finding.time is None else f" in {finding.time}"
    who = f"{named(finding.first)} {join} {named(finding.second)} against {named(finding.target)}{when}"
    outcome = "undecided" if finding.outcome is None else option_words(finding.outcome)
    share = f", {option_words(judged.claim.option)} has {percent(finding.probability)}"
    return f"{who}: found {outcome}{share}"
