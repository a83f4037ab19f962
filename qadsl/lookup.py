"""Finds the one decision of a run that Python asks about, and says what is wrong with a question that has none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from qadsl.failing import QadslError, fail, unknown
from qadsl.ir.program import Plan
from qadsl.source import Source

__all__ = [
    "Cell",
    "Time",
    "actor_of",
    "cell_of",
    "last_of",
    "option_of",
    "targets_of",
    "times_of",
    "unknown",
    "without_picture",
]

Cell = tuple[int, int, int, int]
Time = int | str | date | None

DATE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?))?")
"""A year, a quarter as tables write it, a month or a day."""


def cell_of(plan: Plan, cells: Iterable[list[int]], self_: str, partner: str, target: str | None, time: Time) -> Cell:
    """The cell (time, target, self, partner); target and time may be left out where only one fits.

    A time is written as in a script or as tables show it, and means every period that it touches.
    """
    actors = [actor.name for actor in plan.actors]
    for name in (self_, partner, target):
        if name is not None and name not in actors:
            raise unknown("QA203", "actor", name, actors)
    targets = [actors[position] for position in plan.targets]
    asked = targets_of(plan, target)
    times = times_of(plan, time)
    found = [
        cell
        for cell in cells
        if (actors[cell[2]], actors[cell[3]]) == (self_, partner) and cell[0] in times and cell[1] in asked
    ]
    if not found:
        raise fail("QA720", "there is no such decision", help=list(_ends(self_, partner, targets)))
    if len(found) > 1:
        raise fail("QA721", f"{len(found)} decisions are asked about", help=list(_ways(plan, target, targets, times)))
    when, against, one, other = found[0]
    return (when, against, one, other)


def _ends(self_: str, partner: str, targets: list[str]) -> Iterable[str]:
    yield "It has two ends and a target, all different."
    for name in dict.fromkeys((self_, partner)):
        if name in targets:
            yield f"`{name}` is whom it is against: name another actor in its place, and `target={name!r}`."


def _ways(plan: Plan, target: str | None, targets: list[str], times: Iterable[int]) -> Iterable[str]:
    labels = [str(plan.periods[position]) for position in times]
    if target is None and len(targets) > 1:
        yield f"Say against whom: {', '.join(targets)}."
    if len(labels) > 1:
        shown = labels if len(labels) <= 12 else [labels[0], "...", labels[-1]]
        yield f"Say when: {', '.join(shown)}."


def actor_of(plan: Plan, name: str | None) -> int | None:
    """The position of an actor, if one is named."""
    actors = [actor.name for actor in plan.actors]
    if name is not None and name not in actors:
        raise unknown("QA203", "actor", name, actors)
    return None if name is None else actors.index(name)


def targets_of(plan: Plan, target: str | None) -> list[int]:
    """Positions of the third parties that a name means: of one, or of all."""
    actors = [actor.name for actor in plan.actors]
    targets = [actors[position] for position in plan.targets]
    if target is None:
        return list(range(len(targets)))
    if target not in actors:
        raise unknown("QA203", "actor", target, actors)
    if target not in targets:
        tip = f"It has: {', '.join(targets)}." if targets else "It has none."
        raise fail("QA720", f"`{target}` is no third party of scenario `{plan.scenario}`", help=[tip])
    return [targets.index(target)]


def times_of(plan: Plan, time: Time) -> list[int]:
    """Positions of the periods that a time touches."""
    labels = plan.periods
    if time is None:
        return list(range(len(labels)))
    if labels == (None,):
        raise fail("QA720", f"scenario `{plan.scenario}` has no time", help=["Leave the time out."])
    asked = _months(_written(time))
    if asked is None:
        tips = ["Write it as 1956, 1956-10 or 1956-10-29, or as the tables show it."]
        raise fail("QA504", f"`{time}` is no date", help=tips)
    held = [_months(str(label)) for label in labels]
    found = [i for i, months in enumerate(held) if months and months[0] <= asked[1] and asked[0] <= months[1]]
    if not found:
        span = f"It goes from {labels[0]} to {labels[-1]}."
        raise fail("QA720", f"the time {time} lies outside scenario `{plan.scenario}`", help=[span])
    return found


def last_of(plan: Plan, time: Time) -> int | None:
    """The last period that a time touches."""
    return None if time is None else times_of(plan, time)[-1]


def _written(time: object) -> str:
    """A time as text; a year of a column with gaps is a float."""
    if isinstance(time, date):
        return time.isoformat()[:10]
    return f"{time:.0f}" if isinstance(time, float) and time.is_integer() else str(time)


def _months(text: str) -> tuple[int, int] | None:
    """The first and last month of a date, counted from the year 0."""
    match = DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, quarter, month, _ = match.groups()
    if quarter:
        last = int(year) * 12 + int(quarter) * 3 - 1
        return last - 2, last
    first = int(year) * 12 + (int(month) - 1 if month else 0)
    return first, first if month else first + 11


def option_of(plan: Plan, option: str) -> str:
    """The option of this name."""
    known = [one.name for one in plan.options]
    if option not in known:
        raise unknown("QA722", "option", option, known)
    return option


def without_picture(error: QadslError, made: Source) -> QadslError:
    """The same mistakes, without pictures of a text that the user never wrote; the hints become sentences."""
    found = []
    for item in error.diagnostics:
        if item.span is not None and item.span.source is made:
            said = (f"{item.hint[:1].upper()}{item.hint[1:].rstrip('.?')}{'?' if item.hint.endswith('?') else '.'}",)
            item = replace(
                item, span=None, hint="", labels=(), help=(*(said if item.hint else ()), *item.help), fix=None
            )
        found.append(item)
    return QadslError(found)
