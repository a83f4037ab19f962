"""Which periods and targets are drawn, where there are more than a picture has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qadsl.result import Figures, Ints
from qadsl.views.pictures.panels import Places, Slot, absent_at
from qadsl.views.words import listed, named, plural

__all__ = ["Selection", "most_tied", "selected", "ties_at"]

MOST_LISTED = 6
"""Periods or third parties that are named of those that are not drawn."""
ALIKE = 0.005
"""How much less than this probabilities differ in periods that are drawn as one."""

Stretch = tuple[int, int]
"""The first and last of neighbouring periods that look the same."""
Drawn = tuple[tuple[int, int, int], ...]
"""Two actors and what they come to, or what the first chooses about the second."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Periods and targets to draw, in order, and what is said of those that are left out."""

    slots: tuple[Slot, ...]
    aside: str = ""
    asked: tuple[Slot, ...] = ()
    """All that were asked about, drawn or not: what is found in them is the title."""
    until: Mapping[int, int] = field(default_factory=dict)
    """Of each period that is drawn the last one that looks the same."""


def selected(
    figures: Figures, targets: Sequence[int], times: Sequence[int], most: int, *, ties_alone: bool = False
) -> Selection:
    """At most so many periods and targets: those of targets that tell most, of periods in which another thing is drawn.

    Neighbouring periods in which all is the same are one, or, of `ties_alone`, in which all but how likely it is that
    nothing comes of a pair.
    """
    places = Places(figures.plan, figures.cells)
    known = {(time, target) for time in times for target in targets if places.at((time, target))}
    there = [target for target in targets if any((time, target) in known for time in times)]
    if not there:
        return Selection(tuple((time, target) for target in targets[:1] for time in times[:1]))
    tied = ties_at(figures, set(targets), set(times))
    if len(there) > 1:
        there = sorted(there, key=lambda target: -sum(len(found) for (_, t), found in tied.items() if t == target))
    when = [time for time in times if any((time, target) in known for target in there)]
    drawn = sorted(there[:most])
    stretches = _stretches(_Look(figures, ties_alone=ties_alone), drawn, when)
    room = max(1, most // len(drawn))
    chosen = _above_none(figures.cells, figures.choice, set(drawn), set(when))
    tied_then, chosen_then = (_by_stretch(found, stretches, drawn) for found in (tied, chosen))
    shown = _telling(stretches, tied_then, chosen_then, room)
    slots = [(first, target) for target in drawn for first, _ in shown if (first, target) in known]
    aside = " ".join(
        filter(None, (_periods_aside(figures, when, stretches, shown), _targets_aside(figures, there, drawn)))
    )
    return Selection(tuple(slots), aside, tuple(sorted(known)), dict(shown))


def _stretches(look: _Look, targets: Sequence[int], times: Sequence[int]) -> list[Stretch]:
    """Neighbouring periods that look the same."""
    found: list[Stretch] = []
    for time in times:
        first = found[-1][0] if found and found[-1][1] == time - 1 else time
        if first < time and all(look.is_same(first, time, target) for target in targets):
            found[-1] = (first, time)
        else:
            found.append((time, time))
    return found


class _Look:
    """Whether two periods look the same."""

    def __init__(self, figures: Figures, *, ties_alone: bool) -> None:
        self._plan, self._least = figures.plan, 1 if ties_alone else 0
        self._parts = [
            (Places(figures.plan, figures.pairs), figures.pairs, figures.tie, figures.tie_probability),
            (Places(figures.plan, figures.cells), figures.cells, figures.choice, figures.probability),
        ]

    def is_same(self, one: int, other: int, target: int) -> bool:
        """Whether the same actors are there, choose the same and come to the same, as likely."""
        if absent_at(self._plan, one) != absent_at(self._plan, other):
            return False
        for places, rows, outcomes, shares in self._parts:
            here, there = (slice(at.start, at.stop) for at in (places.at((one, target)), places.at((other, target))))
            if not (rows[here, 2:].tolist() == rows[there, 2:].tolist() and (outcomes[here] == outcomes[there]).all()):
                return False
            told = outcomes[here] >= self._least
            before, after = shares[here][told], shares[there][told]
            if not (abs(before - after) < ALIKE).all():
                return False
        return True


def most_tied(figures: Figures, targets: Sequence[int]) -> int:
    """Of some targets that against which there are most ties, the first among equals."""
    tied = ties_at(figures, set(targets), set(range(len(figures.plan.periods))))
    counts = {target: sum(len(found) for (_, t), found in tied.items() if t == target) for target in targets}
    return max(targets, key=lambda target: (counts[target], -target), default=0)


def ties_at(figures: Figures, targets: set[int], times: set[int]) -> dict[Slot, Drawn]:
    """The ties of each period and target, each with its two actors."""
    return _above_none(figures.pairs, figures.tie, targets, times)


def _above_none(rows: Ints, outcomes: Ints, targets: set[int], times: set[int]) -> dict[Slot, Drawn]:
    """Of each period and target who comes to more than the first outcome, and to which."""
    found: dict[Slot, list[tuple[int, int, int]]] = {}
    kept = (outcomes > 0).nonzero()[0]
    for (time, target, a, b), outcome in zip(rows[kept].tolist(), outcomes[kept].tolist(), strict=True):
        if target in targets and time in times:
            found.setdefault((time, target), []).append((a, b, outcome))
    return {slot: tuple(each) for slot, each in found.items()}


def _by_stretch(found: Mapping[Slot, Drawn], stretches: Sequence[Stretch], targets: Sequence[int]) -> list[object]:
    """What was found in the first period of each stretch, against all of some targets."""
    return [tuple(found.get((first, target), ()) for target in targets) for first, _ in stretches]


def _telling(
    stretches: Sequence[Stretch], ties: Sequence[object], choices: Sequence[object], room: int
) -> list[Stretch]:
    """So many stretches: the last, and the first with the same ties and, if there is room, the same choices."""
    if len(stretches) <= room:
        return list(stretches)
    if room == 1:
        return [stretches[-1]]
    last = len(stretches) - 1
    kept = sorted({*_starts(list(zip(ties, choices, strict=True))), last})
    if len(kept) > room:
        kept = sorted({*_starts(ties), last})
    if len(kept) > room:
        step = (len(kept) - 1) / (room - 1)
        kept = [kept[round(i * step)] for i in range(room)]
    return [stretches[place] for place in sorted(set(kept))]


def _starts(found: Sequence[object]) -> list[int]:
    """Where others begin."""
    return [0, *(place for place, (one, other) in enumerate(pairwise(found), 1) if one != other)]


def _periods_aside(
    figures: Figures, times: Sequence[int], stretches: Sequence[Stretch], shown: Sequence[Stretch]
) -> str:
    """Which periods are not drawn."""
    drawn = {time for first, last in shown for time in range(first, last + 1)}
    left = [str(figures.plan.periods[time]) for time in times if time not in drawn]
    if not left:
        return ""
    if len(left) > MOST_LISTED:
        return f"Not drawn: {len(left):,} of {plural(len(times), 'period')}."
    return f"Not drawn: {listed(left)}."


def _targets_aside(figures: Figures, targets: Sequence[int], drawn: Sequence[int]) -> str:
    """Against whom nothing is drawn."""
    plan = figures.plan
    left = [named(plan.actors[plan.targets[target]].name) for target in sorted(set(targets) - set(drawn))]
    if len(left) > MOST_LISTED:
        return f"Not drawn: ties against {len(left):,} of {len(targets):,} third parties."
    return f"Not drawn: ties against {listed(left, 'or')}." if left else ""
