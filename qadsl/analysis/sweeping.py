"""Outcomes as functions of one input or two, as data, and where they switch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from qadsl.result import Figures, Floats, Ints, Names

__all__ = ["Step", "Stretch", "Sweep", "SweptAxis", "Switch", "stacked"]


@dataclass(frozen=True, slots=True)
class SweptAxis:
    """An input that is swept, as written, with its values; `given` is what the scenario says, None where it varies."""

    input: str
    values: tuple[float, ...]
    given: float | None
    given_text: str

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where."""
        return self.values[0], self.values[-1]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring values of an input at which the same comes out; `outcome` is None where that is undecided."""

    first: float
    last: float
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Switch:
    """Between which two values of the first input another outcome becomes the most probable.

    `other` is the value of the second input, where there are two.
    """

    is_tie: bool
    row: int
    other: float | None
    below: float
    above: float
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """What is kept of the run of one step; `rows` are its cells and pairs."""

    draws: int
    is_sampled: bool
    rows: tuple[Ints, Ints]
    probability: Floats
    payoff: Floats
    choice: Ints
    tie_probability: Floats
    tie: Ints

    @classmethod
    def of(cls, run: Figures) -> Step:
        """The same of a run."""
        rows = (run.cells, run.pairs)
        return cls(
            run.draws, run.is_sampled, rows, run.probability, run.payoff, run.choice, run.tie_probability, run.tie
        )


FIGURES = ("probability", "payoff", "choice", "tie_probability", "tie")


def stacked(steps: Sequence[Step]) -> dict[str, Any]:
    """The figures of all steps, each in one array."""
    return {name: np.stack([getattr(step, name) for step in steps]) for name in FIGURES}


@dataclass(frozen=True, slots=True)
class Sweep:
    """What comes out at each step; steps run over the second input fastest.

    Parameters
    ----------
    steps
        How many steps are finished, of those that the axes have.
    decisions, ties
        What each column of the figures is about.
    probability, payoff : (S, C, O)
        Of each option of each decision; NaN where they are not known.
    choice : (S, C)
        The most probable option, -1 where undecided.
    tie_probability : (S, P, O); tie : (S, P)
        The same of ties.
    is_read
        For each axis, whether anything in the theory reads the input.
    """

    scenario: str
    theory: str
    draws: int
    seed: int
    is_sampled: bool
    is_quantal: bool
    axes: tuple[SweptAxis, ...]
    options: tuple[str, ...]
    steps: int
    decisions: tuple[Names, ...]
    ties: tuple[Names, ...]
    probability: Floats
    payoff: Floats
    choice: Ints
    tie_probability: Floats
    tie: Ints
    is_read: tuple[bool, ...]

    @property
    def asked(self) -> int:
        """How many steps were asked for."""
        return prod(len(axis.values) for axis in self.axes)

    @property
    def is_complete(self) -> bool:
        """Whether all steps are finished."""
        return self.steps == self.asked

    @property
    def has_shares(self) -> bool:
        """Whether an outcome may be more or less likely."""
        return self.is_sampled or self.is_quantal

    def values(self, step: int) -> tuple[float, ...]:
        """The value of each input at a step."""
        if len(self.axes) == 1:
            return (self.axes[0].values[step],)
        one, two = divmod(step, len(self.axes[1].values))
        return self.axes[0].values[one], self.axes[1].values[two]

    def outcomes(self, *, is_tie: bool) -> Ints:
        """What comes out of each tie or decision, a row a step."""
        return self.tie if is_tie else self.choice

    def named(self, option: int) -> str | None:
        """The name of an outcome."""
        return self.options[option] if option >= 0 else None

    def stretches(self, row: int, *, is_tie: bool) -> tuple[Stretch, ...]:
        """What comes out of a tie or decision along the one input that is swept."""
        found: list[Stretch] = []
        values = self.axes[0].values
        for step, option in enumerate(self.outcomes(is_tie=is_tie)[:, row].tolist()):
            name = self.named(option)
            if found and found[-1].outcome == name:
                found[-1] = Stretch(found[-1].first, values[step], name)
            else:
                found.append(Stretch(values[step], values[step], name))
        return tuple(found)

    def switches(self) -> Iterator[Switch]:
        """Every switch along the first input, of ties and then of decisions."""
        width = len(self.axes[1].values) if len(self.axes) == 2 else 1
        for is_tie in (True, False):
            outcomes = self.outcomes(is_tie=is_tie)
            steps, rows = np.nonzero(outcomes[:-width] != outcomes[width:])
            found = sorted(zip(steps.tolist(), rows.tolist(), strict=True), key=lambda one: (one[1], one[0] % width))
            for step, row in found:
                here, there = self.values(step), self.values(step + width)
                before, after = self.named(int(outcomes[step, row])), self.named(int(outcomes[step + width, row]))
                yield Switch(is_tie, row, here[1] if width > 1 else None, here[0], there[0], before, after)

    def moved(self, *, is_tie: bool) -> list[int]:
        """The ties or decisions of which more than one thing comes out, whichever input makes the difference."""
        outcomes = self.outcomes(is_tie=is_tie)
        return [int(row) for row in np.flatnonzero((outcomes != outcomes[:1]).any(axis=0))]

    def shares(self, row: int, *, is_tie: bool) -> dict[str | None, float]:
        """In which share of all steps each outcome is the most probable."""
        outcomes = self.outcomes(is_tie=is_tie)[:, row]
        found = {self.named(option): float(np.mean(outcomes == option)) for option in range(-1, len(self.options))}
        return {name: share for name, share in found.items() if share}
