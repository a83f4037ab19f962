"""Tells of statements and groups that name an actor at a time when it is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qadsl.diagnostics import Diagnostic, Label, Severity
from qadsl.semantics.happening import events_of
from qadsl.semantics.worlds import World
from qadsl.syntax import nodes

__all__ = ["check_presence"]

Said = tuple[str, tuple[nodes.Name, ...], nodes.Period | None]
"""What says something, of whom, and when."""


def check_presence(world: World) -> None:
    """Report whoever is never there, or named where they are not, at the first place that names them so."""
    if not world.presence:
        return
    if all(scenario.time is None for _, scenario in world.layers):
        world.bag.error(
            "QA503",
            "this is dated, but the scenario has no time",
            next(iter(world.presence.values())).span,
            "when does it run?",
            help=["Say so in the scenario: `time 1955 .. 1957`."],
        )
        return
    absent = world.absences()
    seen: set[tuple[str, str]] = set()
    for kind, names, period in _said(world):
        times = set(world.timeline.within(period)) if period is not None else set(range(len(world.timeline.days)))
        for name in names:
            away = times & absent.get(world.index.get(name.text, -1), frozenset())
            # whoever is named without a date is meant for the time when they are there
            is_told = bool(away) if kind == "group" else bool(times) and away == times
            if is_told and (kind, name.text) not in seen:
                seen.add((kind, name.text))
                _tell(world, kind, name, is_never=away == times)


def _said(world: World) -> Iterator[Said]:
    for group in {**world.program.groups, **world.groups}.values():
        if group.where is None:
            yield "group", group.members, None
    for _, scenario in world.layers:
        for fact in scenario.facts:
            yield "statement", _named(fact.pattern.members, fact.pattern.targets), fact.period
        for instrument in scenario.instruments:
            yield "instrument", instrument.members, instrument.period
    for event in events_of(world):
        for change in event.changes:
            yield "event", _named(change.pattern.members, change.pattern.targets), change.period


def _named(*names: Iterable[nodes.Name]) -> tuple[nodes.Name, ...]:
    return tuple(name for several in names for name in several)


def _tell(world: World, kind: str, name: nodes.Name, *, is_never: bool) -> None:
    period = world.presence[name.text]
    labels = world.timeline.labels
    there = world.timeline.within(period)
    if not there:
        hint = f"it is never there from {labels[0]} to {labels[-1]}"
    elif len(there) == 1:
        hint = f"it is there in {labels[there[0]]}"
    else:
        hint = f"it is there from {labels[there[0]]} to {labels[there[-1]]}"
    if is_never:
        message = f"this {kind} names `{name.text}` at a time when it is not there"
        helps = ["Nothing is decided by or about an actor who is not there; such a statement says nothing."]
    else:
        message = f"the group names `{name.text}`, which is not there in every period"
        helps = [f"`{name.text}` is in the group for as long as it is there."]
    severity = Severity.WARNING if is_never else Severity.NOTE
    labels_ = (Label(period.span, "said here"),)
    world.bag.add(Diagnostic("QA827", severity, message, name.span, hint, labels_, tuple(helps)))
