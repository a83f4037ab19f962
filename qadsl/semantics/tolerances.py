"""Finds numbers that a test expects exactly, though what they hang on is uncertain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qadsl.diagnostics import Bag
from qadsl.ir.program import Plan, Written
from qadsl.ir.sites import Site, cone, sites_read
from qadsl.semantics import model
from qadsl.semantics.benches import Bench, bench, world_of
from qadsl.semantics.checker import Checked
from qadsl.semantics.claims import Case, Reader, StatedTest
from qadsl.semantics.expecting import OUTCOME

__all__ = ["benches_of", "check_tolerances", "choosing", "is_uncertain", "needed"]


def check_tolerances(checked: Checked, tests: Iterable[StatedTest], bag: Bag) -> None:
    """Report each exact expectation of a number that is drawn."""
    is_uncertain_by_itself = any(
        is_uncertain(value)
        for value in (
            *(q.default for q in checked.model.quantities.values()),
            *(fact.value for fact in checked.model.settings),
        )
    )
    program = replace(checked.model, words=Reader(checked, bag).words())
    for test in tests:
        doubtful = [case for case in test.cases if is_uncertain_by_itself or _has_uncertain(case)]
        exact = [replace(case, expected=tuple(e for e in case.expected if e.is_exact)) for case in doubtful]
        for found, cases in benches_of(program, test.theory, [case for case in exact if case.expected], bag):
            for case in cases:
                _check(found, case, bag)


def benches_of(
    program: model.Model, theory: model.Theory, cases: Iterable[Case], bag: Bag
) -> Iterator[tuple[Bench, list[Case]]]:
    """The benches that cases need, each with its cases: one for each set of actors and of computed values."""
    groups: dict[tuple[object, ...], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.frame, *(id(fact) for fact in case.formulas)), []).append(case)
    for alike in groups.values():
        world = world_of(program, alike[0].frame, bag, alike[0].formulas)
        cores: dict[model.Core, None] = {}
        for case in alike:
            for expected in case.expected:
                cores |= dict.fromkeys((expected.core, *(s.core for s in expected.shown if s.core is not None)))
        yield bench(world, alike[0].frame, theory, tuple(cores)), alike


def _has_uncertain(case: Case) -> bool:
    return any(is_uncertain(value) for value in case.values.values())


def is_uncertain(value: model.Value | None) -> bool:
    """Whether a value is written as an uncertain one; what is not known at all is another matter."""
    return isinstance(value, Written) and value.is_drawn and value.form != "unknown"


def _check(found: Bench, case: Case, bag: Bag) -> None:
    for expected in case.expected:
        uncertain = sorted(
            found.name(*site)
            for site in _read(found, found.conditions[expected.core])
            if is_uncertain(_written(found.plan, case, site))
        )
        if uncertain:
            several = len(uncertain) > 1
            which = ", ".join(f"`{name}`" for name in uncertain[:6])
            bag.error(
                "QA753",
                f"this hangs on {which}, which {'are' if several else 'is'} uncertain",
                expected.span,
                "say how far it may be off: `within 0.01`",
            )


def _written(plan: Plan, case: Case, site: Site) -> Written:
    quantity = plan.quantities[site[0]]
    stated = case.values.get((quantity.key, site[1]))
    return stated if stated is not None else quantity.written[quantity.cells[site[1]]]


def _read(found: Bench, node: int) -> frozenset[Site]:
    """The inputs that a condition hangs on, those of the outcomes that it reads included."""
    here, back = needed(found, [node])
    read, _ = sites_read(found.plan, here, found.cell)
    theirs, _ = sites_read(found.plan, back, found.back)
    outcomes = {site for site in read if found.plan.quantities[site[0]].key.startswith(OUTCOME)}
    return (read | theirs) - outcomes


def needed(found: Bench, conditions: Iterable[int]) -> tuple[list[int], list[int]]:
    """Nodes that conditions hang on at the decision of self, and at that of partner."""
    plan, here = found.plan, list(conditions)
    keys = {plan.quantities[number].key for number, _ in sites_read(plan, here, found.cell)[0]}
    kinds = {key.split(":")[1] for key in keys if key.startswith(OUTCOME)}
    back: list[int] = []
    if kinds:
        here += choosing(plan)
    if "tie" in kinds:
        back += choosing(plan)
    if "behaviour" in kinds:
        here += [node for behaviour in plan.behaviours for node in behaviour.conditions]
    return cone(plan, here), cone(plan, back)


def choosing(plan: Plan) -> Iterator[int]:
    """Nodes that a choice hangs on."""
    yield from (option.payoff for option in plan.options)
    yield from (conflict.node for conflict in plan.conflicts)
    if plan.precision is not None:
        yield plan.precision
