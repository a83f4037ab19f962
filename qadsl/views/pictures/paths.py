"""Decisions as they go through time on the plane: which are drawn, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.pictures.brief import briefly
from qadsl.views.pictures.panels import Places
from qadsl.views.words import listed, named, plural

__all__ = ["MOST_DECISIONS", "Path", "called", "drawn_ways", "left_out", "path_name", "paths_of"]

MOST_DECISIONS = 12
"""Decisions drawn as points."""
MOST_WAYS = 4
"""Ways through time that are drawn; more are a tangle."""


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
    count = len(paths) - MOST_DECISIONS
    said = (
        [f"{plural(count, 'less committed decision')} {'is' if count == 1 else 'are'} not drawn."] if count > 0 else []
    )
    others = [named(plan.actors[plan.targets[other]].name) for other in targets if other != target]
    if others:
        said.append(f"Those against {listed(others[:6])} are not drawn.")
    return " ".join(said)


def drawn_ways(figures: Figures, paths: Sequence[Path]) -> list[Path]:
    """The decisions with their ways through time; where those are too many, with their last periods alone."""
    if len({_way(figures, path) for path in paths}) <= MOST_WAYS:
        return list(paths)
    return [Path(path.first, path.second, path.rows[-1:]) for path in paths]


def _way(figures: Figures, path: Path) -> tuple[tuple[float, float], ...]:
    rows = list(path.rows)
    gains, pains = figures.encouraging[rows].tolist(), figures.discouraging[rows].tolist()
    return tuple((round(gain, 6), round(pain, 6)) for gain, pain in zip(gains, pains, strict=True))


def called(plan: Plan, paths: Sequence[Path]) -> str:
    """What a point is called at which some decisions stand."""
    ends = {(path.first, path.second) for path in paths}
    if len(paths) == 1:
        return path_name(plan, paths[0], is_short=True)
    if len(paths) == 2 and {(b, a) for a, b in ends} == ends:
        return " and ".join(briefly(plan)[end] for end in sorted(min(ends)))
    return plural(len(paths), "decision")


def path_name(plan: Plan, path: Path, *, is_short: bool = False) -> str:
    """Who decides about whom; `is_short` cuts long names."""
    names = briefly(plan) if is_short else tuple(named(actor.name) for actor in plan.actors)
    return f"{names[path.first]} → {names[path.second]}"
