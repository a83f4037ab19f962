"""Finds every symbol of a program and of all it uses, with each place where it is declared or used.

It needs no more than the declared names, so that it also answers for a program full of mistakes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from qadsl.diagnostics import Bag
from qadsl.semantics.declarations import Declarations
from qadsl.semantics.loader import MAIN, Module
from qadsl.semantics.measures import Measures
from qadsl.semantics.references import References, Symbol
from qadsl.semantics.referring import ROLES, Context, actor
from qadsl.semantics.referring_theories import TheoryReferrer
from qadsl.semantics.remembering import Remembered, declared
from qadsl.semantics.scope import Scope
from qadsl.syntax import nodes

__all__ = ["names_of", "refer"]

ANSWERS = {name: Symbol(f"value of all:{name}", "built-in value", name) for name in ("choice", "tie", "commitment")}
"""What a test or property may ask of a decision."""


def refer(
    modules: tuple[Module, ...],
    scope: Scope | None = None,
    between: Callable[[], None] = lambda: None,
    before: Remembered | None = None,
) -> References:
    """All symbols and mentions of loaded modules.

    Parameters
    ----------
    modules
        The program and all that it uses.
    scope
        Their declared names, where they are known already.
    between
        Called between statements.
    before
        What is known of the statements from before an edit; then holds what is known now.
    """
    scope = scope or names_of(modules)
    referrer = _Referrer(scope, References())
    memory = before if before is not None else Remembered()
    memory.begin(declared(scope, referrer.own_actors))
    for module in modules:
        for statement in module.statements:
            between()
            look = partial(referrer.statement, statement, module.name)
            memory.take(statement, module.name, referrer.found, look)
    memory.end()
    return referrer.found.settle()


def names_of(modules: tuple[Module, ...]) -> Scope:
    """All that loaded modules declare, whatever is wrong with it."""
    scope = Scope({module.name: module for module in modules}, Bag())
    declarations = Declarations(scope, scope.bag)
    for module in modules:
        declarations.declare(module)
    measures = Measures(scope, scope.bag, declarations)
    for module in modules:
        measures.declare(module)
    return scope


@dataclass(slots=True)
class _Referrer(TheoryReferrer):
    """Notes what whole programs mention."""

    def statement(self, node: nodes.Statement, module: str) -> None:  # noqa: C901 - one case a statement
        plain = Context(module)
        match node:
            case nodes.Library(name):
                symbol = Symbol(f"library:{module}", "library", module or name.text, module, node)
                self.found.add(symbol, name.span, is_definition=True)
            case nodes.Use():
                self.use(node)
            case nodes.Attribute(name) | nodes.Relation(name):
                self.fact("attribute" if isinstance(node, nodes.Attribute) else "relation", node, plain)
            case nodes.Parameter(name, type_, value):
                self.declare("value", "parameter", name, node, module)
                self.category_words(type_, f"value:{self.scope.modules[module].qualify(name.text)}")
                self.stated(value, f"value:{self.scope.modules[module].qualify(name.text)}", plain)
            case nodes.Group():
                self.declare_group(node, plain)
            case nodes.Define(name):
                self.declare("value", "definition", name, node, module)
                self.formula(node, Context(module, ROLES))
            case nodes.Measure(name):
                self.declare("value", "measure", name, node, module)
                self.measure(node, f"value:{self.scope.modules[module].qualify(name.text)}", Context(module, ROLES))
            case nodes.Rule():
                self.rule(node, Context(module, ROLES))
            case nodes.Scale(name, _, _, words):
                self.declare("scale", "scale", name, node, module)
                for word in words:
                    if isinstance(word.target, nodes.Name):
                        self.declare("value", "scale word", word.target.words[-1], word, module)
                    self.expression(word.value, plain)
            case nodes.InstrumentKind(name, _, settings):
                self.declare("kind", "instrument kind", name, node, module)
                self.settings(settings, ("relation",), plain)
            case nodes.Theory():
                self.theory(node, module)
            case nodes.Scenario():
                self.scenario(node, module)
            case nodes.Meta() | nodes.Strict():
                pass
            case nodes.Test():
                self.test(node, module)
            case nodes.Property():
                self.property(node, module)
            case _:
                self.command(node, plain)

    # --- declarations ---------------------------------------------------------------------------------------------

    def use(self, node: nodes.Use) -> None:
        library = node.name.text
        loaded = self.scope.modules.get(library)
        header = loaded.header if loaded else None
        self.note(Symbol(f"library:{library}", "library", library, library, header), node.name.span)
        for setting in node.settings if loaded else ():
            self.loose(setting, Context(library))

    # --- questions ------------------------------------------------------------------------------------------------

    def option(
        self, name: nodes.Name, theory: nodes.Name | None, module: str = MAIN, *, has_behaviours: bool = False
    ) -> None:
        """An option of the theory that a question is put to."""
        for entry in self.theories(theory, module):
            lineage = list(self.lineage(entry))
            behaviours = self.labels(lineage, nodes.Behaviour) if has_behaviours else {}
            symbol = (behaviours | self.labels(lineage, nodes.Option)).get(name.text)
            if symbol is not None:
                self.note(symbol, name.span)
                return

    def happened(self, item: nodes.Happened, context: Context) -> None:
        TheoryReferrer.happened(self, item, context)
        self.option(item.option, None, context.module)

    def command(self, node: nodes.Command, plain: Context) -> None:
        theory = getattr(node, "theory", None)
        if theory is not None:
            self.qualified(self.entry("theory", theory.text, MAIN), theory)
        ats = node.scenarios if isinstance(node, nodes.CompareRuns) else (node.scenario,)
        contexts = [self.asked_of(at, plain) for at in ats]
        context = contexts[0] if contexts else plain
        match node:
            case nodes.Explain(decision=decision) | nodes.Tipping(decision=decision):
                self.decision(decision, context)
            case nodes.WhyNot(option=option, decision=decision):
                self.option(option, theory)
                self.decision(decision, context)
            case nodes.Expect(claim=claim):
                self.option(claim.option, theory)
                self.decision(claim.decision, context)
            case nodes.Sweep(axes=axes):
                for target, *rest in axes:
                    self.axis(target, context)
                    self.expression(tuple(rest), plain)
            case nodes.Contrast(theories=theories):
                for name in theories:
                    self.qualified(self.entry("theory", name.text, MAIN), name)
            case nodes.Sensitivity(outcome=nodes.Call(function, arguments)):
                self.option(function, theory)
                self.parties([a for a in arguments if isinstance(a, nodes.Name)], context)
            case _:
                pass

    # --- tests and properties -------------------------------------------------------------------------------------

    def named_theory(self, name: nodes.Name | None, module: str) -> None:
        if name is not None:
            self.qualified(self.entry("theory", name.text, module), name)

    def checking(self, theory: nodes.Name | None, module: str) -> Context:
        """What a test or property may ask for: roles, options and behaviours of its theory, definitions of it."""
        labels: dict[str, Symbol] = {}
        local: dict[str, Symbol] = {}
        for entry in self.theories(theory, module)[:1]:
            lineage = list(self.lineage(entry))
            labels = self.labels(lineage, nodes.Behaviour) | self.labels(lineage, nodes.Option)
            local = self.local(lineage)
        return Context(module, {**ROLES, **ANSWERS}, local, labels)

    def test(self, node: nodes.Test, module: str) -> None:
        self.named_theory(node.theory, module)
        plain = self.checking(node.theory, module)
        own = {
            one.name.text: actor(one.name.text) for i in node.items if isinstance(i, nodes.Actors) for one in i.actors
        }
        context = replace(plain, places={**plain.places, **own})
        for item in node.items:
            match item:
                case nodes.Actors():
                    self.item(item, context, "")
                case nodes.GivenClause(settings, remembered):
                    self.fixed(settings, context)
                    self.fixed(remembered, context)
                case nodes.CaseTable():
                    self.cases(item, context)
                case _:
                    self.expression(item, context)

    def fixed(self, settings: tuple[nodes.Setting, ...], context: Context) -> None:
        for setting in settings:
            self.stated(setting.value, self.fixed_quantity(setting.target, context), context)

    def fixed_quantity(self, target: Any, context: Context) -> str:
        """What a test or property gives or asks for; a role may be given an actor."""
        if isinstance(target, nodes.Name) and target.text in {*context.places, *context.options}:
            self.note(context.places.get(target.text) or context.options.get(target.text), target.span)
            return ""
        if isinstance(target, nodes.Call) and target.function.text == "payoff":
            self.payoff(target, context)
            return ""
        return self.quantity_named(target, context)

    def cases(self, table: nodes.CaseTable, context: Context) -> None:
        keys: list[str] = []
        for column in table.columns:
            if isinstance(column, nodes.ExpectedColumn):
                self.expression(column.tolerance, context)
                column = column.target
                if self.is_formula(column, context):
                    self.expression(column, context)
                    keys.append("")
                    continue
            elif isinstance(column, nodes.Previous):
                column = column.operand
            keys.append(self.fixed_quantity(column, context))
        for row in table.rows:
            for key, cell in zip(keys, row, strict=True):
                self.stated(cell, key, context)

    def is_formula(self, target: nodes.Expression, context: Context) -> bool:
        """Whether a definition or a solve is meant by its name, or a figure of a solve: no word can be its value."""
        if not isinstance(target, nodes.Name):
            return not isinstance(target, nodes.Call)
        local = context.local.get(target.text)
        return local.kind != "measure" if local else bool(self.scope.candidates("define", target.text, context.module))

    def property(self, node: nodes.Property, module: str) -> None:
        self.named_theory(node.theory, module)
        context = self.checking(node.theory, module)
        claim = node.claim
        match claim:
            case nodes.Monotone() | nodes.NeverTurns():
                self.fixed_quantity(claim.quantity, context)
                self.expression((claim.start, claim.end), context)
                self.claimed(claim, context)
            case nodes.NeverBoth(rules, variable):
                for name in rules:
                    self.qualified(self.entry("rule", name.text, module), name)
                if variable is not None:
                    self.target(variable, ("variable",), context)
            case nodes.Reachable(outcome):
                self.note(context.options.get(outcome.text), outcome.span)
            case nodes.Invariant(condition=condition):
                self.expression(condition, context)
            case _:
                pass
        self.expression(node.condition, context)
        self.fixed((*node.given, *node.remembered), context)

    def claimed(self, claim: nodes.Monotone | nodes.NeverTurns, context: Context) -> None:
        """What a property says never moves or turns."""
        names: tuple[nodes.Name, ...] = ()
        if isinstance(claim, nodes.NeverTurns):
            names = (claim.before, claim.after)
        elif isinstance(claim.outcome, nodes.PayoffsOf):
            names = claim.outcome.options
        else:
            self.fixed_quantity(claim.outcome, context)
        for name in names:
            self.note(context.options.get(name.text), name.span)
