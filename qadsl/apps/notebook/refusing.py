"""What makes a cell fail: an exception that shows itself as the message alone, without a traceback of Python's."""

from __future__ import annotations

from collections.abc import Iterable

from qadsl.diagnostics import Diagnostic, Severity
from qadsl.diagnostics.cells import printable
from qadsl.diagnostics.terminal import render

__all__ = ["CellError", "failure", "refusal"]

MOST_SHOWN = 3
"""Mistakes of a cell that are shown with their pictures; the rest is counted."""
WIDTH = 96


class CellError(Exception):
    """A cell or line that cannot be answered. It fails in every runner, and its picture is all that is shown."""

    is_interruption = False
    """Whether it only says that something was interrupted."""

    def __init__(self, text: str, picture: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(text)
        self.picture = picture
        self.diagnostics = tuple(diagnostics)

    def _render_traceback_(self) -> list[str]:
        return self.picture.split("\n")


def failure(diagnostics: Iterable[Diagnostic]) -> CellError:
    """What a program's mistakes look like below its cell."""
    every = tuple(diagnostics)
    found = [item for item in every if item.severity is Severity.ERROR] or list(every)
    shown = found[:MOST_SHOWN]
    tail = [f"and {len(found) - len(shown)} more"] if len(found) > len(shown) else []
    if found:
        tail.append(f"  = %quasi explain {found[0].code} says more")
    plain = "\n".join([*(render(item, width=WIDTH) for item in shown), *tail])
    picture = "\n".join([*(render(item, width=WIDTH, colour=True) for item in shown), *tail])
    return CellError(plain, picture, every)


def refusal(message: str, help: str = "", *, is_interruption: bool = False) -> CellError:
    """A line that cannot be understood or done, or was not to its end."""
    message = printable(message)
    below = f"\n  = help: {printable(help)}" if help else ""
    found = CellError(f"error: {message}{below}", f"\x1b[1;31merror\x1b[0m\x1b[1m: {message}\x1b[0m{below}")
    found.is_interruption = is_interruption
    return found
