"""Sets two runs beside one another, decision by decision and tie by tie, and says which statements matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

from qadsl.result import Figures, names_of

__all__ = ["Comparison", "Difference", "Outcome", "Statement", "compare", "outcomes"]

Key = tuple[bool, int | str | None, str, str, str]
"""Whether it is a tie; time, target and the two actors."""

NOTHING = (None, nan, nan)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out at one place: the option (None where it is undecided), its probability, and the margin."""

    option: str | None
    probability: float
    margin: float

    @property
    def told(self) -> tuple[str | None, float | None, float | None]:
        """The same as it is compared: to 12 decimals."""
        return (self.option, *(None if isnan(v) else round(v, 12) for v in (self.probability, self.margin)))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that stands in one of the two only, or otherwise.

    Parameters
    ----------
    text, place
        As it stands in the second (in the first, where it is gone from the second), and where.
    change
        `added`, `removed` or `changed`; `before` is the text in the first where it is changed.
    is_judged
        Whether it was tried by itself; False where the program cannot be checked without it, or there are too many.
    """

    text: str
    place: str
    change: str
    before: str
    is_judged: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One decision or tie that differs; `one` or `other` is None where it is not there at all.

    `alone` holds positions of the statements each of which alone makes this difference of outcome; `needed` of those
    without which it is not made.
    """

    is_tie: bool
    time: int | str | None
    target: str
    first: str
    second: str
    one: Outcome | None
    other: Outcome | None
    alone: tuple[int, ...] = ()
    needed: tuple[int, ...] = ()

    @property
    def is_turned(self) -> bool:
        """Whether another outcome came out, not only another probability or margin."""
        return not _same(self.one, self.other)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs: `compared` decisions and ties in all, those that differ, and the statements that differ.

    `unjudged` counts statements that were not tried because there are too many; `is_complete` is False where it was
    interrupted.
    """

    one: str
    other: str
    theory: str
    draws: int
    seed: int
    is_sampled: bool
    compared: int
    differences: tuple[Difference, ...]
    statements: tuple[Statement, ...]
    unjudged: int
    is_complete: bool = True


def outcomes(figures: Figures) -> dict[Key, Outcome]:
    """What came out everywhere, ties first, in canonical order."""
    options = [option.name for option in figures.plan.options]
    found: dict[Key, Outcome] = {}
    for is_tie, cells, taken, shares in (
        (True, figures.pairs, figures.tie, figures.tie_probability),
        (False, figures.cells, figures.choice, figures.probability),
    ):
        for row, cell in enumerate(cells.tolist()):
            names = names_of(figures.plan, cell)
            choice = int(taken[row])
            margin = nan if is_tie else float(figures.margin[row])
            share = float(shares[row][choice]) if choice >= 0 else nan
            key = (is_tie, names.time, names.target, names.first, names.second)
            found[key] = Outcome(options[choice] if choice >= 0 else None, share, margin)
    return found


def compare(
    one: dict[Key, Outcome],
    other: dict[Key, Outcome],
    undone: Sequence[dict[Key, Outcome] | None],
    alone: Sequence[dict[Key, Outcome] | None],
) -> tuple[Difference, ...]:
    """Every place that differs.

    Parameters
    ----------
    undone
        For each statement what comes out of the second with only this one as in the first, None where it was not tried.
    alone
        For each statement what comes out of the first with only this one as in the second.
    """
    keys = [*one, *(key for key in other if key not in one)]
    found = []
    for key in keys:
        before, after = one.get(key), other.get(key)
        if before is not None and after is not None and before.told == after.told:
            continue
        made = [i for i, tried in enumerate(alone) if tried is not None and _same(tried.get(key), after)]
        needed = [i for i, tried in enumerate(undone) if tried is not None and _same(tried.get(key), before)]
        difference = Difference(*key, before, after)
        if difference.is_turned:
            difference = Difference(*key, before, after, tuple(made), tuple(needed))
        found.append(difference)
    return tuple(found)


def _same(one: Outcome | None, other: Outcome | None) -> bool:
    """Whether the same option came out."""
    if one is None or other is None:
        return one is other
    return one.option == other.option
