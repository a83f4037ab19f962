"""An evaluator of exact programs, written from the manual in the plainest way: fractions, one cell at a time.

It shares no code with the engine. `None` is an unknown. Where the exact value stands so near a boundary that floats and
fractions may part (half of the twelfth decimal), `FragileError` is raised and the law looks at another program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import permutations
from math import prod

from tests.laws.world import Change, Event, Expression, Fact, Quantity, Rule, Scenario, Value, World

Place = dict[str, str]
Effects = Iterable[tuple[bool | None, Value | None]]
FORMS = ("otherwise", "among", "both", "arrow")
UNIT = Fraction(1, 10**12)


class FragileError(Exception):
    """Floats may rightly decide otherwise."""


class RefusedError(Exception):
    """The program must be refused: two equally specific statements disagree."""


@dataclass
class Decision:
    status: str
    payoffs: list[Fraction | None]
    shares: list[Fraction] | None
    choice: str | None
    behaviours: set[str]
    encouraging: Fraction | None
    discouraging: Fraction | None


def evaluate(world: World) -> tuple[dict[tuple[object, ...], Decision], dict[tuple[object, ...], str | None]]:
    """Decisions by (time, target, self, partner) and outcomes by (time, target, a, b)."""
    stage = Stage(world)
    decisions: dict[tuple[object, ...], Decision] = {}
    ties: dict[tuple[object, ...], str | None] = {}
    for period in range(len(stage.labels)):
        for target in stage.targets:
            others = [actor for actor in stage.actors if actor != target]
            for one in others:
                for other in others:
                    if one != other:
                        key = (stage.labels[period], target, one, other)
                        decisions[key] = stage.decide({"self": one, "partner": other, "target": target}, period)
            for one in others:
                for other in others:
                    if one < other:
                        ends = [decisions[(stage.labels[period], target, *p)] for p in ((one, other), (other, one))]
                        ties[(stage.labels[period], target, one, other)] = stage.tie(*ends)
    return decisions, ties


class Stage:
    """A composed scenario under its theory."""

    def __init__(self, world: World) -> None:
        self.world = world
        by_name = {scenario.name: scenario for scenario in world.scenarios}
        chain: list[Scenario] = []
        for name in world.run:
            line: list[Scenario] = []
            at: str | None = name
            while at is not None:
                line.insert(0, by_name[at])
                at = by_name[at].extends
            chain += [scenario for scenario in line if scenario not in chain]
        self.kinds = {name: kind for scenario in chain for name, kind in scenario.actors}
        self.actors = sorted(self.kinds)
        self.targets = sorted({target for scenario in chain for target in scenario.targets})
        self.facts = [(level, fact) for level, scenario in enumerate(chain) for fact in scenario.facts]
        events = {event.name: event for scenario in chain for event in scenario.events}
        self.changes = [
            (event, change) for event in events.values() if event.chance not in ("0", "0%") for change in event.changes
        ]
        times = [scenario.time for scenario in chain if scenario.time]
        self.steps, self.labels = steps_of(times[-1] if times else None)
        self.memory: dict[tuple[object, ...], object] = {}
        self.theory = world.theory

    # --- what happens ------------------------------------------------------------------------------------------

    def changed(self, name: str, operator: str, cell: tuple[str, ...], period: int) -> list[Value]:
        """What events do to a cell by an operator, as far as it has not faded."""
        found = []
        for event, change in self.changes:
            is_there = not change.members or cell in (change.members, self.other_way(name, change.members))
            left = self.strength(event, change, period)
            if (change.quantity, change.operator) == (name, operator) and is_there and left:
                found.append(self.faded(name, change, left))
        return found

    def other_way(self, name: str, members: tuple[str, ...]) -> tuple[str, ...]:
        quantity = self.world.quantities.get(name)
        return members[::-1] if quantity is not None and quantity.is_symmetric else members

    def strength(self, event: Event, change: Change, period: int) -> Fraction:
        first, _ = self.steps[period]
        length = self.steps[0][1] - self.steps[0][0] + 1
        low = max([m[0] for m in (event.months, change.months) if m and m[0] is not None], default=None)
        high = min([m[1] for m in (event.months, change.months) if m and m[1] is not None], default=None)
        if low is not None and first < low:
            return Fraction(0)
        if high is None and change.fading is None:
            return Fraction(1)
        if high is None:
            high = (self.steps[0][0] if low is None else low) + length - 1
        if first <= high:
            return Fraction(1)
        if change.fading is None:
            return Fraction(0)
        form, months = change.fading
        gone = Fraction(first - (high - length + 1), months)
        return max(Fraction(0), 1 - gone) if form == "linear" else irrational("^", [Fraction(2), -gone])

    def faded(self, name: str, change: Change, left: Fraction) -> Value:
        low, high = self.span(name)
        value = change.value
        if change.operator == "=" or isinstance(value, (bool, str)):
            return value
        match change.operator:
            case "+=" | "-=":
                return value * left
            case "*=":
                return 1 + (value - 1) * left
            case "at least":
                return value if low is None else low + (value - low) * left
            case _:
                return value if high is None else high - (high - value) * left

    def span(self, name: str) -> tuple[Fraction | None, Fraction | None]:
        spelling = self.world.quantities[name].spelling if name in self.world.quantities else "share"
        if spelling == "share":
            return Fraction(0), Fraction(1)
        return (None, None) if "10" not in spelling else (Fraction(0), Fraction(10))

    def present(self, name: str, cell: tuple[str, ...], period: int) -> Value | None:
        """What holds of an attribute, relation or parameter: what is stated, and what events made of it."""
        now = self.stated(name, cell, period)[1]
        is_touched = False
        for operator in ("=", "*=", "+=", "-=", "at least", "at most"):
            for value in self.changed(name, operator, cell, period):
                is_touched = True
                sign = {"at least": "max", "at most": "min"}.get(operator, operator[0])
                now = value if operator == "=" else arithmetic(sign, [now, value])
        low, high = self.span(name)
        if now is None or isinstance(now, (bool, str)) or low is None or high is None or not is_touched:
            return now
        return min(max(now, low), high)

    # --- what is stated ----------------------------------------------------------------------------------------

    def stated(self, name: str, cell: tuple[str, ...], period: int) -> tuple[bool, Value | None]:
        """Whether anything but `unknown` is stated there, and what holds."""
        key = ("stated", name, cell, period)
        if key not in self.memory:
            self.memory[key] = self._stated(name, cell, period)
        return self.memory[key]  # type: ignore[return-value]

    def _stated(self, name: str, cell: tuple[str, ...], period: int) -> tuple[bool, Value | None]:
        quantity = self.world.quantities.get(name) or Quantity(name, 3, "share", "number")
        found = [(rank, fact.value) for level, fact in self.facts
                 if (rank := self.rank(quantity, fact, level, cell, period)) is not None]  # fmt: skip
        if not found:
            return False, quantity.default
        best = max(rank for rank, _ in found)
        values = [value for rank, value in found if rank == best]
        if any(value != values[0] for value in values):
            raise RefusedError(f"{name}{cell}")
        return (True, values[0]) if values[0] != "unknown" else (False, None)

    def rank(
        self, quantity: Quantity, fact: Fact, level: int, cell: tuple[str, ...], period: int
    ) -> tuple[int, int, int, int] | None:
        """How specific a statement is on a cell, None where it does not speak of it."""
        if fact.quantity != quantity.name or (fact.target is not None and fact.target not in cell[2:]):
            return None
        if fact.months is not None:
            first, last = self.steps[period]
            low, high = fact.months
            if (low is not None and first < low) or (high is not None and last > high):
                return None
        pair = cell[:2]
        if quantity.arity >= 2:
            ways = (pair, pair[::-1]) if quantity.is_symmetric else (pair,)
            if len(set(cell)) < len(cell) or not any(self.covers(fact, way) for way in ways):
                return None
        elif fact.members != cell:
            return None
        form = FORMS.index(fact.form) if fact.form in FORMS else 0
        return level, int(fact.months is not None), form, int(fact.target is not None)

    @staticmethod
    def covers(fact: Fact, pair: tuple[str, ...]) -> bool:
        match fact.form:
            case "otherwise":
                return True
            case "among":
                return set(pair) <= set(fact.members)
            case "both":
                return set(pair) == set(fact.members)
            case _:
                return fact.members == pair

    def members(self, group: str, period: int) -> list[str]:
        if group in ("actors", "states", "sovereigns", "entities"):
            kind = {"states": "state", "sovereigns": "state", "entities": "entity"}.get(group)
            return [actor for actor in self.actors if kind in (None, self.kinds[actor])]
        found = self.world.groups[group]
        if len(found) == 2 and isinstance(found[1], tuple):
            base, where = found
            return [
                actor for actor in self.members(base, period) if self.value(where, {"member": actor}, period) is True
            ]
        return sorted(set(found) & set(self.actors))

    # --- expressions -------------------------------------------------------------------------------------------

    def value(self, e: Expression, at: Place, period: int) -> Value | None:
        def of(part: Expression) -> Value | None:
            return self.value(part, at, period)

        def who(place: str) -> str:
            return at.get(place, place)

        match e:
            case ("num", number, _):
                return number
            case ("flag" | "word", known):
                return known
            case ("param", name):
                return self.present(name, (), period)
            case ("attr", place, name):
                return self.present(name, (who(place),), period)
            case ("rel", name, one, other):
                return self.present(name, (who(one), who(other)), period)
            case ("call", name, *places):
                roles, body = self.world.defines[name]
                inner = {**at, **dict(zip(roles, (who(p) for p in places), strict=True))}
                return self.value(body, inner, period)
            case ("var", name, *places):
                self_, partner, target = (who(p) for p in (places or ("self", "partner", "target")))
                return self.final(name, {"self": self_, "partner": partner, "target": target}, period)
            case ("given", name):
                return self.stated(name, (at["self"], at["partner"], at["target"]), period)[1]
            case ("is_given", ("var", name)):
                return self.stated(name, (at["self"], at["partner"], at["target"]), period)[0]
            case ("is_given", ("attr", place, name)):
                return self.stated(name, (who(place),), period)[0]
            case ("is_given", ("rel", name, one, other)):
                return self.stated(name, (who(one), who(other)), period)[0]
            case ("and" | "or" as how, *parts):
                return kleene(how, [of(part) for part in parts])
            case ("not", part):
                known = of(part)
                return None if known is None else not known
            case ("if", condition, then, other):
                yes, one, two = of(condition), of(then), of(other)
                return choose(yes, one, two)
            case ("cmp", first, *rest):
                left, links = of(first), []
                for op, right in zip(rest[::2], map(of, rest[1::2]), strict=True):
                    links.append(compare(left, op, right))
                    left = right
                return kleene("and", links)
            case ("in", place, group):
                return who(place) in self.members(group, period)
            case ("same", one, other):
                return who(one) == who(other)
            case ("year",):
                return Fraction(self.steps[period][0], 12)
            case ("taken", option):
                return at["taken"] == option
            case ("fold", how, body, bound, group, where):
                return self.fold(how, body, bound, group, where, at, period)
            case (op, *parts):
                return arithmetic(op, [of(part) for part in parts])
        raise AssertionError(e)

    def fold(
        self,
        how: str,
        body: Expression | None,
        bound: str,
        group: str,
        where: Expression | None,
        at: Place,
        period: int,
    ) -> Value | None:
        met = {at[place] for part in (body, where) if part is not None for place in self.met(part, bound)}
        places = [{**at, bound: actor} for actor in self.members(group, period) if actor not in met]
        masks = [True if where is None else self.value(where, place, period) for place in places]
        bodies = [True if body is None else self.value(body, place, period) for place in places]
        if how == "any":
            return kleene("or", [kleene("and", pair) for pair in zip(masks, bodies, strict=True)])
        if how == "all":
            if body is None:
                return kleene("and", masks)
            return kleene("and", [kleene("or", [negate(m), b]) for m, b in zip(masks, bodies, strict=True)])
        if how == "count":
            both = [kleene("and", pair) for pair in zip(masks, bodies, strict=True)]
            return None if None in both else Fraction(sum(both))
        if None in masks:
            return None
        taken = [body for body, mask in zip(bodies, masks, strict=True) if mask]
        if None in taken or (not taken and how != "sum"):
            return None
        if how == "mean":
            return sum(taken, Fraction(0)) / len(taken)
        return sum(taken, Fraction(0)) if how == "sum" else max(taken) if how == "max" else min(taken)

    def met(self, e: Expression, bound: str) -> set[str]:
        """Places whose relation with the bound one is read: a quantifier passes over the actor that stands there."""
        match e:
            case ("rel", _, *places):
                return set(places) - {bound} if bound in places else set()
            case ("call", name, *places):
                roles, body = self.world.defines[name]
                outer = dict(zip(roles, places, strict=True))
                return {
                    outer[met] for role in roles if outer[role] == bound for met in self.met(body, role) if met in outer
                }
            case ("fold", _, body, inner, _, where):
                parts = [part for part in (body, where) if part is not None]
                return {place for part in parts for place in self.met(part, bound)} - {inner}
            case _:
                return {place for part in e if isinstance(part, tuple) for place in self.met(part, bound)}

    # --- rules -------------------------------------------------------------------------------------------------

    def applies(self, rule: Rule, at: Place, period: int) -> bool | None:
        """Whether its roles and its condition hold, whatever overrides it."""
        domain = [at[role] in self.members(group, period) for role, group in rule.roles]
        when = True if rule.when is None else self.value(rule.when, at, period)
        return kleene("and", [*domain, when])

    def speaks(self, rule: Rule, at: Place, period: int) -> bool | None:
        """Whether it applies and no rule sets it aside."""
        above: set[str] = set()
        grown = {other.name for other in self.world.rules if rule.name in other.overrides}
        while grown - above:
            above |= grown
            grown = {other.name for other in self.world.rules if set(other.overrides) & above}
        silent = kleene("or", [self.applies(r, at, period) for r in self.world.rules if r.name in above])
        return kleene("and", [self.applies(rule, at, period), negate(silent)])

    def effects(self, name: str, operator: str, at: Place, period: int) -> list[tuple[bool | None, Value | None]]:
        said: list[tuple[bool | None, Value | None]] = [
            (self.speaks(rule, at, period), self.value(value, at, period))
            for rule in self.world.rules
            for variable, op, value in rule.effects
            if (variable, op) == (name, operator)
        ]
        cell = (at["self"], at["partner"], at["target"])
        return said + [(True, value) for value in self.changed(name, operator, cell, period)]

    def final(self, name: str, at: Place, period: int) -> Fraction | None:
        key = ("final", name, *at.values(), period)
        if key not in self.memory:
            self.memory[key] = self._final(name, at, period)
        return self.memory[key]  # type: ignore[return-value]

    def _final(self, name: str, at: Place, period: int) -> Value | None:
        at = {role: at[role] for role in ("self", "partner", "target")}
        now = self.stated(name, (at["self"], at["partner"], at["target"]), period)[1]
        sets = self.effects(name, "=", at, period)
        said = [value for speaks, value in sets if speaks]
        if said:
            now = said[0] if all(compare(said[0], "=", value) for value in said[1:]) else None
        unsure = [value for speaks, value in sets if speaks is None]
        if any(value is None or now is None or value != now for value in unsure):
            now = None
        for op, idle in (("*=", Fraction(1)), ("+=", Fraction(0)), ("-=", Fraction(0))):
            for speaks, value in self.effects(name, op, at, period):
                now = arithmetic(op[0], [now, choose(speaks, value, idle)])
        for op, bound in (("at least", "max"), ("at most", "min")):
            found = [self.bounded(now, bound, effects) for effects in permutations(self.effects(name, op, at, period))]
            if any(value != found[0] for value in found):
                raise FragileError("a bound that may hold stands beside one that does")
            now = found[0]
        return None if now is None else min(max(now, Fraction(0)), Fraction(1))  # type: ignore[type-var]

    @staticmethod
    def bounded(now: Value | None, bound: str, effects: Effects) -> Value | None:
        for speaks, value in effects:
            now = choose(speaks, arithmetic(bound, [now, value]), now)
        return now

    def conflicts(self, at: Place, period: int) -> bool:
        """Whether unequal `=` effects certainly meet on a variable here."""
        for name in self.world.variables:
            said = [value for speaks, value in self.effects(name, "=", at, period) if speaks]
            if any(compare(one, "!=", other) for i, one in enumerate(said) for other in said[i + 1 :]):
                return True
        return False

    # --- decisions ---------------------------------------------------------------------------------------------

    def decide(self, at: Place, period: int) -> Decision:
        theory = self.theory
        weights = {**theory.encouraging, **theory.discouraging}
        parts = {
            name: arithmetic("*", [self.value(weight, at, period), self.final(name, at, period)])
            for name, weight in weights.items()
        }
        encouraging = arithmetic("+", [Fraction(0), *(parts[name] for name in theory.encouraging)])
        discouraging = arithmetic("+", [Fraction(0), *(parts[name] for name in theory.discouraging)])
        payoffs: list[Fraction | None] = []
        for option in theory.options:
            reward = Fraction(0) if option.reward is None else self.value(option.reward, at, period)
            payoff = Fraction(0) if option.reward is None else arithmetic("*", [reward, encouraging])
            costs = dict(option.costs)
            for name in theory.discouraging:
                share = costs.get(name, costs.get(None))
                if share is not None:
                    cost = arithmetic("*", [self.value(share, at, period), parts[name]])
                    payoff = arithmetic("-", [payoff, cost])
            payoffs.append(payoff)  # type: ignore[arg-type]
        precision = None if theory.precision is None else self.value(theory.precision, at, period)
        if self.conflicts(at, period):
            return Decision("conflict", payoffs, None, None, set(), encouraging, discouraging)
        if None in payoffs or (theory.precision is not None and precision is None):
            return Decision("unknown", payoffs, None, None, set(), encouraging, discouraging)
        rounded = [rounding(payoff) for payoff in payoffs]  # type: ignore[arg-type]
        shares = [Fraction(int(payoff == max(rounded))) for payoff in rounded]
        if theory.precision is not None:
            top = max(rounded)
            powers = [arithmetic("exp", [precision * (payoff - top)]) for payoff in rounded]
            shares = [power / sum(powers) for power in powers]
        choice = shares.index(max(shares))
        if theory.precision is None:
            shares = [Fraction(int(i == choice)) for i in range(len(shares))]
        name = theory.options[choice].name
        return Decision("ok", payoffs, shares, name, self.behaviours(name, at, period), encouraging, discouraging)

    def behaviours(self, option: str, at: Place, period: int) -> set[str]:
        here = {**at, "taken": option}
        fits = {
            name: (True if when is None else self.value(when, here, period), otherwise)
            for name, when, otherwise in self.theory.behaviours
        }
        if None in [fit for fit, _ in fits.values()]:
            raise FragileError("a label hangs on an unknown")
        first = {name for name, (fit, otherwise) in fits.items() if fit and not otherwise}
        return first or {name for name, (fit, otherwise) in fits.items() if fit and otherwise}

    def tie(self, one: Decision, other: Decision) -> str | None:
        shares = self.tie_shares(one, other)
        if shares is None:
            return None
        near = sorted(shares)[-2:]
        if 0 < near[-1] - near[0] < Fraction(1, 10**9):
            raise FragileError("two outcomes of a tie are as good as equal")
        return self.theory.options[shares.index(max(shares))].name

    @staticmethod
    def tie_shares(one: Decision, other: Decision) -> list[Fraction] | None:
        """The lesser of two independent choices."""
        if one.shares is None or other.shares is None:
            return None
        reach = [sum(one.shares[i:]) * sum(other.shares[i:]) for i in range(len(one.shares))]
        return [here - beyond for here, beyond in zip(reach, [*reach[1:], Fraction(0)], strict=True)]


def steps_of(time: tuple[int, int, int] | None) -> tuple[list[tuple[int, int]], list[object]]:
    """First and last month of each period, and what it is called."""
    if time is None:
        return [(0, 0)], [None]
    first, last, length = time
    steps = [(month, month + length - 1) for month in range(first, last + 1, length)]
    names: dict[int, object] = {
        12: lambda m: m // 12,
        3: lambda m: f"{m // 12}-Q{m % 12 // 3 + 1}",
        1: lambda m: f"{m // 12}-{m % 12 + 1:02}",
    }
    return steps, [names[length](month) for month, _ in steps]  # type: ignore[operator]


def negate(flag: bool | None) -> bool | None:
    return None if flag is None else not flag


def kleene(how: str, flags: object) -> bool | None:
    flags = list(flags)  # type: ignore[call-overload]
    settling = how == "or"
    if any(flag is settling for flag in flags):
        return settling
    return None if None in flags else not settling


def choose(condition: object, one: Value | None, other: Value | None) -> Value | None:
    if condition is None:
        return one if one is not None and one == other else None
    return one if condition else other


def rounding(number: Fraction) -> Fraction:
    """To twelve decimals, halves to even."""
    scaled = number / UNIT
    if abs(scaled % 1 - Fraction(1, 2)) < Fraction(1, 100):
        raise FragileError("half of the twelfth decimal")
    if abs(number) > 2000:
        raise FragileError("large")
    return round(scaled) * UNIT


def compare(left: Value | None, op: str, right: Value | None) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, Fraction) and isinstance(right, Fraction) and not isinstance(left, bool):
        left, right = rounding(left), rounding(right)
    match op:
        case "=" | "==":
            return left == right
        case "!=" | "<>":
            return left != right
        case "<":
            return left < right  # type: ignore[operator]
        case "<=":
            return left <= right  # type: ignore[operator]
        case ">":
            return left > right  # type: ignore[operator]
        case _:
            return left >= right  # type: ignore[operator]


def arithmetic(op: str, known: list[Value | None]) -> Fraction | None:
    if None in known:
        return None
    a: list[Fraction] = known  # type: ignore[assignment]
    match op:
        case "+":
            return sum(a, Fraction(0))
        case "-":
            return a[0] - a[1]
        case "*":
            return prod(a, start=Fraction(1))
        case "/":
            return None if a[1] == 0 else a[0] / a[1]
        case "neg":
            return -a[0]
        case "min":
            return min(a)
        case "max":
            return max(a)
        case "abs":
            return abs(a[0])
        case "^" if a[1].denominator == 1:
            return None if a[0] == 0 and a[1] < 0 else a[0] ** int(a[1])
        case "^":
            return None if a[0] < 0 else Fraction(0) if a[0] == 0 else irrational("^", a)
        case "sqrt":
            return None if a[0] < 0 else irrational("sqrt", a)
        case "log":
            return None if a[0] <= 0 else irrational("log", a)
        case "exp":
            return irrational("exp", a)
    raise AssertionError(op)


def irrational(op: str, a: list[Fraction]) -> Fraction:
    """To forty digits."""
    with localcontext() as context:
        context.prec = 40
        x, *more = [Decimal(number.numerator) / Decimal(number.denominator) for number in a]
        match op:
            case "sqrt":
                found = x.sqrt()
            case "log":
                found = x.ln()
            case "exp":
                found = x.exp()
            case _:
                found = (more[0] * x.ln()).exp()
    return Fraction(found)
