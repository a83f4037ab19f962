"""Where the command line writes, and how wide and how colourful."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from qadsl.diagnostics import Diagnostic
from qadsl.diagnostics.terminal import render_all
from qadsl.views.pace import Pace

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["Meter", "has_colour", "print_view", "show_diagnostics", "width"]


def show_diagnostics(diagnostics: Sequence[Diagnostic], *, as_json: bool) -> None:
    """Diagnostics to standard error with carets, or to standard output as one JSON object."""
    if as_json:
        from qadsl.views import objects

        print(objects.as_line(objects.diagnostics_object(diagnostics)))
        return
    sys.stdout.flush()
    print(render_all(diagnostics, width=width(sys.stderr), colour=has_colour(sys.stderr)), file=sys.stderr)


def has_colour(stream: TextIO) -> bool:
    """Colour only on a terminal that has not said otherwise (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(stream: TextIO) -> int:
    """Columns to write for: the terminal's or `COLUMNS`, else 80; within reason."""
    asked = stream.isatty() or os.environ.get("COLUMNS")
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120)) if asked else 80


def print_view(view: RenderableType) -> None:
    """Write to standard output; what goes to a file has no colour and no blanks at the ends of lines."""
    from rich.console import Console

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


class Meter:
    """Progress on one line of standard error, from the second second on, on a terminal only."""

    WAIT = 1.0

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_on = not is_quiet and sys.stderr.isatty()
        self._pace = Pace(self.WAIT)
        self._is_shown = False

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is; wiped as soon as it is done."""
        if not self._is_on or not total:
            return
        if done >= total:
            self.wipe()
        elif way := self._pace.reach(done, total):
            print(f"\r\x1b[K{way.words} ", end="", file=sys.stderr, flush=True)
            self._is_shown = True

    def wipe(self) -> None:
        """Take the line away and wait anew."""
        if self._is_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        self._is_shown = False
        self._pace.start()
