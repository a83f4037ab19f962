"""Checks rules: what they read and set, who overrides whom, circles of variables, conflicts seen without running."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from qadsl.diagnostics import Bag, Fix, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.semantics import model
from qadsl.semantics.declarations import Declarations, title
from qadsl.semantics.expressions import Elaborator, definitions_read, variables_read
from qadsl.semantics.measures import applicable_measures
from qadsl.semantics.paths import path_back
from qadsl.semantics.scope import PLACES, Scope
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["Rules", "applicable", "overriders"]


def applicable(
    rules: dict[str, model.Rule], theory: model.Theory, measures: dict[str, model.Measure]
) -> tuple[model.Rule, ...]:
    """Rules that speak to a theory, in canonical order: they set and read only variables and measures it has."""
    worked_out = applicable_measures(measures, theory)
    names = {variable.name for variable in theory.variables}
    known = names | {f"option {option.name}" for option in theory.options} | {f"measure {name}" for name in worked_out}
    return tuple(
        rule
        for _, rule in sorted(rules.items())
        if (rule.theory is None or rule.theory in theory.lineage)
        and rule.reads <= known
        and any(effect.variable in names for effect in rule.effects)
    )


def overriders(rules: tuple[model.Rule, ...]) -> dict[str, tuple[str, ...]]:
    """For each rule those that override it, directly or through others, in canonical order."""
    direct: dict[str, set[str]] = {rule.name: set() for rule in rules}
    for rule in rules:
        for name in rule.overrides:
            if name in direct:
                direct[name].add(rule.name)
    found: dict[str, tuple[str, ...]] = {}
    for name in direct:
        seen: set[str] = set()
        queue = list(direct[name])
        while queue:
            other = queue.pop()
            if other not in seen and other != name:
                seen.add(other)
                queue += direct[other]
        found[name] = tuple(sorted(seen))
    return found


def _clauses(condition: nodes.Expression | None) -> list[nodes.Expression]:
    if condition is None:
        return []
    if isinstance(condition, nodes.Logical) and condition.operator == "and":
        return [clause for operand in condition.operands for clause in _clauses(operand)]
    return [condition]


def _written(span: Span) -> str:
    return " ".join(span.text.split())


@dataclass(slots=True)
class Rules:
    """All rules by qualified name."""

    scope: Scope
    bag: Bag
    declarations: Declarations
    found: dict[str, model.Rule] = field(default_factory=dict)
    _misled: set[str] = field(default_factory=set)

    def read(self, node: nodes.Rule, module: str, theory: model.Theory | None) -> None:
        """Resolve one rule."""
        elaborator = self.declarations.elaborator(module, lineage=theory.lineage if theory else ())
        clauses = [*self._domain(node, elaborator), *self._conditions(node, elaborator)]
        effects = [effect for item in node.effects if (effect := self._effect(item, elaborator))]
        self._once(node)
        reads: set[str] = set()
        for core in [*(core for _, core in clauses), *(effect.value for effect in effects)]:
            reads |= variables_read(core, self.declarations.defines, with_given=True).keys()
        name = self.scope.modules[module].qualify(node.name.text)
        self.found[name] = model.Rule(
            name,
            title(node.title),
            tuple(clauses),
            tuple(effects),
            self._overrides(node, name, module),
            "; ".join(text.value for text in node.because),
            node.span,
            frozenset(reads),
            theory.name if theory else None,
        )

    def _domain(self, node: nodes.Rule, elaborator: Elaborator) -> list[tuple[str, model.Core]]:
        found: list[tuple[str, model.Core]] = []
        for across in node.across:
            group = elaborator.group(across.group)
            if across.role.text not in PLACES:
                self.bag.error(
                    "QA307", f"`{across.role.text}` is no role", across.role.span, "`self`, `partner` or `target`"
                )
            elif group is not None:
                found.append((_written(across.span), model.Member(model.Place("name", across.role.text), group)))
        return found

    def _conditions(self, node: nodes.Rule, elaborator: Elaborator) -> list[tuple[str, model.Core]]:
        found = [(_written(clause.span), elaborator.flag(clause)) for clause in _clauses(node.condition)]
        return [(text, core) for text, core in found if core is not None]

    def _effect(self, node: nodes.Effect, elaborator: Elaborator) -> model.Effect | None:
        name = node.variable.text
        value = elaborator.number(node.value)
        if self.scope.quantity("variable", name) is None:
            guess = suggest(name, self.scope.names_of("variable"))
            self.bag.error(
                "QA211",
                f"no theory in use has a variable `{name}`",
                node.variable.span,
                f"did you mean `{guess}`?" if guess else "not a variable of the balance",
            )
            return None
        if value is None:
            return None
        return model.Effect(name, node.operator, value, _written(node.span), node.span)

    def _once(self, node: nodes.Rule) -> None:
        seen: dict[str, Span] = {}
        for effect in node.effects:
            if effect.operator == "=" and effect.variable.text in seen:
                self.bag.error(
                    "QA405",
                    f"rule `{node.name.text}` sets `{effect.variable.text}` twice",
                    effect.span,
                    "set again",
                    labels=[Label(seen[effect.variable.text], "first set here")],
                )
            if effect.operator == "=":
                seen.setdefault(effect.variable.text, effect.span)

    def _overrides(self, node: nodes.Rule, rule: str, module: str) -> tuple[str, ...]:
        found = [self.scope.find("rule", name, module, "QA209", node.name.text) for name in node.overrides]
        if None in found:
            self._misled.add(rule)
        return tuple(sorted({entry.name for entry in found if entry is not None}))

    # --- the rules together ---------------------------------------------------------------------------------------

    def check(self, theories: dict[str, model.Theory], measures: dict[str, model.Measure], *, is_strict: bool) -> None:
        """Check what only shows when all rules of a theory stand side by side."""
        self._override_circles()
        for _, theory in sorted(theories.items()):
            rules = applicable(self.found, theory, measures)
            over = overriders(rules)
            self._definition_circles(theory)
            self._circles(rules, over, theory)
            self._conflicts(rules, over, theory, is_strict=is_strict)

    def _override_circles(self) -> None:
        graph = {rule.name: set(rule.overrides) for rule in self.found.values() if rule.overrides}
        for name in sorted(graph):
            circle = path_back(name, graph)
            if circle and min(circle) == name:
                self.bag.error(
                    "QA404",
                    f"rules override each other in a circle: {' -> '.join(circle)}",
                    self.found[name].span,
                    "part of the circle",
                    labels=[Label(self.found[other].span, "and so is this") for other in circle[1:-1]],
                )

    def _definition_circles(self, theory: model.Theory) -> None:
        """A definition must not read itself through what the theory takes over and now reads it."""
        defines = self.declarations.defines
        nearest = dict(theory.renewed)
        graph: dict[str, set[str]] = {}
        queue = [name for name in nearest.values() if name in defines]
        while queue:
            name = queue.pop()
            if name not in graph:
                graph[name] = {nearest.get(read, read) for read in definitions_read(defines[name].body)}
                queue += [read for read in graph[name] if read in defines]
        for name in sorted(graph):
            circle = path_back(name, graph)
            if circle and min(circle) == name:
                own = min(circle.index(new) for new in nearest.values() if new in circle)
                circle = [*circle[own:-1], *circle[: own + 1]]
                self.bag.error(
                    "QA402",
                    f"definitions depend on each other in a circle: {' -> '.join(circle)}",
                    defines[circle[0]].span,
                    f"as theory `{theory.name}` reads it",
                    labels=[Label(defines[other].span, "and so is this") for other in circle[1:-1]],
                )

    def _circles(self, rules: tuple[model.Rule, ...], over: dict[str, tuple[str, ...]], theory: model.Theory) -> None:
        by_name = {rule.name: rule for rule in rules}
        defines = theory.definitions(self.declarations.defines)
        edges: dict[str, dict[str, tuple[str, Span]]] = {variable.name: {} for variable in theory.variables}
        for rule in rules:
            condition = [core for name in (rule.name, *over[rule.name]) for _, core in by_name[name].clauses]
            for effect in rule.effects:
                for core in [*condition, effect.value]:
                    for read, span in variables_read(core, defines).items():
                        edges.get(effect.variable, {}).setdefault(read, (rule.name, span or effect.span))
        graph = {name: set(reads) for name, reads in edges.items()}
        for name in sorted(graph):
            circle = path_back(name, graph)
            if circle and min(circle) == name:
                self._circle(circle, edges)

    def _circle(self, circle: list[str], edges: dict[str, dict[str, tuple[str, Span]]]) -> None:
        steps = [(one, two, *edges[one][two]) for one, two in pairwise(circle)]
        if len(circle) == 2 and self._itself(steps[0][2], circle[0]):
            return
        self.bag.error(
            "QA401",
            f"variables depend on each other in a circle: {' -> '.join(circle)}",
            steps[0][3],
            f"rule `{steps[0][2]}` sets `{steps[0][0]}` by `{steps[0][1]}`",
            labels=[Label(span, f"rule `{rule}` sets `{one}` by `{two}`") for one, two, rule, span in steps[1:]],
            help=[f"To break it, read the value before any rule: `given {circle[1]}`."],
        )

    def _itself(self, rule: str, variable: str) -> bool:
        """`x = x + 0.1`: what is meant is `x += 0.1`."""
        for effect in self.found[rule].effects:
            text = effect.span.text
            found = re.fullmatch(
                rf"({re.escape(variable)})\s*=\s*{re.escape(variable)}\s*([-+*])\s*([^-+*/^].*)", text, re.DOTALL
            )
            is_one = found is not None and (found[2] == "+" or not set(found[3]) & set("+-−"))  # x - (a + b) is another
            if found and is_one and effect.variable == variable:
                meant = f"{found[1]} {found[2]}= {found[3]}"
                self.bag.error(
                    "QA401",
                    f"`{variable}` is set by itself",
                    effect.span,
                    f"write `{meant}`",
                    help=[f"Or read its value before any rule: `given {variable}`."],
                    fix=Fix(effect.span, meant),
                )
                return True
        return False

    def _conflicts(
        self, rules: tuple[model.Rule, ...], over: dict[str, tuple[str, ...]], theory: model.Theory, *, is_strict: bool
    ) -> None:
        # a rule with a mistake in its `overrides` has been reported; what it would clash with is not known
        sound = [rule for rule in rules if rule.name not in self._misled]
        setting = [(rule, effect) for rule in sound for effect in rule.effects if effect.operator == "="]
        numbers: dict[model.Core, int] = {}
        plain: dict[str, list[tuple[model.Rule, model.Effect, float, frozenset[int]]]] = {}
        for rule, effect in setting:
            if isinstance(effect.value, model.Constant):
                clauses = frozenset(numbers.setdefault(core, len(numbers)) for _, core in rule.clauses)
                plain.setdefault(effect.variable, []).append((rule, effect, effect.value.value, clauses))
        for alike in plain.values():
            for i, (one, first, value, clauses) in enumerate(alike):
                for two, second, other, others in alike[i + 1 :]:
                    # they surely differ, and the conditions of one hold wherever those of the other do
                    if value != other and one is not two and (clauses <= others or others <= clauses):
                        self._conflict(one, first, two, second, over, is_strict=is_strict)

    def _conflict(
        self,
        one: model.Rule,
        first: model.Effect,
        two: model.Rule,
        second: model.Effect,
        over: dict[str, tuple[str, ...]],
        *,
        is_strict: bool,
    ) -> None:
        if one.name in over[two.name] or two.name in over[one.name]:
            return
        add = self.bag.error if is_strict else self.bag.warning
        add(
            "QA403",
            f"rules `{one.name}` and `{two.name}` set `{first.variable}` to different values",
            second.span,
            "whenever this applies",
            labels=[Label(first.span, "this may apply, too")],
            help=["Say which is the exception: `overrides`. Cells where both apply are a conflict."],
        )
