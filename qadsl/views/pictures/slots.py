"""Which periods and targets are drawn, where there are more than a picture has room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qadsl.result import Figures
from qadsl.views.pictures.panels import Places, Slot
from qadsl.views.words import listed, plural

__all__ = ["Selection", "most_tied", "selected"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Periods and targets to draw, in order, and what is said of those that are left out."""

    slots: tuple[Slot, ...]
    aside: str = ""
    asked: tuple[Slot, ...] = ()
    """All that were asked about, drawn or not: what is found in them is the title."""


def selected(figures: Figures, targets: Sequence[int], times: Sequence[int], most: int) -> Selection:
    """At most so many periods and targets: those of targets that tell most, and of periods in which ties change."""
    plan = figures.plan
    places = Places(plan, figures.cells)
    known = {(time, target) for time in times for target in targets if places.at((time, target))}
    there = [target for target in targets if any((time, target) in known for time in times)]
    if not there:
        return Selection(tuple((time, target) for target in targets[:1] for time in times[:1]))
    tied = _tied(figures, set(targets), set(times))
    if len(there) > 1:
        there = sorted(there, key=lambda target: -sum(len(found) for (_, t), found in tied.items() if t == target))
    room = max(1, most // min(len(there), most))
    when = [time for time in times if any((time, target) in known for target in there)]
    shown = _telling([(t, tuple(tied.get((t, target), ()) for target in there)) for t in when], room)
    slots = [(time, target) for target in sorted(there[:most]) for time in shown if (time, target) in known]
    return Selection(tuple(slots), _aside(there, when, len(there[:most]), shown), tuple(sorted(known)))


def most_tied(figures: Figures, targets: Sequence[int]) -> int:
    """Of some targets that against which there are most ties, the first among equals."""
    tied = _tied(figures, set(targets), set(range(len(figures.plan.periods))))
    counts = {target: sum(len(found) for (_, t), found in tied.items() if t == target) for target in targets}
    return max(targets, key=lambda target: (counts[target], -target), default=0)


def _tied(figures: Figures, targets: set[int], times: set[int]) -> dict[Slot, tuple[tuple[int, int, int], ...]]:
    """The ties of each period and target."""
    found: dict[Slot, list[tuple[int, int, int]]] = {}
    rows = (figures.tie > 0).nonzero()[0]
    for (time, target, a, b), tie in zip(figures.pairs[rows].tolist(), figures.tie[rows].tolist(), strict=True):
        if target in targets and time in times:
            found.setdefault((time, target), []).append((a, b, tie))
    return {slot: tuple(ties) for slot, ties in found.items()}


def _telling(periods: Sequence[tuple[int, object]], room: int) -> list[int]:
    """So many periods: the first of each stretch in which ties stay as they are, the last stretches if need be."""
    if len(periods) <= room:
        return [time for time, _ in periods]
    if room == 1:
        return [periods[-1][0]]
    starts = [time for i, (time, ties) in enumerate(periods) if not i or ties != periods[i - 1][1]]
    last = periods[-1][0]
    kept = starts if last in starts else [*starts, last]
    if len(kept) > room:
        step = (len(kept) - 1) / (room - 1)
        kept = [kept[round(i * step)] for i in range(room)]
    return sorted(set(kept))


def _aside(targets: Sequence[int], times: Sequence[int], shown_targets: int, shown: Sequence[int]) -> str:
    """What is left out, and how to see it."""
    left = []
    periods, parties = len(times) - len(shown), len(targets) - shown_targets
    if periods:
        left.append(f"{plural(periods, 'period')} more (time=...)")
    if parties:
        left.append(f"{parties} more third {'party' if parties == 1 else 'parties'} (target=...)")
    return f"Not drawn: {listed(left)}." if left else ""
