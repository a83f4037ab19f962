"""What a solve finds in one draw, whatever its form: the solutions in order, and who stands together in the first.

Blocs stand in the order of energy, divisions and networks in that of worth, the greatest first; equal ones by the
widest basin, then by the names of the actors. What other expressions read is the first; of coalitions, all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from qadsl.engine.limits import LimitError
from qadsl.engine.solvers.coalitions import Extreme, coalitions, members_of
from qadsl.engine.solvers.landscape import survey
from qadsl.engine.solvers.links import Networks, stable_networks
from qadsl.engine.solvers.partitions import Stability, stable_partitions
from qadsl.ir.program import SolvePlan
from qadsl.result import Flags, Floats

__all__ = [
    "Found", "Groups", "Solution", "blocs_found", "check_size", "coalitions_found", "links_found", "partitions_found",
]  # fmt: skip

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """Groups of actors (blocs, a coalition, a division) or the links of a network, with what they are measured by."""

    groups: Groups
    measure: float = nan
    basin: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The solutions of one draw; `pairs` and `ones` are flags as 1 and 0, unknown (NaN) where nothing is known."""

    solutions: tuple[Solution, ...]
    pairs: Floats
    ones: Floats
    is_exact: bool = True
    gap: float = 0.0
    is_known: bool = True
    count: int = 0
    """How many solutions there are; of very many coalitions only the first are listed."""

    def told(self, figure: str) -> float:
        """A number that tells of it."""
        if not self.is_known:
            return nan
        if figure == "count":
            return float(self.count)
        if not self.solutions:
            return nan
        basin = self.solutions[0].basin
        return self.solutions[0].measure if figure != "basin" else nan if basin is None else float(basin)

    @classmethod
    def unknown(cls, actors: int) -> Found:
        """Nothing is known."""
        return cls((), np.full((actors, actors), nan), np.full(actors, nan), is_known=False)


def _found(
    actors: int, solutions: Sequence[Solution], read: Sequence[tuple[int, ...]], *, is_exact: bool, gap: float
) -> Found:
    """What is found, with those who stand together in one of the groups that are read."""
    pairs, ones = np.zeros((actors, actors)), np.zeros(actors)
    for group in read:
        members = np.array(group, dtype=np.int64)
        pairs[members[:, None], members[None, :]] = 1.0
    pairs[np.arange(actors), np.arange(actors)] = 0.0
    ones[:] = pairs.any(axis=1)
    return Found(tuple(solutions), pairs, ones, is_exact, gap, count=len(solutions))


def _groups(labels: Sequence[int], who: Sequence[int]) -> Groups:
    """Groups of actors, given the number of the group of each."""
    found: dict[int, list[int]] = {}
    for actor, label in zip(who, labels, strict=True):
        found.setdefault(label, []).append(actor)
    return tuple(tuple(group) for group in found.values())


def check_size(solve: SolvePlan, who: Sequence[int]) -> None:
    """Stop where more take part, in a group by condition, than the form takes.

    Raises
    ------
    LimitError
    """
    if solve.most and len(who) > solve.most:
        raise LimitError(f"actors of {solve.name}", len(who), solve.most)


def blocs_found(solve: SolvePlan, actors: int, who: Sequence[int], apart: Floats, together: Floats) -> Found:
    """The minima of a landscape; the costs are those among `who`."""
    if not who:
        return _found(actors, (), (), is_exact=True, gap=0.0)
    landscape = survey(apart, together, solve.count)
    solutions = [Solution(_groups(one.blocs, who), one.energy, one.basin) for one in landscape.minima]
    read = solutions[0].groups if solutions else ()
    return _found(actors, solutions, read, is_exact=landscape.is_exhaustive, gap=landscape.gap)


def coalitions_found(solve: SolvePlan, actors: int, who: Sequence[int], holds: Flags) -> Found:
    """The coalitions for which a condition holds."""
    rule: Extreme = solve.rule  # type: ignore[assignment]
    found = coalitions(holds, rule)
    solutions = [Solution((tuple(who[i] for i in members_of(mask)),)) for mask in found.masks]
    pairs, ones = np.zeros((actors, actors)), np.zeros(actors)
    # of all that are found, not only of those that are listed
    pairs[np.ix_(who, who)] = found.pairs & ~np.eye(len(who), dtype=np.bool_)
    ones[who] = found.members
    return Found(tuple(solutions), pairs, ones, count=found.count)


def partitions_found(solve: SolvePlan, actors: int, who: Sequence[int], worth: Floats) -> Found:
    """The stable divisions of actors."""
    rule: Stability = solve.rule  # type: ignore[assignment]
    found = stable_partitions(worth, rule)
    solutions = [Solution(_groups(one.groups, who), one.worth) for one in found.found]
    read = solutions[0].groups if solutions else ()
    return _found(actors, solutions, read, is_exact=found.is_exhaustive, gap=found.gap)


def links_found(actors: int, who: Sequence[int], worth: Callable[[Networks], Floats]) -> Found:
    """The pairwise stable networks of actors."""
    found = stable_networks(worth, len(who))
    solutions = [Solution(tuple((who[a], who[b]) for a, b in one.links), one.worth) for one in found.found]
    read = solutions[0].groups if solutions else ()
    return _found(actors, solutions, read, is_exact=found.is_exhaustive, gap=found.gap)
