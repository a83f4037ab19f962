"""Random whole programs: a `World` as data, and its text in a layout of one's choosing.

`worlds()` is the strategy. `write(world, layout)` spells a world; another layout is another order of statements, rules,
rows and members and another choice between equal ways of saying a thing, and must mean the same to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from tests.laws.world import Change, Event, Expression, Fact, Option, Quantity, Rule, Scenario, Theory, Value, World

ACTORS = ("UK", "France", "Israel", "Egypt", "us", "Ägypten", "South Korea", "伊朗", "A1")
ENCOURAGING = ("threat", "interest", "kin", "ideas")
DISCOURAGING = ("quarrel", "trap", "lonely", "anger")
SHARES = ("0", "1", "0.15", "15%", ".45", "0.3", "30%", "0.6", "0.05", "0.9", "0.7", "0.1", "0.25")
SMALL = ("0", "1", "2", "0.5", "10", "7.25", "3", "1_0")
LOOSE = ("0.2", "2", "3.5", "12", "1e1", "0.125")
WORDS = ("arab", "persian", "other")
SPREADS = ("0.4 ± 0.2", "0.1 .. 0.7", "triangular(0.1, 0.2, 0.9)", "high", "unknown",
           "discrete(0.2: 30%, 0.8: 70%)", "uniform(0, 0.5)", "normal(0.9, 0.3)", "very_low")  # fmt: skip
SLOW_SPREADS = ("pert(0, 0.5, 1)", "beta(2, 3)")
QUANTITIES = (
    Quantity("power", 1, "share", "number", Fraction(1, 10)),
    Quantity("regime", 1, "number 0 .. 10", "number", Fraction(3)),
    Quantity("weather", 1, "number", "number"),
    Quantity("nuclear_", 1, "flag", "flag"),
    Quantity("creed", 1, "category(arab, persian, other)", "word", words=WORDS),
    Quantity("founded", 1, "year", "number", Fraction(1900)),
    Quantity("trade", 2, "share", "number", Fraction(0)),
    Quantity("distance", 2, "number in 0 .. 10", "number", Fraction(5), is_symmetric=True),
    Quantity("pact", 2, "flag", "flag", False, is_symmetric=True),
    Quantity("patron", 2, "flag", "flag"),
    Quantity("fear", 0, "share", "number", Fraction(2, 5)),
    Quantity("scale_", 0, "number(0 .. 10)", "number", Fraction(2)),
    Quantity("bold", 0, "flag", "flag", True),
)


def worlds(*, uncertain: bool = False, largest: int = 4) -> st.SearchStrategy[World]:
    """Whole programs, the smaller ones first; each is a pure function of its size and its number."""
    return st.builds(
        lambda size, number: make(Random(f"{size}/{number}/{uncertain}"), size, uncertain=uncertain),
        st.integers(1, largest),
        st.integers(0, 2**32),
    )


def layouts() -> st.SearchStrategy[int]:
    return st.integers(0, 2**16)


def number(text: str) -> Expression:
    return ("num", fraction(text), text)


def fraction(text: str) -> Fraction:
    text = text.replace("_", "")
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


# --- making ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scope:
    """What an expression may read: places of actors, final values of variables, and whether it stands in a cell."""

    places: tuple[str, ...] = ("self", "partner", "target")
    variables: tuple[str, ...] = ()
    has_cell: bool = True

    def within(self, bound: str) -> Scope:
        return Scope((*self.places, bound), self.variables, self.has_cell)


class Maker:
    """Makes the parts of one world."""

    def __init__(self, rng: Random, size: int, *, uncertain: bool) -> None:
        self.rng = rng
        self.size = size
        self.uncertain = uncertain
        count = rng.randint(1, min(size, 4))
        self.encouraging = rng.sample(ENCOURAGING, count)
        self.discouraging = rng.sample(DISCOURAGING, rng.randint(0, min(size, 4)))
        self.variables = (*self.encouraging, *self.discouraging)
        self.quantities = {q.name: q for q in rng.sample(QUANTITIES, rng.randint(min(size, 2), min(3 * size, 13)))}
        names = rng.sample(ACTORS, 3 + (size > 2 and rng.random() < 0.4))
        self.actors = tuple((name, rng.choice(("state", "state", "entity"))) for name in names)
        self.groups: dict[str, tuple[str, ...] | tuple[str, Expression]] = {}
        self.defines: dict[str, tuple[tuple[str, ...], Expression]] = {}

    def some(self, kind: str, arity: int) -> list[str]:
        return [q.name for q in self.quantities.values() if (q.kind, q.arity) == (kind, arity)]

    # --- expressions ---

    def number(self, scope: Scope, depth: int) -> Expression:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.3:
            return self.leaf(scope)
        inner = depth - 1
        match rng.randrange(12):
            case 0 | 1 | 2:
                return (rng.choice("+-*"), self.number(scope, inner), self.number(scope, inner))
            case 3:
                return ("*", number(rng.choice(SHARES)), self.number(scope, inner))
            case 4:
                return ("/", self.number(scope, inner), number(rng.choice(LOOSE)))
            case 5:
                return ("/", self.number(scope, inner), self.number(scope, inner))
            case 6:
                return (rng.choice(("min", "max")), *(self.number(scope, inner) for _ in range(rng.randint(2, 3))))
            case 7:
                return ("if", self.flag(scope, inner), self.number(scope, inner), self.number(scope, inner))
            case 8:
                return ("^", self.number(scope, inner - 1), number(rng.choice(("2", "3", "0", "0.5", "1"))))
            case 9:
                return (rng.choice(("neg", "abs", "sqrt", "log", "exp")), self.number(scope, inner - 1))
            case 10 if len(scope.places) < 5:
                bound = "pq"[len(scope.places) % 2]
                how = rng.choice(("sum", "mean", "max", "min", "count"))
                within = Scope((*scope.places, bound), (), has_cell=False)
                where = self.flag(within, inner - 1) if how == "count" or rng.random() < 0.5 else None
                return ("fold", how, None if how == "count" else self.number(within, inner - 1), bound,
                        self.group(), where)  # fmt: skip
            case _:
                return self.leaf(scope)

    def leaf(self, scope: Scope) -> Expression:
        rng = self.rng
        ways: list[Expression] = [number(rng.choice(SHARES))]
        if scope.has_cell:
            ways += [("var", name) for name in scope.variables] + [("given", rng.choice(self.variables))]
            ways += [("var", name, "partner", "self", "target") for name in scope.variables[:1] if rng.random() < 0.3]
        ways += [("attr", self.place(scope), name) for name in self.some("number", 1) if name != "founded"]
        ways += [("rel", name, *self.two(scope)) for name in self.some("number", 2)]
        ways += [("param", name) for name in self.some("number", 0)]
        ways += [("call", name, *rng.sample(scope.places, len(d[0]))) for name, d in self.defines.items()]
        if "founded" in self.quantities and rng.random() < 0.3:
            return ("/", ("attr", self.place(scope), "founded"), number("2000"))
        return rng.choice(ways)

    def flag(self, scope: Scope, depth: int) -> Expression:
        rng = self.rng
        inner = depth - 1
        match rng.randrange(10) if depth > 0 else rng.randrange(4):
            case 0 | 1:
                return self.comparison(scope, inner)
            case 2 | 3:
                return self.flag_leaf(scope)
            case 4 | 5 | 6:
                return (rng.choice(("and", "or")), *(self.flag(scope, inner) for _ in range(rng.randint(2, 3))))
            case 7:
                return ("not", self.flag(scope, inner))
            case 8 if len(scope.places) < 5:
                bound = "pq"[len(scope.places) % 2]
                within = Scope((*scope.places, bound), (), has_cell=False)
                where = self.flag(within, inner - 1)
                if rng.random() < 0.5:
                    return ("fold", rng.choice(("any", "all")), None, bound, self.group(), where)
                body = self.flag(within, inner - 1)
                return ("fold", rng.choice(("any", "all")), body, bound, self.group(), where)
            case _:
                return self.comparison(scope, inner)

    def comparison(self, scope: Scope, depth: int) -> Expression:
        rng = self.rng
        if rng.random() < 0.4:  # a tie between sums of weights, as in theories of yes and no
            a = ("+", number(".15"), ("*", number("0.3"), self.leaf(scope)))
            return ("cmp", a, rng.choice(("<=", ">=", ">", "=")), number(rng.choice(("0.45", "0.15", "0.3"))))
        ops = ("<", "<=", ">", ">=", "=", "!=")
        parts: list[object] = [self.number(scope, depth)]
        for _ in range(1 if rng.random() < 0.8 else 2):
            parts += [rng.choice(ops), self.number(scope, depth)]
        return ("cmp", *parts)

    def flag_leaf(self, scope: Scope) -> Expression:
        rng = self.rng
        ways: list[Expression] = [("in", self.place(scope), self.group()), ("flag", rng.random() < 0.5)]
        ways += [("attr", self.place(scope), name) for name in self.some("flag", 1)]
        ways += [("rel", name, *self.two(scope)) for name in self.some("flag", 2)]
        ways += [("param", name) for name in self.some("flag", 0)]
        ways += [("same", *self.two(scope))]
        if scope.has_cell:
            ways += [("is_given", ("var", rng.choice(self.variables)))]
        if "creed" in self.quantities:
            word = ("word", rng.choice(WORDS))
            other = word if rng.random() < 0.7 else ("attr", self.place(scope), "creed")
            ways += [("cmp", ("attr", self.place(scope), "creed"), rng.choice(("=", "!=")), other)]
        for name in self.some("flag", 1) + self.some("number", 1):
            ways += [("is_given", ("attr", self.place(scope), name))]
        return rng.choice(ways)

    def place(self, scope: Scope) -> str:
        return self.rng.choice(scope.places)

    def two(self, scope: Scope) -> tuple[str, str]:
        one, other = self.rng.sample(scope.places, 2)
        return one, other

    def group(self) -> str:
        return self.rng.choice((*self.groups, "actors", "states", "entities"))

    # --- statements ---

    def world(self) -> World:
        rng = self.rng
        for name in ("club", "league")[: rng.randint(0, 2)]:
            names = [actor for actor, _ in self.actors]
            self.groups[name] = tuple(rng.sample(names, rng.randint(1, len(names))))
        if self.size > 1 and "regime" in self.quantities and rng.random() < 0.5:
            where = ("cmp", ("attr", "member", "regime"), ">=", number("3"))
            self.groups["grown"] = ("actors", where)
        if rng.random() < 0.5:
            scope = Scope(("a", "b"), (), has_cell=False)
            self.defines["need"] = (("a", "b"), self.number(scope, 1))
        rules = self.rules()
        theory = self.theory()
        scenarios, run = self.scenarios()
        scenarios = self.with_events(scenarios)
        return World(self.quantities, self.groups, self.defines, theory, rules, scenarios, run)

    def rules(self) -> tuple[Rule, ...]:
        rng = self.rng
        rules: list[Rule] = []
        order = rng.sample(self.variables, len(self.variables))
        lowest: dict[str, int] = {}  # what a rule silences may not decide whether it applies
        for i in range(rng.randint(0, 2 * self.size)):
            at = rng.randrange(len(order))
            scope = Scope(variables=tuple(order[:at]))
            roles = tuple(
                (role, self.group()) for role in rng.sample(("self", "partner", "target"), rng.choice((0, 0, 1, 2)))
            )
            when = self.flag(scope, 2) if rng.random() < 0.7 else None
            effects = []
            for variable in {order[at], rng.choice(order[at:])}:
                operator = rng.choice(("=", "=", "+=", "-=", "*=", "at least", "at most"))
                effects.append((variable, operator, self.number(scope, rng.choice((0, 0, 1, 2)))))
            sets = [rule.name for rule in rules if at <= lowest[rule.name] and rng.random() < 0.4]
            name = rng.choice(("in_", "")) + rng.choice("abcdexyz") + str(i)
            lowest[name] = min([order.index(variable) for variable, _, _ in effects] + [lowest[one] for one in sets])
            rules.append(Rule(name, roles, when, tuple(sorted(effects)), tuple(sets)))
        return tuple(rules)

    def theory(self) -> Theory:
        rng = self.rng
        weights = [number(text) for text in ("0.15", "0.3", "1", "0.35", "15%", "0.05")]
        weights += [("*", number("0.5"), ("param", name)) for name in self.some("number", 0)]
        options: list[Option] = []
        for name in ("neutrality", "entente", "quasi_alliance", "alliance")[-rng.randint(2, 4) :]:
            rewards: list[Expression | None] = [None, number("0"), number("65%"), number("100%"), number("1.2")]
            rewards.append(("max", number("0"), self.number(Scope(), 1)))
            costs: list[tuple[str | None, Expression]] = []
            if rng.random() < 0.4:
                costs.append((None, number(rng.choice(("100%", "0.5", "40%")))))
            for variable in self.discouraging:
                if rng.random() < 0.5:
                    plain = number(rng.choice(("50%", "25%", "1", "0.35")))
                    costs.append(
                        (variable, plain if rng.random() < 0.7 else ("max", number("0"), self.number(Scope(), 1)))
                    )
            options.append(Option(name, rng.choice(rewards), tuple(costs)))
        precision = rng.choice((None, None, None, number("8"), number("0.5")))
        if precision is not None and "scale_" in self.quantities:
            precision = ("param", "scale_")
        behaviours: list[tuple[str, Expression | None, bool]] = []
        for name in ("hide", "evade", "balance")[: rng.randint(0, 3)]:
            option = ("taken", rng.choice(options).name)
            plain = ("cmp", ("var", rng.choice(self.variables)), rng.choice((">=", "<")), number("0.45"))
            when = rng.choice((option, ("and", option, plain), ("not", option), plain, ("or", option, plain)))
            behaviours.append((name, when, rng.random() < 0.4))
        if rng.random() < 0.5:
            behaviours.append(("other", None, True))
        return Theory(
            {name: rng.choice(weights) for name in self.encouraging},
            {name: rng.choice(weights) for name in self.discouraging},
            tuple(options), precision, tuple(behaviours),
        )  # fmt: skip

    # --- scenarios ---

    def scenarios(self) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
        rng = self.rng
        names = [name for name, _ in self.actors]
        targets = tuple(rng.sample(names, 2 if self.size > 2 and rng.random() < 0.3 else 1))
        time = None
        if rng.random() < 0.35:
            length = rng.choice((12, 12, 3, 1))
            first = 1955 * 12 + rng.choice((0, 6) if length < 12 else (0,))
            time = (first, first + length * rng.randint(1, 3) - 1, length)
        facts = self.facts(names, targets, time, self.size * 3, is_base=True)
        base = Scenario("suez", None, self.actors, targets, time, facts)
        match rng.randrange(4):
            case 0:
                more = self.facts(names, targets, time, self.size * 2, is_base=False)
                return (base, Scenario("derived", "suez", (), (), None, more)), ("derived",)
            case 1:
                more = self.facts(names, targets, time, self.size * 2, is_base=False)
                return (base, Scenario("patch", None, (), (), None, more)), ("suez", "patch")
            case _:
                return (base,), ("suez",)

    def facts(
        self,
        names: list[str],
        targets: tuple[str, ...],
        time: tuple[int, int, int] | None,
        count: int,
        *,
        is_base: bool,
    ) -> tuple[Fact, ...]:
        rng = self.rng
        found: list[Fact] = []
        if is_base:
            for name in self.variables:
                if self.uncertain and rng.random() < 0.25:
                    continue
                if rng.random() < 0.5:
                    found.append(self.fact(name, "otherwise", (), None, None))
                else:
                    found += [self.fact(name, "otherwise", (), target, None) for target in targets]
        used: set[object] = {(f.quantity, f.form, f.target, None) for f in found}
        kept: list[Fact] = []
        for _ in range(rng.randint(0, count)):
            made = self.random_fact(names, targets, time)
            cover = frozenset(made.members) if made.form == "both" or self.is_symmetric(made.quantity) else made.members
            signs = (made.quantity, made.form, made.months is not None, made.target)
            sign: object = (*signs, cover if made.form in ("arrow", "both", "actor") else None)
            if (
                made.form == "otherwise"
                and (made.quantity, made.form, made.target, None) in used
                and made.months is None
            ):
                continue
            if sign not in used:
                used.add(sign)
                kept.append(made)
        found += kept
        if kept and rng.random() < 0.3:
            found.append(rng.choice(kept))
        return tuple(found)

    def with_events(self, scenarios: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
        """The scenarios with events, the last one's at times in the place of the first one's."""
        self.rng = rng = Random(f"events {self.rng.getrandbits(32)}")
        first, *more = scenarios
        free = {*self.variables, *self.quantities}  # two that set one value would contradict each other
        names = ("strike", "coup", "talks")[: rng.choice((0, 0, 1, 1, 2, 3))]
        first = replace(first, events=tuple(self.event(name, first, free) for name in names))
        last = tuple(self.event(name, first, free) for name in names[:1] if more and rng.random() < 0.5)
        return (first, *(replace(other, events=last) for other in more))

    def event(self, name: str, scenario: Scenario, free: set[str]) -> Event:
        rng = self.rng
        chance = rng.choice((None, None, "1", "0", "25%") if self.uncertain else (None, None, None, "1", "0"))
        several = tuple(self.change(scenario, free) for _ in range(rng.randint(1, 3)))
        return Event(name, self.months(scenario.time), chance, several)

    def months(self, time: tuple[int, int, int] | None) -> tuple[int | None, int | None] | None:
        """No dates, or some that hold in a period at least."""
        if time is None or self.rng.random() < 0.3:
            return None
        first, last, length = time
        low, high = sorted(self.rng.choices(range(first, last + 1, length), k=2))
        return self.rng.choice(((low, None), (low, None), (None, high + length - 1), (low, high + length - 1)))

    def change(self, scenario: Scenario, free: set[str]) -> Change:
        rng = self.rng
        name = rng.choice((*self.variables, *self.variables, *self.quantities))
        quantity = self.quantities.get(name)
        arity = 3 if quantity is None else quantity.arity
        target = rng.choice(scenario.targets)
        names = [actor for actor, _ in scenario.actors if actor != target]
        members = (*rng.sample(names, min(arity, 2)), *((target,) if arity == 3 else ()))
        if arity > 1 and rng.random() < 0.2:
            members = ()
        spelling = "share" if quantity is None else quantity.spelling
        is_number = spelling not in ("flag", "year") and not spelling.startswith("category")
        ways = ["+=", "-=", "*=", "at least", "at most"] if is_number else []
        operator = rng.choice([*ways, *(["="] if name in free else [])] or ["none"])
        if operator == "none":
            return Change(self.variables[0], (), "+=", fraction("0.1"), "0.1")
        free -= {name} if operator == "=" else set()
        pool = SHARES if spelling == "share" else LOOSE if spelling == "number" else SMALL
        fact = self.fact(name, "all", (), None, None)
        while not is_number and fact.value == "unknown":
            fact = self.fact(name, "all", (), None, None)
        text = rng.choice(LOOSE if operator == "*=" else pool)
        value, text = (fraction(text), text) if is_number else (fact.value, fact.text)
        fading = None
        if scenario.time is not None and operator != "=" and rng.random() < 0.5:
            is_open = operator.startswith("at") and spelling == "number"
            fading = None if is_open else (rng.choice(("linear", "halving")), rng.choice((6, 12, 24, 30)))
        return Change(name, members, operator, value, text, None, fading)

    def is_symmetric(self, name: str) -> bool:
        return name in self.quantities and self.quantities[name].is_symmetric

    def random_fact(self, names: list[str], targets: tuple[str, ...], time: tuple[int, int, int] | None) -> Fact:
        rng = self.rng
        months = None
        if time is not None and rng.random() < 0.5:
            first, last, length = time
            starts = list(range(first, last + 1, length))
            low, high = sorted(rng.choices(starts, k=2))
            months = rng.choice(((low, None), (None, high + length - 1), (low, high + length - 1)))
        name = rng.choice((*self.variables, *self.variables, *self.quantities))
        arity = self.quantities[name].arity if name in self.quantities else 3
        if arity == 0:
            return self.fact(name, "all", (), None, months)
        if arity == 1:
            return self.fact(name, "actor", (rng.choice(names),), None, months)
        target = rng.choice((None, *targets, *targets)) if arity == 3 else None
        form = rng.choice(("arrow", "arrow", "both", "among", "otherwise"))
        free = [actor for actor in names if actor != target]
        count = {"arrow": 2, "both": 2, "among": rng.randint(2, len(free)), "otherwise": 0}[form]
        return self.fact(name, form, tuple(rng.sample(free, count)), target, months)

    def fact(
        self,
        name: str,
        form: str,
        members: tuple[str, ...],
        target: str | None,
        months: tuple[int | None, int | None] | None,
    ) -> Fact:
        rng = self.rng
        quantity = self.quantities.get(name)
        value: Value | str
        if quantity is None or quantity.spelling == "share":
            if self.uncertain and rng.random() < 0.5:
                return Fact(
                    name,
                    form,
                    members,
                    target,
                    months,
                    "unknown",
                    rng.choice(SPREADS if rng.random() < 0.97 else SLOW_SPREADS),
                )
            text = rng.choice(SHARES)
            value = fraction(text)
        elif quantity.kind == "flag":
            value = rng.random() < 0.5
            text = "yes" if value else "no"
            if rng.random() < 0.1:
                value = text = "unknown"
        elif quantity.kind == "word":
            value = rng.choice(quantity.words)
            text = value if rng.random() < 0.5 else f'"{value}"'
        elif quantity.spelling == "year":
            text = rng.choice(("1922", "1948", "2000"))
            value = fraction(text)
        else:
            text = rng.choice(SMALL)
            value = fraction(text)
        return Fact(name, form, members, target, months, value, text)


def make(rng: Random, size: int, *, uncertain: bool = False) -> World:
    return Maker(rng, size, uncertain=uncertain).world()


# --- writing -----------------------------------------------------------------------------------------------------

LEVELS = {"if": 0, "or": 1, "and": 2, "not": 3, "cmp": 4, "in": 4, "same": 4, "is_given": 4, "+": 5, "-": 5, "*": 6,
          "/": 6, "neg": 7, "^": 8}  # fmt: skip


def spell(e: Expression) -> str:
    """An expression with no more parentheses than the table of precedence asks for."""
    match e:
        case ("num", _, text):
            return text
        case ("flag", known):
            return "yes" if known else "no"
        case ("word" | "param" | "var" | "taken", name):
            return name
        case ("attr", place, name):
            return f"{place}.{name}" if place != "member" else name
        case ("rel" | "call" | "var", name, *places):
            return f"{name}({', '.join(places)})"
        case ("given", name):
            return f"given {name}"
        case ("is_given", part):
            return f"{spell(part)} is given"
        case ("if", condition, then, other):
            return f"if {tight(condition, 1)} then {tight(then, 1)} else {tight(other, 0)}"
        case ("and" | "or" as how, *parts):
            return f" {how} ".join(tight(part, LEVELS[how] + 1) for part in parts)
        case ("not", part):
            return f"not {tight(part, 3)}"
        case ("cmp", *parts):
            return " ".join(part if i % 2 else tight(part, 5) for i, part in enumerate(parts))
        case ("in", place, group):
            return f"{place} in {group}"
        case ("same", one, other):
            return f"{one} = {other}"
        case ("+" | "-" | "*" | "/" as op, one, other):
            return f"{tight(one, LEVELS[op])} {op} {tight(other, LEVELS[op] + 1)}"
        case ("neg", part):
            return f"-{tight(part, 7)}"
        case ("^", one, other):
            return f"{tight(one, 9)} ^ {tight(other, 7)}"
        case ("fold", how, None, bound, group, where):
            return f"{how}({bound} in {group} where {spell(where)})"
        case ("fold", how, body, bound, group, where):
            return f"{how}({spell(body)} for {bound} in {group}{f' where {spell(where)}' if where else ''})"
        case (function, *parts):
            return f"{function}({', '.join(spell(part) for part in parts)})"
    raise AssertionError(e)


def tight(e: Expression, level: int) -> str:
    return f"({spell(e)})" if LEVELS.get(e[0], 9) < level else spell(e)


class Writer:
    """Spells one world in one layout."""

    def __init__(self, world: World, layout: int) -> None:
        self.world = world
        self.rng = Random(layout)

    def mixed(self, things: object) -> list:  # type: ignore[type-arg]
        listed = list(things)  # type: ignore[call-overload]
        self.rng.shuffle(listed)
        return listed

    def statements(self) -> list[str]:
        world = self.world
        found = [*self.quantities(), self.theory(), *world.extra]
        found += [self.rule(rule) for rule in world.rules if not rule.name.startswith("in_")]
        for name, members in world.groups.items():
            if isinstance(members[1:2], tuple) and len(members) == 2 and isinstance(members[1], tuple):
                found.append(f"group {name} = {members[0]} where {spell(members[1])}")
            else:
                found.append(f"group {name} = {', '.join(self.mixed(members))}")
        found += [f"define {name}({', '.join(roles)}) = {spell(body)}" for name, (roles, body) in world.defines.items()]
        found += [self.scenario(scenario) for scenario in world.scenarios]
        found += ["run " + " then ".join(world.run)] if world.run else []
        return self.mixed(found)

    def quantities(self) -> list[str]:
        found = []
        for q in self.world.quantities.values():
            word = {0: "parameter", 1: "attribute", 2: "relation"}[q.arity]
            default = "" if q.default is None else f" = {plain(q.default)}"
            found.append(f"{'symmetric ' if q.is_symmetric else ''}{word} {q.name} : {q.spelling}{default}")
        return found

    def rule(self, rule: Rule) -> str:
        parts = [f"rule {rule.name}"]
        if rule.roles:
            parts.append("for " + ", ".join(f"{role} in {group}" for role, group in self.mixed(rule.roles)))
        if rule.when is not None:
            parts.append(f"when {spell(rule.when)}")
        effects = [f"{variable} {op} {spell(value)}" for variable, op, value in self.mixed(rule.effects)]
        parts.append("then " + ", ".join(effects))
        tail = [f"overrides {', '.join(self.mixed(rule.overrides))}"] if rule.overrides else []
        if self.rng.random() < 0.2:
            tail.append('because "we say so"')
        return "\n  ".join([*parts, *self.mixed(tail)])

    def theory(self) -> str:
        theory = self.world.theory
        items = []
        for word, group in (("encouraging", theory.encouraging), ("discouraging", theory.discouraging)):
            tier = self.rng.choice((" core", " periphery", ""))
            names = self.mixed(group)
            cut = self.rng.randint(0, len(names))
            for part in (names[:cut], names[cut:]):
                if part:
                    inner = self.rng.choice((", ", " ")).join(f"{n} weight {spell(group[n])}" for n in part)
                    items.append(f"{word}{tier} {{ {inner} }}")
        choose = "highest payoff" if theory.precision is None else f"with precision {spell(theory.precision)}"
        items += [f"choose {choose}", "consent mutual"]
        for name, when, otherwise in theory.behaviours:
            condition = "" if when is None else f" when {spell(when)}"
            items.append(f"behaviour {name}{condition}{' otherwise' if otherwise else ''}")
        items += [self.rule(rule) for rule in self.world.rules if rule.name.startswith("in_")]
        items = self.mixed(items)
        at = sorted(self.rng.randint(0, len(items)) for _ in theory.options)
        for place, option in reversed(list(zip(at, theory.options, strict=True))):
            items.insert(place, self.option(option))
        return "theory mine {\n  " + "\n  ".join(items) + "\n}"

    def option(self, option: Option) -> str:
        parts = [] if option.reward is None else [f"reward {spell(option.reward)}"]
        for name, share in self.mixed(option.costs):
            told = share[2] if share[0] == "num" else f"(= {spell(share)})"
            if share[0] != "num":
                told = f"= {tight(share, 5)}"
            parts.append(f"cost {tight(share, 5)}" if name is None else f"cost {name} {told}")
        return f"option {option.name} {{ {', '.join(self.mixed(parts))} }}"

    # --- scenarios ---

    def scenario(self, scenario: Scenario) -> str:
        self.step = (scenario.time or self.world.scenarios[0].time or (0, 0, 12))[2]
        items = [] if scenario.time is None else [self.time(scenario.time)]
        facts = self.mixed(scenario.facts)
        braced: dict[str, list[Fact]] = {name: [] for name, _ in scenario.actors}
        rows: list[Fact] = []
        rest: list[Fact] = []
        for fact in facts:
            if fact.form == "actor" and fact.members[0] in braced and self.rng.random() < 0.5:
                braced[fact.members[0]].append(fact)
            elif fact.form == "arrow" and fact.target and not fact.months and self.rng.random() < 0.5:
                (rest if any(self.is_same_cell(fact, row) for row in rows) else rows).append(fact)
            else:
                rest.append(fact)
        for kind in ("state", "entity"):
            actors = [name + self.braces(braced[name]) for name, k in self.mixed(scenario.actors) if k == kind]
            if actors:
                items.append(f"{kind} " + ", ".join(actors))
        items += [f"against {target} {{ }}" for target in scenario.targets]
        items += self.tables(rows) + self.said(rest)
        happens = [self.event(event) for event in self.mixed(scenario.events)]
        # behind `fear = 0.6 from 1956` an event needs a date of its own, or it would take that one
        items += [text for text in happens if not text.startswith("event")]
        first = [text for text in happens if text.startswith("event")]
        extends = f" extends {scenario.extends}" if scenario.extends else ""
        return f"scenario {scenario.name}{extends} {{\n  " + "\n  ".join([*first, *self.mixed(items)]) + "\n}"

    def event(self, event: Event) -> str:
        title = self.rng.choice(("", ' "What happened"'))
        chance = "" if event.chance is None else f" with probability {event.chance}"
        when = self.dates(event.months)
        # `x = 1 from 1955` and `until 1956` behind it are one period
        is_before = when.startswith(("from", "at")) and self.rng.random() < 0.5
        before, behind = (f"{when} ", "") if is_before else ("", f" {when}" if when else "")
        changes = self.rng.choice((", ", "\n    ")).join(self.change(change) for change in self.mixed(event.changes))
        return f"{before}event {event.name}{title}{behind}{chance} {{ {changes} }}"

    def change(self, change: Change) -> str:
        name = f"{change.quantity}({', '.join(change.members)})" if change.members else change.quantity
        if len(change.members) == 1 and self.rng.random() < 0.5:
            name = f"{change.members[0]}.{change.quantity}"
        when = self.dates(change.months)
        fading = ""
        if change.fading is not None:
            form, months = change.fading
            long = f"{months // 12} years" if months % 12 == 0 and self.rng.random() < 0.5 else f"{months} months"
            fading = f" fading over {long}" if form == "linear" else f" halving every {long}"
        return f"{name} {change.operator} {change.text}{f' {when}' if when else ''}{fading}"

    def dates(self, months: tuple[int | None, int | None] | None) -> str:
        return self.period(Fact("", "all", (), None, months, "")).strip()

    @staticmethod
    def is_same_cell(one: Fact, other: Fact) -> bool:
        return (one.quantity, one.members, one.target) == (other.quantity, other.members, other.target)

    def braces(self, facts: list[Fact]) -> str:
        if not facts:
            return ""
        return " { " + self.rng.choice((", ", " ")).join(self.setting(fact) for fact in facts) + " }"

    def setting(self, fact: Fact) -> str:
        return f"{fact.quantity} = {fact.text}{self.period(fact)}"

    def period(self, fact: Fact) -> str:
        if fact.months is None:
            return ""
        low, high = fact.months
        if low is None:
            return f" until {self.date(high)}"
        if high is None:
            return f" from {self.date(low)}"
        if self.step == 12 and high - low == 11 and self.rng.random() < 0.5:
            return f" at {low // 12}"
        return f" from {self.date(low)} {self.rng.choice(('to', 'until'))} {self.date(high)}"

    def date(self, month: int | None) -> str:
        assert month is not None
        return str(month // 12) if self.step == 12 else f"{month // 12}-{month % 12 + 1:02}"

    def time(self, time: tuple[int, int, int]) -> str:
        step = {12: self.rng.choice(("", " by year")), 3: " by quarter", 1: " by month"}[time[2]]
        return f"time {self.date(time[0])} .. {self.date(time[1])}{step}"

    def tables(self, facts: list[Fact]) -> list[str]:
        """Arrows as the rows of one table or two."""
        found = []
        cut = self.rng.randint(0, len(facts))
        for part in (facts[:cut], facts[cut:]):
            columns = self.mixed({fact.quantity for fact in part})
            keys = self.mixed({(*fact.members, fact.target) for fact in part})
            cells = {((*fact.members, fact.target), fact.quantity): fact.text for fact in part}
            lines = [["self", "partner", "target", *columns]]
            lines += [[*key, *(cells.get((key, column), "-") for column in columns)] for key in keys]
            order = self.mixed(range(len(lines[0])))
            if part:
                rows = ["| " + " | ".join(line[i] for i in order) + " |" for line in lines]
                found.append("table {\n    " + "\n    ".join(rows) + "\n  }")
        return found

    def said(self, facts: list[Fact]) -> list[str]:
        found = []
        while facts:
            fact = facts.pop()
            alike = [f for f in facts if (f.form, f.members, f.target) == (fact.form, fact.members, fact.target)]
            alike = alike if self.rng.random() < 0.6 else []
            facts = [f for f in facts if f not in alike]
            found.append(self.one(fact, [f for f in alike if f != fact]))
        return found

    def one(self, fact: Fact, more: list[Fact]) -> str:
        """One block, with the settings of others of the same cells."""
        match fact.form:
            case "all":
                return "\n  ".join(self.setting(f) for f in (fact, *more))
            case "actor":
                return "\n  ".join(f"{f.members[0]}.{self.setting(f)}" for f in (fact, *more))
            case "arrow" if self.rng.random() < 0.3 and (fact.target or fact.quantity in self.world.quantities):
                places = [*fact.members, *([fact.target] if fact.target else [])]
                return "\n  ".join(
                    f"{f.quantity}({', '.join(places)}) = {f.text}{self.period(f)}" for f in (fact, *more)
                )
        ends = list(fact.members)
        if fact.form in ("both", "among"):
            ends = self.mixed(ends)
        head = {"arrow": " -> ".join(ends), "both": " <-> ".join(ends), "among": "among " + ", ".join(ends),
                "otherwise": "otherwise"}[fact.form]  # fmt: skip
        if fact.target is None:
            return head + self.braces([fact, *more])
        if fact.form != "otherwise" and self.rng.random() < 0.5:
            if not more and self.rng.random() < 0.5:
                return f"{head} against {fact.target}{self.period(fact)} {{ {fact.quantity} = {fact.text} }}"
            return f"{head} against {fact.target}{self.braces([fact, *more])}"
        if fact.months and not more:
            period = self.period(fact).strip()
            inner = f"{head} {{ {fact.quantity} = {fact.text} }}"
            ways = [
                f"against {fact.target} {period} {{ {inner} }}",
                f"against {fact.target} {{ {period} {{ {inner} }} }}",
            ]
            if not period.startswith(
                "until"
            ):  # behind `fear = 0.4 from 1955` it would be read as the end of that period
                ways.append(f"{period} {{ against {fact.target} {{ {inner} }} }}")
            return self.rng.choice(ways)
        return f"against {fact.target} {{ {head}{self.braces([fact, *more])} }}"


def plain(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else str(float(value))


def write(world: World, layout: int = 0) -> str:
    """The text of a world; all layouts mean the same."""
    text = "\n\n".join(Writer(world, layout).statements()) + "\n"
    return text.replace("South Korea", "`South Korea`")
