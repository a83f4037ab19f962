"""Decisions as they go through time on the plane: which are drawn, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.pictures.panels import Places
from qadsl.views.pictures.specs import short
from qadsl.views.words import listed, named

__all__ = ["MOST_DECISIONS", "Path", "left_out", "path_name", "paths_of"]

MOST_DECISIONS = 12
"""Decisions drawn as points with their names."""


@dataclass(frozen=True, slots=True)
class Path:
    """One decision through time: rows of the figures, in order of time."""

    first: int
    second: int
    rows: tuple[int, ...]


def paths_of(figures: Figures, target: int, times: Sequence[int], ends: tuple[int | None, int | None]) -> list[Path]:
    """The decisions against a target, those that end in the most commitment first; unknown ones are left out."""
    found: dict[tuple[int, int], list[int]] = {}
    places = Places(figures.plan, figures.cells)
    for row in (row for time in times for row in places.at((time, target))):
        first, second = figures.cells[row, 2:].tolist()
        if figures.choice[row] >= 0 and ends[0] in (None, first) and ends[1] in (None, second):
            found.setdefault((first, second), []).append(row)
    paths = [Path(first, second, tuple(rows)) for (first, second), rows in found.items()]
    weight = {path: round(max(float(figures.commitment[row]) for row in path.rows) * 1e6) for path in paths}
    return sorted(paths, key=lambda path: (-weight[path], path.first, path.second))


def left_out(plan: Plan, paths: Sequence[Path], targets: Sequence[int], target: int) -> str:
    """What there is no room for."""
    left = []
    if len(paths) > MOST_DECISIONS:
        left.append(f"{len(paths) - MOST_DECISIONS:,} less committed decisions (self_=..., partner=...)")
    others = [named(plan.actors[plan.targets[other]].name) for other in targets if other != target]
    if others:
        left.append(f"those against {listed(others[:6], 'or')} (target=...)")
    return f"Not drawn: {listed(left)}." if left else ""


def path_name(plan: Plan, path: Path, *, is_short: bool = False) -> str:
    """Who decides about whom; `is_short` cuts long names."""
    one, other = (named(plan.actors[end].name) for end in (path.first, path.second))
    return f"{short(one)} → {short(other)}" if is_short else f"{one} → {other}"
