"""Labelled figures of a run, and the traced values of one cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from qadsl.ir.program import Plan

__all__ = [
    "Decider", "Figures", "Flags", "Floats", "Group", "Grouping", "Ints", "Kept", "MeasureFigures", "Names", "State",
    "TieGraphs", "Trace", "later", "names_of",
]  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Names:
    """A cell in words: `time` is a number where periods are years, None where the scenario has no time."""

    time: int | str | None
    target: str
    first: str
    second: str


def names_of(plan: Plan, cell: Sequence[int]) -> Names:
    """What a row of `Figures.cells` or `Figures.pairs` is about."""
    time, target, first, second = (int(position) for position in cell)
    label = plan.periods[time]
    actors = plan.actors
    return Names(
        int(label) if label is not None and label.isdigit() else label,
        actors[plan.targets[target]].name,
        actors[first].name,
        actors[second].name,
    )


@dataclass(frozen=True, slots=True, order=True)
class Decider:
    """An unknown input that decides: what it is called, as in `trade(UK, France)`, and the quantity that it is of."""

    text: str
    quantity: str


@dataclass(frozen=True, slots=True)
class TieGraphs:
    """Which ties came out together.

    Parameters
    ----------
    draws
        Of how many draws, the first ones, this is known; 0 where choice is by chance.
    seen
        For each period and target, time first, every graph of ties with the number of draws that gave it, in the order
        of the first of them. A graph is the bits of `engine.tie_graphs`.
    """

    draws: int
    seen: tuple[dict[bytes, int], ...]


@dataclass(frozen=True, slots=True)
class MeasureFigures:
    """What a measure comes to, one row a cell; NaN where any draw leaves it unknown.

    Parameters
    ----------
    words
        The words it may come to, `no` and `yes` for a flag, none for a number.
    shares : (C, W)
        The share of draws in which it comes to each word.
    mean, sd : (C,)
        Of a number; the spread is that of the draws.
    """

    name: str
    words: tuple[str, ...]
    shares: Floats
    mean: Floats
    sd: Floats

    def most(self, row: int) -> int | None:
        """The position of the most probable word at a cell, the first among equals; None for none, or a number."""
        if not self.words or self.shares[row, 0] != self.shares[row, 0]:
            return None
        return int(self.shares[row].argmax())


@dataclass(frozen=True, slots=True)
class SolutionFigures:
    """One solution of a solve in one period, against one target if it hangs on one.

    Parameters
    ----------
    solve, time, target
        Positions; the target is -1 where the solve hangs on none.
    groups
        Positions of the members of each group, or of the two ends of each link; nothing where no solution is found.
    measure, basin
        Its mean energy or worth, and the mean number of configurations that lead to it.
    share, chosen
        The share of draws that find it, and of those in which it is the first.
    is_exact, gap
        Whether every configuration was looked at in each draw, and how far from the best it may be at most.
    known
        In how many draws all that the solve reads is known.
    count
        The mean number of solutions in those draws.
    """

    solve: int
    time: int
    target: int
    groups: tuple[tuple[int, ...], ...]
    measure: float = float("nan")
    basin: float | None = None
    share: float = 0.0
    chosen: float = 0.0
    is_exact: bool = True
    gap: float = 0.0
    known: int = 0
    count: float = float("nan")


@dataclass(frozen=True, slots=True)
class Kept:
    """What one memory held after a period: a row for each target and ordered pair of actors, a column for each draw.

    Parameters
    ----------
    is_flag
        Whether it is yes or no (1 and 0); what is unknown is NaN.
    values
        Of shape (targets x actors x actors, draws), row-major over (target, self, partner).
    ends
        What it may be in any draw: least and greatest, or whether it may be yes and no; and whether it may be unknown.
        None where each is known to be one value.
    """

    is_flag: bool
    values: Floats
    ends: tuple[Floats, Floats, Floats] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What a run leaves to the periods after its last one.

    Parameters
    ----------
    scenario, theory, period
        What was run, and the label of the last period.
    periods
        How many periods have been run until then, from the first on.
    past
        Digest of what the program says of them.
    seed, draws
        Of the run; one draw where nothing it read is uncertain.
    undecided
        How many decisions so far had more than one possible option.
    actors, targets
        Their names, in the order of the rows of memories.
    memories
        By name.
    """

    scenario: str
    theory: str
    period: str
    periods: int
    past: str
    seed: int
    draws: int
    undecided: int
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    memories: dict[str, Kept]


def later(work: Callable[[], T]) -> T:
    """A figure that is worked out, once, when it is first asked for."""
    return cast(T, _Later(work))


