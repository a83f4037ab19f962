"""The words in which accounts of decisions are told, in lines and in tables alike."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.analysis.account import (
    ROUNDING,
    Change,
    ConflictAccount,
    Effect,
    Explanation,
    InputAccount,
    MeasureAccount,
    Obstacle,
    RuleAccount,
    SolvedAccount,
    VariableAccount,
)
from qadsl.views.words import listed, named, number, option_words, percent, plural, signed

__all__ = [
    "NEGLIGIBLE", "changes_told", "conflict_words", "decision_words", "effects_told", "input_name", "input_words",
    "measure_words", "obstacle_words", "outcome_words", "payoff_rows", "possible_words", "rule_title",
    "solved_words", "start_words",
]  # fmt: skip

NEGLIGIBLE = 5e-12
"""Entries smaller than this are left out of the text: they only make the last bits add up."""


def decision_words(explanation: Explanation) -> str:
    """`UK with Israel against Egypt in 1956`."""
    when = "" if explanation.time is None else f" in {explanation.time}"
    ends = f"{named(explanation.self)} with {named(explanation.partner)}"
    return f"{ends} against {named(explanation.target)}{when}"


def outcome_words(explanation: Explanation) -> str:
    """What was chosen, how likely, and how likely the others are; or why nothing was."""
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


def start_words(variable: VariableAccount) -> str:
    """What a variable begins with."""
    given = variable.given
    if not is_needed(variable):
        return "not given, and not needed"
    if given.is_given:
        return f"given {input_words(given)}"
    return "not given" if given.value is None else f"not given, drawn from its whole range: {number(given.value)}"


def is_needed(variable: VariableAccount) -> bool:
    """Whether the given value has a say; one that is drawn and then set by a rule has none."""
    return variable.given.is_given or (variable.given.is_read and not variable.is_set)


def change_words(change: Change) -> str:
    """Which step changed a variable, and how."""
    if change.name == ROUNDING:
        return ROUNDING
    if change.operator == "range":
        return f"kept within {change.name}"
    return f"by {named(change.name)}: {named(change.text)}"


def input_name(given: InputAccount) -> str:
    """A stated value by what it is of: `divergence(UK, France, Egypt)`."""
    return f"{named(given.name)}({', '.join(named(a) for a in given.actors)})" if given.actors else named(given.name)


def input_words(given: InputAccount) -> str:
    """A stated value as written, with its number, place and source."""
    said = named(given.text)
    value = "" if given.value is None or said == f"{given.value:.12g}" else f"{number(given.value)}: "
    by_default = " by default" if given.is_default else ""
    where = f" at {named(given.place)}" if given.place else ""
    statement = f", {named(given.statement)}" if given.statement else ""
    citation = f"  [{named(given.citation)}]" if given.citation else ""
    return f"{value}{said}{by_default}{where}{statement}{citation}"


def rule_title(rule: RuleAccount) -> str:
    """A rule by name, title and source."""
    title = f' "{named(rule.title)}"' if rule.title else ""
    citation = f"  [{named(rule.citation)}]" if rule.citation else ""
    return f"{named(rule.name)}{title}{citation}"


def measure_words(measure: MeasureAccount) -> str:
    """What a measure came to."""
    if measure.value is not None:
        often = f" in {percent(measure.share)} of draws" if measure.share is not None and measure.share < 1 else ""
        return f"{option_words(measure.value)}{often}"
    return number(measure.mean) + (f" \N{PLUS-MINUS SIGN} {number(measure.sd, 2)}" if measure.sd else "")


def effect_words(effect: Effect, *, has_start: bool) -> str:
    """What came of it; a start that nothing hangs on is not shown."""
    name, after = named(effect.variable), number(effect.after)
    if not has_start:
        return f"{name} \N{RIGHTWARDS ARROW} {after}"
    if effect.change is not None and abs(effect.change) <= NEGLIGIBLE:
        return f"changes nothing, {name} is {after}"
    return f"{name} {number(effect.before)} \N{RIGHTWARDS ARROW} {after}"


def obstacle_words(obstacle: Obstacle) -> str:
    """Why a rule did not fire."""
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


def payoff_rows(explanation: Explanation) -> list[tuple[str, list[float | None]]]:
    """Each variable with what it adds to each option; options that it does not touch have 0."""
    tables = [{entry.name: entry.value for entry in option.contributions} for option in explanation.options]
    names = [v.name for v in explanation.variables if any(v.name in table for table in tables)]
    rows = [(name, [table.get(name, 0.0) for table in tables]) for name in names]
    rounding = [table.get(ROUNDING) or 0.0 for table in tables]
    if any(abs(value) > NEGLIGIBLE for value in rounding):
        rows.append((ROUNDING, list(rounding)))
    return rows


def solved_words(solved: SolvedAccount, *, is_sampled: bool) -> str:
    """`sides: A, C | B, energy 1.4`."""
    mark = " - " if solved.form == "links" else ", "
    groups = " | ".join(mark.join(named(name) for name in group) for group in solved.groups) or "nobody"
    measure = f", {solved.measured_by} {number(solved.measure, 6)}" if solved.measured_by else ""
    share = f", in {percent(solved.share)} of draws" if is_sampled else ""
    return f"{named(solved.name)}: {groups}{measure}{share}  at {named(solved.place)}"


def conflict_words(conflict: ConflictAccount) -> str:
    """Which rules contradict each other."""
    rules = [f"{named(rule)} ({named(at)})" for rule, at in zip(conflict.rules, conflict.places, strict=True)]
    return f"{named(conflict.variable)}: {listed(rules)} set it to unequal values"


def possible_words(explanation: Explanation) -> str:
    """The options that are open, and what decides between them."""
    names = [named(name) for name in explanation.deciding]
    turns = f", as {listed(names, 'or')} turns out" if names else ""
    return f"possible: {listed([option_words(option) for option in explanation.possible], 'or')}{turns}"


def changes_told(variable: VariableAccount) -> Iterator[str]:
    """The steps of a variable from what it begins with to what it is; what is negligible is left out."""
    yield start_words(variable)
    for change in variable.changes:
        if change.value is not None:
            yield f"= {number(change.value)} {change_words(change)}"
        elif change.amount is None or abs(change.amount) > NEGLIGIBLE:
            yield f"{signed(change.amount)} {change_words(change)}"


def effects_told(rule: RuleAccount, explanation: Explanation) -> Iterator[str]:
    """What a rule that fired did to each variable."""
    needed = {variable.name for variable in explanation.variables if is_needed(variable)}
    for effect in rule.effects:
        if not effect.is_number:
            yield named(effect.text)
            continue
        has_start = effect.operator != "=" or effect.variable in needed
        yield f"{named(effect.text or effect.variable)}: {effect_words(effect, has_start=has_start)}"
