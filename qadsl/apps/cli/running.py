"""`qa run`: answers every statement of a program that asks, as tables, JSON or CSV, on the screen or in files."""

from __future__ import annotations

import argparse
import csv
import shlex
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from qadsl.analysis.expect import Verdict
from qadsl.answers import Program
from qadsl.apps.cli.cutting import cut, save
from qadsl.apps.cli.drawing import draw, drawings
from qadsl.apps.cli.opening import open_program
from qadsl.apps.cli.reporting import check_report, write_report
from qadsl.apps.cli.screen import Meter, print_view, show_diagnostics, width
from qadsl.commands import Answer, Options, answer, prepare
from qadsl.comparisons import ComparisonResult
from qadsl.contrasts import ContrastResult
from qadsl.diagnostics import Diagnostic, line
from qadsl.pipeline import QadslError, fail
from qadsl.results import Account, Result
from qadsl.sweeps import SweepResult
from qadsl.tippings import TippingResult
from qadsl.views import objects, rows
from qadsl.views.words import listed

__all__ = ["main"]

SLIPS = ("QA81", "QA82", "QA83")
MOST_SLIPS = 5
ENDINGS = {".csv": "", ".parquet": "pyarrow", ".xlsx": "xlsxwriter"}
"""Endings of files to write, and the package that writes them besides pandas."""


def main(options: argparse.Namespace) -> int:
    """Run a program; 1 if a claim failed, 130 if it was interrupted."""
    program = open_program(options.file)
    prepared, part = cut(prepare(program, Options(options.draws, options.seed, tuple(options.set))), options)
    if options.out is not None:
        _check_writable(options.out)
    options.drawings, options.report = drawings(options), check_report(options)
    if program.warnings and not options.quiet:
        _warn(program.warnings, options.file)
    if not program.commands and not options.quiet:
        print(f"{program.source.name} asks nothing: {_instead(program, options.file)}", file=sys.stderr)
    meter = Meter(is_quiet=options.quiet)
    answers: list[Answer] = []
    try:
        for found in answer(program, prepared, meter, part):
            meter.wipe()
            answers.append(found)
            if options.format == "table":
                _show(found, options, has_theories=len(program.front.checked.model.theories) > 1)
            if not found.is_complete:
                break
    except KeyboardInterrupt:
        meter.wipe()
        _finish(answers, options)
        return _interrupted(answers)
    _finish(answers, options)
    if any(not found.is_complete for found in answers):
        return _interrupted(answers)
    save(answers, options)
    return 0 if all(found.holds for found in answers) else 1


def _instead(program: Program, file: str) -> str:
    """What can be done with a program that asks nothing."""
    is_tested = bool(program.front.claims.tests or program.front.claims.properties)
    return f"it has tests: `qa test {shlex.quote(file)}`" if is_tested else "end it with `run NAME`, say"


def _warn(warnings: Sequence[Diagnostic], file: str) -> None:
    """Warnings with carets; slips of the modelling as a line each, for they are not what was asked."""
    slips = [item for item in warnings if item.code.startswith(SLIPS)]
    others = [item for item in warnings if item not in slips]
    if others:
        show_diagnostics(others, as_json=False)
    for item in slips[:MOST_SLIPS]:
        print(line.render(item), file=sys.stderr)
    if len(slips) > MOST_SLIPS:
        print(f"and {len(slips) - MOST_SLIPS} more warnings: see qa check {file}", file=sys.stderr)


def _interrupted(answers: Sequence[Answer]) -> int:
    done = "nothing was finished"
    if answers:
        done = answers[-1].partly or "the rest was not answered"
    print(f"interrupted: {done}", file=sys.stderr)
    return 130


