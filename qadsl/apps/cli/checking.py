"""`qa check`: finds every mistake of programs without running anything."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from qadsl.answers import Program
from qadsl.apps.cli.opening import open_program
from qadsl.apps.cli.screen import show_diagnostics
from qadsl.commands import prepare
from qadsl.diagnostics import Diagnostic, Severity, line
from qadsl.diagnostics.cells import printable
from qadsl.pipeline import QadslError
from qadsl.testing.finding import Parts, found, programs

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Check programs one by one, with `--watch` again after each change; 2 if any has an error."""
    if options.watch:
        from qadsl.apps.cli.watching import watch

        return watch(options.files, lambda: _check(options))
    return _check(options)


def _check(options: argparse.Namespace) -> int:
    is_wrong, is_empty = False, True
    for name, opened in _programs(options.files):
        is_empty = False
        said = _said(opened)
        is_wrong |= any(item.severity is Severity.ERROR for item in said)
        if options.format == "line":
            for item in said:
                print(line.render(item))
        elif said:
            show_diagnostics(said, as_json=options.format == "json")
        if not said and options.format == "table":
            print(f"{printable(name)}: no mistakes")
    if is_empty:
        print("no `.qa` files found", file=sys.stderr)
    return 2 if is_wrong else 0


def _programs(names: Iterable[str]) -> Iterator[tuple[str, Callable[[], Program]]]:
    """The programs named and those in the folders named, each with how to open it."""
    for name in dict.fromkeys(names):
        if not os.path.isdir(name):
            yield name, partial(open_program, name)
            continue
        for parts in found([name]):
            yield parts[0], partial(_of_parts, parts)


def _of_parts(parts: Parts) -> Program:
    return next(programs([parts]))[1]


def _said(opened: Callable[[], Program]) -> Sequence[Diagnostic]:
    try:
        program = opened()
        prepare(program)
    except QadslError as error:
        return error.diagnostics
    return program.warnings
