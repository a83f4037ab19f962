"""`qa check`: finds every mistake of programs without running anything."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from qadsl.apps.cli.opening import open_program
from qadsl.apps.cli.screen import show_diagnostics
from qadsl.commands import prepare
from qadsl.diagnostics import Diagnostic, Severity, line
from qadsl.pipeline import QadslError

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Check programs one by one, with `--watch` again after each change; 2 if any has an error."""
    if options.watch:
        from qadsl.apps.cli.watching import watch

        return watch(options.files, lambda: _check(options))
    return _check(options)


def _check(options: argparse.Namespace) -> int:
    is_wrong = False
    for file in options.files:
        found = _found(file)
        is_wrong |= any(item.severity is Severity.ERROR for item in found)
        if options.format == "line":
            for item in found:
                print(line.render(item))
        elif found:
            show_diagnostics(found, as_json=options.format == "json")
        if not found and options.format == "table":
            print(f"{file}: no mistakes")
    return 2 if is_wrong else 0


def _found(file: str) -> Sequence[Diagnostic]:
    try:
        program = open_program(file)
        prepare(program)
    except QadslError as error:
        return error.diagnostics
    return program.warnings
