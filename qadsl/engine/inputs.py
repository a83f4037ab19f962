"""Where in a quantity an input reads, and which stream of draws stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from qadsl.engine.draws import cell_digest
from qadsl.engine.tiles import Tile
from qadsl.ir.program import Node, Place, Plan, Quantity
from qadsl.result import Flags, Ints

__all__ = [
    "Digests", "actors_of", "cell_names", "membership", "position", "positions", "reading", "sameness", "site_names",
    "sites", "tried_places", "undated_size", "written_value",
]  # fmt: skip

Streamed = NDArray[np.uint64]


def reading(node: Node) -> tuple[int, tuple[Place, ...]]:
    """Which quantity an `input` or `is_given` reads, and where."""
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    return number, places


def membership(node: Node) -> tuple[Place, tuple[int, ...]]:
    """Where a `member` looks, and the actors that it looks for."""
    place, members = cast(tuple[Place, tuple[int, ...]], node.data)
    return place, members


def sameness(node: Node) -> tuple[Place, Place]:
    """The two places that a `same` compares."""
    one, other = cast(tuple[Place, Place], node.data)
    return one, other


def tried_places(node: Node) -> tuple[Place, ...]:
    """The actors of whom something is asked of what a solve tries."""
    return cast(tuple[Place, ...], node.data)


def written_value(node: Node) -> float:
    """The value of a `constant`."""
    return float(cast(float, node.data))


def actors_of(places: Sequence[Place], where: Mapping[str, int]) -> tuple[int, ...]:
    """Positions of the actors that places stand for, given the position of each axis."""
    return tuple(place if isinstance(place, int) else where[place] for place in places)


def position(plan: Plan, quantity: Quantity, actors: tuple[int, ...], time: int) -> int | None:
    """Position in `quantity.cells` of what is read at a cell; None where there is no such cell (no target, nobody)."""
    if any(actor < 0 for actor in actors):
        return None
    found = time if quantity.is_dated else 0
    for actor in actors[:2]:
        found = found * len(plan.actors) + actor
    if quantity.arity == 3:
        if actors[2] not in plan.targets:
            return None
        found = found * len(plan.targets) + plan.targets.index(actors[2])
    return found


def positions(plan: Plan, quantity: Quantity, actors: Sequence[Ints | int], time: Ints | int) -> Ints:
    """`position` for many cells at once, -1 where there is none."""
    found: Ints = np.asarray(time if quantity.is_dated else 0, dtype=np.int64)
    for actor in actors[:2]:
        found = found * len(plan.actors) + actor
    if quantity.arity == 3:
        index = np.full(len(plan.actors), -1)
        index[list(plan.targets)] = np.arange(len(plan.targets))
        third = index[actors[2]]
        found = np.where(third >= 0, found * len(plan.targets) + third, -1)
    # an actor named in a rule may not be in the scenario
    is_absent = any(isinstance(actor, int) and actor < 0 for actor in actors)
    return np.full_like(found, -1) if is_absent else found


def cell_names(plan: Plan, quantity: Quantity, actors: tuple[int, ...]) -> tuple[str, ...]:
    """Names of the actors of a cell as its stream of draws is called."""
    names = tuple(plan.actors[actor].name for actor in actors)
    return tuple(sorted(names)) if quantity.is_symmetric else names


def site_names(plan: Plan, quantity: Quantity, undated: Ints) -> list[tuple[str, ...]]:
    """Names of the actors of sites, given their positions with time left out, as their streams of draws are called."""
    columns: list[list[int]] = []
    if quantity.arity == 3:
        columns.append(np.asarray(plan.targets)[undated % len(plan.targets)].tolist())
        undated = undated // len(plan.targets)
    for _ in range(min(quantity.arity, 2)):
        columns.append((undated % len(plan.actors)).tolist())
        undated = undated // len(plan.actors)
    if not columns:
        return [()] * len(undated)
    names = [actor.name for actor in plan.actors]
    found = list(zip(*([names[actor] for actor in column] for column in reversed(columns)), strict=True))
    return [tuple(sorted(one)) for one in found] if quantity.is_symmetric else found


class Digests:
    """Digests of cells for their streams of draws, each worked out once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._found: dict[tuple[int, bool], tuple[Streamed, Flags]] = {}

    def of(self, quantity: Quantity, undated: Ints) -> Streamed:
        """Digests of a quantity's cells at positions that leave out time."""
        kind = (quantity.arity, quantity.is_symmetric)
        if kind not in self._found:
            size = undated_size(self._plan, quantity)
            self._found[kind] = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.bool_)
        found, is_known = self._found[kind]
        new = undated[~is_known[undated]]
        if new.size:
            found[new] = [cell_digest(names) for names in site_names(self._plan, quantity, new)]
            is_known[new] = True
        digests: Streamed = found[undated]
        return digests


def undated_size(plan: Plan, quantity: Quantity) -> int:
    """How many cells a quantity has, time left out."""
    return max(1, len(quantity.cells) // (len(plan.periods) if quantity.is_dated else 1))


def sites(plan: Plan, tile: Tile, node: Node) -> Ints:
    """For each row of a node in a tile the position in `Quantity.cells` that it reads, -1 for none."""
    number, places = reading(node)
    quantity = plan.quantities[number]
    key = (quantity.arity, quantity.is_dated, places, node.axes - {"draw"})
    if key not in tile.sites:
        rows = tile.rows(node.axes - {"draw"})
        actors = [tile.along(place, rows) for place in places]
        found = positions(plan, quantity, actors, rows.where["time"] if quantity.is_dated else 0)
        tile.sites[key] = np.broadcast_to(found, (rows.count,))
    return tile.sites[key]
