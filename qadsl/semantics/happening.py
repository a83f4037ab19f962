"""Which changes the events of a composed scenario make, cell by cell and period by period.

Of several scenarios that describe an event of one name, the last one's description holds. Changes of one event that
do the same at the same times are taken together; which of them are does not depend on the order of writing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qadsl.diagnostics import Label
from qadsl.ir.program import Written
from qadsl.semantics.bounds import NO, Bounds, range_of
from qadsl.semantics.calendar import dated_text
from qadsl.semantics.holding import Rank
from qadsl.semantics.model import Change, Event, Value
from qadsl.semantics.values import same_value
from qadsl.semantics.worlds import World
from qadsl.syntax import nodes

__all__ = ["MOST_CHANGED", "Changes", "changes_of", "check_events", "events_of", "same_event"]

MOST_CHANGED = 5_000_000
"""Cells that the events of a scenario may change, one counted for each cell and change."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one event does by one operator to cells of one quantity, with the same strength in each period.

    `key` is what the values are called in the counter of draws; `sites` are cells without time.
    """

    event: Event
    quantity: str
    operator: str
    strengths: tuple[float, ...]
    sites: dict[int, Value]
    key: str
    text: str
    first: Change

    @property
    def fades(self) -> bool:
        """Whether it is ever neither whole nor gone."""
        return any(0.0 < strength < 1.0 for strength in self.strengths)


def events_of(world: World) -> list[Event]:
    """The events of a world by name, each as the last scenario that describes it does."""
    found = {event.name: event for _, scenario in world.layers for event in scenario.events}
    return [found[name] for name in sorted(found)]


def may_happen(world: World, event: Event) -> bool:
    """Whether an event can happen at all: one of probability 0 is as if it were not written."""
    if event.probability is None:
        return True
    return range_of(event.probability, Bounds(world.program.quantities, world.program.defines)) != NO


def changes_of(world: World) -> list[Changes]:
    """All changes that come about anywhere, in canonical order."""
    found: list[Changes] = []
    for event in events_of(world):
        if may_happen(world, event):
            alike: dict[tuple[str, str, str], list[Change]] = {}
            for change in event.changes:
                when = f"{dated_text(change.period)} {change.fading.form} {change.fading.months!r}" \
                    if change.fading is not None else dated_text(change.period)  # fmt: skip
                alike.setdefault((change.quantity, change.operator, when), []).append(change)
            for (quantity, operator, when), changes in sorted(alike.items()):
                found += _together(world, event, changes, f"event:{event.name}|{quantity}|{operator}|{when}")
    return found


def _together(world: World, event: Event, changes: list[Change], key: str) -> Iterator[Changes]:
    """Changes of one kind in as many layers as there are on the cell of which most is said."""
    first = changes[0]
    strengths = world.timeline.strengths(first.period, first.fading)
    if not any(strengths):
        return
    placed = _placed(world, changes)
    layers: list[tuple[dict[int, Value], list[Change]]] = []
    for change, sites in sorted(placed, key=lambda item: (item[0].text, item[1])):
        free = next((layer for layer in layers if not layer[0].keys() & set(sites)), None)
        if free is None:
            free = ({}, [])
            layers.append(free)
        free[0].update(dict.fromkeys(sites, change.value))
        free[1].append(change)
    for number, (cells, several) in enumerate(layers):
        if cells:
            texts = sorted({change.text for change in several})
            text = texts[0] if len(texts) == 1 else "by cell"
            yield Changes(event, first.quantity, first.operator, strengths, cells, f"{key}|{number}", text, several[0])


def _placed(world: World, changes: list[Change]) -> list[tuple[Change, list[int]]]:
    """Changes with the cells that they are about; of two that set one cell, the more specific is."""
    placed = [(change, sorted(set(world.sites(change.quantity, change.pattern)))) for change in changes]
    if changes[0].operator != "=" or len(changes) == 1:
        return placed
    ranks = [world.rank(0, change) for change in changes]
    best: dict[int, Rank] = {}
    for rank, (_, sites) in zip(ranks, placed, strict=True):
        for site in sites:
            best[site] = max(rank, best.get(site, rank))
    return [
        (change, [site for site in sites if best[site] == rank])
        for rank, (change, sites) in zip(ranks, placed, strict=True)
    ]


def same_event(one: Event, two: Event) -> bool:
    """Whether two scenarios describe an event alike."""
    return _meaning(one) == _meaning(two)


def _meaning(event: Event) -> object:
    said = [
        (
            change.quantity, change.pattern.form, tuple(n.text for n in change.pattern.members),
            tuple(sorted(n.text for n in change.pattern.targets)), change.operator, change.text,
            dated_text(change.period),
        )
        for change in event.changes
    ]  # fmt: skip
    return (event.probability.text if event.probability is not None else "", sorted(said))


# --- checks ----------------------------------------------------------------------------------------------------------


def check_events(world: World) -> None:
    """Report what an event does at no time of the scenario, and what two events set to different values."""
    is_timeless = all(scenario.time is None for _, scenario in world.layers)
    for event in events_of(world):
        for change in event.changes:
            _check_dates(world, event, change, is_timeless=is_timeless)
    if not _is_small(world):
        return
    setting = [changes for changes in changes_of(world) if changes.operator == "="]
    for i, one in enumerate(setting):
        for two in setting[i + 1 :]:
            if one.quantity == two.quantity:
                _check_clash(world, one, two)


def _is_small(world: World) -> bool:
    """Whether events change no more cells than they may; reported otherwise."""
    count = 0
    for event in events_of(world):
        for change in event.changes:
            count += len(world.sites(change.quantity, change.pattern))
            if count > MOST_CHANGED:
                message = f"the events of scenario `{world.name}` change more than {MOST_CHANGED:,} cells"
                world.bag.error("QA702", message, change.span, "too many cells")
                return False
    return True


def _check_dates(world: World, event: Event, change: Change, *, is_timeless: bool) -> None:
    if is_timeless:
        dated = change.period.span if change.period is not None else None
        span = change.fading.span if change.fading is not None else dated
        if span is not None:
            world.bag.error(
                "QA503",
                "this is dated, but the scenario has no time",
                span,
                "when does it run?",
                help=["Say so in the scenario: `time 1955 .. 1957`."],
            )
    elif world.timeline.is_dated and not any(world.timeline.strengths(change.period, change.fading)):
        span = change.period.span if change.period is not None else change.span
        labels = world.timeline.labels
        world.bag.warning(
            "QA802",
            f"event `{event.name}` never comes about here: this lies outside the time of the scenario",
            span,
            f"the scenario runs from {labels[0]} to {labels[-1]}",
        )


def _check_clash(world: World, one: Changes, two: Changes) -> None:
    times = [t for t, pair in enumerate(zip(one.strengths, two.strengths, strict=True)) if all(pair)]
    for site in sorted(one.sites.keys() & two.sites.keys()) if times else ():
        if not same_value(one.sites[site], two.sites[site]):
            name = world.cell_name(one.quantity, world.cell(one.quantity, site))
            when = f" in {world.timeline.labels[times[0]]}" if world.timeline.is_dated else ""
            events = " and ".join(f"`{event}`" for event in dict.fromkeys((one.event.name, two.event.name)))
            many = "events" if one.event.name != two.event.name else "event"
            world.bag.error(
                "QA501",
                f"{many} {events} set `{name}` to different values{when}",
                two.first.span,
                "and another here",
                labels=[Label(one.first.span, "one value here")],
                help=["End one where the other begins, or say by how much each changes it, by `+=` or `-=`."],
            )
            return


def exact_probability(event: Event) -> float | None:
    """The probability of an event where it is one known number; 1 where it is certain."""
    if event.probability is None:
        return 1.0
    is_known = isinstance(event.probability, Written) and event.probability.is_exact
    return event.probability.parameters[0] if is_known and isinstance(event.probability, Written) else None


def moment_of(period: nodes.Period | None) -> str:
    """The dates of a change as a condition reads: `from 1956`, `always`."""
    return period.span.text if period is not None else "always"