class _Later:
    """How a figure is worked out."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work


class _Lazy:
    """Something with figures of which some are worked out when they are first asked for: there may be millions."""

    __slots__ = ("_later",)
    _later: dict[str, _Later]

    def __post_init__(self) -> None:
        waiting: dict[str, _Later] = {}
        for one in fields(cast(Any, self)):
            value = getattr(self, one.name)
            if isinstance(value, _Later):
                waiting[one.name] = value
                object.__delattr__(self, one.name)
        object.__setattr__(self, "_later", waiting)

    def __getattr__(self, name: str) -> Any:
        # what has been worked out is found before anybody asks here
        waiting = {} if name == "_later" else self._later
        if name not in waiting:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        found = waiting[name].work()
        object.__setattr__(self, name, found)
        return found

    def but(self, **changes: object) -> Self:
        """The same with some figures changed; what has not been asked for is still not worked out."""
        names = [one.name for one in fields(cast(Any, self))]
        return type(self)(**{name: changes[name] if name in changes else self._held(name) for name in names})

    def _held(self, name: str) -> Any:
        try:
            return object.__getattribute__(self, name)
        except AttributeError:
            return self._later[name]


@dataclass(frozen=True, slots=True)
class Figures(_Lazy):
    """What a run found, one row a cell; means are over draws.

    Parameters
    ----------
    plan
        The program that was run.
    draws, seed
        How many draws were made, 1 where nothing it reads is uncertain, and with which seed.
    is_complete
        False where the run was interrupted: `draws` says how many were finished, and `possible` may hold too much.
    cells : (C, 4)
        Positions of time, target, self, partner of each decision, sorted; self, partner and target all differ.
    payoff, probability : (C, O)
        Mean payoff of each option (NaN where any draw leaves it unknown) and the share of draws (in quantal response:
        mean probability) that takes it, NaN where the status is not `ok`.
    encouraging, discouraging, margin, commitment : (C,)
        Means of E, of D, of the payoff gap between the best option and the next, and of the position of the choice.
    choice : (C,)
        Position of the most probable option (ties to the least commitment), -1 where the status is not `ok`.
    behaviour
        The most frequent label of that choice, "" where none fits.
    possible : (C, O)
        Options that no draw can rule out.
    conflict, unknown : (C,)
        Whether any draw met unequal `=` rules, or left a payoff unknown.
    conflicts
        For each cell in conflict, positions in `plan.conflicts` of those that were met.
    deciding
        For each cell with more than one possible option, the unknown inputs that decide between them.
    pairs : (P, 4)
        Positions of time, target, a, b of each tie, a before b in canonical order.
    tie_probability, tie_possible : (P, O)
        As for decisions, of the tie under consent of both ends.
    tie : (P,)
        Position of the most probable outcome, -1 where an end is not `ok`.
    graphs
        Which ties came out together.
    measures
        What each measure comes to.
    solutions
        What each solve finds, in order of solve, time, target and rank.
    after
        What the periods before left, where the run did not begin with the first.
    state
        What the last period leaves, where it was to be kept.
    """

    plan: Plan
    draws: int
    seed: int
    is_complete: bool
    cells: Ints
    payoff: Floats
    probability: Floats
    encouraging: Floats
    discouraging: Floats
    margin: Floats
    commitment: Floats
    choice: Ints
    behaviour: Sequence[str]
    possible: Flags
    conflict: Flags
    unknown: Flags
    conflicts: dict[int, tuple[int, ...]]
    deciding: dict[int, tuple[Decider, ...]]
    pairs: Ints
    tie_probability: Floats
    tie_possible: Flags
    tie: Ints
    graphs: TieGraphs = TieGraphs(0, ())
    measures: tuple[MeasureFigures, ...] = ()
    solutions: tuple[SolutionFigures, ...] = ()
    after: State | None = None
    state: State | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether the answer rests on draws."""
        return self.plan.is_uncertain

    @property
    def finds_anything(self) -> bool:
        """Whether there is anything to decide, to measure or to solve; else nothing was drawn or worked out."""
        return bool(len(self.cells) or self.plan.measures or self.plan.solves)

    @property
    def has_shares(self) -> bool:
        """Whether an outcome may be more or less likely: it rests on draws, or the choice itself is quantal."""
        return self.is_sampled or self.plan.precision is not None


@dataclass(frozen=True, slots=True)
class Trace:
    """Every value of the graph at one cell, from the reference backend.

    `values[n]` is the mean over draws of node n (for a flag: the share of draws in which it is yes), NaN where every
    draw leaves it unknown; `known[n]` is the share of draws in which it is known.
    """

    plan: Plan
    cell: tuple[int, int, int, int]
    draws: int
    seed: int
    values: tuple[float, ...]
    known: tuple[float, ...]
    extra: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Actors of whom every two are tied and whom nobody else is tied to all of, against one target in one period.

    Parameters
    ----------
    time, target, members
        Positions; members in canonical order.
    level
        Position of the option that the least tie inside it most often is.
    probability, shares
        The share of draws in which just this is a group, and for each option that with it as the least tie.
    is_outcome
        Whether the most probable outcome of every tie makes just this a group.
    """

    time: int
    target: int
    members: tuple[int, ...]
    level: int
    probability: float
    shares: tuple[float, ...]
    is_outcome: bool


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of a run, by time and target, the most probable first.

    Parameters
    ----------
    draws
        Of how many draws, the first ones, groups were made; 0 where choice is by chance.
    memberships, several, none : (S, A)
        For each period and target, time first, and each actor: the mean number of groups it is in, and the share of
        draws in which it is in several, and in none. NaN where nothing is known.
    counted : (S,)
        Share of these draws whose groups are counted; the others have more groups than may be listed.
    """

    draws: int
    groups: tuple[Group, ...]
    memberships: Floats
    several: Floats
    none: Floats
    counted: Floats
