"""Runs the tests, properties and claims of programs one by one, so that an interruption keeps what is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from qadsl.analysis.expect import Verdict
from qadsl.answers import Program
from qadsl.commands import Options, Prepared, answer, prepare
from qadsl.diagnostics import Bag
from qadsl.ir.program import Plan
from qadsl.pipeline import DRAWS, limited_depth
from qadsl.result import Flags
from qadsl.semantics import lowering, model
from qadsl.semantics.benches import bench, world_of
from qadsl.semantics.checker import Checked
from qadsl.semantics.claims import Reader
from qadsl.syntax import nodes
from qadsl.testing.cases import CaseResult, Group, groups_of, inputs_of, is_drawn, judge
from qadsl.testing.claiming import Claiming
from qadsl.testing.coverage import Coverage, without
from qadsl.testing.outcomes import Outcomes
from qadsl.testing.search import TRIES, PropertyResult, search
from qadsl.testing.stating import CaseInputs

__all__ = ["ClaimResult", "How", "Outcome", "Report", "run_tests"]

LOOKED_AT = 16
"""Draws of an uncertain case that coverage looks at."""
MOST_CELLS = 200
"""Decisions of one claim that coverage looks at."""


@dataclass(frozen=True, slots=True)
class How:
    """How tests are run: draws of uncertain cases, situations tried for a property, the seed, and whether to cover."""

    draws: int = DRAWS
    tries: int = TRIES
    seed: int = 0
    covers: bool = False


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """An `expect` of a script, with the verdict on it."""

    text: str
    place: str
    verdict: Verdict

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""
        return self.verdict.holds


Outcome = CaseResult | PropertyResult | ClaimResult


@dataclass(slots=True)
class Report:
    """What came of one program; `is_complete` is False where it was interrupted.

    Parameters
    ----------
    seconds
        How long each of the results took.
    """

    name: str
    coverage: Coverage
    results: list[Outcome] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    is_complete: bool = False
    _since: float = field(default_factory=perf_counter)

    @property
    def failed(self) -> int:
        """How many results do not hold."""
        return sum(not result.holds for result in self.results)

    def add(self, *found: Outcome) -> None:
        """Take up what has just been found; the cases of a test, run together, take equal parts of their time."""
        now = perf_counter()
        self.results += found
        self.seconds += [(now - self._since) / len(found)] * len(found) if found else []
        self._since = now

    def count(self, kind: type[Outcome]) -> int:
        """How many results of a kind there are."""
        return sum(isinstance(result, kind) for result in self.results)


def run_tests(name: str, program: Program, how: How) -> Iterator[Report]:
    """Run everything that a program states of itself; the same report each time, a little fuller."""
    checked = program.front.checked
    report = Report(name, Coverage.of(checked))
    claims = program.front.claims
    yield report
    with limited_depth():
        resolved = replace(checked.model, words=Reader(checked, Bag()).words())
        for group in groups_of(resolved, claims.tests):
            report.add(*judge(group, how.draws, how.seed))
            if how.covers:
                _cover(report.coverage, resolved, group, how.seed)
            yield report
        for stated in claims.properties:
            report.add(search(Claiming(resolved, stated), how.tries, how.seed))
            yield report
        for item, result in _claims(program, how):
            report.add(result)
            if how.covers:
                _cover_claim(report.coverage, checked, item, how.seed)
            yield report
    report.is_complete = True
    yield report


def _claims(program: Program, how: How) -> Iterator[tuple[Prepared, ClaimResult]]:
    """The claims of a script, answered as `qa run` would."""
    if not any(isinstance(command, nodes.Expect | nodes.ExpectSolved) for command in program.commands):
        return
    options = Options(seed=how.seed) if how.seed else Options()
    kinds = nodes.Expect | nodes.ExpectSolved
    prepared = tuple(item for item in prepare(program, options) if isinstance(item.command, kinds))
    for item, found in zip(prepared, answer(program, prepared), strict=True):
        assert isinstance(found.value, Verdict)
        claim = found.value.claim
        yield item, ClaimResult(claim.text, claim.place, found.value)


# --- coverage --------------------------------------------------------------------------------------------------------


def _cover(coverage: Coverage, program: model.Model, group: Group, seed: int) -> None:
    draws = LOOKED_AT if is_drawn(group) else 1
    inputs = inputs_of(group, group.cases, draws, seed, is_open=True)
    here = group.bench
    outcomes = Outcomes(here.plan, inputs, here.cell, here.back)
    fired = coverage.see(here.plan, group.test.theory.name, outcomes, draws)
    undecided = coverage.undecided(fired)
    if not undecided or not (outcomes.choice() >= 0).any():
        return
    for rule in undecided:
        world = world_of(without(program, rule), here.frame, Bag(), group.cases[0].formulas)
        other = bench(world, here.frame, group.test.theory, ())
        stated = [(case.values, case.year) for case in group.cases]
        others = CaseInputs(other.plan, stated, draws, seed, is_open=True)
        bare = Outcomes(other.plan, others, other.cell, other.back)
        _compare(coverage, rule, np.repeat(fired[rule], draws), outcomes, bare)


def _compare(coverage: Coverage, rule: str, cases: Flags, one: Outcomes, other: Outcomes) -> None:
    coverage.compare(rule, cases, (one.choice(), one.tie()), (other.choice(), other.tie()))


def _cover_claim(coverage: Coverage, checked: Checked, item: Prepared, seed: int) -> None:
    """What a claim about a scenario exercises."""
    plan, command = item.plan, item.command
    theory = next((name for name in checked.model.theories if plan.theory in (name, name.rpartition(".")[2])), "")
    bare: dict[str, Plan | None] = {}
    for time, target, one, other in item.cells[:MOST_CELLS]:
        here, back = (time, target, one, other), (time, target, other, one)
        inputs = CaseInputs(plan, [({}, plan.years[time])], LOOKED_AT, seed, is_open=True)
        outcomes = Outcomes(plan, inputs, here, back)
        fired = coverage.see(plan, theory, outcomes, LOOKED_AT)
        for rule in coverage.undecided(fired):
            if rule not in bare:
                less = replace(checked, model=without(checked.model, rule))
                bare[rule] = lowering.lower(less, command.scenario, command.theory, (), Bag())
            less_plan = bare[rule]
            if less_plan is not None:
                others = CaseInputs(less_plan, [({}, plan.years[time])], LOOKED_AT, seed, is_open=True)
                without_it = Outcomes(less_plan, others, here, back)
                _compare(coverage, rule, np.repeat(fired[rule], LOOKED_AT), outcomes, without_it)
