"""Accounts as sentences and tables, for pages and papers; on a screen they stand in lines (`explanation.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from qadsl.analysis.account import Explanation, RuleAccount, WhyNot
from qadsl.views import why_not
from qadsl.views.account_words import (
    changes_told,
    conflict_words,
    decision_words,
    effects_told,
    input_name,
    measure_words,
    obstacle_words,
    outcome_words,
    payoff_rows,
    possible_words,
    solved_words,
)
from qadsl.views.grid import Column
from qadsl.views.told import Table, Told
from qadsl.views.words import named, number, option_words, percent, signed

__all__ = ["told_account", "told_why_not"]

Row = Iterable[str]


def told_account(told: Explanation) -> Told:
    """The account of a decision."""
    lines = [f"{decision_words(told)}: {outcome_words(told)}"]
    lines += [possible_words(told)] if len(told.possible) > 1 else []
    lines += [f"in conflict: {conflict_words(conflict)}" for conflict in told.conflicts]
    notes = [f"solved: {solved_words(solved, is_sampled=told.is_sampled)}" for solved in told.solved]
    notes += [f"not given: {', '.join(map(named, told.unknown))}"] if told.unknown else []
    return Told(_heading(told), tuple(lines), tuple(table for table in _tables(told) if table.rows), tuple(notes))


def told_why_not(answer: WhyNot) -> Told:
    """What stood in the way of an option."""
    told = answer.explanation
    lines = (f"Why not {option_words(answer.option)}: {decision_words(told)}", *why_not.sentences(answer))
    heads = (Column("what parts them"), Column(f"speaks for {option_words(told.choice or '')}", is_number=True))
    parts = Table("", heads, _rows((named(p.name), signed(p.value)) for p in why_not.parts_told(answer)))
    silent = _silent([] if answer.is_chosen else answer.silent, is_aside=False)
    return Told(_heading(told), lines, tuple(table for table in (parts, silent) if table.rows))


def _heading(told: Explanation) -> str:
    return f"{named(told.scenario)} by {named(told.theory)}"


def _tables(told: Explanation) -> Iterator[Table]:
    mean = ", means over draws" if told.is_sampled else ""
    yield _payoffs(told, f"Payoffs{mean}")
    for role in ("encouraging", "discouraging"):
        yield _variables(told, role, f"{role.capitalize()} variables{mean}")
    yield _fired(told)
    yield _silent([rule for rule in told.rules if not rule.has_fired], is_aside=True)
    yield _measures(told)
    yield _read(told)


def _payoffs(told: Explanation, title: str) -> Table:
    """What each variable adds to each option, their sum, and how likely the option is."""
    heads = (Column(""), *(Column(option_words(option.name), is_number=True) for option in told.options))
    rows = [(named(name), *("" if v == 0 else signed(v) for v in values)) for name, values in payoff_rows(told)]
    sums = [("payoff", *(number(option.payoff) for option in told.options))]
    sums += [("likely", *(percent(option.probability) for option in told.options))] if told.has_shares else []
    bold = tuple(tuple(Text(cell, style="bold") for cell in row) for row in sums)
    return Table(title, heads, (*_rows(rows), *bold) if told.options else ())


def _variables(told: Explanation, role: str, title: str) -> Table:
    heads = (
        Column("variable"),
        Column("value", is_number=True),
        Column("weight", is_number=True),
        Column("how it came"),
    )
    rows = [
        (
            f"{named(v.name)}, {named(v.tier)}" if v.tier else named(v.name),
            number(v.value),
            number(v.weight),
            "\n".join(changes_told(v)),
        )
        for v in told.variables
        if v.role == role
    ]
    return Table(title, heads, _rows(rows))


def _fired(told: Explanation) -> Table:
    has_shares = told.is_sampled and any(rule.share < 1 for rule in told.rules if rule.has_fired)
    heads = [Column("rule"), Column("says"), *([Column("fired in", is_number=True)] if has_shares else [])]
    rows = [
        (
            named(rule.name),
            _title(rule),
            *([percent(rule.share)] if has_shares else []),
            "\n".join(effects_told(rule, told)),
            named(rule.place),
        )
        for rule in told.rules
        if rule.has_fired
    ]
    return Table("Rules that fired", (*heads, Column("what it did"), Column("at")), _rows(rows))


def _silent(rules: Sequence[RuleAccount], *, is_aside: bool) -> Table:
    heads = (Column("rule"), Column("says"), Column("why it did not"), Column("at"))
    rows = [
        (named(rule.name), _title(rule), obstacle_words(rule.obstacle) if rule.obstacle else "", named(rule.place))
        for rule in rules
    ]
    return Table("Rules that did not fire", heads, _rows(rows), is_aside=is_aside)


def _measures(told: Explanation) -> Table:
    heads = (Column("measure"), Column("came to"), Column("formula"), Column("source"), Column("at"))
    rows = [
        (
            f"{named(m.name)}\n{named(m.title)}" if m.title else named(m.name),
            measure_words(m),
            named(m.text),
            named(m.citation),
            named(m.place),
        )
        for m in told.measures
    ]
    return Table("Measures", heads, _rows(rows))


def _read(told: Explanation) -> Table:
    heads = (Column("value"), Column("as written"), Column("mean", is_number=True), Column("source"), Column("at"))
    rows = [
        (
            input_name(one),
            named(one.text) + (", by default" if one.is_default else ""),
            "" if one.value is None else number(one.value),
            named(one.citation),
            ", ".join(named(said) for said in (one.place, one.statement) if said),
        )
        for one in told.inputs
        if one.is_given
    ]
    return Table("Also read", heads, _rows(rows), is_aside=True)


def _title(rule: RuleAccount) -> str:
    citation = f"[{named(rule.citation)}]" if rule.citation else ""
    return " ".join(part for part in (named(rule.title), citation) if part)


def _rows(rows: Iterable[Row]) -> tuple[tuple[Text, ...], ...]:
    return tuple(tuple(map(Text, row)) for row in rows)
