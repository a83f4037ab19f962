"""Adds to mistakes what only a notebook knows: cells that hold nothing, where options stand, where Python does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from qadsl.apps.notebook.cell import Cell
from qadsl.apps.notebook.cells import Taken
from qadsl.apps.notebook.showing import said_of
from qadsl.apps.notebook.wording import OPTIONS
from qadsl.diagnostics import Diagnostic, Label, Severity
from qadsl.diagnostics.cells import printable
from qadsl.semantics.consequences import NAMES
from qadsl.source import Span
from qadsl.views.words import listed

__all__ = ["changes", "holding_nothing", "left_out", "noted", "of_change", "resting", "rising"]

MOST_NAMED = 3
"""Cells with a mistake that are named."""
NO_THEORY = "QA701"
TWICE = "QA204"
LINE = "%quasi"
_OPTION = re.compile(rf"(?<![\w-])--?(?={'|'.join(name[2:] for name in OPTIONS)})(?P<said>[a-z-]+\b.*)")
_MAGIC = re.compile(r"\s*%+quasi(?![\w-])")
_VARIABLE = re.compile(r"[{$]")
_PYTHON = re.compile(r"\s*(?:import\s+\w|from\s+[\w.]+\s+import\b|print\s*\(|def\s+\w+\s*\(|[\w.]+\s*=\s*\w+[.(])")


def noted(found: Iterable[Diagnostic], broken: Sequence[Cell], *, is_whole: bool) -> tuple[Diagnostic, ...]:
    """Mistakes with what helps in a notebook.

    Parameters
    ----------
    found
        The mistakes.
    broken
        Cells that have held nothing for longer.
    is_whole
        Whether cells without a magic are programs, as in notebooks of the language's own kernel.
    """
    return tuple(_noted(item, broken, is_whole=is_whole) for item in found)


def holding_nothing(broken: Sequence[Cell]) -> list[str]:
    """A sentence that says which cells are mistaken by now, where any is."""
    if not broken:
        return []
    have = "has a mistake and holds" if len(broken) == 1 else "have mistakes and hold"
    return [f"{_named(broken)} {have} nothing until {'it is' if len(broken) == 1 else 'they are'} mended."]


def left_out(broken: Sequence[Cell]) -> str:
    """What an answer is without."""
    return f"without {_named(broken)}, which {'has a mistake' if len(broken) == 1 else 'have mistakes'}"


def resting(fallen: Sequence[Cell]) -> str:
    """Which cells hold nothing as what they rest on is gone."""
    rest, hold = ("rests", "holds") if len(fallen) == 1 else ("rest", "hold")
    return f"{_named(fallen)} {rest} on it and {hold} nothing now."


def of_change(taken: Taken, found: Iterable[Diagnostic] | None = None) -> tuple[Diagnostic, ...]:
    """The mistakes of a cell that was taken in, the first with what is lost by them until they are mended.

    Where `found` is given, these are told in their place: those of the line of the cell.
    """
    lost = said_of(taken.lost)
    said = [f"Until this is mended, the cells are without {lost}."] if lost and not taken.holds else []
    said += [resting(taken.fallen)] if taken.fallen else []
    # what two scenarios rest on is wrong in both, and said once
    every = taken.found if found is None else found
    once = {(item.code, item.message, item.span): item for item in every if item.severity is Severity.ERROR}
    first, *more = once.values()
    return (replace(first, help=(*said, *first.help)), *more)


def changes(taken: Taken) -> list[str]:
    """What a cell without mistakes has changed in the others, a sentence each."""
    lost = said_of(taken.lost)
    said = [f"It takes the place of {_named(taken.replaced)}."] if taken.replaced else []
    if taken.cell.name is not None and any(one.name == taken.cell.name for one in taken.replaced):
        said = [f"Another cell was called `{printable(taken.cell.name)}`: this one takes its place."]
    said += [f"No cell declares {lost} any more."] if lost else []
    return [*said, *rising(taken.risen)]


def rising(risen: Sequence[Cell]) -> list[str]:
    """A sentence that says which cells are without mistakes by now, where any is."""
    return [f"{_named(risen)} {'holds' if len(risen) == 1 else 'hold'} now, too."] if risen else []


def _named(cells: Sequence[Cell]) -> str:
    """`cell a`, `cell b` and 3 more."""
    names = [f"`{printable(cell.source.name)}`" for cell in cells]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return listed(names)


def _noted(item: Diagnostic, broken: Sequence[Cell], *, is_whole: bool) -> Diagnostic:
    if item.severity is not Severity.ERROR or item.span is None:
        return item
    if item.code in NAMES or item.code == NO_THEORY:
        return _with_broken(item, [cell for cell in broken if cell.source != item.span.source])
    if item.code == TWICE:
        return replace(item, labels=tuple(_with_reset(label, item.span) for label in item.labels))
    if item.code.startswith("QA1") and item.span.source.name != "setting":
        return replace(item, help=(*_misplaced(item.span, is_whole=is_whole), *item.help))
    return item


def _with_reset(label: Label, span: Span) -> Label:
    """Where another cell declares the same, how that one is forgotten: it may be deleted."""
    name = label.span.source.name
    if label.span.source is span.source or not name.startswith("cell "):
        return label
    return replace(label, text=f"{label.text}; `%quasi reset {name.removeprefix('cell ')}` forgets that cell")


def _with_broken(item: Diagnostic, broken: Sequence[Cell]) -> Diagnostic:
    """What is missing may stand in a cell that holds nothing: then to write it again is no advice."""
    if item.code == NO_THEORY and any(re.search(r"^\s*use\b", cell.source.text, re.MULTILINE) for cell in broken):
        return replace(item, help=tuple(holding_nothing(broken)))
    return replace(item, help=(*holding_nothing(broken), *item.help))


def _misplaced(span: Span, *, is_whole: bool) -> list[str]:
    """Where an option, a `%quasi` line or a line of Python should stand that stands in a program."""
    line = span.source.line(span.first.line)
    if span.source.name == LINE:
        return ["Variables of Python are not put in here: write the name itself."] if _VARIABLE.search(line) else []
    option = _OPTION.search(line)
    if option is not None:
        return [f"Options stand on the `%%quasi` line: `%%quasi --{option['said'].strip()}`."]
    if _MAGIC.match(line):
        return ["`%quasi` lines stand " + ("above the program, or " if is_whole else "") + "in a cell of their own."]
    if _PYTHON.match(line):
        return [
            "If this is Python: " + ("begin the cell with `%%python`." if is_whole else "it has a cell of its own.")
        ]
    return []
