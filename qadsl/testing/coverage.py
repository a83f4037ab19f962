"""What tests exercise, in the language's own terms.

A rule has fired in a case where it surely applies, whatever is drawn; it has decided where self's choice, or the tie,
would not be what it is without it. Each clause of its condition should be seen to hold and to fail, each exception
(`overrides`) to be taken, each option and behaviour of a theory to come out, and each measure to come to each of its
words, or to some number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from qadsl.ir.program import Plan, RulePlan
from qadsl.ir.types import words_come_to
from qadsl.result import Flags, Floats, Ints
from qadsl.semantics import model
from qadsl.semantics.checker import Checked
from qadsl.syntax import nodes
from qadsl.testing.outcomes import Outcomes

__all__ = ["Coverage", "Item", "RuleCoverage"]

N = TypeVar("N", bound=nodes.Node)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that tests should exercise; `where` is its place in the text."""

    about: str
    what: str
    where: str
    is_covered: bool


@dataclass(slots=True)
class RuleCoverage:
    """What was seen of one rule."""

    place: str
    clauses: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    is_conditional: bool = False
    fired: bool = False
    idle: bool = False
    decided: bool = False
    held: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Coverage:
    """What was seen of the rules, options, behaviours and measures that a program declares itself."""

    rules: dict[str, RuleCoverage]
    outcomes: dict[tuple[str, str, str], str]
    measures: dict[tuple[str, str], str] = field(default_factory=dict)
    """Where the measure of a name stands, for each word that it may come to (none for a number)."""
    reached: set[tuple[str, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, checked: Checked) -> Coverage:
        """Nothing seen yet."""
        rules: dict[str, RuleCoverage] = {}
        outcomes: dict[tuple[str, str, str], str] = {}
        for node in _said(checked.scope.main.statements, nodes.Rule):
            rule = checked.model.rules.get(node.name.text)
            if rule is not None and rule.span == node.span:
                rules[rule.name] = RuleCoverage(
                    rule.span.place,
                    tuple(text for text, _ in rule.clauses),
                    rule.overrides,
                    bool(rule.clauses),
                )
        for statement in checked.scope.main.statements:
            if isinstance(statement, nodes.Theory) and statement.name.text in checked.model.theories:
                theory = checked.model.theories[statement.name.text]
                for kind, one in _outcomes(theory):
                    outcomes[theory.name, kind, one.name] = one.span.place
        spans = [node.span for node in _said(checked.scope.main.statements, nodes.Measure)]
        own = [one for one in checked.model.measures.values() if one.span in spans]
        measures = {(one.name, word): one.span.place for one in own for word in words_come_to(one.type) or ("",)}
        return cls(rules, outcomes, measures)

    # --- what is seen ---------------------------------------------------------------------------------------------

    def see(self, plan: Plan, theory: str, outcomes: Outcomes, draws: int) -> dict[str, Flags]:
        """Take in some cases, `draws` situations for each; gives the cases in which each rule fired."""
        fired: dict[str, Flags] = {}
        conditions = {rule.name: rule for rule in plan.rules}
        for rule in plan.rules:
            seen = self.rules.get(rule.name)
            if seen is None:
                continue
            applies = _surely(outcomes.here.value(rule.condition), draws, 1.0)
            seen.fired |= bool(applies.any())
            seen.idle |= bool(_surely(outcomes.here.value(rule.condition), draws, 0.0).any())
            for i, clause in enumerate(rule.clauses):
                value = outcomes.here.value(clause.node)
                seen.held |= {i} if _surely(value, draws, 1.0).any() else set()
                seen.failed |= {i} if _surely(value, draws, 0.0).any() else set()
            for other in seen.overrides:
                if other in conditions and (applies & self._holds(outcomes, conditions[other], draws)).any():
                    seen.taken.add(other)
            fired[rule.name] = applies
        self._see_outcomes(plan, theory, outcomes, draws)
        self._see_measures(plan, theory, outcomes, draws)
        return fired

    def _holds(self, outcomes: Outcomes, rule: RulePlan, draws: int) -> Flags:
        """Where every clause of a rule holds, whether or not something overrides it."""
        found = np.ones(outcomes.count // draws, dtype=np.bool_)
        for clause in rule.clauses:
            found &= _surely(outcomes.here.value(clause.node), draws, 1.0)
        return found

    def _see_outcomes(self, plan: Plan, theory: str, outcomes: Outcomes, draws: int) -> None:
        mine = {key for key in self.outcomes if key[0] == theory}
        if not mine or mine <= self.reached:
            return
        chosen = outcomes.choice().astype(np.float64)
        for i, option in enumerate(plan.options):
            if _surely(chosen, draws, float(i)).any():
                self.reached.add((theory, "option", option.name))
        labels = outcomes.labels()
        for i, behaviour in enumerate(plan.behaviours):
            fits: Floats = np.where(labels > 0, (labels >> i) & 1, 0).astype(np.float64)
            if _surely(fits, draws, 1.0).any():
                self.reached.add((theory, "behaviour", behaviour.name))

    def _see_measures(self, plan: Plan, theory: str, outcomes: Outcomes, draws: int) -> None:
        for measure in plan.measures:
            names = (measure.name, f"{theory}.{measure.name}")
            mine = [key for key in self.measures if key[0] in names and key not in self.reached]
            values = outcomes.condition(measure.node) if mine else np.empty(0)
            words = words_come_to(measure.type)
            for key in mine:
                wanted = values if not words else np.where(values == words.index(key[1]), 1.0, np.nan)
                if _surely((~np.isnan(wanted)).astype(np.float64), draws, 1.0).any():
                    self.reached.add(key)

    def undecided(self, fired: dict[str, Flags]) -> list[str]:
        """Rules that have fired now and never been seen to decide."""
        return [name for name, cases in fired.items() if cases.any() and not self.rules[name].decided]

    def compare(self, rule: str, cases: Flags, with_it: tuple[Ints, Ints], without: tuple[Ints, Ints]) -> None:
        """Whether a rule decided: some choice or tie that is known with it is another, or unknown, without it."""
        for one, other in zip(with_it, without, strict=True):
            if ((one >= 0) & (one != other) & cases).any():
                self.rules[rule].decided = True

    # --- what it comes to -----------------------------------------------------------------------------------------

    def items(self) -> Iterator[Item]:
        """Everything that tests should exercise, by rule and theory."""
        for name, seen in self.rules.items():
            about = f"rule {name}"
            yield Item(about, "fires", seen.place, seen.fired)
            if seen.is_conditional:
                yield Item(about, "does not fire", seen.place, seen.idle)
            yield Item(about, "decides a choice or tie", seen.place, seen.decided)
            for i, clause in enumerate(seen.clauses):
                yield Item(about, f"`{clause}` holds", seen.place, i in seen.held)
                yield Item(about, f"`{clause}` fails", seen.place, i in seen.failed)
            for other in seen.overrides:
                yield Item(about, f"is taken in place of `{other}`", seen.place, other in seen.taken)
        for (theory, kind, name), place in self.outcomes.items():
            yield Item(f"theory {theory}", f"{kind} `{name}` comes out", place, (theory, kind, name) in self.reached)
        for (name, word), place in self.measures.items():
            what = f"comes to `{word}`" if word else "comes to a number"
            yield Item(f"measure {name}", what, place, (name, word) in self.reached)

    @property
    def share(self) -> float | None:
        """The share of items that are covered; None where there is nothing to cover."""
        items = list(self.items())
        return sum(item.is_covered for item in items) / len(items) if items else None


def _said(statements: Iterable[nodes.Statement], kind: type[N]) -> Iterator[N]:
    """Statements of a kind, those inside theories included."""
    for statement in statements:
        inside = statement.items if isinstance(statement, nodes.Theory) else ()
        yield from (item for item in (statement, *inside) if isinstance(item, kind))


def _outcomes(theory: model.Theory) -> Iterator[tuple[str, model.Option | model.Behaviour]]:
    yield from (("option", option) for option in theory.options)
    yield from (("behaviour", behaviour) for behaviour in theory.behaviours)


def _surely(values: Floats, draws: int, wanted: float) -> Flags:
    """The cases in which a value is the one wanted in every draw."""
    found: Flags = (values == wanted).reshape(-1, draws).all(axis=1)
    return found


def without(program: model.Model, rule: str) -> model.Model:
    """The same program but for one rule."""
    return replace(program, rules={name: one for name, one in program.rules.items() if name != rule})
