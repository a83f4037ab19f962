"""Small plans of every kind of node, made from one number, for laws that must hold for all plans."""

from __future__ import annotations

from array import array
from dataclasses import replace
from random import Random

import numpy as np

from qadsl.ir.builder import Builder
from qadsl.ir.program import (
    Actor,
    BehaviourPlan,
    ConflictPlan,
    MeasurePlan,
    Memory,
    Node,
    OptionPlan,
    Place,
    Plan,
    Quantity,
    Written,
)
from qadsl.ir.types import FLAG, Kind, Type


class Maker:
    """Makes one plan; the same number gives the same plan."""

    def __init__(self, number: int, *, uncertain: bool = True, ordered: bool = True) -> None:
        self.random = Random(number)
        self.size = self.random.choice((2, 4, 8))
        self.uncertain, self.ordered = uncertain, ordered
        self.builder = Builder()
        self.actors = tuple(Actor(name, "state") for name in ("Ada", "Bo", "Cy", "Di")[: self.random.randint(3, 4)])
        self.targets = tuple(sorted(self.random.sample(range(len(self.actors)), self.random.randint(1, 2))))
        self.times = self.random.choice((1, 1, 2, 3))
        self.is_quantal = self.random.random() < 0.2
        self.remembers = self.times > 1 and self.random.random() < 0.7
        self.quantities = tuple(self.quantity(i) for i in range(4))
        self.is_after = False
        self.numbers: list[int] = []
        self.flags: list[int] = []

    def written(self, kind: Kind) -> Written:
        """A written value of some form."""
        r = self.random
        if kind is Kind.FLAG:
            choices = [("exact", (1.0,)), ("exact", (0.0,)), ("unknown", ())]
            form, parameters = r.choice(
                [*choices, ("discrete", (1.0, 0.3, 0.0, 0.7))] if self.uncertain else choices[:2]
            )
            return Written(form, parameters, "")
        low = round(r.uniform(-0.5, 0.9), 2)
        exact = ("exact", (r.choice((0.0, 1.0, low, 0.3)),))
        if not self.uncertain:
            return Written(*exact, "")
        forms = [
            exact,
            exact,
            ("unknown", (0.0, 1.0)),
            ("uniform", (low, low + 0.4)),
            ("normal", (low, 0.2, 0.0, 1.0)),
            ("triangular", (low, low + 0.1, low + 0.5)),
            ("discrete", (0.2, 0.25, 0.9, 0.5, 0.4, 0.25)),
        ]
        if r.random() < 0.004:
            forms = [("beta", (1.5, 3.0, 0.0, 1.0)), ("unknown", ())]
        return Written(*r.choice(forms), "")

    def quantity(self, number: int) -> Quantity:
        """A quantity of some number of places."""
        r, n = self.random, len(self.actors)
        arity = (0, 1, 2, 3)[number]
        kind = Kind.FLAG if r.random() < 0.25 else Kind.NUMBER
        dated = arity > 0 and self.times > 1 and r.random() < 0.5
        cells = (1, n, n * n, n * n * len(self.targets))[arity] * (self.times if dated else 1)
        written = tuple(self.written(kind) for _ in range(r.randint(1, 4)))
        name = f"q{number}"
        return Quantity(
            name, "relation", f"relation:{name}", FLAG if kind is Kind.FLAG else Type(Kind.NUMBER, -1.0, 2.0), arity,
            arity == 2 and r.random() < 0.5, dated, written,
            array("l", [r.randrange(len(written)) for _ in range(cells)]),
        )  # fmt: skip

    def place(self, number: int, bound: tuple[str, ...]) -> Place:
        """Somewhere to read, usually the cell's own place."""
        r = self.random
        if bound and r.random() < 0.5:
            return r.choice(bound)
        if number == 2:
            return "target" if r.random() < 0.8 else r.randrange(len(self.actors))
        return r.choice(("self", "partner")) if r.random() < 0.9 else r.randrange(len(self.actors))

    def input(self, bound: tuple[str, ...] = ()) -> tuple[int, Kind]:
        """Read some quantity somewhere."""
        number = self.random.randrange(len(self.quantities))
        q = self.quantities[number]
        places = tuple(self.place(i, bound) for i in range(q.arity))
        axes = {p for p in places if isinstance(p, str)} | ({"time"} if q.is_dated else set())
        axes |= {"draw"} if q.is_drawn else set()
        kind = q.type.kind
        return self.builder.add("input", (), (number, places), kind=kind, axes=frozenset(axes), name=q.name), kind

    def previous(self, bound: tuple[str, ...] = ()) -> tuple[int, Kind]:
        """What a memory held: first of a number, then of a flag, an outcome, the size and the number of groups."""
        number = self.random.randrange(2 if self.is_quantal else 5)
        places = tuple(self.place(i, bound) for i in range(3))
        if number == 4:
            places = (places[0], places[0], places[2])
        kind = Kind.FLAG if number in (1, 2) else Kind.NUMBER
        axes = {p for p in places if isinstance(p, str)} | {"time", "draw"}
        return self.builder.add("previous", (), (number, places), kind=kind, axes=frozenset(axes)), kind

    def outcome(self, bound: tuple[str, ...] = ()) -> tuple[int, Kind]:
        """Whether some tie came out as some option."""
        places = tuple(self.place(i, bound) for i in range(3))
        axes = {p for p in places if isinstance(p, str)} | {"time", "draw"}
        found = self.builder.add(
            "outcome", (), (self.random.randrange(3), places), kind=Kind.FLAG, axes=frozenset(axes)
        )
        return found, Kind.FLAG

    def leaf(self, bound: tuple[str, ...] = ()) -> tuple[int, Kind]:
        """A node without arguments."""
        r, b = self.random, self.builder
        pick = r.random()
        if self.is_after and pick < 0.4:
            return self.outcome(bound)
        if self.remembers and r.random() < 0.3:
            return self.previous(bound)
        if pick < 0.6:
            return self.input(bound)
        if pick < 0.8:
            return b.constant(r.choice((0.0, 1.0, 0.5, 0.25, -0.3, 2.0))), Kind.NUMBER
        place = self.place(0, bound)
        axes = frozenset({place} if isinstance(place, str) else set())
        if pick < 0.85:
            return b.add("year", (), axes=frozenset({"time"})), Kind.NUMBER
        if pick < 0.9:
            number = r.randrange(1, 4)
            q = self.quantities[number]
            places = tuple(self.place(i, bound) for i in range(q.arity))
            read = {p for p in places if isinstance(p, str)} | ({"time"} if q.is_dated else set())
            return b.add("is_given", (), (number, places), axes=frozenset(read)), Kind.FLAG
        if pick < 0.95:
            return b.add("same", (), (place, 0), axes=axes), Kind.FLAG
        return b.add("member", (), (place, (0, 1)), axes=axes), Kind.FLAG

    def note(self, found: tuple[int, Kind]) -> None:
        """Keep a node for others to build on."""
        (self.flags if found[1] is Kind.FLAG else self.numbers).append(found[0])

    def step(self) -> tuple[int, Kind]:
        """An operation on what there is."""
        r, b = self.random, self.builder
        x, y = r.choice(self.numbers), r.choice(self.numbers)
        f, g = r.choice(self.flags), r.choice(self.flags)
        match r.randrange(9):
            case 0 | 1:
                return b.add(r.choice(("add", "subtract", "multiply", "minimum", "maximum")), (x, y)), Kind.NUMBER
            case 2:
                op = r.choice(("negate", "absolute", "round12", "sqrt", "exp", "log"))
                return b.add(op, (x,)), Kind.NUMBER
            case 3:
                return b.add(r.choice(("divide", "power")), (x, y)), Kind.NUMBER
            case 4:
                return b.add(r.choice(("less", "less_equal", "equal")), (b.add("round12", (x,)), y)), Kind.FLAG
            case 5:
                return b.add(r.choice(("and", "or", "equal")), (f, g), kind=Kind.FLAG), Kind.FLAG
            case 6:
                return b.add("not", (f,)), Kind.FLAG
            case 7:
                return b.add("select", (f, x, y), kind=Kind.NUMBER), Kind.NUMBER
            case _:
                return b.add("select", (f, g, r.choice(self.flags)), kind=Kind.FLAG), Kind.FLAG

    def quantifier(self, outside: tuple[str, ...] = ()) -> tuple[int, Kind]:
        """A reduction over actors of something that varies with them, which may hold another."""
        r, b = self.random, self.builder
        kept = self.numbers[:], self.flags[:]
        axis = f"over{len(outside) + 1}"
        bound = (*outside, axis)
        for _ in range(3):
            self.note(self.leaf(bound))
        if len(bound) < 2 and r.random() < 0.4:
            self.note(self.quantifier(bound))
        for _ in range(2):
            self.note(self.step())
        mask = b.add("or", (self.flags[-1], b.add("member", (), (axis, (0, 2)), axes=frozenset({axis}))))
        op = r.choice((*(("sum", "mean") if self.ordered else ()), "largest", "smallest", "count", "any", "all"))
        body = self.flags[-1] if op in ("any", "all") else self.numbers[-1]
        found = b.add(op, (mask,) if op == "count" else (body, mask), axis)
        self.numbers, self.flags = kept
        return found, Kind.FLAG if op in ("any", "all") else Kind.NUMBER

    def plan(self) -> Plan:
        """The plan."""
        r, b = self.random, self.builder
        self.numbers += [b.constant(0.5)]
        self.flags += [b.add("same", (), ("self", 0), axes=frozenset({"self"}))]
        for _ in range(4):
            self.note(self.leaf())
        for _ in range(self.size):
            self.note(self.quantifier() if r.random() < 0.15 else self.step() if r.random() < 0.8 else self.leaf())
        payoffs = [b.add("round12", (n,)) for n in r.sample(self.numbers * 3, 3)]
        options = tuple(OptionPlan(f"o{i}", "", p, None, (), ()) for i, p in enumerate(payoffs))
        flags = [r.choice(self.flags) for _ in range(7)]
        behaviours = (
            BehaviourPlan("evade", "", False, tuple(flags[:3])),
            BehaviourPlan("hide", "", False, tuple(flags[3:6])),
            BehaviourPlan("wait", "", True, (b.constant(1.0, Kind.FLAG),) * 3),
        )
        conflicts = (ConflictPlan("v", ("r", "s"), ("", ""), flags[6]),)
        differences = {(i, j): b.add("subtract", (payoffs[i], payoffs[j])) for i in range(3) for j in range(i + 1, 3)}
        precision = b.constant(3.0) if self.is_quantal else None
        encouraging, discouraging = r.choice(self.numbers), r.choice(self.numbers)
        measures = self.measures() if not self.is_quantal and r.random() < 0.6 else ()
        kept = [Memory("x", node=r.choice(self.numbers)), Memory("f", node=r.choice(self.flags)), Memory("o", option=1)]
        kept += [Memory("s", groups="group_size"), Memory("g", groups="groups")]
        return Plan(
            "scenario", "theory", self.actors, self.targets, tuple(str(1950 + t) for t in range(self.times)),
            tuple(1950.0 + t for t in range(self.times)), self.quantities, tuple(b.nodes), options, (), (), behaviours,
            conflicts, encouraging, discouraging, differences, precision, "mutual",
            tuple(kept) if self.remembers else (), measures=measures,
        )  # fmt: skip

    def measures(self) -> tuple[MeasurePlan, ...]:
        """What is worked out from outcomes: a number, a flag and a word; memories may keep any of it."""
        self.is_after = True
        for _ in range(4):
            self.note(self.leaf())
        for _ in range(self.size):
            self.note(self.quantifier() if self.random.random() < 0.3 else self.step())
        words = (self.builder.constant(0.0, Kind.CATEGORY), self.builder.constant(1.0, Kind.CATEGORY))
        word = self.builder.add("select", (self.flags[-1], *words), kind=Kind.CATEGORY)
        types = (Type(Kind.NUMBER), FLAG, Type(Kind.CATEGORY, words=("one", "other")))
        nodes = (self.numbers[-1], self.random.choice(self.flags), word)
        return tuple(
            MeasurePlan(f"m{i}", "", type_, node, "", "", "")
            for i, (type_, node) in enumerate(zip(types, nodes, strict=True))
        )


