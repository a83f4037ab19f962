"""Lowers a composed scenario under a theory to the graph that engines run.

Each variable becomes a chain of values, one for each stage of the fixed algebra:

    given -> the one "=" that applies -> times the product of "*=" -> plus the sum of "+=" and "-="
          -> at least -> at most -> the variable's own range

Products and sums of contributions are formed in the canonical order of the rules' qualified names, then applied to the
variable at once, so that contributions which do not vary by draw are added up outside the draws.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import permutations
from math import nan

from qadsl.diagnostics import Bag
from qadsl.ir.builder import Builder
from qadsl.ir.program import (
    BehaviourPlan,
    Clause,
    ConflictPlan,
    OptionPlan,
    Place,
    Plan,
    Quantity,
    RulePlan,
    Step,
    VariablePlan,
    Written,
)
from qadsl.ir.types import NUMBER, SHARE, Axis, Kind, Type, bound_axis
from qadsl.semantics import model
from qadsl.semantics.checker import Checked, compose_at, theory_of
from qadsl.semantics.rules import applicable, overriders
from qadsl.semantics.scope import BUILTIN_GROUPS
from qadsl.semantics.worlds import Stated, World
from qadsl.syntax import nodes

__all__ = ["lower"]

Env = tuple[tuple[str, Place], ...]
ROLES: Env = (("partner", "partner"), ("self", "self"), ("target", "target"))
OPERATORS = {"less": "<", "less_equal": "<=", "equal": "="}


def lower(
    checked: Checked, at: nodes.At, theory: nodes.Name | None, settings: tuple[nodes.Setting, ...], bag: Bag
) -> Plan | None:
    """The program of one composed scenario under one theory; None where either cannot be had (the bag says why).

    Parameters
    ----------
    theory
        The theory named, None for the only one the program can mean.
    settings
        Values handed in from outside; they stand above everything the scenarios state.
    """
    facts = checked.settings(settings, bag)
    world = compose_at(checked, at, bag, facts)
    chosen = theory_of(checked, theory, at.span, bag)
    if world is None or chosen is None or bag.has_errors:
        return None
    plan = _Lowering(world, chosen).plan()
    return None if bag.has_errors else plan


@dataclass(slots=True)
class _Chain:
    """The values of one variable under one binding of the roles."""

    stages: list[int]
    steps: list[Step] = field(default_factory=list)


class _Lowering:
    """One lowering; remembers what has been lowered under which binding of names to axes."""

    def __init__(self, world: World, theory: model.Theory) -> None:
        self.world = world
        self.model = world.program
        self.theory = theory
        self.builder = Builder()
        self.quantities: list[Quantity] = []
        self.stated: dict[str, Stated] = {}
        self.positions: dict[str, int] = {}
        self.memo: dict[tuple[model.Core, Env, str], int] = {}
        self.chains: dict[tuple[str, Env], _Chain] = {}
        self.conditions: dict[tuple[str, Env], int] = {}
        self.rules = applicable(self.model.rules, theory)
        self.by_name = {rule.name: rule for rule in self.rules}
        self.over = overriders(self.rules)
        self.conflicts: list[ConflictPlan] = []
        self.weights: dict[str, int] = {}

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
        """The value of a quantity at places, computed ones included."""
        position = self.quantity(key)
        quantity, stated = self.quantities[position], self.stated[key]
        axes = self._axes(position, places)
        drawn = axes | {"draw"} if quantity.is_drawn else axes
        node = self.builder.add(
            "input", (), (position, places), kind=quantity.type.kind, axes=drawn, name=quantity.name
        )
        if not stated.formulas:
            return node
        which = self._which_formula(key)
        code = self.builder.add(
            "input", (), (which, places), kind=Kind.NUMBER, axes=axes, name=f"formula of {quantity.name}"
        )
        for i, formula in sorted(stated.formulas.items()):
            value = self.core(formula.body, ())
            if quantity.type.is_bounded:
                value = self.op(
                    "minimum",
                    self.op("maximum", value, self.number(quantity.type.low)),
                    self.number(quantity.type.high),
                )
            node = self.op("select", self.op("equal", code, self.number(float(i))), value, node)
        return node

    def is_given(self, key: str, places: tuple[Place, ...]) -> int:
        position = self.quantity(key)
        settled = self._given_everywhere(key)
        if settled is not None:
            return self.flag(settled)
        return self.builder.add("is_given", (), (position, places), axes=self._axes(position, places))

    def _given_everywhere(self, key: str) -> bool | None:
        """True or False where the scenario states a quantity at every cell of different actors, or at none."""
        stated, arity = self.stated[key], self.model.quantities[key].arity
        known = [i > 0 and written.form != "unknown" for i, written in enumerate(stated.written)]
        if not any(known):
            return False
        actors, targets = range(len(self.world.actors)), self.world.targets
        cells: Iterable[int] = actors if arity else (0,)
        if arity == 3:
            cells = (
                (i * len(actors) + j) * len(targets) + k
                for i, j in permutations(actors, 2)
                for k, target in enumerate(targets)
                if target not in (i, j)
            )
        elif arity == 2:
            cells = (i * len(actors) + j for i, j in permutations(actors, 2))
        size = len(actors) ** min(arity, 2) * (len(targets) if arity == 3 else 1)
        periods = range(0, len(stated.cells), size) if size else ()
        found = {known[stated.cells[start + cell]] for cell in cells for start in periods}
        return found.pop() if len(found) == 1 else None

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

    def _core(self, core: model.Core, env: Env, taken: str) -> int:
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
            case model.Stated(quantity, places):
                found = self.places(places, env)
                return self.flag(False) if -1 in found else self.is_given(quantity, found)
            case model.Invoke(name, places):
                define = self.model.defines[name]
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
                return self.builder.add(
                    "year", (), axes=frozenset({"time"}) if self.world.timeline.is_dated else frozenset()
                )

    def member(self, place: Place, group: str) -> int:
        declared = self.world.group(group) if group not in BUILTIN_GROUPS else None
        if declared is None or declared.where is None:
            return self._listed(place, self.world.listed(group))
        base = self.member(place, declared.base or "actors")
        return self.op("and", base, self.core(declared.where, (("member", place),)))

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
        depth = 1 + sum(1 for _, place in env if isinstance(place, str) and place.startswith("over"))
        axis = bound_axis(depth)
        inner = tuple(sorted({**dict(env), core.variable: axis}.items()))
        mask = self.member(axis, core.group)
        if core.where is not None:
            mask = self.op("and", mask, self.core(core.where, inner, taken))
        if core.op == "count":
            return self.builder.add("count", (mask,), axis)
        body = self.core(core.body, inner, taken) if core.body is not None else self.flag(True)
        return self.builder.add(core.op, (body, mask), axis)

    # --- variables ------------------------------------------------------------------------------------------------

    def variable(self, name: str, places: tuple[Place, ...], *, is_given: bool) -> int:
        third = places[2]
        if -1 in places or (isinstance(third, int) and third not in self.world.targets):
            return self.number(nan)
        if is_given:
            return self.read(f"variable:{name}", places)
        env: Env = tuple(sorted(zip(("self", "partner", "target"), places, strict=True)))
        return self.whole(name, env).stages[-1]

    def whole(self, name: str, env: Env) -> _Chain:
        """All stages of a variable."""
        key = (name, env)
        if key not in self.chains:
            self.chains[key] = self._whole(name, env)
        return self.chains[key]

    def _whole(self, name: str, env: Env) -> _Chain:
        bound = dict(env)
        given = self.read(f"variable:{name}", (bound["self"], bound["partner"], bound["target"]))
        chain = _Chain([given])
        effects = [
            (rule, effect)
            for rule in self.rules
            for effect in sorted(rule.effects, key=lambda e: (e.operator, e.text))
            if effect.variable == name
        ]
        self._set(name, chain, [e for e in effects if e[1].operator == "="], env)
        self._combine(chain, [e for e in effects if e[1].operator == "*="], env, "multiply", 1.0)
        self._combine(chain, [e for e in effects if e[1].operator in {"+=", "-="}], env, "add", 0.0)
        self._combine(chain, [e for e in effects if e[1].operator == "at least"], env, "maximum", SHARE.low)
        self._combine(chain, [e for e in effects if e[1].operator == "at most"], env, "minimum", SHARE.high)
        chain.stages.append(
            self.op("minimum", self.op("maximum", chain.stages[-1], self.number(SHARE.low)), self.number(SHARE.high))
        )
        return chain

    def condition(self, name: str, env: Env) -> int:
        """A rule's own condition: its domain and its `when`."""
        key = (name, env)
        if key not in self.conditions:
            clauses = [self.core(core, env) for _, core in self.by_name[name].clauses]
            found = self.chain("and", clauses)
            self.conditions[key] = self.flag(True) if found is None else found
        return self.conditions[key]

    def effective(self, name: str, env: Env) -> int:
        """Whether a rule applies: its condition holds and that of none that overrides it."""
        found = self.condition(name, env)
        for other in self.over[name]:
            found = self.op("and", found, self.op("not", self.condition(other, env)))
        return found

    def _set(self, name: str, chain: _Chain, effects: list[tuple[model.Rule, model.Effect]], env: Env) -> None:
        running = chain.stages[-1]
        sides: list[tuple[model.Rule, model.Effect, int, int]] = []
        for rule, effect in effects:
            condition, value = self.effective(rule.name, env), self.core(effect.value, env)
            after = self.op("select", condition, value, running)
            chain.steps.append(self._step(rule, effect, condition, value, running, after))
            sides.append((rule, effect, condition, value))
            running = after
        clash: int | None = None
        for i, one in enumerate(sides):
            for two in sides[i + 1 :]:
                found = self._clash(name, one, two, env)
                if found is not None:
                    clash = found if clash is None else self.op("or", clash, found)
        if clash is not None:
            running = self.op("select", clash, self.number(nan), running)
        chain.stages.append(running)

    def _clash(
        self,
        name: str,
        one: tuple[model.Rule, model.Effect, int, int],
        two: tuple[model.Rule, model.Effect, int, int],
        env: Env,
    ) -> int | None:
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
        self, chain: _Chain, effects: list[tuple[model.Rule, model.Effect]], env: Env, op: str, idle: float
    ) -> None:
        """Join the contributions of one stage in canonical order, then apply them to the running value."""
        running = chain.stages[-1]
        contributions: list[int] = []
        for rule, effect in effects:
            condition, value = self.effective(rule.name, env), self.core(effect.value, env)
            signed = self.op("negate", value) if effect.operator == "-=" else value
            contribution = self.op("select", condition, signed, self.number(idle))
            after = self.op(op, running, contribution)
            chain.steps.append(self._step(rule, effect, condition, value, running, after))
            contributions.append(contribution)
            running = after
        total = self.chain(op, contributions)
        chain.stages.append(chain.stages[-1] if total is None else self.op(op, chain.stages[-1], total))

    def _step(
        self, rule: model.Rule, effect: model.Effect, condition: int, value: int, before: int, after: int
    ) -> Step:
        return Step(self.rules.index(rule), effect.operator, condition, value, before, after, effect.text)

    # --- payoffs --------------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """Everything put together."""
        names = [variable.name for variable in self.theory.variables]
        final = {name: self.whole(name, ROLES).stages[-1] for name in names}
        self.weights = {v.name: self.core(v.weight, ROLES) for v in self.theory.variables}
        weighted = {name: self.op("multiply", self.weights[name], final[name]) for name in names}
        sums = {
            role: self.chain("add", (weighted[v.name] for v in self.theory.variables if v.role == role))
            for role in ("encouraging", "discouraging")
        }
        encouraging, discouraging = (self.number(0.0) if node is None else node for node in sums.values())
        rewards = [self.core(o.reward, ROLES) if o.reward is not None else None for o in self.theory.options]
        costs = [self._costs(option) for option in self.theory.options]
        options = tuple(
            self._option(option, reward, cost, encouraging, final, weighted)
            for option, reward, cost in zip(self.theory.options, rewards, costs, strict=True)
        )
        differences = self._differences(rewards, costs, encouraging, final)
        precision = self.theory.choice.precision if self.theory.choice is not None else None
        return Plan(
            self.world.name,
            self._theory_name(),
            self.world.actors,
            self.world.targets,
            self.world.timeline.labels,
            self.world.timeline.years,
            options=options,
            variables=self._variables(),
            rules=self._rules(),
            behaviours=self._behaviours(),
            conflicts=tuple(self.conflicts),
            encouraging=encouraging,
            discouraging=discouraging,
            differences=differences,
            precision=self.core(precision, ROLES) if precision is not None else None,
            consent=self.theory.consent,
            quantities=tuple(self.quantities),
            nodes=tuple(self.builder.nodes),
        )

    def _theory_name(self) -> str:
        """What the theory is called: without its library's name where no other theory is called so."""
        short = self.theory.name.rpartition(".")[2]
        same = [name for name in self.model.theories if name.rpartition(".")[2] == short]
        return short if len(same) == 1 else self.theory.name

    def _costs(self, option: model.Option) -> dict[str, int]:
        """Cost shares by discouraging variable: its own, else the option's general one."""
        own = {cost.variable: cost.value for cost in option.costs}
        found: dict[str, int] = {}
        for variable in self.theory.variables:
            value = own.get(variable.name, own.get(None))
            if variable.role == "discouraging" and value is not None:
                found[variable.name] = self.core(value, ROLES)
        return found

    def _option(
        self,
        option: model.Option,
        reward: int | None,
        costs: dict[str, int],
        encouraging: int,
        final: dict[str, int],
        weighted: dict[str, int],
    ) -> OptionPlan:
        position = {variable.name: i for i, variable in enumerate(self.theory.variables)}
        payoff = self.number(0.0) if reward is None else self.op("multiply", reward, encouraging)
        terms: list[tuple[int, int]] = []
        if reward is not None:
            terms = [
                (position[v.name], self.op("multiply", reward, weighted[v.name]))
                for v in self.theory.variables
                if v.role == "encouraging"
            ]
        for name, cost in costs.items():
            term = self.op("multiply", self.op("multiply", cost, self.weights[name]), final[name])
            payoff = self.op("subtract", payoff, term)
            terms.append((position[name], self.op("negate", term)))
        shares = tuple((position[name], cost) for name, cost in costs.items())
        return OptionPlan(option.name, option.title, self.op("round12", payoff), reward, shares, tuple(terms))

    def _differences(
        self, rewards: list[int | None], costs: list[dict[str, int]], encouraging: int, final: dict[str, int]
    ) -> dict[tuple[int, int], int]:
        """Payoff gaps with like terms merged, so that intervals do not count one variable twice."""
        found: dict[tuple[int, int], int] = {}
        zero = self.number(0.0)
        for i in range(len(rewards)):
            for j in range(i + 1, len(rewards)):
                one, two = (zero if r is None else r for r in (rewards[i], rewards[j]))
                gap = self.op("multiply", self.op("subtract", one, two), encouraging)
                for name in final:
                    shares = [cost.get(name) for cost in (costs[i], costs[j])]
                    if shares != [None, None] and shares[0] != shares[1]:
                        left, right = (zero if s is None else s for s in shares)
                        share = self.op("multiply", self.op("subtract", left, right), self.weights[name])
                        gap = self.op("subtract", gap, self.op("multiply", share, final[name]))
                found[(i, j)] = gap
        return found

    # --- the account ----------------------------------------------------------------------------------------------

    def _variables(self) -> tuple[VariablePlan, ...]:
        return tuple(
            VariablePlan(
                v.name,
                v.title or self.model.quantities[f"variable:{v.name}"].title,
                v.role,
                v.tier,
                self.positions[f"variable:{v.name}"],
                self.weights[v.name],
                tuple(chain.stages),
                tuple(chain.steps),
            )
            for v in self.theory.variables
            for chain in (self.whole(v.name, ROLES),)
        )

    def _rules(self) -> tuple[RulePlan, ...]:
        return tuple(
            RulePlan(
                rule.name,
                rule.title,
                rule.citation,
                rule.span.place,
                self.effective(rule.name, ROLES),
                tuple(self._clause(text, core) for text, core in rule.clauses),
                tuple((other, self.condition(other, ROLES)) for other in self.over[rule.name]),
            )
            for rule in self.rules
        )

    def _clause(self, text: str, core: model.Core) -> Clause:
        node = self.core(core, ROLES)
        match core:
            case model.Apply(op, (left, right)) if op in OPERATORS:
                return Clause(text, node, OPERATORS[op], self.core(left, ROLES), self.core(right, ROLES))
            case model.Apply("not", (model.Apply("equal", (left, right)),)):
                return Clause(text, node, "!=", self.core(left, ROLES), self.core(right, ROLES))
            case _:
                return Clause(text, node)

    def _behaviours(self) -> tuple[BehaviourPlan, ...]:
        return tuple(
            BehaviourPlan(
                b.name,
                b.title,
                b.is_otherwise,
                tuple(
                    self.flag(True) if b.condition is None else self.core(b.condition, ROLES, option.name)
                    for option in self.theory.options
                ),
            )
            for b in self.theory.behaviours
        )
