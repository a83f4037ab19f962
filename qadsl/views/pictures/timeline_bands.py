"""The bands of a timeline: periods in which a tie comes out the same, and how likely it is in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qadsl.engine.cells import starts_of
from qadsl.result import Figures
from qadsl.views.words import percent

__all__ = ["Band", "bands_of"]

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbouring periods in which a tie comes out the same, and its probability in each."""

    first: int
    outcome: int
    shares: tuple[float, ...]

    @property
    def last(self) -> int:
        """The last of the periods."""
        return self.first + len(self.shares) - 1

    def pieces(self, least: int = 1) -> Iterator[Band]:
        """Parts of it in which it is as likely, to a percent, each of at least so many periods."""
        start = 0
        for place in range(1, len(self.shares)):
            is_other = percent(self.shares[place]) != percent(self.shares[place - 1])
            if is_other and place - start >= least and len(self.shares) - place >= least:
                yield Band(self.first + start, self.outcome, self.shares[start:place])
                start = place
        yield Band(self.first + start, self.outcome, self.shares[start:])


def bands_of(figures: Figures, target: int, times: Sequence[int]) -> dict[Pair, list[Band]]:
    """The bands of each pair against a target in some periods."""
    held: dict[Pair, list[tuple[int, int, float]]] = {}
    size = len(figures.plan.targets)
    starts = starts_of(figures.pairs, len(figures.plan.periods) * size, size)
    for time in times:
        slot = time * size + target
        for row in range(int(starts[slot]), int(starts[slot + 1])):
            a, b = (int(place) for place in figures.pairs[row, 2:])
            outcome = int(figures.tie[row])
            share = float(figures.tie_probability[row, outcome]) if outcome >= 0 else 0.0
            held.setdefault((a, b), []).append((time, outcome, share))
    return {pair: list(_bands(steps)) for pair, steps in held.items()}


def _bands(steps: Sequence[tuple[int, int, float]]) -> Iterator[Band]:
    # the period less its place is the same as long as none is left out
    for (outcome, _), alike in groupby(enumerate(steps), key=lambda one: (one[1][1], one[1][0] - one[0])):
        part = [step for _, step in alike]
        yield Band(part[0][0], outcome, tuple(share for *_, share in part))
