"""Solves what a theory asks as the reference backend does: its expressions one pair, group or network at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan
from typing import Protocol

import numpy as np

from qadsl.engine.inputs import reading
from qadsl.engine.solutions import Found, blocs_found, check_size, coalitions_found, links_found, partitions_found
from qadsl.engine.solved import NOWHERE, Key, kept, key_of
from qadsl.engine.solvers.links import Networks
from qadsl.ir.program import Plan, SolvePlan
from qadsl.ir.sites import cone
from qadsl.result import Floats

__all__ = ["PlainSolving", "Tried"]


@dataclass(frozen=True, slots=True)
class Tried:
    """A group of actors or a network that is tried."""

    members: frozenset[int] = frozenset()
    linked: frozenset[tuple[int, int]] = frozenset()

    def links(self, actor: int) -> int:
        """How many links an actor has."""
        return sum(actor == one for one, _ in self.linked)

    def steps(self, one: int, other: int) -> float:
        """Links of the shortest way between two actors, infinite where there is none."""
        reached, here, count = {one}, {one}, 0
        while here and other not in reached:
            here = {b for a, b in self.linked if a in here} - reached
            reached |= here
            count += 1
        return float(count) if other in reached else inf


class Asked(Protocol):
    """Gives the value of a node where it is asked."""

    def at(self, wanted: int, where: dict[str, int], tried: Tried | None) -> float:
        """The value of a node, given the position of each axis and what is tried."""


class PlainSolving:
    """What is solved, for each draw when it is first asked for."""

    def __init__(self, plan: Plan, asked: Asked) -> None:
        self._plan, self._asked = plan, asked
        self._found: dict[tuple[Key, int], Found] = {}

    def found(self, key: Key, draw: int) -> Found:
        """What is found under a key in one draw."""
        known = key_of(self._plan, *key)
        solve = self._plan.solves[known[0]]
        place = known, draw if "draw" in solve.axes else 0
        if place not in self._found:
            for node in cone(self._plan, solve.nodes):
                if self._plan.nodes[node].op in ("together", "told"):
                    self.found((reading(self._plan.nodes[node])[0], *key[1:]), draw)
            found = self._solved(solve, (known[0], key[1], known[2]), draw)
            self._found[place] = kept(self._plan, known[0], found)
        return self._found[place]

    def _solved(self, solve: SolvePlan, key: Key, draw: int) -> Found:
        actors = len(self._plan.actors)
        where = {"time": key[1], "draw": draw}
        if key[2] != NOWHERE:
            where["target"] = self._plan.targets[key[2]]
        who = self._taking_part(solve, where)
        if who is None:
            return Found.unknown(actors)
        check_size(solve, who)
        if solve.form == "blocs":
            costs = [self._costs(solve, word, who, where) for word in ("apart", "together")]
            is_known = not any(np.isnan(cost).any() for cost in costs)
            return blocs_found(solve, actors, who, *costs) if is_known else Found.unknown(actors)
        if solve.form == "links":
            return self._linked(solve, who, where)
        found = self._over_groups(solve, who, where)
        if np.isnan(found).any():
            return Found.unknown(actors)
        if solve.form == "coalitions":
            return coalitions_found(solve, actors, who, np.asarray(found[0] == 1.0))
        return partitions_found(solve, actors, who, found)

    def _taking_part(self, solve: SolvePlan, where: dict[str, int]) -> list[int] | None:
        found = []
        away = {actor for actor, times in self._plan.absent if where["time"] in times}
        for actor in range(len(self._plan.actors)):
            inside = 1.0
            if solve.among is not None:
                inside = self._asked.at(solve.among, {**where, "self": actor}, None)
            if isnan(inside):
                return None
            if inside == 1.0 and actor != where.get("target") and actor not in away:
                found.append(actor)
        return found

    def _costs(self, solve: SolvePlan, word: str, who: Sequence[int], where: dict[str, int]) -> Floats:
        node = dict(solve.values).get(word)
        found = np.zeros((len(who), len(who)))
        for i, one in enumerate(who):
            for j, other in enumerate(who):
                if i != j and node is not None:
                    found[i, j] = self._asked.at(node, {**where, "self": one, "partner": other}, None)
        return found

    def _over_groups(self, solve: SolvePlan, who: Sequence[int], where: dict[str, int]) -> Floats:
        """The expression for every set of actors: one row, or one for everyone who takes part."""
        rows = [-1] if solve.form == "coalitions" else range(len(who))
        found = np.zeros((len(rows), 1 << len(who)))
        for mask in range(1, 1 << len(who)):
            tried = Tried(frozenset(actor for i, actor in enumerate(who) if mask >> i & 1))
            for i in rows:
                if i < 0 or mask >> i & 1:
                    own = where if i < 0 else {**where, "self": who[i]}
                    found[max(i, 0), mask] = self._asked.at(solve.values[0][1], own, tried)
        return found

    def _linked(self, solve: SolvePlan, who: Sequence[int], where: dict[str, int]) -> Found:
        def worth(networks: Networks) -> Floats:
            count = networks.linked.shape[-1]
            found = np.zeros((len(who), count))
            for place in range(count):
                pairs = np.argwhere(networks.linked[..., place]).tolist()
                tried = Tried(linked=frozenset((who[a], who[b]) for a, b in pairs))
                for i, one in enumerate(who):
                    found[i, place] = self._asked.at(solve.values[0][1], {**where, "self": one}, tried)
            return found

        linked = np.zeros((len(who), len(who), 2), dtype=np.bool_)
        linked[..., 1] = ~np.eye(len(who), dtype=np.bool_)
        actors = len(self._plan.actors)
        is_unknown = bool(np.isnan(worth(Networks(linked))).any())
        return Found.unknown(actors) if is_unknown else links_found(actors, who, worth)
