"""What stood in the way of an option, as text."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.analysis.account import ROUNDING, Explanation, Part, WhyNot
from qadsl.diagnostics.cells import wrapped
from qadsl.views.account_words import NEGLIGIBLE, decision_words
from qadsl.views.explanation import rule_words
from qadsl.views.words import named, number, option_words, percent, signed

__all__ = ["parts_told", "sentences", "text"]

MOST_PARTS = 6


def text(answer: WhyNot, width: int = 80) -> str:
    """The answer, at most `width` columns wide."""
    told = answer.explanation
    asked = option_words(answer.option)
    lines = [f"Why not {asked}: {decision_words(told)}  ({named(told.scenario)}, by {named(told.theory)})"]
    lines += [f"  {said}" for said in sentences(answer)]
    if parts := parts_told(answer):
        lines += ["", f"What parts them (+ speaks for {option_words(told.choice or '')})"]
        lines += [f"  {signed(part.value):>9}  {named(part.name)}" for part in parts[:MOST_PARTS]]
        if more := len(parts[MOST_PARTS:]):
            lines.append(f"  and {more} smaller {'one' if more == 1 else 'ones'}")
    if answer.silent and not answer.is_chosen:
        lines += ["", "Rules that did not fire", *(row for rule in answer.silent for row in rule_words(rule))]
    return "\n".join(row for line in lines for row in _fit(line, width)) + "\n"


def sentences(answer: WhyNot) -> Iterator[str]:
    """What was chosen instead, and how much less the option pays."""
    told = answer.explanation
    asked = option_words(answer.option)
    if answer.is_chosen:
        share = told.option(answer.option).probability
        often = f", {_often(told, share)}" if told.has_shares else ""
        yield f"It is {asked}: that is what {named(told.self)} chooses{often}."
    elif told.choice is None:
        yield "Nothing could be chosen: some rules contradict each other or too little is known."
    else:
        other, chosen = told.option(answer.option), told.option(told.choice)
        pays = f"{option_words(told.choice)} pays {number(chosen.payoff)}, {asked} {number(other.payoff)}"
        often = f"; {asked} {_often(told, other.probability)}" if told.has_shares else ""
        yield f"{pays}: {_less(answer.gap)}{often}."


def parts_told(answer: WhyNot) -> list[Part]:
    """What parts the option from the choice, the largest first, without what is negligible."""
    if answer.is_chosen or answer.explanation.choice is None:
        return []
    return [p for p in answer.parts if p.name != ROUNDING and (p.value is None or abs(p.value) > NEGLIGIBLE)]


def _often(told: Explanation, share: float) -> str:
    return f"{percent(share)} likely" if told.is_quantal else f"in {percent(share)} of draws"


def _fit(line: str, width: int) -> list[str]:
    indent = len(line) - len(line.lstrip())
    first, *more = wrapped(line[indent:], max(20, width - indent - 4)) if len(line) > width else [line[indent:]]
    return [" " * indent + first, *(" " * (indent + 4) + row for row in more)]


def _less(gap: float | None) -> str:
    if gap is None:
        return "the gap is unknown"
    return f"{number(abs(gap))} {'less' if gap >= 0 else 'more, on average'}"
