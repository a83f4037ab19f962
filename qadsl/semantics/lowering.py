"""Lowers a composed scenario under a theory to the program that engines run: payoffs, behaviours and the account."""

from __future__ import annotations

from qadsl.diagnostics import Bag
from qadsl.ir.program import BehaviourPlan, Clause, MeasurePlan, Memory, OptionPlan, Plan, RulePlan, Step, VariablePlan
from qadsl.ir.types import AXES, Kind
from qadsl.semantics import model
from qadsl.semantics.checker import Checked, compose_at, theory_of
from qadsl.semantics.expressions import remembered_in
from qadsl.semantics.graphs import ROLES, Chain, Graph
from qadsl.semantics.scope import GROUP_READINGS
from qadsl.semantics.solves import check_sizes
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["Lowering", "lower"]

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
    check_sizes(chosen, world, at.span, bag)
    plan = Lowering(world, chosen).plan()
    return None if bag.has_errors else plan


class Lowering(Graph):
    """One lowering: what stands above the variables."""

    # --- payoffs --------------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """Everything put together."""
        names = [variable.name for variable in self.theory.variables]
        for solve in self.theory.solves:
            self.solve(solve.name)
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
            behaviours=self._behaviours(),
            conflicts=tuple(self.conflicts),
            encouraging=encouraging,
            discouraging=discouraging,
            differences=differences,
            precision=self.core(precision, ROLES) if precision is not None else None,
            consent=self.theory.consent,
            measures=(measures := self._measures()),
            memories=self._memories(final, measures),
            solves=tuple(self.solves.values()),
            rules=self._rules(),  # last: every read that an event changes has been met
            absent=tuple((actor, tuple(sorted(times))) for actor, times in sorted(self.world.absences().items())),
            altered=tuple(self.occurrences.altered.values()),
            changes=tuple(self.occurrences.told()),
            settled=tuple(sorted(self.world.settled)),
            quantities=tuple(self.quantities),
            nodes=tuple(self.builder.nodes),
        )

    def _measures(self) -> tuple[MeasurePlan, ...]:
        """What is worked out once the ties of a period are known."""
        return tuple(
            MeasurePlan(
                short, found.title, found.type, self.measure(name, ("self", "partner", "target")), found.text,
                found.citation, found.span.place,
            )
            for short, name in sorted((short, name) for name, short in self._called_measures().items())
            for found in (self.measures[name],)
        )  # fmt: skip

    def _is_by_chance(self) -> bool:
        return self.theory.choice is not None and self.theory.choice.precision is not None

    def _refuse_chance(self) -> None:
        """Under a choice by chance it is not known how a tie came out."""
        if self._is_by_chance() and any(node.op == "outcome" for node in self.builder.nodes):
            first = next(m for m in self.measures.values() if any(read.startswith("option ") for read in m.reads))
            self.world.bag.error(
                "QA903",
                f"not yet: measure `{first.short}` under a theory that chooses by chance",
                first.span,
                "which outcome was it?",
                help=[f"Theory `{self.theory.name}` chooses with a precision, so an outcome is a probability."],
            )

    def _called_measures(self) -> dict[str, str]:
        """What each measure is called: by its own name alone where no other is called so."""
        shorts = [found.short for found in {found.name: found for found in self.measures.values()}.values()]
        return {
            name: found.short if shorts.count(found.short) == 1 else name
            for name, found in self.measures.items()
            if name == found.name
        }

    def _memories(self, final: dict[str, int], measures: tuple[MeasurePlan, ...]) -> tuple[Memory, ...]:
        """What a period leaves to the next; what is remembered without a start is reported."""
        options = [option.name for option in self.theory.options]
        for name in self.unstarted:
            if name not in self.model.quantities:  # what is stated has been told where it is read
                self._without_start(name)
        self._refuse_chance()
        if self._is_by_chance():
            for name in sorted(self.memories.keys() & {*options, *GROUP_READINGS}):
                self._by_chance(name)
        nodes_of = final | {name: self.measure(name, ("self", "partner", "target")) for name in self.measures}
        return tuple(
            Memory(name, node=nodes_of[name])
            if name in nodes_of
            else Memory(name, option=options.index(name))
            if name in options
            else Memory(name, groups=name)
            for name in self.memories
        )

    def _without_start(self, name: str) -> None:
        found = self._remembering(name, without_start=True)
        name = name.rpartition(".")[2]
        declared = self.model.quantities[f"start:{name}"]
        start = "0" if declared == GROUP_READINGS.get(name) else {Kind.FLAG: "yes"}.get(declared.type.kind, "0.5")
        start = declared.type.words[0] if declared.type.kind is Kind.CATEGORY and declared.type.words else start
        said = f"UK.{name} = {start}" if declared.arity == 1 else f"UK <-> France {{ {name} = {start} }}"
        self.world.bag.error(
            "QA407",
            f"nothing says what `{name}` was before the first period of scenario `{self.world.name}`",
            found,
            f"write `previous {name} initially` and a value",
            help=[f"Or let the scenario say it: `start {{ {said} }}`."],
        )

    def _by_chance(self, name: str) -> None:
        self.world.bag.error(
            "QA903",
            f"not yet: `previous {name}` under a theory that chooses by chance",
            self._remembering(name, without_start=False),
            "which outcome was it?",
            help=[f"Theory `{self.theory.name}` chooses with a precision, so an outcome is a probability."],
        )

    def _remembering(self, name: str, *, without_start: bool) -> Span:
        """Where a rule or measure reads what was of a variable, an outcome or a measure."""
        readers: list[model.Rule | model.Measure] = [*self.rules, *self.measures.values()]
        found = [
            core.span or reader.span
            for reader in readers
            for core in remembered_in(reader, self.defines)
            if core.name == name and not (without_start and core.initial is not None)
        ]
        return found[0] if found else self.theory.span

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
        rules = tuple(
            RulePlan(
                rule.name,
                rule.title,
                rule.citation,
                rule.span.place,
                self.effective(rule.name, ROLES),
                tuple(self._clause(text, core) for text, core in rule.clauses),
                tuple((other, self.condition(other, ROLES)) for other in self.over[rule.name]),
            )
            for rule in self.rules[: self.happening]
        )
        altered = self.occurrences.altered.values()
        steps = [
            step
            for steps in (*(chain.steps for chain in self._own_chains()), *(one.steps for one in altered))
            for step in steps
        ]
        events = (
            self.occurrences.plan(event, [step for step in steps if step.rule == number and self._is_told(step)])
            for number, event in enumerate(self.occurrences.events, self.happening)
        )
        return rules + tuple(events)

    def _own_chains(self) -> list[Chain]:
        return [self.whole(variable.name, ROLES) for variable in self.theory.variables]

    def _is_told(self, step: Step) -> bool:
        """Whether a step is one of the decision at hand, not of those that a quantifier runs over."""
        return self.builder.nodes[step.condition].axes <= frozenset(AXES)

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
