"""A bench: the small world of a test or property, lowered with every input left open, for values that come later.

On it stand `self`, `partner` and `target`, who may be actors of a name, and further actors. Nothing is stated there but
what is computed from parameters; each case brings its own values, so that thousands of cases share one plan.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import nan

from qadsl.diagnostics import Bag
from qadsl.ir.program import Actor, Place, Plan, Quantity, Written
from qadsl.ir.sites import site_names, spelled_site
from qadsl.ir.types import Kind
from qadsl.semantics import model
from qadsl.semantics.calendar import NO_TIME
from qadsl.semantics.expecting import OUTCOME, outcome_type
from qadsl.semantics.graphs import ROLES
from qadsl.semantics.lowering import Lowering
from qadsl.semantics.scope import PLACES
from qadsl.semantics.worlds import World
from qadsl.syntax.spelling import spelled_path

__all__ = ["Bench", "Frame", "bench", "world_of"]

Cell = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """Who is there: actors in order of name, and the actor in each role (`self`, `partner`, `target`)."""

    actors: tuple[Actor, ...]
    roles: tuple[str, str, str]

    @property
    def called(self) -> dict[str, str]:
        """What each actor is called in a test: the role where there is one."""
        return {name: role for role, name in zip(PLACES, self.roles, strict=True)}


@dataclass(frozen=True, slots=True)
class Bench:
    """The plan of a world in which every input is open.

    Parameters
    ----------
    cell, back
        The decision of self about partner, and that of partner about self.
    conditions
        The node of each condition that was asked for.
    """

    plan: Plan
    frame: Frame
    cell: Cell
    back: Cell
    conditions: dict[model.Core, int]

    def name(self, quantity: int, place: int) -> str:
        """What an input is called in a test: `common_threat`, `partner.capability`, `trade(partner, self)`."""
        return told(self.plan, self.frame, self.plan.quantities[quantity], place)

    def spelling(self, quantity: int, place: int) -> str:
        """The same as a test writes it, with backticks where words need them."""
        return told(self.plan, self.frame, self.plan.quantities[quantity], place, spelled_path)


def told(plan: Plan, frame: Frame, quantity: Quantity, place: int, spell: Callable[[str], str] = str) -> str:
    """The name of an input in the words of a test, each written as `spell` writes it."""
    names = site_names(plan, quantity, place)
    called = frame.called
    return spelled_site(quantity, [called.get(name) or spell(name) for name in names], spell)


def world_of(program: model.Model, frame: Frame, bag: Bag, facts: tuple[model.Fact, ...] = ()) -> World:
    """The world of a frame; everybody may be a third party in the view of others."""
    world = World("test", "", program, bag, frame.actors, (), NO_TIME, (), facts, {})
    world.index = {actor.name: i for i, actor in enumerate(frame.actors)}
    world.targets = tuple(range(len(frame.actors)))
    return world


def bench(world: World, frame: Frame, theory: model.Theory, conditions: tuple[model.Core, ...]) -> Bench:
    """Lower a world, and beside it the conditions asked for."""
    lowering = _Open(world, theory)
    plan = lowering.plan()
    found = {core: lowering.core(core, ROLES) for core in conditions}
    plan = replace(plan, nodes=tuple(lowering.builder.nodes), quantities=tuple(lowering.quantities))
    one, other, target = (world.index[name] for name in frame.roles)
    position = world.targets.index(target)
    return Bench(plan, frame, (0, position, one, other), (0, position, other, one), found)


class _Open(Lowering):
    """Lowers a world about which nothing is known yet: whether something is given is an input, too."""

    def has_start(self, key: str) -> bool:
        """What was one period ago is an input like any other."""
        return True

    def outcome(self, option: str, places: tuple[Place, ...]) -> int:
        """The tie of self and partner is found with the rest; how others are tied is not known on a bench."""
        if set(places[:2]) == {"self", "partner"} and places[2] == "target":
            return self.read(f"{OUTCOME}tie:{option}", ())
        return self.builder.constant(nan, Kind.FLAG)

    def quantity(self, key: str) -> int:
        if key.startswith(OUTCOME) and key not in self.positions:
            self.positions[key] = len(self.quantities)
            cells = array("i", [0])
            unknown = (Written("unknown", (), key),)
            self.quantities.append(Quantity(key, "outcome", key, outcome_type(key), 0, False, False, unknown, cells))
        return super().quantity(key)

    def read(self, key: str, places: tuple[Place, ...]) -> int:
        if not key.startswith(OUTCOME):
            return super().read(key, places)
        position = self.quantity(key)
        kind: Kind = self.quantities[position].type.kind
        return self.builder.add("input", (), (position, ()), kind=kind, axes=frozenset({"draw"}), name=key)
