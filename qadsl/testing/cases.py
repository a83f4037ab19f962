"""Finds whether the cases of a test hold.

An expectation holds where it holds whatever is drawn. It is first asked with what is not given left unknown; often that
settles it. Where it does not, the unknown is drawn from its whole range as a run would, and where the draws differ, the
inputs that make them differ are what the test should have given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qadsl.diagnostics import Bag
from qadsl.engine.solvers import behaviour
from qadsl.ir.program import Plan
from qadsl.ir.sites import Site, sites_read
from qadsl.ir.types import Kind
from qadsl.result import Floats, Ints
from qadsl.semantics import model
from qadsl.semantics.benches import Bench
from qadsl.semantics.claims import Case, Expected, StatedTest
from qadsl.semantics.expecting import Shown
from qadsl.semantics.tolerances import benches_of, is_uncertain, needed
from qadsl.testing.outcomes import Outcomes
from qadsl.testing.stating import CaseInputs

__all__ = ["CaseResult", "Failure", "Group", "groups_of", "inputs_of", "is_drawn", "judge", "number"]

CHUNK = 256
REDRAWN = 200
NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold.

    Parameters
    ----------
    share
        The share of draws in which it holds; None where no draw was needed to see that it does not.
    missing
        Inputs that are not given and decide whether it holds.
    values
        The parts of the expectation and what they came to.
    """

    text: str
    place: str
    share: float | None
    missing: tuple[str, ...]
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and what failed in it."""

    title: str
    row: int
    place: str
    failures: tuple[Failure, ...]

    @property
    def holds(self) -> bool:
        """Whether everything expected holds."""
        return not self.failures

    @property
    def name(self) -> str:
        """The title, with the number of the row where there is a table."""
        return f"{self.title}, row {self.row}" if self.row else self.title


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that share a bench."""

    test: StatedTest
    bench: Bench
    cases: tuple[Case, ...]


def groups_of(program: model.Model, tests: Iterable[StatedTest]) -> Iterator[Group]:
    """The cases of tests by bench, at most `CHUNK` at a time."""
    for test in tests:
        for bench, cases in benches_of(program, test.theory, test.cases, Bag()):
            for start in range(0, len(cases), CHUNK):
                yield Group(test, bench, tuple(cases[start : start + CHUNK]))


def inputs_of(group: Group, cases: Sequence[Case], draws: int, seed: int, *, is_open: bool) -> CaseInputs:
    """What holds in cases, drawn where anything in them is uncertain."""
    stated = [(case.values, case.year) for case in cases]
    return CaseInputs(group.bench.plan, stated, draws, seed, is_open=is_open)


def is_drawn(group: Group) -> bool:
    """Whether any case, or the plan itself, states an uncertain value."""
    of_cases = (written for case in group.cases for written in case.values.values())
    of_plan = (written for quantity in group.bench.plan.quantities for written in quantity.written)
    return any(is_uncertain(written) for written in (*of_cases, *of_plan))


