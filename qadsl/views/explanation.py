"""The account of one decision as text: a headline, payoffs by variable, variables by rule, and what did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qadsl.analysis.account import (
    ROUNDING,
    Change,
    ConflictAccount,
    Effect,
    Explanation,
    InputAccount,
    MeasureAccount,
    Obstacle,
    OptionAccount,
    RuleAccount,
    SolvedAccount,
    VariableAccount,
)
from qadsl.diagnostics.cells import shown_width, wrapped
from qadsl.views.words import listed, named, number, option_words, percent, plural, signed

__all__ = ["decision_words", "payoff_rows", "rule_words", "text"]

NEGLIGIBLE = 5e-12
"""Entries smaller than this are left out of the text: they only make the last bits add up."""


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


def decision_words(explanation: Explanation) -> str:
    """`UK with Israel against Egypt in 1956`."""
    when = "" if explanation.time is None else f" in {explanation.time}"
    ends = f"{named(explanation.self)} with {named(explanation.partner)}"
    return f"{ends} against {named(explanation.target)}{when}"


def _head(explanation: Explanation) -> Iterator[str]:
    yield f"{decision_words(explanation)}  ({named(explanation.scenario)}, by {named(explanation.theory)})"
    yield f"  {_outcome(explanation)}"
    if len(explanation.possible) > 1:
        turns = (
            f", as {listed([named(n) for n in explanation.deciding], 'or')} turns out" if explanation.deciding else ""
        )
        yield f"  possible: {listed([option_words(o) for o in explanation.possible], 'or')}{turns}"


def _outcome(explanation: Explanation) -> str:
    if explanation.choice is None:
        why = "rules contradict each other" if explanation.status == "conflict" else "too little is known"
        return f"no choice: {why}"
    how = f" ({option_words(explanation.behaviour)})" if explanation.behaviour else ""
    words = f"{option_words(explanation.choice)}{how}"
    if not explanation.has_shares:
        return words
    others = ", ".join(
        f"{option_words(o.name)} {percent(o.probability)}" for o in explanation.options if o.name != explanation.choice
    )
    often = percent(explanation.option(explanation.choice).probability)
    drawn = f"{plural(explanation.draws, 'draw')} (seed {explanation.seed})"
    if not explanation.is_quantal:
        return f"{words} in {often} of {drawn}; {others}"
    return f"{words}, {often} likely{f', mean over {drawn}' if explanation.is_sampled else ''}; {others}"


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
    yield "Solved", [_solved(solved, is_sampled=explanation.is_sampled) for solved in explanation.solved]
    yield "Rules in conflict", [_conflict(conflict) for conflict in explanation.conflicts]
    yield "Also read", [f"  {_input_name(i)} {_input(i)}" for i in explanation.inputs if i.is_given]
    if explanation.unknown:
        yield "Not given", ["  " + ", ".join(named(name) for name in explanation.unknown)]


def _solved(solved: SolvedAccount, *, is_sampled: bool) -> str:
    """`sides: A, C | B, energy 1.4`."""
    mark = " - " if solved.form == "links" else ", "
    groups = " | ".join(mark.join(named(name) for name in group) for group in solved.groups) or "nobody"
    measure = f", {solved.measured_by} {number(solved.measure, 6)}" if solved.measured_by else ""
    share = f", in {percent(solved.share)} of draws" if is_sampled else ""
    return f"  {named(solved.name)}: {groups}{measure}{share}  at {named(solved.place)}"


def _conflict(conflict: ConflictAccount) -> str:
    rules = [f"{named(rule)} ({named(at)})" for rule, at in zip(conflict.rules, conflict.places, strict=True)]
    return f"  {named(conflict.variable)}: {listed(rules)} set it to unequal values"


def payoff_rows(explanation: Explanation) -> list[tuple[str, list[float | None]]]:
    """Each variable with what it adds to each option; options that it does not touch have 0."""
    tables = [{entry.name: entry.value for entry in option.contributions} for option in explanation.options]
    names = [v.name for v in explanation.variables if any(v.name in table for table in tables)]
    rows = [(name, [table.get(name, 0.0) for table in tables]) for name in names]
    rounding = [table.get(ROUNDING) or 0.0 for table in tables]
    if any(abs(value) > NEGLIGIBLE for value in rounding):
        rows.append((ROUNDING, list(rounding)))
    return rows


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
    yield f"    {_start(variable)}"
    for change in variable.changes:
        if change.value is not None:
            yield f"    = {number(change.value)} {_change(change)}"
        elif change.amount is None or abs(change.amount) > NEGLIGIBLE:
            yield f"    {signed(change.amount)} {_change(change)}"


def _start(variable: VariableAccount) -> str:
    given = variable.given
    if not _is_needed(variable):
        return "not given, and not needed"
    if given.is_given:
        return f"given {_input(given)}"
    return "not given" if given.value is None else f"not given, drawn from its whole range: {number(given.value)}"


def _is_needed(variable: VariableAccount) -> bool:
    """Whether the given value has a say; one that is drawn and then set by a rule has none."""
    return variable.given.is_given or (variable.given.is_read and not variable.is_set)


def _change(change: Change) -> str:
    if change.name == ROUNDING:
        return ROUNDING
    if change.operator == "range":
        return f"kept within {change.name}"
    return f"by {named(change.name)}: {named(change.text)}"


def _input_name(given: InputAccount) -> str:
    return f"{named(given.name)}({', '.join(named(a) for a in given.actors)})" if given.actors else named(given.name)


def _input(given: InputAccount) -> str:
    said = named(given.text)
    value = "" if given.value is None or said == f"{given.value:.12g}" else f"{number(given.value)}: "
    by_default = " by default" if given.is_default else ""
    where = f" at {named(given.place)}" if given.place else ""
    statement = f", {named(given.statement)}" if given.statement else ""
    citation = f"  [{named(given.citation)}]" if given.citation else ""
    return f"{value}{said}{by_default}{where}{statement}{citation}"


def _rule_title(rule: RuleAccount) -> str:
    title = f' "{named(rule.title)}"' if rule.title else ""
    citation = f"  [{named(rule.citation)}]" if rule.citation else ""
    return f"{named(rule.name)}{title}{citation}"


def _fired(rule: RuleAccount, explanation: Explanation) -> Iterator[str]:
    often = f" in {percent(rule.share)} of draws" if explanation.is_sampled and rule.share < 1 else ""
    yield f"  {_rule_title(rule)}{often}"
    where = f"  at {named(rule.place)}" if rule.place else ""
    needed = {variable.name for variable in explanation.variables if _is_needed(variable)}
    for effect in rule.effects:
        if not effect.is_number:
            yield f"    {named(effect.text)}{where}"
            continue
        has_start = effect.operator != "=" or effect.variable in needed
        yield f"    {named(effect.text or effect.variable)}: {_effect(effect, has_start=has_start)}{where}"


def _measure(measure: MeasureAccount) -> Iterator[str]:
    """What it came to, and by which formula."""
    title = f' "{named(measure.title)}"' if measure.title else ""
    citation = f"  [{named(measure.citation)}]" if measure.citation else ""
    yield f"  {named(measure.name)} = {_came_to(measure)}{title}{citation}"
    yield f"    = {named(measure.text)}  at {named(measure.place)}"


def _came_to(measure: MeasureAccount) -> str:
    if measure.value is not None:
        often = f" in {percent(measure.share)} of draws" if measure.share is not None and measure.share < 1 else ""
        return f"{option_words(measure.value)}{often}"
    return number(measure.mean) + (f" \N{PLUS-MINUS SIGN} {number(measure.sd, 2)}" if measure.sd else "")


def _effect(effect: Effect, *, has_start: bool) -> str:
    """What came of it; a start that nothing hangs on is not shown."""
    name, after = named(effect.variable), number(effect.after)
    if not has_start:
        return f"{name} \N{RIGHTWARDS ARROW} {after}"
    if effect.change is not None and abs(effect.change) <= NEGLIGIBLE:
        return f"changes nothing, {name} is {after}"
    return f"{name} {number(effect.before)} \N{RIGHTWARDS ARROW} {after}"


def rule_words(rule: RuleAccount) -> Iterator[str]:
    """A rule that did not fire, and why."""
    yield f"  {_rule_title(rule)}"
    if rule.obstacle is not None:
        where = f"  at {named(rule.place)}" if rule.place else ""
        yield f"    {_obstacle(rule.obstacle)}{where}"


def _obstacle(obstacle: Obstacle) -> str:
    said = named(obstacle.text)
    match obstacle.kind:
        case "overridden":
            return f"overridden by {said}"
        case "unknown":
            return f"unknown: {said}"
        case _ if obstacle.left is None or obstacle.right is None or not obstacle.operator:
            return f"failed: {said}"
        case _:
            return f"failed: {said}; it is {number(obstacle.left)}, {_by_how_much(obstacle)}"


def _by_how_much(obstacle: Obstacle) -> str:
    gap = number(obstacle.gap)
    if gap == "0":
        return "exactly the limit, which does not count"
    match obstacle.operator:
        case ">" | ">=":
            return f"{gap} too low"
        case "<" | "<=":
            return f"{gap} too high"
        case _:
            return f"{gap} apart from {number(obstacle.right)}"
