"""`qa run`: answers every statement of a program that asks, as tables, JSON or CSV, on the screen or in files."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from qadsl.analysis.expect import Verdict
from qadsl.answers import Account, Result
from qadsl.apps.cli.opening import open_program
from qadsl.apps.cli.screen import Meter, has_colour, show_diagnostics, width
from qadsl.commands import Answer, Options, answer, prepare
from qadsl.pipeline import fail
from qadsl.views import objects, rows

__all__ = ["run"]

ENDINGS = (".csv", ".parquet", ".xlsx")


def run(options: argparse.Namespace) -> int:
    """Run a program; 1 if a claim failed, 130 if it was interrupted."""
    if options.out is not None and options.out.suffix not in ENDINGS:
        raise fail("QA727", f"`{options.out}` has no known ending", help=[f"Known endings: {', '.join(ENDINGS)}."])
    program = open_program(options.file)
    prepared = prepare(program, Options(options.draws, options.seed, tuple(options.set)))
    if program.warnings and not options.quiet:
        show_diagnostics(program.warnings, as_json=False)
    if not program.commands and not options.quiet:
        print(f"{program.source.name} asks nothing: end it with `run NAME`, say", file=sys.stderr)
    meter = Meter(is_quiet=options.quiet)
    answers: list[Answer] = []
    try:
        for found in answer(program, prepared, meter):
            meter.wipe()
            answers.append(found)
            if options.format == "table":
                _show(found, options)
            if not found.is_complete:
                break
    except KeyboardInterrupt:
        meter.wipe()
        _finish(answers, options)
        return _interrupted(answers)
    _finish(answers, options)
    if any(not found.is_complete for found in answers):
        return _interrupted(answers)
    return 0 if all(found.holds for found in answers) else 1


def _interrupted(answers: Sequence[Answer]) -> int:
    done = "nothing was finished"
    if answers:
        last = answers[-1].value
        partial = isinstance(last, Result) and not last.figures.is_complete
        done = f"the last answer rests on {last.draws:,} draws" if partial else "the rest was not answered"  # type: ignore[union-attr]
    print(f"interrupted: {done}", file=sys.stderr)
    return 130


def _show(found: Answer, options: argparse.Namespace) -> None:
    value = found.value
    if options.quiet and found.holds:
        return
    view: RenderableType
    if isinstance(value, Result):
        from qadsl.views.table import table

        view = table(value.figures, show_all=options.all)
    elif isinstance(value, Account):
        view = Text(value.in_width(width(sys.stdout)).rstrip())
    else:
        view = _verdict(value)
    _print(view)
    if not isinstance(value, Verdict):
        print()


def _verdict(value: Verdict) -> RenderableType:
    from qadsl.views.verdict import verdict

    return verdict(value)


def _print(view: RenderableType) -> None:
    """Write to standard output; what goes to a file has no colour and no blanks at the ends of lines."""
    colour = has_colour(sys.stdout)
    console = Console(
        file=sys.stdout,
        width=width(sys.stdout),
        force_terminal=colour,
        color_system="auto" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        console.print(view)
    text = captured.get()
    print(text if colour else "\n".join(line.rstrip() for line in text.split("\n")), end="")


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


def _print_csv(results: Sequence[Result]) -> None:
    """The decisions of every run under one heading; options of different theories stand side by side."""
    columns = list(dict.fromkeys(c for result in results for c in rows.decision_columns(result.figures)))
    if not columns:
        return
    writer = csv.DictWriter(sys.stdout, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for result in results:
        for row in rows.decision_rows(result.figures):
            possible = row["possible"]
            assert isinstance(possible, list)
            writer.writerow({**row, "possible": " | ".join(possible)})


def _write(results: Sequence[Result], path: Path, *, is_quiet: bool) -> None:
    import pandas as pd

    from qadsl.views import frames

    beside = path.with_name(f"{path.stem}-alignments{path.suffix}")
    try:
        frames.write(pd.concat([result.decisions for result in results], ignore_index=True), path)
        frames.write(pd.concat([result.alignments for result in results], ignore_index=True), beside)
    except ImportError as problem:
        needs = f"`{path.suffix}` needs {problem.name or 'a further package'}"
        raise fail("QA728", needs, help=["Install it with: pip install 'qadsl[data]'"]) from None
    except OSError as problem:
        raise fail("QA729", f"`{path}` cannot be written: {problem.strerror or problem}") from None
    if not is_quiet:
        print(f"wrote {path} (decisions) and {beside} (alignments)", file=sys.stderr)