def _show(found: Answer, options: argparse.Namespace, *, has_theories: bool) -> None:
    value = found.value
    if options.quiet and found.holds:
        return
    view: RenderableType
    if isinstance(value, Result):
        from qadsl.views.table import table

        view = table(value.figures, value.grouping, show_all=options.all)
    elif isinstance(value, ContrastResult):
        from qadsl.views.contrast import contrast

        view = contrast(value.tree, show_all=options.all)
    elif isinstance(value, ComparisonResult):
        from qadsl.views.comparison import comparison

        view = comparison(value.tree, show_all=options.all)
    elif isinstance(value, TippingResult):
        from qadsl.views.tipping import tipping

        view = tipping(value.tree, show_all=options.all)
    elif isinstance(value, SweepResult):
        from qadsl.views.sweep import sweep

        view = sweep(value.tree, show_all=options.all)
    elif isinstance(value, Account):
        view = Text(value.in_width(width(sys.stdout)).rstrip())
    else:
        view = _verdict(value, names_theory=has_theories and getattr(found.command, "theory", None) is None)
    print_view(view)
    if not isinstance(value, Verdict):
        print()


def _verdict(value: Verdict, *, names_theory: bool) -> RenderableType:
    from qadsl.views.verdict import verdict

    return verdict(value, names_theory=names_theory)


def _finish(answers: Sequence[Answer], options: argparse.Namespace) -> None:
    results = [found.value for found in answers if isinstance(found.value, Result)]
    if options.format == "json":
        for _, line in sorted((str(one["command"]), objects.as_line(one)) for one in (a.to_dict() for a in answers)):
            print(line)
    elif options.format == "csv":
        _print_csv(results)
        for found in answers:
            if not found.holds and isinstance(found.value, Verdict):
                print(f"fails: {found.value.claim.text}", file=sys.stderr)
    if options.out is not None and results:
        _write(results, options.out, is_quiet=options.quiet)
    draw(answers, options.drawings, is_quiet=options.quiet)
    if options.report is not None:
        write_report(answers, options.report, is_quiet=options.quiet)


def _print_csv(results: Sequence[Result]) -> None:
    """The decisions of every run under one heading; options of different theories stand side by side."""
    columns = list(dict.fromkeys(c for result in results for c in rows.decision_columns(result.figures)))
    if not columns:
        return
    columns.append("complete")
    writer = csv.DictWriter(sys.stdout, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for result in results:
        for row in rows.decision_rows(result.figures):
            possible = row["possible"]
            assert isinstance(possible, list)
            told = {"possible": " | ".join(possible), "complete": result.figures.is_complete}
            writer.writerow({**row, **told})


def _check_writable(path: Path) -> None:
    """Find out before a long run whether what it finds can be written; leaves no file behind and changes none."""
    if path.suffix not in ENDINGS:
        raise fail("QA727", f"`{path}` has no known ending", help=[f"Known endings: {', '.join(ENDINGS)}."])
    package = ENDINGS[path.suffix]
    if package and find_spec(package) is None:
        tip = "Install it with: pip install 'qadsl[data]'"
        raise fail("QA728", f"`{path.suffix}` needs the package {package}", help=[tip])
    from qadsl.views.frames import files

    for file in files(path):
        try:
            is_new = not file.exists()
            with file.open("ab"):
                pass
            if is_new:
                file.unlink()
        except OSError as problem:
            raise _cannot_write(file, problem) from None


def _cannot_write(path: Path, problem: OSError) -> QadslError:
    return fail("QA729", f"`{path}` cannot be written: {problem.strerror or problem}")


def _write(results: Sequence[Result], path: Path, *, is_quiet: bool) -> None:
    import pandas as pd

    from qadsl.views import frames

    found = {
        "decisions": [result.decisions.assign(complete=result.figures.is_complete) for result in results],
        "alignments": [result.alignments.assign(complete=result.figures.is_complete) for result in results],
    }
    if any(result.figures.measures for result in results):
        found["measures"] = [result.measures.assign(complete=result.figures.is_complete) for result in results]
    try:
        frames.write({name: pd.concat(parts, ignore_index=True) for name, parts in found.items()}, path)
    except OSError as problem:
        raise _cannot_write(path, problem) from None
    if not is_quiet:
        names = list(found)
        written = [f"{file} ({name})" for file, name in zip(frames.files(path, names[1:]), names, strict=False)]
        what = listed(written) if path.suffix != ".xlsx" else f"{path} ({len(names)} sheets)"
        print(f"wrote {what}", file=sys.stderr)
