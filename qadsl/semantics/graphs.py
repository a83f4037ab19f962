"""Lowers resolved expressions, and each variable with its rules, to nodes of the graph.

Each variable becomes a chain of values, one for each stage of the fixed algebra:

    given -> the one "=" that applies -> times the product of "*=" -> plus the sum of "+=" and "-="
          -> at least -> at most -> the variable's own range

Products and sums of contributions are formed in the canonical order of the rules' qualified names, then applied to the
variable at once, so that contributions which do not vary by draw are added up outside the draws.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from math import inf, nan
from typing import cast

from qadsl.ir.builder import Builder
from qadsl.ir.ops import OPS
from qadsl.ir.program import ConflictPlan, Place, Quantity, SolvePlan, Step, Written
from qadsl.ir.types import AXES, FLAG, NUMBER, SHARE, TRIED, Axis, Kind, Type, bound_axis
from qadsl.semantics import model
from qadsl.semantics.earlier import Earlier
from qadsl.semantics.measures import applicable_measures
from qadsl.semantics.occurring import Occurrences
from qadsl.semantics.rules import applicable, overriders
from qadsl.semantics.scope import BUILTIN_GROUPS
from qadsl.semantics.solves import PARTICIPANTS
from qadsl.semantics.trail import Trail
from qadsl.semantics.worlds import NOBODY, Stated, World
from qadsl.source import Span

__all__ = ["ROLES", "Env", "Graph"]

Env = tuple[tuple[str, Place], ...]
Side = tuple[model.Rule, model.Effect, int, int]
ROLES: Env = (("partner", "partner"), ("self", "self"), ("target", "target"))


@dataclass(slots=True)
class Chain:
    """The values of one variable under one binding of the roles."""

    stages: list[int]
    steps: list[Step] = field(default_factory=list)


class Graph:
    """The graph of one world under one theory; remembers what stands in it under which binding of names to axes."""

    def __init__(self, world: World, theory: model.Theory) -> None:
        self.world = world
        self.model = world.program
        self.theory = theory
        self.builder = Builder()
        self.quantities: list[Quantity] = []
        self.stated: dict[str, Stated] = {}
        self.positions: dict[str, int] = {}
        self.memo: dict[tuple[model.Core, Env, str], int] = {}
        self.chains: dict[tuple[str, Env], Chain] = {}
        self.conditions: dict[tuple[str, Env], int] = {}
        self.names = {variable.name for variable in theory.variables}
        self.defines = theory.definitions(self.model.defines)
        self.measures = applicable_measures(self.model.measures, theory)
        self.occurrences = Occurrences(world, self.builder, self.enter, self._computed)
        self.rules = applicable(self.model.rules, theory, self.model.measures)
        self.happening = len(self.rules)
        """Where among the rules those begin that stand for events."""
        self.rules = (*self.rules, *self.occurrences.rules(self.names))
        self.by_name = {rule.name: rule for rule in self.rules}
        self.over = overriders(self.rules)
        self.conflicts: list[ConflictPlan] = []
        self.codes: dict[tuple[str, tuple[Place, ...]], set[int]] = {}
        self.weights: dict[str, int] = {}
        self.memories: dict[str, int] = {}
        self.solves: dict[str, SolvePlan] = {}
        self.unstarted: dict[str, None] = {}
        """What is remembered although nothing says what holds at the start."""
        self.trail = Trail(world.bag)
        self.earlier_nodes = Earlier(self.builder, self.quantities, world.timeline)

    # --- small words ----------------------------------------------------------------------------------------------

    def op(self, name: str, *arguments: int) -> int:
        return self.builder.add(name, arguments)

    def number(self, value: float) -> int:
        return self.builder.constant(value)

    def flag(self, value: bool) -> int:
        return self.builder.constant(value, Kind.FLAG)

    def chain(self, op: str, values: Iterable[int]) -> int | None:
        """All values joined by an operation, in the order given."""
        found: int | None = None
        for value in values:
            found = value if found is None else self.op(op, found, value)
        return found

    # --- quantities -----------------------------------------------------------------------------------------------

    def quantity(self, key: str) -> int:
        """The position of a quantity in the plan; it is entered when first read."""
        if key not in self.positions:
            declared = self.model.quantities[key]
            stated = self.world.stated(key)
            self.stated[key] = stated
            type_ = declared.type
            if type_.kind is Kind.CATEGORY:
                type_ = Type(Kind.CATEGORY, words=self.model.words[key])
            self.positions[key] = self._enter(declared, key, type_, stated.written, stated)
        return self.positions[key]

    def enter(self, quantity: Quantity) -> int:
        """The position of a quantity that no program declares."""
        self.quantities.append(quantity)
        return len(self.quantities) - 1

    def _enter(
        self, declared: model.Quantity, key: str, type_: Type, written: tuple[Written, ...], stated: Stated
    ) -> int:
        self.quantities.append(
            Quantity(
                declared.name,
                declared.kind,
                key,
                type_,
                declared.arity,
                declared.is_symmetric,
                stated.is_dated,
                written,
                stated.cells,
                declared.title,
            )
        )
        return len(self.quantities) - 1

    def _which_formula(self, key: str) -> int:
        """A quantity that says at each cell which computed value holds there (0 for none)."""
        name = f"formula of {key}"
        if name not in self.positions:
            declared, stated = self.model.quantities[key], self.stated[key]
            codes = tuple(
                Written("exact", (float(i if i in stated.formulas else 0),), "") for i in range(len(stated.written))
            )
            self.positions[name] = self._enter(declared, name, NUMBER, codes, stated)
        return self.positions[name]

    def _axes(self, position: int, places: tuple[Place, ...]) -> frozenset[Axis]:
        quantity = self.quantities[position]
        found = {place for place in places if isinstance(place, str)}
        if quantity.is_dated:
            found.add("time")
        return frozenset(found)

    def read(self, key: str, places: tuple[Place, ...]) -> int:
        """The value of a quantity at places, computed ones and what events do to it included.

        What events do to a variable is told with the rules.
        """
        given = self._stated_at(key, places)
        if key.startswith("start"):
            return given
        if not key.startswith("variable:"):
            given = self._altered(key, places, given)
        return self._only_there(given, places)

    def _altered(self, key: str, places: tuple[Place, ...], given: int) -> int:
        """What events make of a value that is stated."""
        if (key, places) in self.occurrences.altered or not self.occurrences.touch(key):
            return self.occurrences.alter(key, places, given, self._rule_of)
        if not self.trail.enter(("altered", key, _alike(places)), self._called(key, places)):
            return given
        found = self.occurrences.alter(key, places, given, self._rule_of)
        self.trail.leave()
        return found

    def _rule_of(self, event: model.Event) -> int:
        """The position of the rule that stands for an event."""
        return self.happening + self.occurrences.events.index(event)

    def _stated_at(self, key: str, places: tuple[Place, ...]) -> int:
        position = self.quantity(key)
        quantity, stated = self.quantities[position], self.stated[key]
        axes = self._axes(position, places)
        is_drawn = any(stated.written[code].is_drawn for code in self._codes_read(key, places))
        drawn = axes | {"draw"} if is_drawn else axes
        node = self.builder.add(
            "input", (), (position, places), kind=quantity.type.kind, axes=drawn, name=quantity.name
        )
        met = self._codes_read(key, places)
        formulas = [(i, formula) for i, formula in sorted(stated.formulas.items()) if i in met]
        if not formulas:
            return node
        which = self._which_formula(key)
        code = self.builder.add(
            "input", (), (which, places), kind=Kind.NUMBER, axes=axes, name=f"formula of {quantity.name}"
        )
        for i, formula in formulas:
            value = self._computed(formula, key, places)
            if quantity.type.is_bounded:
                value = self.op(
                    "minimum",
                    self.op("maximum", value, self.number(quantity.type.low)),
                    self.number(quantity.type.high),
                )
            node = self.op("select", self.op("equal", code, self.number(float(i))), value, node)
        return node

    def _computed(self, formula: model.Formula, key: str, places: tuple[Place, ...]) -> int:
        name = self._called(key, places)
        how = f"`{name}` is computed from"
        if not self.trail.enter(("value", formula.span, _alike(places)), name, formula.span, how):
            return self.number(nan)
        value = self.core(formula.body, ())
        self.trail.leave()
        return value

    def _called(self, key: str, places: tuple[Place, ...]) -> str:
        """What a value is called: with its actors where all of them are named."""
        if key not in self.model.quantities:
            return key  # the probability of an event
        short = self.model.quantities[key].short
        names = [self.world.actors[place].name for place in places if isinstance(place, int)]
        if not names or len(names) < len(places):
            return short
        return f"{names[0]}.{short}" if len(names) == 1 else f"{short}({', '.join(names)})"

    def is_given(self, key: str, places: tuple[Place, ...]) -> int:
        """Whether a value is stated: left open where that is the same everywhere, for other values may be tried."""
        position = self.quantity(key)
        return self.builder.add("is_given", (), (position, places), axes=self._axes(position, places))

    def _given_there(self, key: str, places: tuple[Place, ...]) -> int:
        """Whether anything is stated, which it never is of who is not there."""
        found = self.is_given(key, places)
        for place in places:
            there = self.there(place) if isinstance(place, int) else None
            if there is not None:
                found = self.op("and", found, there)
        return found

    def _codes_read(self, key: str, places: tuple[Place, ...]) -> set[int]:
        """Positions in what is written of all that a read at places can meet in any decision."""
        if (key, places) not in self.codes:
            self.codes[key, places] = self._codes_met(key, places)
        return self.codes[key, places]

    def _codes_met(self, key: str, places: tuple[Place, ...]) -> set[int]:
        stated = self.stated[key]
        used = set(stated.cells)
        roles = [place for place in places if isinstance(place, str)]
        is_named = len(roles) < len(places)
        if (0 in used and len(places) < 3) or (stated.formulas and is_named):
            size = len(stated.cells) // self._periods(stated)
            sites = {self._site(places, who) for who in self._parties(frozenset(roles))}
            used = {stated.cells[start + site] for site in sites for start in range(0, len(stated.cells), size)}
        return {code for code in used if stated.written[code] is not NOBODY}

    def _periods(self, stated: Stated) -> int:
        return len(self.world.timeline.days) if stated.is_dated else 1

    def _parties(self, roles: frozenset[str]) -> Iterable[dict[str, int]]:
        """Who can stand in these roles of a decision: all different, and others left for the rest."""
        everyone = range(len(self.world.actors))
        names = sorted(roles)
        for who in product(*(self.world.targets if role == "target" else everyone for role in names)):
            ends = [actor for role, actor in zip(names, who, strict=True) if role in AXES]
            is_decision = "target" in roles or any(target not in ends for target in self.world.targets)
            # a solve reads all pairs, also where nobody is the target
            is_decision = is_decision or bool(self.theory.solves)
            if len(set(who)) == len(who) and is_decision:
                yield dict(zip(names, who, strict=True))

    def _site(self, places: tuple[Place, ...], who: dict[str, int]) -> int:
        found = 0
        for i, place in enumerate(places):
            actor = place if isinstance(place, int) else who[place]
            found = found * (len(self.world.targets) if i == 2 else len(self.world.actors))
            found += self.world.targets.index(actor) if i == 2 else actor
        return found

    # --- expressions ----------------------------------------------------------------------------------------------

    def place(self, place: model.Place, env: Env) -> Place:
        if place.kind == "actor":
            return self.world.index.get(place.name, -1)
        return dict(env)[place.name]

    def places(self, places: tuple[model.Place, ...], env: Env) -> tuple[Place, ...]:
        return tuple(self.place(place, env) for place in places)

    def core(self, core: model.Core, env: Env, taken: str = "") -> int:
        """The node of a resolved expression under a binding of names to axes."""
        key = (core, env, taken)
        if key not in self.memo:
            self.memo[key] = self._core(core, env, taken)
        return self.memo[key]

    def _core(self, core: model.Core, env: Env, taken: str) -> int:  # noqa: C901 - one case an expression
        match core:
            case model.Constant(value, kind):
                return self.builder.constant(value, kind)
            case model.CategoryWord(quantity, word):
                return self.builder.constant(float(self.model.words[quantity].index(word)), Kind.CATEGORY)
            case model.Read(quantity, places):
                found = self.places(places, env)
                # an actor whom this scenario does not have has nothing stated about it
                return (
                    self.builder.constant(nan, self.model.quantities[quantity].type.kind)
                    if -1 in found
                    else self.read(quantity, found)
                )
            case model.VariableRead(name, places, is_given):
                return self.variable(name, self.places(places, env), is_given=is_given)
            case model.Remembered(_, name, kind, places, initial):
                return self.remembered(name, kind, self.places(places, env), initial, env)
            case model.Earlier(quantity, places, initial, span):
                return self.earlier(quantity, self.places(places, env), initial, env, span)
            case model.OutcomeRead(option, places):
                return self.outcome(option, self.places(places, env))
            case model.MeasureRead(name, places):
                return self.measure(name, self.places(places, env))
            case model.ChangeRead(number, part):
                here = tuple(dict(env)[role] for role in ("self", "partner", "target"))
                return (self.occurrences.applies if part == "applies" else self.occurrences.value)(number, here)
            case model.Stated(quantity, places):
                found = self.places(places, env)
                if -1 in found:
                    return self.flag(False)
                return self._given_there(quantity, found)
            case model.Invoke(name, places):
                define = self.defines[name]
                bound = dict(env) | dict(zip(define.parameters, self.places(places, env), strict=True))
                return self.core(define.body, tuple(sorted(bound.items())), taken)
            case model.Apply(op, operands):
                return self.op(op, *(self.core(operand, env, taken) for operand in operands))
            case model.Member(place, group):
                return self.member(self.place(place, env), group)
            case model.Same(left, right):
                return self.same(self.place(left, env), self.place(right, env))
            case model.Fold():
                return self.fold(core, env, taken)
            case model.Taken(option):
                return self.flag(option == taken)
            case model.Year():
                return self.year()
            case model.Solved(name, places):
                return self.solved(name, self.places(places, env))
            case model.Told(name, figure):
                return self.told(name, figure)
            case model.Candidate(op, places):
                return self.tried(op, self.places(places, env))

    def year(self) -> int:
        return self.builder.add("year", (), axes=frozenset({"time"}) if self.world.timeline.is_dated else frozenset())

    def remembered(self, name: str, kind: Kind, places: tuple[Place, ...], initial: model.Core | None, env: Env) -> int:
        """What was one period ago; in the first period what the scenario says of the start, else the rule's own."""
        third = places[2]
        if -1 in places or (isinstance(third, int) and third not in self.world.targets):
            return self.builder.constant(nan, kind)
        first = self.builder.constant(nan, kind) if initial is None else self.core(initial, env)
        key = f"start:{name.rpartition('.')[2]}"
        if self.has_start(key):
            at = places[: 1 if self.model.quantities[key].arity == 1 else 3]
            said = self.read(key, at)
            first = said if initial is None else self.op("select", self.is_given(key, at), said, first)
        elif initial is None:
            self.unstarted.setdefault(name, None)
        if len(self.world.timeline.years) < 2:
            return first
        if name not in self.memories:
            self.memories[name] = len(self.memories)
        # where nothing that is remembered is uncertain, a pass takes the axis of draws away again
        axes = {place for place in places if isinstance(place, str)} | {"time", "draw"}
        past = self.builder.add("previous", (), (self.memories[name], places), kind=kind, axes=frozenset(axes))
        return self.op("select", self._is_first(places), first, past)

    def earlier(
        self, key: str, places: tuple[Place, ...], initial: model.Core | None, env: Env, span: Span | None
    ) -> int:
        """What was stated, and what events made of it, one period ago; in the first period as with `remembered`."""
        kind = self.model.quantities[key].type.kind
        if -1 in places:
            return self.builder.constant(nan, kind)
        start = f"start of {key}"
        first = self.builder.constant(nan, kind) if initial is None else self.core(initial, env)
        if self.has_start(start):
            said = self.read(start, places)
            first = said if initial is None else self.op("select", self.is_given(start, places), said, first)
        elif initial is None and span is not None:
            self._no_start(key, span)
        if len(self.world.timeline.years) < 2:
            return first
        return self.op("select", self._is_first(places), first, self.earlier_nodes.of(self.read(key, places)))

    def _no_start(self, key: str, span: Span) -> None:
        if key in self.unstarted:
            return
        self.unstarted[key] = None
        short = self.model.quantities[key].short
        self.world.bag.error(
            "QA407",
            f"nothing says what `{short}` was before the first period of scenario `{self.world.name}`",
            span,
            f"write `{span.text} initially` and a value",
            help=["Or let the scenario say it, in `start { }`."],
        )

    def has_start(self, key: str) -> bool:
        """Whether anything is said of what was before the first period."""
        return self.world.states(key)

    def outcome(self, option: str, places: tuple[Place, ...]) -> int:
        """Whether the tie of this period came out as an option."""
        third = places[2]
        if -1 in places or (isinstance(third, int) and third not in self.world.targets):
            return self.builder.constant(nan, Kind.FLAG)
        number = [one.name for one in self.theory.options].index(option)
        # as with what is remembered, a pass takes the axis of draws away where nothing is uncertain
        axes = {place for place in places if isinstance(place, str)} | {"time", "draw"}
        found = self.builder.add("outcome", (), (number, places), kind=Kind.FLAG, axes=frozenset(axes), name=option)
        return self._only_there(found, places)

    def measure(self, name: str, places: tuple[Place, ...]) -> int:
        """A measure of two against a third, brought back to its range."""
        measure, third = self.measures[name], places[2]
        if -1 in places or (isinstance(third, int) and third not in self.world.targets):
            return self.builder.constant(nan, measure.type.kind)
        found = self.core(measure.body, tuple(sorted(zip(("self", "partner", "target"), places, strict=True))))
        if measure.type.kind is not Kind.NUMBER:
            return found
        if measure.type.low > -inf:
            found = self.op("maximum", found, self.number(measure.type.low))
        return self.op("minimum", found, self.number(measure.type.high)) if measure.type.high < inf else found

    # --- what is solved -------------------------------------------------------------------------------------------

    def solve(self, name: str) -> SolvePlan | None:
        """What is solved under a name, entered when first read; None where it hangs on itself."""
        if name not in self.solves:
            found = next(solve for solve in self.theory.solves if solve.name == name)
            if not self.trail.enter(("solve", name), name, found.span, f"`{name}` is solved by"):
                return None
            values = tuple((word, self.core(core, ROLES)) for word, core in found.values)
            among = self._taking_part(found.among)
            self.trail.leave()
            reads = [node for _, node in values] + ([] if among is None else [among])
            axes = frozenset[Axis]().union(*(self.builder.nodes[node].axes for node in reads))
            # who is there changes with time
            axes |= {"time"} if self.world.absences() else frozenset()
            self.solves[name] = SolvePlan(
                name, found.title, found.form, found.count, found.rule, among, values,
                axes & {"target", "time", "draw"}, found.span.place, PARTICIPANTS.get(found.form, 0),
            )  # fmt: skip
        return self.solves[name]

    def _taking_part(self, group: str) -> int | None:
        """Who takes part in what is solved: those of a group who are there; None where that is everyone."""
        there = self.there("self", is_decided=False)
        if not group:
            return there
        found = self.member("self", group)
        return found if there is None else self.op("and", found, there)

    def solved(self, name: str, places: tuple[Place, ...]) -> int:
        """Whether actors stand together in what is solved."""
        found = self.solve(name)
        if found is None or -1 in places:
            return self.builder.constant(nan, Kind.FLAG)
        axes = {place for place in places if isinstance(place, str)} | found.axes
        data = (list(self.solves).index(name), places)
        return self.builder.add("together", (), data, axes=frozenset(axes), name=name)

    def told(self, name: str, figure: str) -> int:
        """A number that tells of what is solved."""
        found = self.solve(name)
        if found is None:
            return self.number(nan)
        data = (list(self.solves).index(name), figure)
        return self.builder.add("told", (), data, axes=found.axes, name=f"{figure} of {name}")

    def tried(self, op: str, places: tuple[Place, ...]) -> int:
        """Something asked of the group or network that is tried."""
        name = "group_size" if op == "size" else op
        if -1 in places:
            return self.builder.constant(nan, OPS[name].kind or Kind.NUMBER)
        axes = {place for place in places if isinstance(place, str)} | {TRIED}
        return self.builder.add(name, (), places, axes=frozenset(axes), name=op)

    # --- who is there ---------------------------------------------------------------------------------------------

    def there(self, place: Place, *, is_decided: bool = True, is_before: bool = False) -> int | None:
        """Whether who stands at a place is there, now or a period ago; None where that goes without saying.

        Those whom a decision is about are there, for it is not made without them.
        """
        absent = self.world.absences()
        always = place not in absent if isinstance(place, int) else not absent
        if always or (is_decided and not is_before and place in AXES):
            return None
        if "presence" not in self.positions:
            size = len(self.world.actors)
            cells = array("i", [1]) * (size * len(self.world.timeline.days))
            for actor, times in absent.items():
                for time in times:
                    cells[time * size + actor] = 0
            written = (Written("exact", (0.0,), "no"), Written("exact", (1.0,), "yes"))
            self.positions["presence"] = self.enter(
                Quantity("presence", "change", "presence", FLAG, 1, False, True, written, cells)
            )
        axes = frozenset({"time"}) | (frozenset({place}) if isinstance(place, str) else frozenset())
        data = (self.positions["presence"], (place,))
        found = self.builder.add("input", (), data, kind=Kind.FLAG, axes=axes, name="presence")
        return self.earlier_nodes.of(found) if is_before else found

    def _only_there(self, node: int, places: tuple[Place, ...]) -> int:
        """A value of actors named, unknown as long as one of them is not there."""
        for place in sorted(place for place in places if isinstance(place, int)):
            there = self.there(place)
            if there is not None:
                nothing = self.builder.constant(nan, self.builder.nodes[node].kind)
                node = self.op("select", there, node, nothing)
        return node

    def _is_first(self, places: tuple[Place, ...]) -> int:
        """Whether there is no period before: the scenario begins, or one of the actors was not there yet."""
        found = self.op("less_equal", self.year(), self.number(self.world.timeline.years[0]))
        for place in places:
            there = self.there(place, is_before=True)
            if there is not None:
                found = self.op("or", found, self.op("not", there))
        return found

    def member(self, place: Place, group: str) -> int:
        """Whether who stands at a place is in a group, and there."""
        found = self._member(place, group)
        there = self.there(place)
        return found if there is None else self.op("and", found, there)

    def _member(self, place: Place, group: str) -> int:
        if group == model.MEMBERS:
            return self.tried("in_group", (place,))
        declared = self.world.group(group) if group not in BUILTIN_GROUPS else None
        if declared is None or declared.where is None:
            return self._listed(place, self.world.listed(group))
        short = group.rpartition(".")[2]
        if not self.trail.enter(("group", group, _alike((place,))), short, declared.span, f"`{short}` is chosen by"):
            return self.flag(False)
        base = self.member(place, declared.base or "actors")
        found = self.op("and", base, self.core(declared.where, (("member", place),)))
        self.trail.leave()
        return found

    def _listed(self, place: Place, members: tuple[int, ...]) -> int:
        if isinstance(place, int):
            return self.flag(place in members)
        if len(members) == len(self.world.actors):
            return self.flag(True)
        return self.builder.add("member", (), (place, members), axes=frozenset({place}))

    def same(self, left: Place, right: Place) -> int:
        if left == right or (isinstance(left, int) and isinstance(right, int)):
            return self.flag(left == right and left != -1)
        ordered = tuple(sorted((left, right), key=str))
        return self.builder.add("same", (), ordered, axes=frozenset(p for p in ordered if isinstance(p, str)))

    def fold(self, core: model.Fold, env: Env, taken: str) -> int:
        outer = [_depth(place) for _, place in env]
        depth = 1 + max(outer, default=0)
        axis = bound_axis(depth)
        inner = tuple(sorted({**dict(env), core.variable: axis}.items()))
        mask = self.member(axis, core.group)
        if core.where is not None:
            mask = self.op("and", mask, self.core(core.where, inner, taken))
        body = self.core(core.body, inner, taken) if core.body is not None else self.flag(True)
        for other in self._met_by((body, mask), axis):
            mask = self.op("and", mask, self.op("not", self.same(axis, other)))
        return self.builder.add(core.op, (mask,) if core.op == "count" else (body, mask), axis)

    def _met_by(self, nodes: Iterable[int], axis: Axis) -> list[Place]:
        """Places that some relation or variable is read at together with an axis, those of inner quantifiers left out.

        What holds between two actors holds of no actor with itself, so a quantifier passes over who stands there.
        """
        found = {
            other
            for places in self._places_read(nodes)
            for other in places
            if axis in places and other != axis and (isinstance(other, int) or other < axis or other in AXES)
        }
        return sorted(found, key=str)

    def _places_read(self, nodes: Iterable[int]) -> Iterator[tuple[Place, ...]]:
        """Places of every read of two actors or more that the nodes hang on."""
        seen: set[int] = set()
        queue = list(nodes)
        while queue:
            position = queue.pop()
            if position in seen:
                continue
            seen.add(position)
            node = self.builder.nodes[position]
            queue += node.arguments
            if node.op in {"linked", "steps"} and isinstance(node.data, tuple):
                yield cast(tuple[Place, ...], node.data)
            if node.op in {"input", "is_given", "previous", "together", "outcome"} and isinstance(node.data, tuple):
                places = node.data[1]
                assert isinstance(places, tuple)
                if len(places) > 1:
                    yield places

    # --- variables ------------------------------------------------------------------------------------------------

    def variable(self, name: str, places: tuple[Place, ...], *, is_given: bool) -> int:
        third = places[2]
        if -1 in places or (isinstance(third, int) and third not in self.world.targets):
            return self.number(nan)
        if is_given:
            return self.read(f"variable:{name}", places)
        env: Env = tuple(sorted(zip(("self", "partner", "target"), places, strict=True)))
        return self._only_there(self.whole(name, env).stages[-1], places)

    def whole(self, name: str, env: Env) -> Chain:
        """All stages of a variable."""
        key = (name, env)
        if key not in self.chains:
            if not self.trail.enter(("variable", name, _alike(place for _, place in env)), name):
                return Chain([self.number(nan)])
            self.chains[key] = self._whole(name, env)
            self.trail.leave()
        return self.chains[key]

    def _whole(self, name: str, env: Env) -> Chain:
        bound = dict(env)
        given = self.read(f"variable:{name}", (bound["self"], bound["partner"], bound["target"]))
        chain = Chain([given])
        effects = [
            (rule, effect)
            for rule in self.rules
            for effect in sorted(rule.effects, key=lambda e: (e.operator, e.text))
            if effect.variable == name
        ]
        self._set(name, chain, [e for e in effects if e[1].operator == "="], env)
        self._combine(chain, [e for e in effects if e[1].operator == "*="], env, "multiply", 1.0)
        self._combine(chain, [e for e in effects if e[1].operator in {"+=", "-="}], env, "add", 0.0)
        self._bound(chain, [e for e in effects if e[1].operator == "at least"], env, "maximum")
        self._bound(chain, [e for e in effects if e[1].operator == "at most"], env, "minimum")
        chain.stages.append(
            self.op("minimum", self.op("maximum", chain.stages[-1], self.number(SHARE.low)), self.number(SHARE.high))
        )
        return chain

    def condition(self, name: str, env: Env) -> int:
        """A rule's own condition: its domain and its `when`."""
        key = (name, env)
        if key not in self.conditions:
            rule = self.by_name[name]
            clauses = [self.core(core, env) for _, core in rule.clauses]
            found = self.chain("and", clauses)
            self.conditions[key] = self._between_two(
                self.flag(True) if found is None else found,
                [*clauses, *(self.core(effect.value, env) for effect in rule.effects if effect.variable in self.names)],
            )
        return self.conditions[key]

    def _between_two(self, condition: int, nodes: list[int]) -> int:
        """A condition that fails where a relation with a named actor would be one of that actor with itself."""
        pairs = {
            (role, named)
            for places in self._places_read(nodes)
            for role in places
            for named in places
            if isinstance(named, int) and named >= 0 and isinstance(role, str) and role in AXES
        }
        for role, named in sorted(pairs):
            away = self.op("not", self.builder.add("member", (), (role, (named,)), axes=frozenset({role})))
            condition = self.op("and", away, condition)
        return condition

    def effective(self, name: str, env: Env, besides: frozenset[str] = frozenset()) -> int:
        """Whether a rule applies: its condition holds, and that of none that overrides it (but for those named)."""
        found = self.condition(name, env)
        for other in self.over[name]:
            if other not in besides:
                found = self.op("and", found, self.op("not", self.condition(other, env)))
        return found

    def _applies(self, rule: model.Rule, effect: model.Effect, env: Env, besides: frozenset[str] = frozenset()) -> int:
        """Whether an effect comes about: its rule applies, or its event makes that change there."""
        if effect.when is not None:
            return self.core(effect.when, env)
        return self.effective(rule.name, env, besides)

    def _set(self, name: str, chain: Chain, effects: list[tuple[model.Rule, model.Effect]], env: Env) -> None:
        """The "=" stage: the general rule first, each exception over it, so that what is overridden is never read.

        The account is told by what applies: a rule that is overridden changes nothing in it.
        """
        running = told = chain.stages[-1]
        names = frozenset(rule.name for rule, _ in effects)
        is_ordered = all(
            one.name in self.over[two.name] or two.name in self.over[one.name]
            for i, (one, _) in enumerate(effects)
            for two, _ in effects[i + 1 :]
        )
        if is_ordered:
            effects = sorted(effects, key=lambda item: -len(names.intersection(self.over[item[0].name])))
        sides: list[Side] = []
        for rule, effect in effects:
            self._by(rule, effect)
            condition = self._applies(rule, effect, env, names if is_ordered else frozenset())
            value = self.core(effect.value, env)
            running = self.op("select", condition, value, running)
            sides.append((rule, effect, condition, value))
            applies = self._applies(rule, effect, env)
            after = self.op("select", applies, value, told)
            chain.steps.append(self._step(rule, effect, applies, value, told, after))
            told = after
        clash: int | None = None
        for i, one in enumerate(sides):
            for two in sides[i + 1 :]:
                found = self._clash(name, one, two, env)
                if found is not None:
                    clash = found if clash is None else self.op("or", clash, found)
        if clash is not None:
            running = self.op("select", clash, self.number(nan), running)
        chain.stages.append(running)

    def _clash(self, name: str, one: Side, two: Side, env: Env) -> int | None:
        """Where both settings apply and differ; nothing where one overrides the other."""
        (first, _, one_applies, one_value), (second, _, two_applies, two_value) = one, two
        if first.name in self.over[second.name] or second.name in self.over[first.name]:
            return None
        differ = self.op("not", self.op("equal", self.op("round12", one_value), self.op("round12", two_value)))
        node = self.op("and", self.op("and", one_applies, two_applies), differ)
        if env == ROLES:
            places = (one[1].span.place, two[1].span.place)
            self.conflicts.append(ConflictPlan(name, (first.name, second.name), places, node))
        return node

    def _combine(
        self, chain: Chain, effects: list[tuple[model.Rule, model.Effect]], env: Env, op: str, idle: float
    ) -> None:
        """Join the contributions of one stage in canonical order, then apply them to the running value."""
        running = chain.stages[-1]
        contributions: list[int] = []
        for rule, effect in effects:
            self._by(rule, effect)
            condition, value = self._applies(rule, effect, env), self.core(effect.value, env)
            signed = self.op("negate", value) if effect.operator == "-=" else value
            contribution = self.op("select", condition, signed, self.number(idle))
            after = self.op(op, running, contribution)
            chain.steps.append(self._step(rule, effect, condition, value, running, after))
            contributions.append(contribution)
            running = after
        total = self.chain(op, contributions)
        chain.stages.append(chain.stages[-1] if total is None else self.op(op, chain.stages[-1], total))

    def _bound(self, chain: Chain, effects: list[tuple[model.Rule, model.Effect]], env: Env, op: str) -> None:
        """Apply each bound to the running value: one that is met already leaves it known, whatever its condition."""
        running = chain.stages[-1]
        for rule, effect in effects:
            self._by(rule, effect)
            condition, value = self._applies(rule, effect, env), self.core(effect.value, env)
            after = self.op("select", condition, self.op(op, running, value), running)
            chain.steps.append(self._step(rule, effect, condition, value, running, after))
            running = after
        chain.stages.append(running)

    def _by(self, rule: model.Rule, effect: model.Effect) -> None:
        """What the variable being worked out reads from here on, it reads by this rule."""
        self.trail.by(effect.span, f"rule `{rule.name.rpartition('.')[2]}` sets `{effect.variable}` by")

    def _step(
        self, rule: model.Rule, effect: model.Effect, condition: int, value: int, before: int, after: int
    ) -> Step:
        return Step(self.rules.index(rule), effect.operator, condition, value, before, after, effect.text)


def _depth(place: Place) -> int:
    """How many quantifiers bind a place, its own and those it stands in; 0 for what none binds."""
    return int(place[4:]) if isinstance(place, str) and place.startswith("over") else 0


def _alike(places: Iterable[Place]) -> tuple[Place, ...]:
    """Places with all that quantifiers bind taken as one: a circle through quantifiers goes deeper without end."""
    return tuple("over" if _depth(place) else place for place in places)
