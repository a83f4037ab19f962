"""What is drawn of one period and target: the ties that were found, and what one end alone chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qadsl.engine.cells import starts_of
from qadsl.ir.program import Plan
from qadsl.result import Figures, Floats, Ints
from qadsl.views.pictures.brief import briefly
from qadsl.views.words import named, spans_of

__all__ = [
    "Choice",
    "Panel",
    "Places",
    "Slot",
    "Tie",
    "absent_at",
    "nothing_to_draw",
    "panel_lines",
    "panel_title",
    "panels_of",
    "period_of",
    "place_of",
    "tie_weights",
    "when_words",
]

Slot = tuple[int, int]
"""Positions of a period and a target."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What two actors come to: the most probable outcome, -1 where it is not decided, and the shares of all."""

    a: int
    b: int
    outcome: int
    shares: tuple[float, ...]

    @property
    def probability(self) -> float:
        """How likely the outcome is; 0 where it is not decided."""
        return self.shares[self.outcome] if self.outcome >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """What one end chooses towards the other."""

    first: int
    second: int
    option: int
    shares: tuple[float, ...]

    @property
    def probability(self) -> float:
        """How likely the choice is; 0 where it is not known."""
        return self.shares[self.option] if self.option >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A period and target with all ties and choices in it."""

    time: int
    target: int
    actors: tuple[int, ...]
    ties: tuple[Tie, ...]
    choices: tuple[Choice, ...]
    until: int
    """The last of the periods that look the same."""

    @property
    def wishes(self) -> tuple[Choice, ...]:
        """Choices of more than the tie that came about."""
        came = {(tie.a, tie.b): tie.outcome for tie in self.ties}
        return tuple(
            one
            for one in self.choices
            if one.option > max(came.get((min(one.first, one.second), max(one.first, one.second)), -1), 0)
        )


def panels_of(figures: Figures, slots: Iterable[Slot], until: Mapping[int, int]) -> tuple[Panel, ...]:
    """Some periods and targets of a run, each with the last period that looks the same."""
    ties = _Rows(figures.plan, figures.pairs, figures.tie, figures.tie_probability)
    choices = _Rows(figures.plan, figures.cells, figures.choice, figures.probability)
    return tuple(_panel(figures.plan, slot, until.get(slot[0], slot[0]), ties, choices) for slot in slots)


def _panel(plan: Plan, slot: Slot, until: int, ties: _Rows, choices: _Rows) -> Panel:
    time, target = slot
    away = absent_at(plan, time)
    actors = tuple(i for i in range(len(plan.actors)) if i not in away and i != plan.targets[target])
    found, chosen = tuple(Tie(*row) for row in ties.at(slot)), tuple(Choice(*row) for row in choices.at(slot))
    return Panel(time, target, actors, found, chosen, until)


def absent_at(plan: Plan, time: int) -> set[int]:
    """Who is not there in a period."""
    return {actor for actor, times in plan.absent if time in times}


class Places:
    """Where the rows of each period and target stand among all."""

    def __init__(self, plan: Plan, rows: Ints) -> None:
        self._targets = max(len(plan.targets), 1)
        self._starts = starts_of(rows, len(plan.periods) * self._targets, self._targets)

    def at(self, slot: Slot) -> range:
        """The rows of a period and target."""
        place = slot[0] * self._targets + slot[1]
        return range(int(self._starts[place]), int(self._starts[place + 1]))


class _Rows:
    """Rows of decisions or ties with what came of them, by period and target."""

    def __init__(self, plan: Plan, rows: Ints, outcome: Ints, shares: Floats) -> None:
        self._rows, self._outcome, self._shares = rows, outcome, shares
        self._places = Places(plan, rows)

    def at(self, slot: Slot) -> Iterator[tuple[int, int, int, tuple[float, ...]]]:
        """The two actors, what came of it, and the share of each option."""
        found = self._places.at(slot)
        part = slice(found.start, found.stop)
        ends, came, shares = self._rows[part, 2:].tolist(), self._outcome[part].tolist(), self._shares[part].tolist()
        return ((a, b, one, tuple(each)) for (a, b), one, each in zip(ends, came, shares, strict=True))


def tie_weights(panels: Iterable[Panel]) -> dict[tuple[int, int], int]:
    """How firmly actors are tied in all of some panels, in whole numbers."""
    found: dict[tuple[int, int], int] = {}
    for panel in panels:
        for tie in panel.ties:
            if tie.outcome > 0:
                found[(tie.a, tie.b)] = found.get((tie.a, tie.b), 0) + tie.outcome
    return found


def period_of(plan: Plan, time: int, target: int) -> dict[str, object]:
    """Period and target as tables name them."""
    return {"time": _label(plan, time), "target": plan.actors[plan.targets[target]].name}


def place_of(plan: Plan, panel: Panel) -> dict[str, object]:
    """The first and last period of a panel, and its target, as tables name them."""
    first, target = period_of(plan, panel.time, panel.target).items()
    return dict((first, ("until", _label(plan, panel.until)), target))


def _label(plan: Plan, time: int) -> object:
    label = plan.periods[time]
    return int(label) if label is not None and label.isdigit() else label


def panel_title(plan: Plan, panel: Panel, *, names_target: bool) -> str:
    """`1956`, `1955–1956`, `against Egypt` or `1956, against Egypt`."""
    when = when_words(plan, panel.time, panel.until)
    target = f"against {named(plan.actors[plan.targets[panel.target]].name)}" if names_target else ""
    return ", ".join(part for part in (when, target) if part)


def panel_lines(plan: Plan, panel: Panel, *, names_target: bool) -> list[str]:
    """The same in parts, as they are drawn: a long name is cut."""
    when = when_words(plan, panel.time, panel.until)
    target = f"against {briefly(plan)[plan.targets[panel.target]]}" if names_target else ""
    return [part for part in (when, target) if part]


def when_words(plan: Plan, first: int, last: int) -> str:
    """`1956` or `1955–1956`; nothing where there is no time."""
    labels = [str(label) for label in plan.periods]
    return "" if plan.periods[first] is None else spans_of(labels[first : last + 1], labels)


def nothing_to_draw(figures: Figures) -> str:
    """Why there is no decision to draw; nothing where there is one."""
    plan = figures.plan
    names: Sequence[str] = [named(actor.name) for actor in plan.actors]
    if len(figures.cells):
        return ""
    if not names:
        return f"Scenario {named(plan.scenario)} has no actor: there is nothing to draw yet."
    if not plan.options:
        return "This theory asks for no decision of two: what it solves stands in the table of solutions."
    if not plan.targets:
        besides = " What the theory solves stands in the table of solutions." if plan.solves else ""
        return f"No third party is named (against ...), so nobody decides about anybody yet.{besides}"
    if len(names) < 3:
        return f"It takes two actors and a third party; scenario {named(plan.scenario)} has {' and '.join(names)} only."
    return "Nobody has a decision to make: those who could decide are never there together."
