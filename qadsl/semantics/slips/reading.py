"""Everything that the theories in question read: quantities, definitions and groups."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.semantics import model
from qadsl.semantics.measures import applicable_measures
from qadsl.semantics.model import Formula
from qadsl.semantics.rules import applicable
from qadsl.semantics.slips.case import Case, words_within
from qadsl.syntax import nodes

__all__ = ["Reached", "reached", "theory_cores"]

MENTIONING = (nodes.Test, nodes.Property, nodes.Sweep, nodes.Sensitivity)
"""Statements that name inputs without being resolved here."""


class Reached:
    """What is read, found by following everything from the theories on."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.quantities: set[str] = set()
        self.defines: set[str] = set()
        self.groups: set[str] = set()
        self.actors: set[str] = set()
        self.words: set[str] = set()
        self._formulas = _formulas(case)
        for statement in case.main.statements:
            if isinstance(statement, MENTIONING):
                self.words |= words_within(statement)

    def follow(self, *cores: model.Core | None) -> None:  # noqa: C901 - one case an expression
        """Enter all that some expressions read, also through definitions, groups and computed values."""
        queue = list(cores)
        while queue:
            match queue.pop():
                case model.Apply(_, operands):
                    queue += operands
                case model.Read(key, places) | model.Stated(key, places):
                    self._actors(places)
                    queue += self._quantity(key)
                case model.Earlier(key, places, initial):
                    self._actors(places)
                    queue += [initial, *self._quantity(key)]
                    self.quantities.add(f"start of {key}")
                case model.Remembered(_, name, _, places, initial):
                    self._actors(places)
                    queue += [initial, *self._quantity(f"start:{name}"), *self._quantity(f"variable:{name}")]
                case model.VariableRead(name, places):
                    self._actors(places)
                    queue += self._quantity(f"variable:{name}")
                case model.Invoke(name, places):
                    self._actors(places)
                    if name not in self.defines:
                        self.defines.add(name)
                        self.defines |= self.case.renewed.get(name, set())
                        queue += self.case.meant(name)
                case model.Member(place, group):
                    self._actors((place,))
                    queue += self.group(group)
                case model.Same(left, right):
                    self._actors((left, right))
                case model.Fold(_, _, group, where, body):
                    queue += [where, body, *self.group(group)]
                case _:
                    pass

    def _actors(self, places: tuple[model.Place, ...]) -> None:
        self.actors |= {place.name for place in places if place.kind == "actor"}

    def _quantity(self, key: str) -> list[model.Core]:
        if key in self.quantities:
            return []
        self.quantities.add(key)
        return self._formulas.get(key, [])

    def group(self, key: str) -> list[model.Core]:
        """Enter a group with those it is made of; gives the conditions of its members."""
        if key in self.groups:
            return []
        self.groups.add(key)
        found: list[model.Core] = []
        for declared in (self.case.model.groups.get(key), *(world.groups.get(key) for world in self.case.worlds)):
            if declared is not None:
                parts = [declared.base] if declared.base else [name.text for name in declared.members]
                found += [declared.where] if declared.where is not None else []
                found += [core for part in parts for known in self.named(part) for core in self.group(known)]
        return found

    def named(self, text: str) -> list[str]:
        """Groups that a name may mean."""
        keys = {*self.case.model.groups, *(key for world in self.case.worlds for key in world.groups)}
        return [key for key in keys if key == text or key.endswith(f".{text}")]


def theory_cores(theory: model.Theory) -> Iterator[model.Core | None]:
    """Every expression of a theory itself."""
    yield from (variable.weight for variable in theory.variables)
    for option in theory.options:
        yield option.reward
        yield from (cost.value for cost in option.costs)
    yield from (core for solve in theory.solves for _, core in solve.values)
    yield from (behaviour.condition for behaviour in theory.behaviours)
    yield theory.choice.precision if theory.choice is not None else None


def _formulas(case: Case) -> dict[str, list[model.Core]]:
    """The expressions that a quantity's values are computed with."""
    found: dict[str, list[model.Core]] = {}
    for key, quantity in case.model.quantities.items():
        if isinstance(quantity.default, Formula):
            found.setdefault(key, []).append(quantity.default.body)
    for scenario in case.model.scenarios.values():
        for fact in scenario.facts:
            if isinstance(fact.value, Formula):
                found.setdefault(fact.quantity, []).append(fact.value.body)
        for change in (change for event in scenario.events for change in event.changes):
            if isinstance(change.value, Formula):
                found.setdefault(change.quantity, []).append(change.value.body)
    return found


def reached(case: Case) -> Reached:
    """All that is read by the theories in question, their rules, and the groups that scenarios speak of."""
    found = Reached(case)
    for theory in case.theories:
        for variable in theory.variables:
            found.quantities.add(f"variable:{variable.name}")
            found.follow(*found._formulas.get(f"variable:{variable.name}", ()))
        found.follow(*theory_cores(theory))
        found.follow(*(core for solve in theory.solves if solve.among for core in found.group(solve.among)))
        for rule in applicable(case.model.rules, theory, case.model.measures):
            found.follow(*(core for _, core in rule.clauses), *(effect.value for effect in rule.effects))
        found.follow(*(one.body for one in applicable_measures(case.model.measures, theory).values()))
    spoken = {
        name.text
        for scenario in case.model.scenarios.values()
        for pattern in scenario.patterns
        for name in (*pattern.members, *pattern.targets)
    } | {n.text for s in case.model.scenarios.values() for i in s.instruments for n in i.members}
    spoken |= {
        name.text
        for scenario in case.model.scenarios.values()
        for event in scenario.events
        for change in event.changes
        for name in (*change.pattern.members, *change.pattern.targets)
    }
    for text in spoken:
        for key in found.named(text):
            found.follow(*found.group(key))
    return found
