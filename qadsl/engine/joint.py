"""Finds the smallest change of a few inputs together that tips an outcome: the one whose largest move is smallest.

Moves are shares of the ranges of inputs. At a given size every few of them are tried together, up and down; where there
are too many for that, those whose single effects add up to most. The size is then halved towards the smallest that
tips. Where effects add up nothing smaller does; else the answer holds, but a smaller one may have been overlooked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

from qadsl.engine.coming_out import outcomes
from qadsl.engine.leeway import Leeway, neat
from qadsl.engine.turning import Search
from qadsl.ir.sites import Site
from qadsl.result import Floats, Ints

__all__ = ["MOST_JOINED", "MOST_TOGETHER", "Joint", "smallest_joint"]

MOST_TOGETHER = 3
"""Inputs that change together."""
MOST_JOINED = 40
"""Moves of single inputs that are put together, those that help most."""
MOST_TRIED = 24
MOST_AT_ONCE = 20_000
"""Sets of moves that are all tried, of each number of inputs; fewer where something is solved for each."""
MOST_SOLVED = 500
HALVINGS = 26
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Joint:
    """Values of a few inputs with which an outcome is `option`.

    `reach` is the greatest move, as a share of a range; `is_least` says that all were tried, and that effects of single
    inputs were found to add up there.
    """

    moves: tuple[tuple[Leeway, float], ...]
    option: int
    reach: float
    is_least: bool


_Move = tuple[int, int]
"""Which input, and up (1) or down (-1)."""


def smallest_joint(
    search: Search, options: Sequence[int], nearest: float, outcome: Callable[[Mapping[Site, float]], int]
) -> Joint | None:
    """The smallest joint change; None where none is smaller than `nearest`, which is that of one input alone.

    `outcome` says what the whole program comes to with some values.
    """
    moving = _Moving(search, options)
    low, high = 0.0, min(nearest, 1.0)
    found = moving.at(high) if moving.moves else None
    if found is None:
        return None
    for _ in range(HALVINGS):
        half = (low + high) / 2
        better = moving.at(half)
        low, high, found = (half, high, found) if better is None else (low, half, better)
    if len(found.moves) < 2 or not high < nearest * (1 - 1e-6):
        return None
    written = tuple((inlet, neat(inlet, value)) for inlet, value in found.moves)
    for moves in (written, found.moves):
        if outcome({site: value for inlet, value in moves for site in inlet.sites}) == found.option:
            return replace(found, moves=moves)
    return None


class _Moving:
    """Single inputs moved up and down, and a few of them together."""

    def __init__(self, search: Search, options: Sequence[int]) -> None:
        self._search = search
        self._options = options
        self._goals = [goal for option in options for goal in _goals(option, search)]
        self._every: dict[int, list[tuple[_Move, ...]] | None] = {}
        numbers = [
            i
            for i, inlet in enumerate(search.leeways)
            if not (inlet.is_stepped or inlet.is_awaited) and inlet.now == inlet.now
        ]
        self.moves: list[_Move] = list(product(numbers, (1, -1)))

    def at(self, share: float) -> Joint | None:
        """A few moves, none larger than a share of its range, that tip the outcome; the fewest."""
        alone = self._payoffs([(move,) for move in self.moves], share)
        base = [payoffs[:, -1:] for payoffs in alone]
        for count in range(1, MOST_TOGETHER + 1):
            sets = self._sets(count) or self._promising(alone, base, count)
            if not sets:
                continue
            payoffs = self._payoffs(sets, share)
            came_out = outcomes(self._search.plan, payoffs)
            for place in np.flatnonzero(np.isin(came_out[:-1], list(self._options)))[:1].tolist():
                is_least = (
                    self._search.plan.precision is None
                    and self._sets(MOST_TOGETHER) is not None
                    and self._add_up(alone, base, payoffs, sets)
                    and self._is_straight(alone, base, share)
                )
                return self._joint(sets[place], int(came_out[place]), share, is_least)
        return None

    def _sets(self, count: int) -> list[tuple[_Move, ...]] | None:
        """Every so many moves; None where there are too many to try them all."""
        if count not in self._every:
            most = MOST_SOLVED if self._search.plan.solves else MOST_AT_ONCE
            inputs = len(self.moves) // 2
            is_few = math.comb(inputs, count) * 2**count <= most
            self._every[count] = (
                [moves for moves in combinations(self.moves, count) if len({i for i, _ in moves}) == count]
                if is_few
                else None
            )
        return self._every[count]

    def _promising(self, alone: Sequence[Floats], base: Sequence[Floats], count: int) -> list[tuple[_Move, ...]]:
        """So many moves that by their single effects come nearest to an outcome."""
        found: list[tuple[float, tuple[_Move, ...]]] = []
        for goal in self._goals:
            found += self._best(alone, base, goal, count)
        return [moves for _, moves in sorted(found, key=lambda one: -one[0])[:MOST_TRIED]]

    def _joint(self, moves: tuple[_Move, ...], option: int, share: float, is_least: bool) -> Joint:
        leeways = self._search.leeways
        found = tuple((leeways[i], leeways[i].moved(way * share)) for i, way in moves)
        return Joint(tuple(one for one in found if one[1] != one[0].usual), option, share, is_least)

    def _best(
        self, alone: Sequence[Floats], base: Sequence[Floats], goal: Sequence[int], count: int
    ) -> Iterator[tuple[float, tuple[_Move, ...]]]:
        """The moves that by their single effects come nearest to a goal."""
        now = self._leads(base, goal)
        now, gains = now[:, 0], self._leads(alone, goal)[:, :-1] - now
        useful = np.flatnonzero((gains > 0).any(axis=0))
        if len(useful) > MOST_JOINED:
            useful = useful[np.argsort(-gains[:, useful].max(axis=0), kind="stable")[:MOST_JOINED]]
        sets = _some(tuple(self.moves[i][0] for i in useful.tolist()), count)
        if not len(sets):
            return
        chosen = useful[sets]
        scores = (now[:, None] + gains[:, chosen].sum(axis=2)).min(axis=0)
        for k in np.argsort(-scores, kind="stable")[:MOST_TRIED].tolist():
            if scores[k] > -1e-6:
                yield float(scores[k]), tuple(self.moves[i] for i in chosen[k].tolist())

    def _leads(self, read: Sequence[Floats], goal: Sequence[int]) -> Floats:
        """By how much what a goal asks for pays more than each other option, in each situation."""
        count = len(self._search.plan.options)
        return np.concatenate(
            [one[wanted] - np.delete(one[:count], wanted, axis=0) for one, wanted in zip(read, goal, strict=True)]
        )

    def _payoffs(self, sets: Sequence[tuple[_Move, ...]], share: float) -> list[Floats]:
        """The payoffs of each decision with each set of moves made; behind them those with none."""
        leeways = self._search.leeways
        values = {
            i: np.full(len(sets) + 1, leeways[i].now) for i in sorted({move[0] for moves in sets for move in moves})
        }
        for place, moves in enumerate(sets):
            for i, way in moves:
                values[i][place] = leeways[i].moved(way * share)
        moved = {site: column for i, column in values.items() for site in leeways[i].sites}
        return self._search.read(moved, len(sets) + 1)

    def _add_up(
        self,
        alone: Sequence[Floats],
        base: Sequence[Floats],
        together: Sequence[Floats],
        sets: Sequence[tuple[_Move, ...]],
    ) -> bool:
        """Whether sets of moves come to what their single effects add up to."""
        where = {move: place for place, move in enumerate(self.moves)}
        for one, none, all_ in zip(alone, base, together, strict=True):
            effects = one[:, :-1] - none
            chosen = np.array([[where[move] for move in moves] for moves in sets])
            added = none + effects[:, chosen].sum(axis=2)
            if not np.allclose(added, all_[:, :-1], rtol=0.0, atol=SAME):
                return False
        return True

    def _is_straight(self, alone: Sequence[Floats], base: Sequence[Floats], share: float) -> bool:
        """Whether half of each move has half of its effect, but for what its range stops."""
        leeways = self._search.leeways
        free = [
            place
            for place, (i, way) in enumerate(self.moves)
            if math.isclose(leeways[i].moved(way * share) - leeways[i].usual, way * share * _width(leeways[i]))
        ]
        half = self._payoffs([(move,) for move in self.moves], share / 2)
        return all(
            np.allclose((one - none)[:, free], 2 * (less - none)[:, free], rtol=0.0, atol=SAME)
            for one, none, less in zip(alone, base, half, strict=True)
        )


def _width(inlet: Leeway) -> float:
    return inlet.high - inlet.low


def _goals(option: int, search: Search) -> list[tuple[int, ...]]:
    """The choices of each decision that make the outcome this option."""
    every = range(len(search.plan.options))
    return [goal for goal in product(every, repeat=len(search.cells)) if min(goal) == option]


def _some(inputs: Sequence[int], count: int) -> Ints:
    """Every so many of some moves, no two of one input."""
    found = [
        places
        for places in combinations(range(len(inputs)), count)
        if len({inputs[place] for place in places}) == count
    ]
    return np.array(found, dtype=np.int64).reshape(-1, count)
