"""Which inputs the nodes of a plan read at one decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import cast

from qadsl.ir.program import Node, Place, Plan, Quantity

__all__ = [
    "ROLES", "STATED", "Cell", "Site", "as_stated", "cone", "copies", "held_at", "site_names", "site_of",
    "sites_called", "sites_read", "spelled_site",
]  # fmt: skip

ROLES = ("self", "partner", "target")

Cell = tuple[int, int, int, int]
"""Positions of time, target (in `Plan.targets`), self and partner."""

Site = tuple[int, int]
"""An input: its quantity's position in the plan, and the position in that quantity's cells."""


def cone(plan: Plan, wanted: Iterable[int]) -> list[int]:
    """These nodes and all that they hang on, arguments first."""
    found: set[int] = set()
    waiting = list(wanted)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(plan.nodes[here].arguments)
    return sorted(found)


def site_of(plan: Plan, node: Node, where: Mapping[str, int]) -> Site | None:
    """The input that an `input` or `is_given` reads; None where there is no such cell, or nobody there.

    `where` gives the position of each axis; that of the target is an actor's.
    """
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    quantity = plan.quantities[number]
    actors = [place if isinstance(place, int) else where[place] for place in places]
    if any(actor < 0 for actor in actors):
        return None
    found = where["time"] if quantity.is_dated else 0
    for actor in actors[:2]:
        found = found * len(plan.actors) + actor
    if quantity.arity == 3:
        if actors[2] not in plan.targets:
            return None
        found = found * len(plan.targets) + plan.targets.index(actors[2])
    return number, found


def sites_read(plan: Plan, wanted: Iterable[int], cell: Cell) -> tuple[frozenset[Site], frozenset[Site]]:
    """The inputs that nodes read at a cell, and those of which they ask whether they are given.

    What is between an actor and itself is no input: nothing can be stated of it.
    """
    time, target, one, other = cell
    where = {"time": time, "target": plan.targets[target], "self": one, "partner": other}
    read: set[Site] = set()
    asked: set[Site] = set()
    for number in cone(plan, wanted):
        node = plan.nodes[number]
        if node.op in ("input", "is_given"):
            into = read if node.op == "input" else asked
            into.update(site for site in _sites(plan, node, where) if site is not None)
        elif node.op in ("together", "told"):
            for pair in permutations(range(len(plan.actors)), 2):
                solve = plan.solves[cast(tuple[int, object], node.data)[0]]
                known, open_ = sites_read(plan, solve.nodes, (time, target, *pair))
                read |= known
                asked |= open_
    return frozenset(read), frozenset(asked)


def _sites(plan: Plan, node: Node, where: Mapping[str, int]) -> Iterator[Site | None]:
    """Every input that one node reads, once for each actor that a quantifier may bind."""
    _, places = cast(tuple[int, tuple[Place, ...]], node.data)
    everyone = [dict(where)]
    for axis in sorted({place for place in places if isinstance(place, str) and place.startswith("over")}):
        everyone = [{**one, axis: actor} for one in everyone for actor in range(len(plan.actors))]
    for one in everyone:
        actors = [place if isinstance(place, int) else one[place] for place in places]
        if len(set(actors)) == len(actors):
            yield site_of(plan, node, one)


def copies(plan: Plan) -> dict[int, int]:
    """Quantities that hold what another held a period ago, `previous trade`: by their positions, which one it is."""
    own = {(one.key, one.name): number for number, one in enumerate(plan.quantities)}
    return {
        number: own[one.key, name]
        for number, one in enumerate(plan.quantities)
        if one.is_dated and (one.key, name := one.name.removeprefix("previous ")) in own and name != one.name
    }


def as_stated(plan: Plan, site: Site, copied: Mapping[int, int]) -> Site:
    """The input whose value a site holds: that of the period before, if it is one of a copy."""
    if site[0] not in copied:
        return site
    size = len(plan.quantities[site[0]].cells) // len(plan.periods)
    return copied[site[0]], max(site[1] - size, site[1] % size)


def held_at(plan: Plan, site: Site, copied: Mapping[int, int]) -> tuple[Site, ...]:
    """An input and its copies in the period after."""
    quantity = plan.quantities[site[0]]
    after = site[1] + len(quantity.cells) // len(plan.periods)
    return (site, *((copy, after) for copy, own in copied.items() if own == site[0] and after < len(quantity.cells)))


def site_names(plan: Plan, quantity: Quantity, place: int) -> tuple[str, ...]:
    """The actors of a cell of a quantity, given its position; which period it is of does not matter."""
    names: list[str] = []
    if quantity.arity == 3:
        place, target = divmod(place, len(plan.targets))
        names.append(plan.actors[plan.targets[target]].name)
    for _ in range(min(quantity.arity, 2)):
        place, actor = divmod(place, len(plan.actors))
        names.insert(0, plan.actors[actor].name)
    return tuple(names)


def spelled_site(quantity: Quantity, names: Sequence[str], spell: Callable[[str], str]) -> str:
    """An input as programs write it, `fear`, `UK.nuclear` or `trade(UK, France)`, its own name as `spell` writes it."""
    short = spell(quantity.name if quantity.kind == "parameter" else quantity.name.rpartition(".")[2])
    if quantity.kind == "start":
        short = f"previous {spell(quantity.key.partition(':')[2])}"
    if not names:
        return short
    if quantity.arity == 1:
        return f"{names[0]}.{short}"
    return short if tuple(names) == ROLES else f"{short}({', '.join(names)})"


def sites_called(plan: Plan, name: str, actors: Sequence[str]) -> tuple[Site, ...]:
    """The inputs of this name, in every period; without actors those of everyone, else those of just these.

    A quantity of a library may be called by its own name alone, where no other is.
    """
    named = [i for i, one in enumerate(plan.quantities) if one.name == name and one.kind in STATED]
    named = named or [
        i for i, one in enumerate(plan.quantities) if one.name.rpartition(".")[2] == name and one.kind in STATED
    ]
    if len(named) != 1:
        return ()
    quantity = plan.quantities[named[0]]
    alike = [named[0], *(copy for copy, own in copies(plan).items() if own == named[0])]
    return tuple(
        (number, place)
        for number in alike
        for place in range(len(quantity.cells))
        if not actors or _is_about(plan, quantity, place, tuple(actors))
    )


STATED = frozenset({"parameter", "attribute", "relation", "variable"})
"""Kinds of what a scenario states of its actors."""


def _is_about(plan: Plan, quantity: Quantity, place: int, actors: tuple[str, ...]) -> bool:
    about = site_names(plan, quantity, place)
    return about == actors or (quantity.is_symmetric and about == actors[::-1])
