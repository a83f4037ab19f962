"""Where in a quantity an input reads, and which stream of draws stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from qadsl.engine.draws import cell_digest
from qadsl.ir.program import Place, Plan, Quantity
from qadsl.result import Ints

__all__ = ["actors_of", "cell_names", "position", "positions", "stream_cells"]


def actors_of(places: Sequence[Place], where: Mapping[str, int]) -> tuple[int, ...]:
    """Positions of the actors that places stand for, given the position of each axis."""
    return tuple(place if isinstance(place, int) else where[place] for place in places)


def position(plan: Plan, quantity: Quantity, actors: tuple[int, ...], time: int) -> int | None:
    """Position in `quantity.cells` of what is read at a cell; None where it has no such cell (its third is no target)."""
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
    return found


def cell_names(plan: Plan, quantity: Quantity, actors: tuple[int, ...]) -> tuple[str, ...]:
    """Names of the actors of a cell as its stream of draws is called."""
    names = tuple(plan.actors[actor].name for actor in actors)
    return tuple(sorted(names)) if quantity.is_symmetric else names


def stream_cells(plan: Plan, quantity: Quantity, undated: Sequence[int]) -> list[int]:
    """Digests of the cells at positions that leave out time."""
    found = []
    for place in undated:
        actors: list[int] = []
        if quantity.arity == 3:
            place, third = divmod(place, len(plan.targets))
            actors.append(plan.targets[third])
        for _ in range(min(quantity.arity, 2)):
            place, actor = divmod(place, len(plan.actors))
            actors.append(actor)
        found.append(cell_digest(cell_names(plan, quantity, tuple(reversed(actors)))))
    return found
