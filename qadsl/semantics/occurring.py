"""Lowers what events do: whether one happens, where and how much, and what is then left of a stated value.

An event is drawn once for all that it touches. A change of a variable joins the rules' algebra, as an effect of a rule
that is called after the event; a change of an attribute, a relation or a parameter is made where that is read.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator

from qadsl.ir.builder import Builder
from qadsl.ir.program import AlteredPlan, ChangePlan, Clause, Origin, Place, Quantity, RulePlan, Step, Written
from qadsl.ir.types import FLAG, NUMBER, Axis, Kind, Type
from qadsl.semantics import model
from qadsl.semantics.happening import Changes, changes_of, exact_probability, moment_of
from qadsl.semantics.model import Event, Formula, Value
from qadsl.semantics.worlds import World

__all__ = ["Occurrences"]

Enter = Callable[[Quantity], int]
Computed = Callable[[Formula, str, tuple[Place, ...]], int]
ORDER = ("=", "*=", "+=", "-=", "at least", "at most")
"""In which order changes of one value are made, as in the algebra of rules."""


class Occurrences:
    """The events of one world, as nodes of a graph that is being built."""

    def __init__(self, world: World, builder: Builder, enter: Enter, computed: Computed) -> None:
        self._world, self._builder = world, builder
        self._enter, self._computed = enter, computed
        self._entered: dict[str, int] = {}
        self.changes = changes_of(world)
        self.events = list({changes.event.name: changes.event for changes in self.changes}.values())
        self.altered: dict[tuple[str, tuple[Place, ...]], AlteredPlan] = {}
        self._on: dict[str, list[int]] = {}
        self._read: set[str] = set()
        """Quantities whose changes are made anywhere."""
        self._touched: dict[int, int] = {}
        """For each node that says whether a change is made, that which says whether it ever is."""
        for number, changes in enumerate(self.changes):
            self._on.setdefault(changes.quantity, []).append(number)

    # --- as rules -------------------------------------------------------------------------------------------------

    def rules(self, variables: Iterable[str]) -> list[model.Rule]:
        """A rule for each event, with what it does to variables of the balance as effects."""
        keys = {f"variable:{name}" for name in variables}
        found = []
        for event in self.events:
            numbers = (i for i, one in enumerate(self.changes) if one.event is event and one.quantity in keys)
            effects = tuple(self._effect(number) for number in numbers)
            found.append(
                model.Rule(
                    called(event), event.title, (), effects, (), event.citation, event.span, frozenset(), None
                )
            )  # fmt: skip
        return found

    def _effect(self, number: int) -> model.Effect:
        changes = self.changes[number]
        when, value = model.ChangeRead(number, "applies"), model.ChangeRead(number, "value")
        name = changes.quantity.partition(":")[2]
        text = f"{name} {changes.operator} {changes.text}"
        return model.Effect(name, changes.operator, value, text, changes.first.span, when)

    def plan(self, event: Event, steps: Iterable[Step]) -> RulePlan:
        """What the account tells of an event, given the steps that it is made of."""
        flags = list(dict.fromkeys(step.condition for step in steps))
        happens = self.happens(event)
        met = concern = self._builder.constant(0.0, Kind.FLAG)
        for flag in flags:
            met = self._builder.add("or", (met, flag))
            concern = self._builder.add("or", (concern, self._touched[flag]))
        clauses = [Clause(" or ".join(dict.fromkeys(moment_of(c.period) for c in event.changes)), met)]
        if event.probability is not None:
            clauses.insert(0, Clause(f"with probability {event.probability.text}", happens))
        return RulePlan(called(event), event.title, event.citation, event.span.place, met, tuple(clauses), (), concern)

    def told(self) -> Iterator[ChangePlan]:
        """Each change of what is read as it is written, wherever in the time of the scenario there is any of it."""
        for event in self.events:
            for change in event.changes:
                strengths = self._world.timeline.strengths(change.period, change.fading)
                if change.quantity in self._read and any(strengths):
                    yield self._told(event, change, strengths)

    def _told(self, event: Event, change: model.Change, strengths: tuple[float, ...]) -> ChangePlan:
        declared = self._world.program.quantities[change.quantity]
        origin = Origin(change.span.place, called(event), event.citation)
        value = Written("changed", (), f"{change.operator} {change.text}", origin)
        quantity = Quantity(
            declared.short, "change", change.quantity, declared.type, declared.arity, declared.is_symmetric, False,
            (value,), array("i"), declared.title,
        )  # fmt: skip
        sites = array("i", sorted(set(self._world.sites(change.quantity, change.pattern))))
        chance = event.probability.text if event.probability is not None else ""
        return ChangePlan(event.name, event.title, chance, quantity, value, sites, strengths)

    # --- whether --------------------------------------------------------------------------------------------------

    def happens(self, event: Event) -> int:
        """Whether an event happens: the same for all that it touches, in every period of a draw."""
        chance = exact_probability(event)
        origin = Origin(event.span.place, "", event.citation)
        key = f"event:{event.name}"
        if chance is not None and not 0 < chance < 1:
            return self._builder.constant(float(chance >= 1), Kind.FLAG)
        if chance is not None and event.probability is not None:
            text = f"with probability {event.probability.text}"
            luck = Written("discrete", (0.0, 1 - chance, 1.0, chance), text, origin)
            half = self._builder.constant(0.5)
            return self._builder.add("less", (half, self._scalar(key, called(event), luck)))
        luck = Written("uniform", (0.0, 1.0), "by chance", origin)
        drawn = self._scalar(key, called(event), luck)
        likely = event.probability
        assert likely is not None
        name = f"probability of {called(event)}"
        if isinstance(likely, Formula):
            share = self._computed(likely, name, ())
        else:
            share = self._scalar(f"{key} probability", name, likely)
        return self._builder.add("less", (drawn, share))

    def _scalar(self, key: str, name: str, written: Written) -> int:
        """A value that is the same for all."""
        number = self._quantity(key, name, NUMBER, (written,), array("i", [0]), 0)
        axes: frozenset[Axis] = frozenset({"draw"}) if written.is_drawn else frozenset()
        return self._builder.add("input", (), (number, ()), kind=Kind.NUMBER, axes=axes, name=name)

    def applies(self, number: int, places: tuple[Place, ...]) -> int:
        """Whether a change is made at places: it reaches them, is not gone, and its event happens."""
        changes = self.changes[number]
        self._read.add(changes.quantity)
        found = touched = self._reaches(f"{changes.key} reach", changes, frozenset(changes.sites), places)
        if not all(changes.strengths):
            found = self._both(found, self._dated(changes, "in force", FLAG, [float(s > 0) for s in changes.strengths]))
        found = self._both(self.happens(changes.event), found)
        self._touched[found] = touched
        return found

    def _both(self, one: int, two: int) -> int:
        yes = self._builder.constant(1.0, Kind.FLAG)
        if yes in (one, two):
            return one if two == yes else two
        return self._builder.add("and", (one, two))

    def _reaches(self, key: str, changes: Changes, sites: frozenset[int], places: tuple[Place, ...]) -> int:
        """Whether places are among some cells."""
        size = self._world.size(changes.quantity)
        if len(sites) == size:
            return self._builder.constant(1.0, Kind.FLAG)
        cells = array("i", [0]) * size
        for site in sites:
            cells[site] = 1
        written = (Written("exact", (0.0,), "no"), Written("exact", (1.0,), "yes"))
        return self._at(self._of(key, changes, FLAG, written, cells), Kind.FLAG, places, is_drawn=False)

    def _dated(self, changes: Changes, what: str, type_: Type, values: list[float]) -> int:
        """A number or flag that only time changes."""
        if len(set(values)) == 1:
            return self._builder.constant(values[0], type_.kind)
        ordered = sorted(set(values))
        written = tuple(Written("exact", (value,), f"{value:.4g}") for value in ordered)
        cells = array("i", [ordered.index(value) for value in values])
        key = f"{changes.key} {what}"
        number = self._quantity(key, f"{called(changes.event)} {what}", type_, written, cells, 0, is_dated=True)
        return self._builder.add("input", (), (number, ()), kind=type_.kind, axes=frozenset({"time"}))

    # --- how much -------------------------------------------------------------------------------------------------

    def value(self, number: int, places: tuple[Place, ...]) -> int:
        """By what a change is made at places, as far as it has not faded."""
        changes = self.changes[number]
        whole = self._amount(changes, places)
        if not changes.fades:
            return whole
        op, strength = self._builder.add, self._dated(changes, "strength", NUMBER, list(changes.strengths))
        type_ = self._world.program.quantities[changes.quantity].type
        if changes.operator in {"+=", "-="}:
            return op("multiply", (whole, strength))
        idle = {"*=": 1.0, "at least": type_.low, "at most": type_.high}[changes.operator]
        base = self._builder.constant(idle)
        left = op("add", (base, op("multiply", (op("subtract", (whole, base)), strength))))
        faded = op("less", (strength, self._builder.constant(1.0)))
        return op("select", (faded, left, whole))

    def _amount(self, changes: Changes, places: tuple[Place, ...]) -> int:
        """What is written behind the operator for the cell at places."""
        quantity = self._world.program.quantities[changes.quantity]
        type_, words = quantity.type, self._world.program.words.get(changes.quantity, ())
        if type_.kind is Kind.NUMBER:
            type_ = NUMBER
        several = list(dict.fromkeys(changes.sites[site] for site in sorted(changes.sites)))
        told = [_in_numbers(value, words) for value in several if isinstance(value, Written)]
        if len(several) == 1 and told and told[0].is_exact:
            return self._builder.constant(told[0].parameters[0], type_.kind)
        found: int | None = None
        if told:
            found = self._stated(changes, type_, [v for v in several if isinstance(v, Written)], told, places)
        for number, formula in enumerate(value for value in several if isinstance(value, Formula)):
            computed = self._computed(formula, changes.quantity, places)
            sites = frozenset(site for site, value in changes.sites.items() if value == formula)
            which = self._reaches(f"{changes.key} formula {number}", changes, sites, places)
            found = computed if found is None else self._builder.add("select", (which, computed, found))
        assert found is not None
        return found

    def _stated(
        self, changes: Changes, type_: Type, values: list[Written], told: list[Written], places: tuple[Place, ...]
    ) -> int:
        """An input that holds what is written for each cell."""
        cells = array("i", [0]) * self._world.size(changes.quantity)
        codes = {value: i for i, value in enumerate(values, 1)}
        for site, value in changes.sites.items():
            cells[site] = codes.get(value, 0) if isinstance(value, Written) else 0
        written = (Written("exact", (0.0,), "nothing"), *told)
        number = self._of(f"{changes.key} amount", changes, type_, written, cells)
        return self._at(number, type_.kind, places, is_drawn=any(value.is_drawn for value in told))

    # --- quantities -----------------------------------------------------------------------------------------------

    def _of(self, key: str, changes: Changes, type_: Type, written: tuple[Written, ...], cells: array[int]) -> int:
        declared = self._world.program.quantities[changes.quantity]
        name = f"{called(changes.event)} on {declared.short}"
        return self._quantity(key, name, type_, written, cells, declared.arity, is_symmetric=declared.is_symmetric)

    def _quantity(
        self, key: str, name: str, type_: Type, written: tuple[Written, ...], cells: array[int], arity: int,
        *, is_symmetric: bool = False, is_dated: bool = False,
    ) -> int:  # fmt: skip
        if key not in self._entered:
            # by chance is what a decision hangs on; the rest only says what is written, and no account lists it
            kind = "event" if written[0].is_drawn else "change"
            self._entered[key] = self._enter(
                Quantity(name, kind, key, type_, arity, is_symmetric, is_dated, written, cells)
            )
        return self._entered[key]

    def _at(self, number: int, kind: Kind, places: tuple[Place, ...], *, is_drawn: bool) -> int:
        axes = {place for place in places if isinstance(place, str)} | ({"draw"} if is_drawn else set())
        return self._builder.add("input", (), (number, places), kind=kind, axes=frozenset(axes))

    # --- what is stated -------------------------------------------------------------------------------------------

    def touch(self, key: str) -> bool:
        """Whether events change a quantity."""
        return key in self._on

    def alter(self, key: str, places: tuple[Place, ...], given: int, rule_of: Callable[[Event], int]) -> int:
        """The value of an attribute, relation or parameter at places after what events do to it."""
        numbers = self._on.get(key)
        if numbers is None:
            return given
        if (key, places) not in self.altered:
            self.altered[key, places] = self._altered(key, places, given, numbers, rule_of)
        return self.altered[key, places].node

    def _altered(
        self, key: str, places: tuple[Place, ...], given: int, numbers: list[int], rule_of: Callable[[Event], int]
    ) -> AlteredPlan:
        quantity = self._world.program.quantities[key]
        steps: list[Step] = []
        running = given
        for operator in ORDER:
            for number in numbers:
                changes = self.changes[number]
                if changes.operator == operator:
                    condition, value = self.applies(number, places), self.value(number, places)
                    after = self._builder.add("select", (condition, self._done(operator, running, value), running))
                    text = f"{quantity.short} {operator} {changes.text}"
                    steps.append(Step(rule_of(changes.event), operator, condition, value, running, after, text))
                    running = after
        if quantity.type.is_bounded:
            low, high = (self._builder.constant(end) for end in (quantity.type.low, quantity.type.high))
            running = self._builder.add("minimum", (self._builder.add("maximum", (running, low)), high))
        return AlteredPlan(quantity.short, places, given, running, tuple(steps))

    def _done(self, operator: str, running: int, value: int) -> int:
        match operator:
            case "=":
                return value
            case "*=":
                return self._builder.add("multiply", (running, value))
            case "+=":
                return self._builder.add("add", (running, value))
            case "-=":
                return self._builder.add("subtract", (running, value))
            case "at least":
                return self._builder.add("maximum", (running, value))
            case _:
                return self._builder.add("minimum", (running, value))


def called(event: Event) -> str:
    """What the account calls an event."""
    return f"event {event.name}"


def _in_numbers(value: Value, words: tuple[str, ...]) -> Written:
    """A written value, a word of a category by its position."""
    assert isinstance(value, Written)
    if value.form != "word":
        return value
    return Written("exact", (float(words.index(value.text)),), value.text, value.origin)
