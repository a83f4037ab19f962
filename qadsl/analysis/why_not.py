"""What stood in the way of an option: the payoff gap, its parts, and the rules that did not fire."""

from __future__ import annotations

from qadsl.analysis.account import ROUNDING, Explanation, OptionAccount, Part, WhyNot
from qadsl.analysis.sums import balance

__all__ = ["why_not"]


def why_not(explanation: Explanation, option: str) -> WhyNot:
    """Set the choice beside the asked option; where nothing could be chosen, beside the greatest payoff."""
    asked = explanation.option(option)
    chosen = _chosen(explanation)
    gap, parts = _parts(chosen, asked)
    return WhyNot(
        option=option,
        is_chosen=explanation.choice == option,
        gap=gap,
        parts=parts,
        silent=tuple(rule for rule in explanation.rules if not rule.has_fired),
        explanation=explanation,
    )


def _chosen(explanation: Explanation) -> OptionAccount:
    if explanation.choice is not None:
        return explanation.option(explanation.choice)
    return max(explanation.options, key=lambda o: float("-inf") if o.payoff is None else o.payoff)


def _parts(chosen: OptionAccount, asked: OptionAccount) -> tuple[float | None, tuple[Part, ...]]:
    left = {entry.name: entry.value for entry in chosen.contributions if entry.name != ROUNDING}
    right = {entry.name: entry.value for entry in asked.contributions if entry.name != ROUNDING}
    parts = []
    for name in dict.fromkeys((*left, *right)):
        one, other = left.get(name, 0.0), right.get(name, 0.0)
        parts.append(Part(name, None if one is None or other is None else one - other, one, other))
    parts.sort(key=lambda part: (part.value is not None, -abs(part.value or 0.0), part.name))
    known = [part.value for part in parts if part.value is not None]
    if chosen.payoff is None or asked.payoff is None or len(known) < len(parts):
        return None, tuple(parts)
    gap = chosen.payoff - asked.payoff
    values, remainder = balance(known, gap)
    told = [Part(p.name, value, p.chosen, p.asked) for p, value in zip(parts, values, strict=True)]
    if remainder:
        told.append(Part(ROUNDING, remainder, None, None))
    return gap, tuple(told)
