"""`qa test`: runs the tests, properties and claims of programs and libraries, and tells what they cover."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from qadsl.answers import Program
from qadsl.apps.cli.screen import has_colour, show_diagnostics
from qadsl.diagnostics import Diagnostic
from qadsl.diagnostics.cells import printable
from qadsl.pipeline import QadslError, fail
from qadsl.testing import telling
from qadsl.testing.finding import found, programs
from qadsl.testing.running import How, Report, run_tests
from qadsl.views import objects

__all__ = ["main"]

INTERRUPTED = 130


def main(options: argparse.Namespace) -> int:
    """Test programs one by one; what is wrong with one does not keep the others from being tested."""
    covers = options.coverage or options.fail_under is not None
    how = How(options.draws, options.tries, options.seed, covers)
    reports: list[Report] = []
    mistakes: list[Diagnostic] = []
    is_interrupted = False
    try:
        for parts in found(options.names or ["."]):
            try:
                for name, program in programs([parts]):
                    _test(name, program, how, reports)
                    _show(reports[-1], options)
            except QadslError as error:
                mistakes += [item for item in error.diagnostics if item not in mistakes]
    except KeyboardInterrupt:
        is_interrupted = True
    return _finish(reports, mistakes, options, is_interrupted=is_interrupted)


def _test(name: str, program: Program, how: How, reports: list[Report]) -> None:
    """Run everything of one program; its report is there from the start, so that an interruption keeps it."""
    for report in run_tests(name, program, how):
        if not reports or reports[-1] is not report:
            reports.append(report)


def _show(report: Report, options: argparse.Namespace) -> None:
    if options.format == "json":
        return
    for result in report.results:
        for line in telling.result_lines(result, is_verbose=options.verbose and not options.quiet):
            _print(line)
    if not options.quiet and report.results:
        _print(f"{report.name}: {telling.summary([report])}")
    sys.stdout.flush()


def _print(line: str) -> None:
    text = printable(line)
    if has_colour(sys.stdout) and text.startswith(("fails: ", "holds: ")):
        text = ("\x1b[31m" if text.startswith("fails") else "\x1b[32m") + text[:5] + "\x1b[0m" + text[5:]
    print(text)


def _finish(
    reports: list[Report], mistakes: Sequence[Diagnostic], options: argparse.Namespace, *, is_interrupted: bool
) -> int:
    covers = options.coverage or options.fail_under is not None
    if options.format == "json":
        for report in reports:
            print(objects.as_line(telling.to_object(report, has_coverage=covers)))
    else:
        _conclude(reports, options, is_empty=not mistakes)
    if mistakes:
        show_diagnostics(mistakes, as_json=options.format == "json")
    if options.junit is not None:
        _write_junit(reports, options)
    if is_interrupted:
        unfinished = [report for report in reports if not report.is_complete]
        done = sum(len(report.results) for report in reports)
        where = f", the last in `{unfinished[-1].name}`" if unfinished else ""
        print(f"interrupted: {done:,} results{where}", file=sys.stderr)
        return INTERRUPTED
    if mistakes:
        return 2
    return 1 if _has_failed(reports, options) else 0


def _conclude(reports: list[Report], options: argparse.Namespace, *, is_empty: bool) -> None:
    for report in reports:
        if not report.is_complete:
            for result in report.results:
                for line in telling.result_lines(result):
                    _print(line)
    if options.coverage:
        print()
        for report in reports:
            for line in telling.coverage_lines(report.name, report.coverage):
                _print(line)
    is_told = len(reports) == 1 and bool(reports[0].results)
    if not is_told and not options.quiet and (is_empty or any(report.results for report in reports)):
        _print(telling.summary(reports))


def _has_failed(reports: list[Report], options: argparse.Namespace) -> bool:
    """Whether anything fails, or less is tested than is asked for; says what is not said yet."""
    failed = any(report.failed for report in reports)
    for report in reports:
        share = report.coverage.share
        if options.fail_under is not None and share is not None and share * 100 < options.fail_under:
            told = f"{report.name}: {share:.1%} covered, less than {options.fail_under:g}%"
            print(printable(told), file=sys.stderr)
            failed = True
    if options.fail_on_empty:
        empty = [report.name for report in reports if not report.results]
        for name in empty:
            print(f"{printable(name)}: nothing to test", file=sys.stderr)
        failed |= bool(empty) or not reports
    return failed


def _write_junit(reports: list[Report], options: argparse.Namespace) -> None:
    try:
        options.junit.write_text(telling.junit(reports), encoding="utf-8")
    except OSError as problem:
        raise fail("QA729", f"`{options.junit}` cannot be written: {problem.strerror or problem}") from None