def random_plan(number: int, *, uncertain: bool = True, ordered: bool = True) -> Plan:
    """The plan that stands behind a number; unless `ordered`, without sums, whose last bit hangs on their order."""
    return Maker(number, uncertain=uncertain, ordered=ordered).plan()


def permuted(plan: Plan, order: list[int]) -> Plan:
    """The same plan with its actors listed in another order, given the old position of each."""
    new = {old: position for position, old in enumerate(order)}
    targets = tuple(sorted(new[target] for target in plan.targets))

    def place(where: Place) -> Place:
        return new[where] if isinstance(where, int) else where

    def moved(node: Node) -> Node:
        match node.op:
            case "input" | "is_given" | "previous" | "outcome":
                number, places = node.data  # type: ignore[misc]
                return replace(node, data=(number, tuple(map(place, places))))
            case "same":
                return replace(node, data=tuple(map(place, node.data)))  # type: ignore[arg-type]
            case "member":
                where, members = node.data  # type: ignore[misc]
                return replace(node, data=(place(where), tuple(sorted(new[member] for member in members))))
        return node

    def laid(quantity: Quantity) -> Quantity:
        sizes = [len(order)] * min(quantity.arity, 2) + [len(targets)] * (quantity.arity == 3)
        cells = np.array(quantity.cells).reshape(-1, *sizes)
        for axis in range(min(quantity.arity, 2)):
            cells = np.take(cells, order, axis=axis + 1)
        if quantity.arity == 3:
            cells = np.take(cells, [plan.targets.index(order[target]) for target in targets], axis=3)
        return replace(quantity, cells=array("l", cells.reshape(-1).tolist()))

    return replace(
        plan, actors=tuple(plan.actors[old] for old in order), targets=targets,
        quantities=tuple(map(laid, plan.quantities)), nodes=tuple(map(moved, plan.nodes)),
    )  # fmt: skip
