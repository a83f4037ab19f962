"""Tells what tests came to: lines for a reader, objects for a program, and the XML that build servers read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

from qadsl.testing.cases import CaseResult, Failure, number
from qadsl.testing.coverage import Coverage
from qadsl.testing.running import ClaimResult, Outcome, Report
from qadsl.testing.search import PropertyResult
from qadsl.views.objects import verdict_object

__all__ = ["coverage_lines", "junit", "result_lines", "summary", "to_object"]

MOST_MISSING = 8


def result_lines(result: Outcome, *, is_verbose: bool = False) -> Iterator[str]:
    """What is said of one result: nothing of one that holds, unless asked."""
    if result.holds and not is_verbose:
        return
    word = "holds" if result.holds else "fails"
    match result:
        case CaseResult():
            yield f"{word}: {result.name}   ({result.place})"
            for failure in result.failures:
                yield from (f"  {line}" for line in _failure(failure))
        case PropertyResult():
            yield f"{word}: {result.title}   ({result.place})"
            yield from (f"  {line}" for line in _property(result, is_verbose=is_verbose))
        case ClaimResult():
            yield f"{word}: {' '.join(result.text.split())}   ({result.place})"
            for finding in [one for one in result.verdict.findings if not one.holds][:MOST_MISSING]:
                came = (finding.outcome or "undecided").replace("_", "-")
                when = f" in {finding.time}" if finding.time is not None else ""
                yield f"  {finding.first}, {finding.second} against {finding.target}{when}: found {came}"
        case _:
            assert_never(result)


def _failure(failure: Failure) -> Iterator[str]:
    yield f"expect {failure.text}   ({failure.place})"
    width = max((len(text) for text, _ in failure.values), default=0)
    for text, value in failure.values:
        yield f"    {text:<{width}} = {value}"
    if failure.missing:
        names = [f"`{name}`" for name in failure.missing]
        more = f" and {len(names) - MOST_MISSING} more" if len(names) > MOST_MISSING else ""
        several = "inputs that are" if len(names) > 1 else "an input that is"
        yield f"    this hangs on {several} not given: {', '.join(names[:MOST_MISSING])}{more}"
    if failure.share:
        yield f"    it holds in {failure.share:.0%} of the draws, and is expected to in all"


def _property(result: PropertyResult, *, is_verbose: bool) -> Iterator[str]:
    tried = f"{result.tried:,} situations" if result.tried != 1 else "1 situation"
    if result.found is not None and (is_verbose or not result.is_reach):
        what = "A situation that reaches it" if result.is_reach else "A counterexample"
        yield f"{what}, after {tried}; as a statement of its own:"
        yield from (f"    {line}" for line in result.found.statement.split("\n"))
    elif result.settled == 0 and not result.is_reach:
        yield f"in none of {tried} could it be seen whether it holds"
    elif result.found is None and not result.is_reach:
        yield f"no counterexample among {tried}"
    elif result.found is None:
        yield f"nothing reaches it among {tried}"
        if result.nearest and result.shortfall is not None:
            yield f"nearest, with {number(result.shortfall)} less than the best:"
            yield f"    given {', '.join(result.nearest)}"


def summary(reports: Iterable[Report]) -> str:
    """One line on everything that was run."""
    done = list(reports)
    cases, properties, claims = (sum(r.count(kind) for r in done) for kind in (CaseResult, PropertyResult, ClaimResult))
    failed = sum(report.failed for report in done)
    parts = [
        _counted(cases, "case of a test", "cases of tests"),
        _counted(properties, "property", "properties"),
        _counted(claims, "claim of a script", "claims of scripts"),
    ]
    told = ", ".join(part for part in parts if part)
    if not told:
        return "nothing to test"
    return f"{told}: {f'{failed:,} failed' if failed else 'all hold'}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""


# --- coverage --------------------------------------------------------------------------------------------------------


def coverage_lines(name: str, coverage: Coverage) -> Iterator[str]:
    """What tests exercise and what they leave out, by rule and theory, with places."""
    share = coverage.share
    if share is None:
        yield f"{name}: no rules or theories of its own to cover"
        return
    items = list(coverage.items())
    yield f"{name}: {share:.0%} of {len(items)} things covered"
    for about, several in groupby(items, key=lambda item: item.about):
        own = list(several)
        missing = [item for item in own if not item.is_covered]
        yield f"  {about}: {len(own) - len(missing)} of {len(own)}"
        for item in missing:
            yield f"    never: {item.what}   ({item.where})"


# --- for programs ----------------------------------------------------------------------------------------------------


def to_object(report: Report, *, has_coverage: bool) -> dict[str, object]:
    """A report as nested dictionaries and lists."""
    found: dict[str, object] = {
        "command": "test",
        "program": report.name,
        "complete": report.is_complete,
        "failed": report.failed,
        "results": [_object(result) for result in report.results],
    }
    if has_coverage:
        found["coverage"] = {
            "share": report.coverage.share,
            "items": [
                {"about": item.about, "what": item.what, "place": item.where, "covered": item.is_covered}
                for item in report.coverage.items()
            ],
        }
    return found


def _object(result: Outcome) -> dict[str, object]:
    match result:
        case CaseResult():
            failures = [
                {
                    "expected": failure.text,
                    "place": failure.place,
                    "share": failure.share,
                    "not_given": list(failure.missing),
                    "values": dict(failure.values),
                }
                for failure in result.failures
            ]
            return {"kind": "case", "title": result.title, "row": result.row, "place": result.place,
                    "holds": result.holds, "failures": failures}  # fmt: skip
        case PropertyResult():
            return {"kind": "property", "title": result.title, "place": result.place, "claim": result.text,
                    "holds": result.holds, "tried": result.tried, "settled": result.settled,
                    "found": result.found.statement if result.found else None,
                    "nearest": list(result.nearest)}  # fmt: skip
        case ClaimResult():
            told = verdict_object(result.verdict)
            return {"kind": "claim", "place": result.place, "holds": result.holds, "verdict": told}
        case _:
            assert_never(result)


_UNPRINTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


def junit(reports: Iterable[Report]) -> str:
    """The results in the form that build servers read: a suite for each program, a case for each result."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for report in reports:
        lines.append(
            f"  <testsuite name={_quoted(report.name)} tests={_quoted(str(len(report.results)))} "
            f"failures={_quoted(str(report.failed))} time={_quoted(_seconds(sum(report.seconds)))}>"
        )
        for result, seconds in zip(report.results, report.seconds, strict=True):
            lines += _junit_case(report.name, result, seconds)
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _junit_case(program: str, result: Outcome, seconds: float) -> Iterator[str]:
    match result:
        case CaseResult():
            name = result.name
        case PropertyResult():
            name = result.title
        case ClaimResult():
            name = " ".join(result.text.split())
        case _:
            assert_never(result)
    head = f"    <testcase classname={_quoted(program)} name={_quoted(name)} time={_quoted(_seconds(seconds))}"
    if result.holds:
        yield f"{head}/>"
        return
    _, *rest = list(result_lines(result))
    message = " ".join(rest[0].split()) if rest else "does not hold"
    yield f"{head}>"
    yield f"      <failure message={_quoted(message)}>{escape(_clean(chr(10).join([result.place, *rest])))}</failure>"
    yield "    </testcase>"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))
