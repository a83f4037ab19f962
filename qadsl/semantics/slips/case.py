"""What slips are looked for in: the checked program, the scenarios put together, and the theories in question."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from qadsl.diagnostics import Bag
from qadsl.semantics.bounds import ALL, Bounds, Interval, range_of
from qadsl.semantics.loader import Module
from qadsl.semantics.model import Core, Model, Rule, Scenario, Theory, Value
from qadsl.semantics.narrowing import assume
from qadsl.semantics.scope import BUILTIN_GROUPS
from qadsl.semantics.values import unknown
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["Case", "parts_of", "words_within"]


class Case:
    """A program without errors.

    Parameters
    ----------
    main
        The text that is checked; slips of the libraries it uses are not its own.
    worlds
        Every scenario that something asks about, and those that stand for themselves.
    theories
        Those that its questions name or mean.

    Attributes
    ----------
    bounds, valued
        What expressions can come to, by the types of parameters, and by the values they have in this program.
    """

    def __init__(
        self, model: Model, main: Module, worlds: tuple[World, ...], theories: tuple[Theory, ...], bag: Bag
    ) -> None:
        self.model = model
        self.main = main
        self.worlds = worlds
        self.theories = theories
        self.bag = bag
        # the cells of a notebook are one program of several texts
        self._texts = tuple({id(one.span.source): one.span.source for one in main.statements}.values())
        empty = _empty_groups(model, worlds)
        years = [year for world in worlds for year in world.timeline.years]
        is_dated = bool(worlds) and all(world.timeline.is_dated for world in worlds) and not self.is_library
        span = (min(years), max(years)) if is_dated else ALL
        self.renewed = _renewed(model)
        self.bounds = Bounds(model.quantities, model.defines, empty, years=span, renewed=self.renewed)
        values = {} if self.is_library else _parameter_values(model, self.bounds)
        self.valued = Bounds(model.quantities, model.defines, empty, values, span, self.renewed)

    @property
    def is_library(self) -> bool:
        """Whether the text is a library, whose declarations are there for others."""
        return self.main.header is not None

    def meant(self, define: str) -> Iterator[Core]:
        """What a definition says, and what those say that take its place in some theory."""
        return (self.model.defines[name].body for name in (define, *self.renewed.get(define, ())))

    def owned(self, span: Span | None) -> bool:
        """Whether something stands in the text that is checked."""
        return span is not None and span.source in self._texts

    def rules(self) -> Iterator[Rule]:
        """The rules of the text."""
        return (rule for rule in self.model.rules.values() if self.owned(rule.span))

    def own_theories(self) -> Iterator[Theory]:
        """The theories of the text."""
        return (theory for theory in self.model.theories.values() if self.owned(theory.span))

    def scenarios(self) -> Iterator[tuple[Scenario, World, int]]:
        """Each scenario with a world that it is part of and its depth there: as near the top as can be had."""
        found: dict[str, tuple[Scenario, World, int]] = {}
        for world in self.worlds:
            for depth, scenario in world.layers:
                old = found.get(scenario.name)
                if old is None or len(world.layers) - depth < len(old[1].layers) - old[2]:
                    found[scenario.name] = (scenario, world, depth)
        return (found[name] for name in sorted(found))


def _empty_groups(found: Model, worlds: tuple[World, ...]) -> frozenset[str]:
    """Groups in which nobody is, in any scenario."""
    if not worlds:
        return frozenset()
    keys = {*found.groups, *(key for world in worlds for key in world.groups), *BUILTIN_GROUPS}
    bounds = Bounds(found.quantities, found.defines)
    return frozenset(key for key in keys if not any(_may_hold(world, key, bounds) for world in worlds))


def _renewed(found: Model) -> dict[str, set[str]]:
    """For each definition those that take its place in some theory."""
    renewed: dict[str, set[str]] = {}
    for theory in found.theories.values():
        for old, new in theory.renewed:
            renewed.setdefault(old, set()).add(new)
    return renewed


def _may_hold(world: World, key: str, bounds: Bounds) -> bool:
    group = world.group(key) if key not in BUILTIN_GROUPS else None
    if group is not None and group.where is not None and assume(group.where, True, {}, bounds) is None:
        return False
    return world.may_hold(key)


def _parameter_values(found: Model, bounds: Bounds) -> dict[str, Interval]:
    """What parameters come to by all that is said of them."""
    said: dict[str, list[Value | None]] = {
        key: [quantity.default] for key, quantity in found.quantities.items() if quantity.kind == "parameter"
    }
    for fact in (*found.settings, *(fact for s in found.scenarios.values() for fact in s.facts)):
        if fact.quantity in said:
            said[fact.quantity].append(fact.value)
    for changed in {c.quantity for s in found.scenarios.values() for e in s.events for c in e.changes} & said.keys():
        # what an event makes of it may lie anywhere in its range
        said[changed].append(unknown(found.quantities[changed].type, ""))
    ranges = {key: [range_of(value, bounds) for value in values] for key, values in said.items()}
    return {key: (min(low for low, _ in ends), max(high for _, high in ends)) for key, ends in ranges.items()}


def parts_of(node: object, whole: tuple[type, ...] = ()) -> Iterator[object]:
    """A statement with everything within it; what is in a node of a kind that is `whole` is left out."""
    queue = [node]
    while queue:
        one = queue.pop()
        if isinstance(one, tuple):
            queue += one
        elif isinstance(one, nodes.Node):
            yield one
            if not isinstance(one, whole):
                kind: Any = type(one)
                queue += [getattr(one, part) for part in _parts(kind)]


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """What a node of some kind is made of, its place left out."""
    slots: tuple[str, ...] = kind.__slots__  # type: ignore[attr-defined]
    return tuple(part for part in slots if part != "span")


def words_within(node: object) -> set[str]:
    """Every word of the names in a statement, each by itself."""
    return {part.text for part in parts_of(node) if isinstance(part, nodes.Word)}
