"""`qa explain`: shows the page of a diagnostic."""

from __future__ import annotations

import argparse
import sys

from qadsl.answers import Program
from qadsl.apps.cli.screen import has_colour, width
from qadsl.commands import prepare
from qadsl.diagnostics import manual, page_text
from qadsl.diagnostics.terminal import render_all
from qadsl.pipeline import QadslError, fail
from qadsl.source import Source

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Print the page of a code; `203`, `qa203` and `QA203` are the same."""
    code = f"QA{options.code.upper().removeprefix('QA')}"
    page = manual.page(code)
    if page is None:
        near = manual.near(code)
        tips = [
            "Codes look like QA203; messages show them in brackets.",
            *([f"Near it: {'; '.join(near)}."] * bool(near)),
        ]
        raise fail("QA730", f"no diagnostic has the code `{options.code}`", help=tips)
    columns = width(sys.stdout)
    colour = has_colour(sys.stdout)
    print(page_text.render(page, _said(page, columns - 2, colour), width=columns, colour=colour))
    return 0


def _said(page: manual.Page, columns: int, colour: bool) -> str:
    """What is said of the program that fails."""
    if not page.fails:
        return ""
    try:
        program = Program(Source("example.qa", page.fails, str(manual.FOLDER)))
        prepare(program)
        found = program.warnings
    except QadslError as error:
        found = error.diagnostics
    return render_all([item for item in found if item.code == page.code], width=columns, colour=colour)
