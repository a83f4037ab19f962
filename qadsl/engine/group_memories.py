"""What a period leaves to the next of its groups: how large the largest group of two actors is, in how many one is.

`group_size` is kept for each decision; it is 0 where the two are not tied. `groups` is kept for each actor, at the site
where it is decider and partner at once. Where a tie of that target is unknown, or there are more groups than may be
listed, both are unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np

from qadsl.engine.groups import tied_sets
from qadsl.engine.ranges import Range
from qadsl.engine.solvers.cliques import MOST_GROUPS, members_of
from qadsl.engine.solvers.consent import groups_of
from qadsl.ir.program import Plan
from qadsl.result import Flags, Floats, Ints

__all__ = ["group_ranges", "group_values", "read_groups"]


def read_groups(reading: str, tied: Sequence[int], consent: str) -> Floats:
    """What is read of the groups of one graph of ties, at (actor, actor); NaN where there are too many."""
    groups = groups_of(tied, consent)
    if groups is None:
        return np.full((len(tied), len(tied)), np.nan)
    found = np.zeros((len(tied), len(tied)))
    for group in sorted(groups, key=int.bit_count):
        members = members_of(group)
        if reading == "group_size":
            found[np.ix_(members, members)] = len(members)
        else:
            found[members, members] += 1
    return found


def _kept(plan: Plan, reading: str, sites: Ints) -> Ints:
    """Where what is read of the decisions at these sites is kept."""
    if reading == "group_size":
        return sites
    actors = len(plan.actors)
    decider = np.unique(sites // actors)
    found: Ints = decider * actors + decider % actors
    return found


def group_values(plan: Plan, reading: str, sites: Ints, ties: Ints) -> tuple[Ints, Floats]:
    """Where it is kept, and the values in each draw, of decisions at sites whose ties (sites, draws) are these."""
    actors = len(plan.actors)
    kept = _kept(plan, reading, sites)
    values = np.full((len(kept), ties.shape[1]), np.nan)
    for target in range(len(plan.targets)):
        rows, out = np.flatnonzero(sites // actors**2 == target), kept // actors**2 == target
        here, pairs = ties[rows], np.stack(np.divmod(sites[rows] % actors**2, actors), axis=1)
        forward = pairs[:, 0] < pairs[:, 1]
        known = np.flatnonzero((here >= 0).all(axis=0))
        tied, pairs = here[forward][:, known] > 0, pairs[forward]
        for draws in _alike(tied):
            found = read_groups(reading, tied_sets(actors, pairs, tied[:, draws[0]]), plan.consent)
            values[np.ix_(out, known[draws])] = found.reshape(-1)[kept[out] % actors**2][:, None]
    return kept, values


def _alike(tied: Flags) -> list[Ints]:
    """The draws, by what is tied in them."""
    if not tied.shape[1]:
        return []
    rows = np.packbits(np.ascontiguousarray(tied.T), axis=1)
    if not rows.shape[1]:
        return [np.arange(tied.shape[1])]
    _, number = np.unique(rows.view(f"V{rows.shape[1]}").reshape(-1), return_inverse=True)
    order = np.argsort(number, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(number[order])) + 1)


def group_ranges(plan: Plan, reading: str, sites: Ints, may: Flags, blank: Flags) -> tuple[Ints, Range]:
    """Where it is kept, and what it may be in any draw, given which ties may be (sites, options) and may be unknown.

    A tie more never makes the largest group of two actors smaller, so that the ties that are certain and those that are
    possible bound its size. The number of groups has no such order: between n actors it is at most 3^(n/3).
    """
    actors = len(plan.actors)
    kept = _kept(plan, reading, sites)
    low, high, open_ = np.zeros(len(kept)), np.zeros(len(kept)), np.zeros(len(kept), dtype=np.bool_)
    certain, possible = ~may[:, 0] & ~blank, may[:, 1:].any(axis=1) | blank
    for target in range(len(plan.targets)):
        rows, out = np.flatnonzero(sites // actors**2 == target), kept // actors**2 == target
        pairs = np.stack(np.divmod(sites[rows] % actors**2, actors), axis=1)
        sure, likely = (tied_sets(actors, pairs, ties[rows]) for ties in (certain, possible))
        least, most = _bounds(plan.consent, reading, sure, likely)
        at = kept[out] % actors**2
        low[out], high[out] = least.reshape(-1)[at], most.reshape(-1)[at]
        active = sum(1 for others in likely if others)
        is_counted = sure == likely or _most_groups(active, plan.consent) <= MOST_GROUPS
        open_[out] = blank[rows].any() or not is_counted or np.isnan(low[out]).any()
    return kept, Range(np.nan_to_num(low), np.where(np.isnan(high), actors, high), open_)


def _bounds(consent: str, reading: str, sure: list[int], likely: list[int]) -> tuple[Floats, Floats]:
    if reading == "group_size" or sure == likely:
        least = read_groups(reading, sure, consent)
        return least, least if sure == likely else read_groups(reading, likely, consent)
    least = np.diag([float(bool(others)) for others in sure])
    near = [_near(likely, actor, consent) for actor in range(len(likely))]
    return least, np.diag([float(min(_most_groups(count, consent), MOST_GROUPS)) for count in near])


def _near(tied: list[int], actor: int, consent: str) -> int:
    """How many may be in groups with an actor: those it is tied to; by majority others, too."""
    return tied[actor].bit_count() if consent != "majority" or not tied[actor] else sum(1 for own in tied if own)


def _most_groups(actors: int, consent: str) -> int:
    """The greatest number of maximal groups among so many actors (Moon and Moser 1965; Sperner 1928); 0 of none."""
    if actors < 2:
        return actors
    if consent == "majority":
        return comb(actors, actors // 2)
    threes, rest = divmod(actors, 3)
    return int({0: 3**threes, 1: 4 * 3 ** (threes - 1), 2: 2 * 3**threes}[rest])
