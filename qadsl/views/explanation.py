"""The account of one decision as text: a headline, payoffs by variable, variables by rule, and what did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qadsl.analysis.account import (
    Explanation,
    MeasureAccount,
    OptionAccount,
    RuleAccount,
    VariableAccount,
)
from qadsl.diagnostics.cells import shown_width, wrapped
from qadsl.views.account_words import (
    NEGLIGIBLE,
    changes_told,
    conflict_words,
    decision_words,
    effects_told,
    input_name,
    input_words,
    measure_words,
    obstacle_words,
    outcome_words,
    payoff_rows,
    possible_words,
    rule_title,
    solved_words,
)
from qadsl.views.words import named, number, option_words, percent, signed

__all__ = ["rule_words", "text"]


def text(explanation: Explanation, width: int = 80) -> str:
    """The account, at most `width` columns wide."""
    lines = [*_head(explanation), ""]
    for title, rows in _sections(explanation, width):
        body = list(rows)
        if body:
            lines += [title, *body, ""]
    return "\n".join(row for line in lines for row in _fit(line, width)).rstrip() + "\n"


def _fit(line: str, width: int) -> list[str]:
    """A line broken where it is too long, its continuation indented by four more."""
    if shown_width(line) <= width:
        return [line.rstrip()]
    indent = len(line) - len(line.lstrip())
    first, *_ = wrapped(line[indent:], width - indent)
    rest = line[indent + len(first) :].strip()
    return [" " * indent + first] + [" " * (indent + 4) + row for row in wrapped(rest, width - indent - 4)]


def _head(explanation: Explanation) -> Iterator[str]:
    yield f"{decision_words(explanation)}  ({named(explanation.scenario)}, by {named(explanation.theory)})"
    yield f"  {outcome_words(explanation)}"
    if len(explanation.possible) > 1:
        yield f"  {possible_words(explanation)}"


def _sections(explanation: Explanation, width: int) -> Iterator[tuple[str, Iterable[str]]]:
    mean = ", means over draws" if explanation.is_sampled else ""
    yield f"Payoffs{mean}", _payoffs(explanation, width)
    for role in ("encouraging", "discouraging"):
        of_role = [variable for variable in explanation.variables if variable.role == role]
        yield f"{role.capitalize()} variables{mean}", [row for v in of_role for row in _variable(v)]
    fired = [rule for rule in explanation.rules if rule.has_fired]
    silent = [rule for rule in explanation.rules if not rule.has_fired]
    yield "Rules that fired", [row for rule in fired for row in _fired(rule, explanation)]
    yield "Rules that did not fire", [row for rule in silent for row in rule_words(rule)]
    yield "Measures", [row for measure in explanation.measures for row in _measure(measure)]
    yield "Solved", ["  " + solved_words(solved, is_sampled=explanation.is_sampled) for solved in explanation.solved]
    yield "Rules in conflict", ["  " + conflict_words(conflict) for conflict in explanation.conflicts]
    yield "Also read", [f"  {input_name(i)} {input_words(i)}" for i in explanation.inputs if i.is_given]
    if explanation.unknown:
        yield "Not given", ["  " + ", ".join(named(name) for name in explanation.unknown)]


def _payoffs(explanation: Explanation, width: int) -> Iterator[str]:
    options = explanation.options
    rows = payoff_rows(explanation)
    first = max((shown_width(named(name)) for name, _ in rows), default=0)
    first = max(first, len("payoff")) + 2
    columns = [max(shown_width(option_words(option.name)), 8) for option in options]
    if 2 + first + sum(columns) + 2 * len(columns) > width:
        yield from _payoffs_in_blocks(options)
        return
    heads = "  ".join(_right(option_words(o.name), w) for o, w in zip(options, columns, strict=True))
    yield f"  {' ' * first}{heads}"
    for name, values in rows:
        cells = "  ".join(_right("" if v == 0 else signed(v), w) for v, w in zip(values, columns, strict=True))
        yield f"  {_left(named(name), first)}{cells}"
    totals = "  ".join(_right(number(o.payoff), w) for o, w in zip(options, columns, strict=True))
    yield f"  {_left('payoff', first)}{totals}"


def _payoffs_in_blocks(options: tuple[OptionAccount, ...]) -> Iterator[str]:
    for option in options:
        yield f"  {option_words(option.name)}: {number(option.payoff)}"
        for entry in option.contributions:
            if entry.value is None or abs(entry.value) > NEGLIGIBLE:
                yield f"    {signed(entry.value)} {named(entry.name)}"


def _left(text: str, width: int) -> str:
    return text + " " * max(0, width - shown_width(text))


def _right(text: str, width: int) -> str:
    return " " * max(0, width - shown_width(text)) + text


def _variable(variable: VariableAccount) -> Iterator[str]:
    tier = f"{variable.tier}, " if variable.tier else ""
    yield f"  {named(variable.name)} = {number(variable.value)}  ({tier}weight {number(variable.weight)})"
    yield from (f"    {step}" for step in changes_told(variable))


def _fired(rule: RuleAccount, explanation: Explanation) -> Iterator[str]:
    often = f" in {percent(rule.share)} of draws" if explanation.is_sampled and rule.share < 1 else ""
    yield f"  {rule_title(rule)}{often}"
    where = f"  at {named(rule.place)}" if rule.place else ""
    yield from (f"    {effect}{where}" for effect in effects_told(rule, explanation))


def _measure(measure: MeasureAccount) -> Iterator[str]:
    """What it came to, and by which formula."""
    title = f' "{named(measure.title)}"' if measure.title else ""
    citation = f"  [{named(measure.citation)}]" if measure.citation else ""
    yield f"  {named(measure.name)} = {measure_words(measure)}{title}{citation}"
    yield f"    = {named(measure.text)}  at {named(measure.place)}"


def rule_words(rule: RuleAccount) -> Iterator[str]:
    """A rule that did not fire, and why."""
    yield f"  {rule_title(rule)}"
    if rule.obstacle is not None:
        where = f"  at {named(rule.place)}" if rule.place else ""
        yield f"    {obstacle_words(rule.obstacle)}{where}"
