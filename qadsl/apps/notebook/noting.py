"""Adds to mistakes what only a notebook knows: cells that hold nothing, where options stand, where Python does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from qadsl.apps.notebook.cells import Cell, Cells
from qadsl.apps.notebook.wording import OPTIONS
from qadsl.diagnostics import Diagnostic, Severity
from qadsl.diagnostics.cells import printable
from qadsl.semantics.consequences import NAMES
from qadsl.source import Span

__all__ = ["holding_nothing", "noted"]

MOST_NAMED = 3
"""Cells with a mistake that are named."""
NO_THEORY = "QA701"
_OPTION = re.compile(rf"(?<![\w-])--?(?={'|'.join(name[2:] for name in OPTIONS)})(?P<said>[a-z-]+\b.*)")
_PYTHON = re.compile(r"\s*(?:import\s+\w|from\s+[\w.]+\s+import\b|print\s*\(|def\s+\w+\s*\(|[\w.]+\s*=\s*\w+[.(])")


def noted(found: Iterable[Diagnostic], cells: Cells, *, is_whole: bool) -> tuple[Diagnostic, ...]:
    """Mistakes with what helps in a notebook.

    Parameters
    ----------
    found
        The mistakes.
    cells
        The cells of the notebook.
    is_whole
        Whether cells without a magic are programs, as in notebooks of the language's own kernel.
    """
    return tuple(_noted(item, cells.broken, is_whole=is_whole) for item in found)


def holding_nothing(broken: Sequence[Cell]) -> list[str]:
    """A sentence that says which cells are mistaken by now, where any is."""
    names = [f"`{printable(cell.source.name)}`" for cell in broken]
    if not names:
        return []
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    if len(names) == 1:
        return [f"{names[0]} has a mistake and holds nothing until it is mended."]
    return [f"{', '.join(names[:-1])} and {names[-1]} have mistakes and hold nothing until they are mended."]


def _noted(item: Diagnostic, broken: Sequence[Cell], *, is_whole: bool) -> Diagnostic:
    if item.severity is not Severity.ERROR or item.span is None:
        return item
    if item.code in NAMES or item.code == NO_THEORY:
        return _with_broken(item, [cell for cell in broken if cell.source != item.span.source])
    if item.code.startswith("QA1"):
        return replace(item, help=(*item.help, *_misplaced(item.span, is_whole=is_whole)))
    return item


def _with_broken(item: Diagnostic, broken: Sequence[Cell]) -> Diagnostic:
    """What is missing may stand in a cell that holds nothing: then to write it again is no advice."""
    if item.code == NO_THEORY and any(re.search(r"^\s*use\b", cell.source.text, re.MULTILINE) for cell in broken):
        return replace(item, help=tuple(holding_nothing(broken)))
    return replace(item, help=(*item.help, *holding_nothing(broken)))


def _misplaced(span: Span, *, is_whole: bool) -> list[str]:
    """Where an option, or a line of Python, should stand that stands in a program."""
    line = span.source.line(span.first.line)
    option = _OPTION.search(line)
    if option is not None:
        magic = "%quasi" if span.source.name == "%quasi" else "%%quasi"
        return [f"Options stand on the `{magic}` line: `{magic} --{option['said'].strip()}`."]
    if _PYTHON.match(line):
        return [
            "If this is Python: " + ("begin the cell with `%%python`." if is_whole else "it has a cell of its own.")
        ]
    return []
