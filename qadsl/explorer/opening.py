"""Opens an explorer on a result: which inputs it shows, and which decision it looks at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from qadsl.explorer.explorer import Explorer, Subject
from qadsl.explorer.facts import Start
from qadsl.failing import fail
from qadsl.lookup import Time, targets_of, times_of, unknown
from qadsl.result import Figures

__all__ = ["explore"]

R = TypeVar("R")


def explore(
    subject: Subject[R],
    inputs: Sequence[str] | None,
    pair: tuple[str, str] | None,
    target: str | None,
    time: Time,
) -> Explorer[R]:
    """An explorer of these inputs (None for those of the decision that is looked at) that begins with a pair."""
    figures = subject.figures
    if figures.after is not None:
        told = "Explore a run of the whole scenario, without `after=`."
        raise fail("QA782", "a run that goes on from another one cannot be explored", help=[told])
    found = _looked_at(figures, pair, targets_of(subject.plan, target), times_of(subject.plan, time))
    opened = Explorer(subject, Start(*found))
    if inputs is None:
        return opened
    names = [inputs] if isinstance(inputs, str) else inputs
    if not isinstance(names, Iterable):
        raise fail("QA720", "inputs are names", help=['Write `["fear", "UK.capability"]`.'])
    return Explorer(subject, Start(*found, chosen=opened.ids_of(list(names))))


def _looked_at(
    figures: Figures, pair: tuple[str, str] | None, targets: Sequence[int], times: Sequence[int]
) -> tuple[int, int, int, int]:
    """Time, target and the two ends: the tie that tells most, in the last period, of those that fit."""
    ends = None if pair is None else _ends(figures, pair)
    rows = [
        (row, tie, max(shares, default=0.0))
        for row, tie, shares in zip(
            figures.pairs.tolist(), figures.tie.tolist(), figures.tie_probability.tolist(), strict=True
        )
        if row[0] in times and row[1] in targets and (ends is None or {row[2], row[3]} == set(ends))
    ]
    if not rows and pair is not None:
        raise fail("QA720", "there is no such decision", help=["It has two ends and a target, all different."])
    if not rows:
        return (times[-1], targets[0] if targets else 0, 0, min(1, len(figures.plan.actors) - 1))
    # the greatest commitment of the last period, and the least certain of those
    (when, against, one, other), _, _ = min(rows, key=lambda row: (-row[0][0], -row[1], row[2], row[0]))
    return (when, against, *(ends or (one, other)))


def _ends(figures: Figures, pair: Sequence[str]) -> tuple[int, int]:
    names = [actor.name for actor in figures.plan.actors]
    if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2:
        raise fail("QA720", "a pair is two actors", help=['Write `pair=("UK", "France")`.'])
    for name in pair:
        if name not in names:
            raise unknown("QA203", "actor", name, names)
    return names.index(pair[0]), names.index(pair[1])
