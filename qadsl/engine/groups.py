"""Groups of actors who are all tied to one another: what they are in each draw, and how often each comes about.

A group is a maximal clique of the graph of ties of one period and target: every two of its members have a tie above the
least option, and nobody else has one with all of them; by majority, see `solvers.consent`. An undecided tie is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from qadsl.engine.groups_by_chance import ByChance
from qadsl.engine.solvers.cliques import MOST_GROUPS, members_of
from qadsl.engine.solvers.consent import groups_of, is_group
from qadsl.engine.tie_graphs import slots_of, unpacked
from qadsl.ir.program import Plan
from qadsl.result import Figures, Flags, Group, Grouping, Ints

__all__ = ["MOST_LISTED", "find_groups", "tied_sets"]

MOST_LISTED = 200_000
"""Groups listed in a run, counted in each different graph of ties; shared by its periods and targets."""

_FEWEST = 100
_BATCH = 1024
_FEW = 16


def tied_sets(actors: int, pairs: Ints, ties: Flags) -> list[int]:
    """For each actor the set of those it is tied to, by pairs (rows whose last two columns are actors)."""
    matrix = np.zeros((actors, actors), dtype=np.bool_)
    one, other = pairs[ties, -2], pairs[ties, -1]
    matrix[one, other] = matrix[other, one] = True
    rows = np.packbits(matrix, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in rows]


def find_groups(figures: Figures) -> Grouping:
    """The groups of a run."""
    plan = figures.plan
    slots = slots_of(plan, figures.pairs)
    count, actors = len(slots) - 1, len(plan.actors)
    most = max(_FEWEST, MOST_LISTED // max(count, 1))
    memberships, several, none = np.full((3, count, actors), np.nan)
    counted = np.ones(count)
    groups: list[Group] = []
    for slot, (start, end) in enumerate(pairwise(slots.tolist())):
        pairs = figures.pairs[start:end]
        outcome = [figures.tie[start:end] >= option for option in range(1, len(plan.options))]
        if plan.precision is not None:
            chance = ByChance(plan, pairs, figures.tie_probability[start:end])
            shares = chance.shares(_Graph.of(plan, pairs, outcome).groups(most) or [])
            none[slot] = chance.alone()
        else:
            tally = _Tally.of(plan, pairs, most, figures.graphs.seen[slot] if figures.graphs.seen else {})
            shares = {group: tuple(n / tally.draws for n in counts) for group, counts in tally.counts.items()}
            for mine, theirs in (
                (memberships, tally.memberships),
                (several, tally.several),
                (none, tally.none),
            ):
                mine[slot] = theirs / tally.seen if tally.seen else np.nan
            counted[slot] = tally.seen / tally.draws if tally.draws else 1.0
        # who is not there is not left out
        none[slot, [actor for actor, times in plan.absent if slot // len(plan.targets) in times]] = 0.0
        groups += _listed(plan, divmod(slot, len(plan.targets)), _Graph.of(plan, pairs, outcome), most, shares)
    return Grouping(figures.graphs.draws, tuple(groups), memberships, several, none, counted)


def _listed(
    plan: Plan, where: tuple[int, int], outcome: _Graph, most: int, shares: dict[int, tuple[float, ...]]
) -> list[Group]:
    """The groups of one period and target, the most probable first."""
    settled = set(outcome.groups(most) or [])
    nothing = (0.0,) * len(plan.options)
    found = []
    for group in settled | shares.keys():
        own = shares.get(group, nothing)
        level = int(np.argmax(own)) if sum(own) > 0 else outcome.level(group)
        found.append(Group(*where, tuple(members_of(group)), level, round(sum(own), 12), own, group in settled))
    return sorted(found, key=lambda group: (-group.probability, not group.is_outcome, group.members))


@dataclass(frozen=True, slots=True)
class _Graph:
    """The ties of one period and target in one draw: whom each actor is tied to, for each option but the least."""

    tied: tuple[list[int], ...]
    consent: str

    @classmethod
    def of(cls, plan: Plan, pairs: Ints, ties: Sequence[Flags] | Flags) -> _Graph:
        return cls(tuple(tied_sets(len(plan.actors), pairs, flags) for flags in ties), plan.consent)

    def groups(self, most: int) -> list[int] | None:
        return groups_of(self.tied[0], self.consent, min(most, MOST_GROUPS)) if self.tied else []

    def level(self, group: int) -> int:
        """The greatest option by whose ties it still is a group: where every two are tied, the least tie inside it."""
        for option in range(1, len(self.tied)):
            if not is_group(self.tied[option], group, self.consent):
                return option
        return len(self.tied)


@dataclass(slots=True)
class _Tally:
    """What the graphs of one period and target come to: how often a group has which level, who is in how many."""

    memberships: Ints
    several: Ints
    none: Ints
    draws: int = 0
    seen: int = 0
    counts: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, pairs: Ints, most: int, graphs: dict[bytes, int]) -> _Tally:
        memberships, several, none = np.zeros((3, len(plan.actors)), dtype=np.int64)
        found = cls(memberships, several, none, sum(graphs.values()))
        left = most
        # where not all can be listed, those that come about most often go first
        ordered = sorted(graphs.items(), key=lambda item: (-item[1], item[0]))
        for start in range(0, len(ordered), _BATCH):
            some = ordered[start : start + _BATCH]
            for (_, count), tied in zip(some, _read(plan, pairs, [graph for graph, _ in some]), strict=True):
                groups = tied.groups(left)
                if groups is not None:
                    left -= len(groups)
                    found.enter(tied, groups, count)
            if left <= 0:
                break
        return found

    def enter(self, graph: _Graph, groups: list[int], count: int) -> None:
        number = np.zeros(len(self.none), dtype=np.int64)
        for group in groups:
            levels = self.counts.setdefault(group, [0] * (len(graph.tied) + 1))
            levels[graph.level(group)] += count
            number[members_of(group)] += 1
        self.seen += count
        self.memberships += count * number
        self.several += count * (number > 1)
        self.none += count * (number == 0)


def _read(plan: Plan, pairs: Ints, graphs: Sequence[bytes]) -> Iterator[_Graph]:
    """Graphs of ties; of few actors many at once."""
    actors, options = len(plan.actors), len(plan.options)
    if actors > _FEW:
        yield from (_Graph.of(plan, pairs, unpacked(graph, options, len(pairs))) for graph in graphs)
        return
    one, other = pairs[:, -2], pairs[:, -1]
    bits = np.zeros((len(pairs), actors), dtype=np.int64)
    rows = np.arange(len(pairs))
    bits[rows, one], bits[rows, other] = 1 << other, 1 << one
    ties = np.stack([unpacked(graph, options, len(pairs)) for graph in graphs]).astype(np.int64)
    for sets in (ties @ bits).tolist():
        yield _Graph(tuple(sets), plan.consent)