def judge(group: Group, draws: int, seed: int) -> list[CaseResult]:
    """The result of each case of a group."""
    made = draws if is_drawn(group) else 1
    step = max(1, CHUNK // made)
    found: list[CaseResult] = []
    for start in range(0, len(group.cases), step):
        some = group.cases[start : start + step]
        inputs = inputs_of(group, some, made, seed, is_open=True)
        outcomes = Outcomes(group.bench.plan, inputs, group.bench.cell, group.bench.back)
        for i, case in enumerate(some):
            rows = slice(i * made, (i + 1) * made)
            failures = [_failure(group, case, one, outcomes, rows, (draws, seed)) for one in case.expected]
            kept = tuple(failure for failure in failures if failure is not None)
            found.append(CaseResult(group.test.node.title.value, case.row, case.span.place, kept))
    return found


def _failure(
    group: Group, case: Case, expected: Expected, outcomes: Outcomes, rows: slice, how: tuple[int, int]
) -> Failure | None:
    values = outcomes.condition(group.bench.conditions[expected.core])[rows]
    if (values == 1.0).all():
        return None
    failing = np.flatnonzero(values == 0.0)
    if failing.size == 0:
        return _unsettled(group, case, expected, *how)
    share = float((values == 1.0).mean()) if len(values) > 1 else None
    at = np.arange(rows.start, rows.stop) if share is not None else np.array([rows.start])
    return Failure(expected.text, expected.span.place, share, (), _shown(group, expected, outcomes, at))


def _unsettled(group: Group, case: Case, expected: Expected, draws: int, seed: int) -> Failure | None:
    """What is not given may decide; draw it."""
    node = group.bench.conditions[expected.core]
    outcomes = _outcomes(group, case, draws, seed)
    values = outcomes.condition(node)
    if (values == 1.0).all():
        return None
    missing: tuple[str, ...] = ()
    if not (values == 0.0).all():
        missing = _deciding(group, case, node, seed)
    at = np.arange(draws)
    return Failure(
        expected.text,
        expected.span.place,
        float((values == 1.0).mean()),
        missing,
        _shown(group, expected, outcomes, at),
    )


def _outcomes(group: Group, case: Case, draws: int, seed: int, redrawn: frozenset[Site] = frozenset()) -> Outcomes:
    stated = [(case.values, case.year)]
    inputs = CaseInputs(group.bench.plan, stated, draws, seed, is_open=False, redrawn=redrawn)
    return Outcomes(group.bench.plan, inputs, group.bench.cell, group.bench.back)


def _deciding(group: Group, case: Case, node: int, seed: int) -> tuple[str, ...]:
    """Names of the unknown inputs that decide: drawn anew on their own, they change whether it holds."""
    bench = group.bench
    unknown = sorted(site for site in _read(bench, node) if _is_unknown(bench.plan, case, site))
    before = _outcomes(group, case, REDRAWN, seed).condition(node)
    is_hidden = bool(np.isnan(before).all())  # by an unknown that has no range to be drawn from
    found: list[str] = []
    for site in unknown:
        quantity = bench.plan.quantities[site[0]]
        after = _outcomes(group, case, REDRAWN, seed, frozenset({site})).condition(node)
        is_drawable = quantity.type.kind is Kind.NUMBER and quantity.type.is_bounded
        if not is_drawable or is_hidden or not np.array_equal(before, after, equal_nan=True):
            found.append(bench.name(*site))
    return tuple(found)


def _read(bench: Bench, node: int) -> frozenset[Site]:
    here, back = needed(bench, [node])
    found = sites_read(bench.plan, here, bench.cell)[0] | sites_read(bench.plan, back, bench.back)[0]
    return frozenset(site for site in found if bench.plan.quantities[site[0]].kind != "outcome")


def _is_unknown(plan: Plan, case: Case, site: Site) -> bool:
    quantity = plan.quantities[site[0]]
    return case.values.get((quantity.key, site[1]), quantity.written[quantity.cells[site[1]]]).form == "unknown"


# --- values in words -------------------------------------------------------------------------------------------------


def _shown(group: Group, expected: Expected, outcomes: Outcomes, at: Ints) -> tuple[tuple[str, str], ...]:
    """The parts of an expectation and their values in the draws that are asked about."""
    return tuple((part.text, _part(group, part, outcomes, at)) for part in expected.shown)


def _part(group: Group, part: Shown, outcomes: Outcomes, rows: Ints) -> str:
    plan = group.bench.plan
    if part.core is not None:
        values = outcomes.condition(group.bench.conditions[part.core])[rows]
        return told(values, part.kind, _words(plan, part.category) if part.kind is Kind.CATEGORY else ())
    if part.text == "behaviour":
        return _most([behaviour.text(plan, max(int(bits), 0)) or NOT_KNOWN for bits in outcomes.labels()[rows]])
    found = outcomes.tie() if part.text == "tie" else outcomes.choice()
    return _most([plan.options[option].name if option >= 0 else NOT_KNOWN for option in found[rows]])


def _words(plan: Plan, key: str) -> tuple[str, ...]:
    """The words of a category: of a quantity, or of a measure that is not remembered."""
    of_quantities = {quantity.key: quantity.type.words for quantity in plan.quantities}
    of_measures = {f"start:{measure.name.rpartition('.')[2]}": measure.type.words for measure in plan.measures}
    return (of_measures | of_quantities)[key]


def told(values: Floats, kind: Kind, words: tuple[str, ...] = ()) -> str:
    """Values over draws in the language's words."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return NOT_KNOWN
    if kind is Kind.NUMBER:
        least, most = number(float(known.min())), number(float(known.max()))
        text = least if least == most else f"{least} .. {most}"
        return text if known.size == values.size else f"{text}, or {NOT_KNOWN}"
    names = words if kind is Kind.CATEGORY else ("no", "yes")
    return _most([NOT_KNOWN if value != value else names[int(value)] for value in values.tolist()])


def number(value: float) -> str:
    """A number as the language writes it, to 12 decimals."""
    text = f"{round(value, 12) + 0.0:.12f}".rstrip("0").rstrip(".")
    return text if abs(value) < 1e15 else f"{value:g}"


def _most(texts: Sequence[str]) -> str:
    """What is the case, with shares where draws differ."""
    counts = {text: texts.count(text) for text in dict.fromkeys(texts)}
    if len(counts) == 1:
        return texts[0]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{text} ({count / len(texts):.0%})" for text, count in ordered)
