"""Every value that a scenario states, as a table: of whom, when, as written, by which source and where."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from qadsl.ir.program import ChangePlan, Plan, Quantity, Written
from qadsl.ir.sites import site_names
from qadsl.views.grid import Column
from qadsl.views.html_tables import LINK
from qadsl.views.texts import Texts, anchor
from qadsl.views.told import Table
from qadsl.views.words import named, spans_of

__all__ = ["stated"]

MOST_NAMED = 4
"""Places of one value that are named; the others are counted."""

SHORT = 24
"""Letters of a value that is not broken into lines."""

HEADS = (
    Column("value"), Column("of"), Column("when"), Column("as written"), Column("source"), Column("said in"),
    Column("meaning"),
)  # fmt: skip

EVENT_HEADS = (Column("event"), Column("with probability"), *HEADS)


def stated(plan: Plan, texts: Texts) -> tuple[Table, Table, Table]:
    """What the program states, what events change of it, and what libraries give."""
    rows: tuple[list[tuple[Text, ...]], list[tuple[Text, ...]]] = ([], [])
    given = [quantity for quantity in plan.quantities if quantity.kind != "event"]  # whose probability stands below
    found = [(quantity, *each) for quantity in given for each in _values(quantity)]
    for quantity, value, places in sorted(found, key=lambda one: _order(one[1], texts)):
        rows[_is_of_library(value, texts)].append(_row(plan, quantity, value, places, texts))
    titles = ("Stated by the program", "Given by libraries")
    own, others = (_without_empty(Table(t, HEADS, tuple(said))) for t, said in zip(titles, rows, strict=True))
    events = Table("Changed by events", EVENT_HEADS, tuple(_change(plan, change, texts) for change in plan.changes))
    return own, _without_empty(events), Table(others.title, others.columns, others.rows, is_aside=True)


def _change(plan: Plan, change: ChangePlan, texts: Texts) -> tuple[Text, ...]:
    """What one event does to one value."""
    name, whom, _, *rest = _row(plan, change.quantity, change.value, list(change.sites), texts)
    periods = [period for period, strength in enumerate(change.strengths) if strength > 0]
    return Text(named(change.event)), Text(named(change.chance)), name, whom, Text(_when(plan, periods)), *rest


def _values(quantity: Quantity) -> Iterator[tuple[Written, list[int]]]:
    """Every value that somebody wrote, with the cells it holds in, in the order of the first."""
    held: dict[int, list[int]] = {}
    for place, position in enumerate(quantity.cells):
        written = quantity.written[position]
        if written.origin is not None and (position or not quantity.arity or quantity.kind == "parameter"):
            held.setdefault(position, []).append(place)
    for position, places in held.items():
        yield quantity.written[position], places


def _row(plan: Plan, quantity: Quantity, value: Written, places: list[int], texts: Texts) -> tuple[Text, ...]:
    size = len(quantity.cells) // len(plan.periods) if quantity.is_dated else 0
    whom = list(dict.fromkeys(site_names(plan, quantity, place % size if size else place) for place in places))
    periods = sorted({place // size for place in places}) if quantity.is_dated else []
    assert value.origin is not None
    return (
        Text(_name(quantity)),
        Text(_whom(plan, quantity, whom)),
        Text(_when(plan, periods)),
        Text(_together(named(value.text))),
        Text(named(value.origin.citation)),
        _place(value.origin.place, texts),
        Text(named(quantity.title)),
    )


def _together(text: str) -> str:
    """A short value in one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}") if len(text) <= SHORT else text


def _place(place: str, texts: Texts) -> Text:
    """Where a value is said, as a link to the line."""
    found = texts.place(place)
    if found is None:
        return Text(named(place))
    number, line = found
    of = texts.written[number]
    is_only = not of.library and sum(not one.library for one in texts.written) == 1
    text = "" if is_only else f"{named(of.library or of.name)}, "
    return Text(f"{text}line\N{NO-BREAK SPACE}{line}", style=f"{LINK}#{anchor(number, line)}")


def _order(value: Written, texts: Texts) -> tuple[int, int]:
    """Values in the order in which the texts say them, and those of other texts behind."""
    assert value.origin is not None
    return texts.place(value.origin.place) or (len(texts.written), 0)


def _is_of_library(value: Written, texts: Texts) -> bool:
    """Whether a library gives it; no library reads data."""
    assert value.origin is not None
    found = texts.place(value.origin.place)
    return found is not None and bool(texts.written[found[0]].library)  # a row of data stands in no text


def _name(quantity: Quantity) -> str:
    if quantity.kind == "start":
        return f"previous {named(quantity.key.partition(':')[2])}"
    return named(quantity.name.rpartition(".")[2])


def _whom(plan: Plan, quantity: Quantity, whom: list[tuple[str, ...]]) -> str:
    """The actors of the cells; what holds both ways is told once."""
    known = set(whom)
    told = list(dict.fromkeys(_cell(plan, names, known, is_both=quantity.is_symmetric) for names in whom))
    more = [f"and {len(told) - MOST_NAMED:,} more"] if len(told) > MOST_NAMED else []
    return "\n".join([*map(_together, told[:MOST_NAMED]), *more])


def _cell(plan: Plan, names: tuple[str, ...], all: set[tuple[str, ...]], *, is_both: bool) -> str:
    if len(names) < 2:
        return "".join(map(named, names))
    first, second, *target = names
    against = f" against {named(target[0])}" if target and len(plan.targets) > 1 else ""
    if is_both or (second, first, *target) in all:
        one, other = sorted((first, second))
        return f"{named(one)} and {named(other)}{against}"
    return f"{named(first)} \N{RIGHTWARDS ARROW} {named(second)}{against}"


def _when(plan: Plan, periods: list[int]) -> str:
    labels = [str(label) for label in plan.periods]
    if not periods or len(periods) == len(labels):
        return ""
    return spans_of([labels[position] for position in periods], labels)


def _without_empty(table: Table) -> Table:
    """The table without columns that say nothing."""
    kept = [i for i in range(len(table.columns)) if any(row[i].plain for row in table.rows)]
    return Table(
        table.title,
        tuple(table.columns[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in table.rows),
    )
