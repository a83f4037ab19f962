"""What a view tells, taken apart: heading, sentences, tables and notes, so that pages and papers may lay it out.

The screen's view stays the one place that says what is told, and in which order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from qadsl.views.grid import Column, Cut, Grid

__all__ = ["Table", "Told", "told_in"]

NOTE = "note: "


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its title, with how many rows it has besides; what is told aside is folded, however short."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    left: int = 0
    is_aside: bool = False

    def but_first(self, rows: int) -> Table:
        """The table cut behind so many rows."""
        return replace(self, rows=self.rows[:rows], left=self.left + max(0, len(self.rows) - rows))


@dataclass(frozen=True, slots=True)
class Told:
    """A view, taken apart.

    Parameters
    ----------
    heading
        What was asked, how it was answered.
    lines
        What was found, in sentences.
    tables, notes
        The tables, and what their reader must know besides.
    """

    heading: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()

    def named(self, title: str) -> Table | None:
        """The table of this title."""
        return next((table for table in self.tables if table.title == title), None)


def told_in(view: Group) -> Told:
    """The parts of a view made for a rich console."""
    heading, *parts = view.renderables
    assert isinstance(heading, Text)
    lines: list[str] = []
    notes: list[str] = []
    tables: list[Table] = []
    title = ""
    for part in parts:
        match part:
            case Padding(renderable=Text(plain=line)):
                lines.append(line)
            case Grid(columns=columns, rows=rows):
                tables.append(Table(title, columns, rows))
                title = ""
            case Cut(rows=left):
                tables[-1] = replace(tables[-1], left=left)
            case Text(plain=words) if words.startswith("\n"):
                title = words.strip()
            case Text(plain=words) if words.startswith(NOTE):
                notes.append(words.removeprefix(NOTE))
            case Text(plain=words) if words.strip():
                lines.append(words.strip())
    return Told(_single(heading), tuple(lines), tuple(tables), tuple(notes))


def _single(heading: Text) -> str:
    """A heading with one blank between words: on the screen, two part a name from what is said of it."""
    return " ".join(heading.plain.split())
