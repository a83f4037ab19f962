"""What is drawn of one period and target: the ties that were found, and what one end alone chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qadsl.engine.cells import starts_of
from qadsl.ir.program import Plan
from qadsl.result import Figures, Floats, Ints
from qadsl.views.words import named

__all__ = [
    "Choice",
    "Panel",
    "Places",
    "Slot",
    "Tie",
    "nothing_to_draw",
    "panel_title",
    "panels_of",
    "period_of",
    "tie_weights",
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

    @property
    def wishes(self) -> tuple[Choice, ...]:
        """Choices of more than the tie that came about."""
        came = {(tie.a, tie.b): tie.outcome for tie in self.ties}
        return tuple(
            one
            for one in self.choices
            if one.option > max(came.get((min(one.first, one.second), max(one.first, one.second)), -1), 0)
        )


def panels_of(figures: Figures, slots: Iterable[Slot]) -> tuple[Panel, ...]:
    """Some periods and targets of a run."""
    ties = _Rows(figures.plan, figures.pairs, figures.tie, figures.tie_probability)
    choices = _Rows(figures.plan, figures.cells, figures.choice, figures.probability)
    return tuple(_panel(figures.plan, slot, ties, choices) for slot in slots)


def _panel(plan: Plan, slot: Slot, ties: _Rows, choices: _Rows) -> Panel:
    time, target = slot
    away = {actor for actor, times in plan.absent if time in times}
    actors = tuple(i for i in range(len(plan.actors)) if i not in away and i != plan.targets[target])
    return Panel(
        time, target, actors, tuple(Tie(*row) for row in ties.at(slot)), tuple(Choice(*row) for row in choices.at(slot))
    )


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
    label = plan.periods[time]
    when = int(label) if label is not None and label.isdigit() else label
    return {"time": when, "target": plan.actors[plan.targets[target]].name}


def panel_title(plan: Plan, slot: Slot, *, names_target: bool) -> str:
    """`1956`, `against Egypt` or `1956, against Egypt`."""
    label = plan.periods[slot[0]]
    target = f"against {named(plan.actors[plan.targets[slot[1]]].name)}" if names_target else ""
    return ", ".join(part for part in ("" if label is None else label, target) if part)


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
