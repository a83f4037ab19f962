"""Divisions of many actors, followed deviation by deviation until none is left, or until one comes back.

From many beginnings (all alone, all together, and others that are the same each time) the deviation that gains its
deviators most is made: alone, what the mover gains; together, what the member gains that gains least. How far this goes
is bounded by work, not by time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.engine.draws import searching
from qadsl.engine.solvers import deviations
from qadsl.engine.solvers.deviations import Ranks, Rules, Stability
from qadsl.engine.solvers.groupings import Rows, canonical
from qadsl.result import Floats

__all__ = ["Seen", "look"]

_WORK = 400_000_000
"""Worths looked at in all steps together."""
_STEPS = 20_000
"""Steps at most, where each is short."""
_BEGINNINGS = 200
"""Beginnings at most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The stable divisions that were come to, how many were passed, and by how little the most restful is upset."""

    stable: Rows
    count: int
    gap: float


def look(worth: Floats, ranks: Ranks, stability: Stability) -> Seen:
    """Look for stable divisions."""
    actors, groups = worth.shape
    rules = None if stability == "core" else deviations.rules_of(ranks, stability)
    work = actors * (groups if rules is None else 20 * actors)
    steps = max(20, min(_STEPS, _WORK // work))
    passed: dict[tuple[int, ...], float] = {}
    for row in _beginnings(actors):
        here: tuple[int, ...] = row
        while here not in passed and len(passed) < steps:
            after, gain = _together(worth, here) if rules is None else _alone(worth, rules, here)
            passed[here] = gain
            here = after
    stable = sorted(row for row, gain in passed.items() if gain <= 0)
    rows = np.array(stable, dtype=np.uint8).reshape(len(stable), actors)
    return Seen(rows, len(passed), 0.0 if stable else min(passed.values()))


def _beginnings(actors: int) -> list[tuple[int, ...]]:
    luck = searching(0, f"divisions of {actors} actors")
    rows = np.empty((_BEGINNINGS, actors), dtype=np.uint8)
    for row in rows:
        row[:] = luck.integers(0, luck.integers(2, actors + 1), size=actors)
    rows[0], rows[1] = np.arange(actors), 0
    return [tuple(row) for row in canonical(rows, actors).tolist()]


def _groups(row: tuple[int, ...]) -> list[int]:
    found = [0] * (max(row) + 2)
    for actor, group in enumerate(row):
        found[group] |= 1 << actor
    return found


def _named(labels: list[int]) -> tuple[int, ...]:
    order: dict[int, int] = {}
    return tuple(order.setdefault(label, len(order)) for label in labels)


def _alone(worth: Floats, rules: Rules, row: tuple[int, ...]) -> tuple[tuple[int, ...], float]:
    """The division after the move that gains its mover most, and that gain; 0 where nobody moves."""
    groups, best, after = _groups(row), 0.0, row
    for actor, group in enumerate(row):
        if not rules.may_leave[actor, groups[group]]:
            continue
        now = worth[actor, groups[group]]
        for other, mask in enumerate(groups):
            gain = round(float(worth[actor, mask | 1 << actor] - now), 12)
            if gain > best and rules.joined[actor, mask] >= 0:
                best, after = gain, _named([*row[:actor], other, *row[actor + 1 :]])
    return after, best


def _together(worth: Floats, row: tuple[int, ...]) -> tuple[tuple[int, ...], float]:
    """The division after the group has left that gains its least winner most, and that gain; 0 where none leaves."""
    groups = _groups(row)
    masks = np.arange(worth.shape[1])
    least = np.full(worth.shape[1], np.inf)
    for actor, group in enumerate(row):
        gain = worth[actor] - worth[actor, groups[group]]
        np.minimum(least, gain, out=least, where=(masks >> actor & 1).astype(np.bool_))
    least[0] = -np.inf
    mask = int(np.argmax(np.round(least, 12)))
    gain = round(float(least[mask]), 12)
    if gain <= 0:
        return row, 0.0
    return _named([len(row) if mask >> actor & 1 else group for actor, group in enumerate(row)]), gain
