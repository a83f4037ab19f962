"""Puts a report together: the finding, the program as written, what it was given, pictures, accounts, how to repeat it.

The page asks for nothing beyond itself, works without script but for the explorer, and is the same for the same result,
to the last byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from qadsl.failing import QadslError
from qadsl.report.accounts import ANY_SIZE, LARGEST_REPORT_TABLE, accounts_html, told_piece
from qadsl.report.code import texts_html
from qadsl.report.frame import framed
from qadsl.report.repeating import repeating_html
from qadsl.report.subject import Aside, Claimed, Part, Subject
from qadsl.views.html import lines_html, marks, notes_html, warnings_html
from qadsl.views.html_pictures import figure_html
from qadsl.views.html_tables import table_html
from qadsl.views.html_text import said
from qadsl.views.stated import stated
from qadsl.views.told import Table, Told
from qadsl.views.words import plural

__all__ = ["report"]

MANY = ' class="many"'
LONGEST_OPEN_TABLE = 60
"""Rows of a table in a report that are shown unfolded."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the page; one without a body is left out."""

    anchor: str
    title: str
    body: str

    def html(self, level: int) -> str:
        """The part under its heading."""
        name = f"h-{self.anchor}"
        return (
            f'<section id="{self.anchor}" aria-labelledby="{name}">'
            f'<h{level} id="{name}">{said(self.title)}</h{level}>\n{self.body}\n</section>\n'
        )


def report(parts: Sequence[Part]) -> str:
    """The page."""
    runs = [part for part in parts if isinstance(part, Subject)]
    sections = [one for one in _sections(parts, runs) if one.body]
    links = "".join(f'<li><a href="#{one.anchor}">{said(one.title)}</a></li>' for one in sections)
    title, about = _title(parts, runs)
    return framed(
        title,
        f"<header><h1>{said(title)}</h1><p>{said(about)}</p></header>\n"
        f'<nav aria-label="Contents"{"" if len(runs) == 1 else MANY}><ul>{links}</ul></nav>\n'
        f"<main>\n{''.join(one.html(2) for one in sections)}</main>",
    )


def _title(parts: Sequence[Part], runs: Sequence[Subject]) -> tuple[str, str]:
    """What a single run found, or what was asked; and what is said below."""
    if len(runs) == 1:
        return _lead(runs[0].told), runs[0].told.heading
    about = f"{plural(len(runs), 'run')} and {plural(len(parts) - len(runs), 'other answer')}"
    return (PurePath(runs[0].texts.file).name or runs[0].texts.file if runs else "Answers"), about


def _lead(told: Told) -> str:
    return (told.lines or (told.heading,))[0]


def _sections(parts: Sequence[Part], runs: Sequence[Subject]) -> Iterator[_Section]:
    """The parts of the page; of several runs each is one of them, and what they share stands once."""
    is_single = len(runs) == 1
    if is_single:
        yield _Section("finding", "Finding", _finding(runs[0], 3))
    if runs:
        yield _Section("program", "The program as written", texts_html(runs[0].texts))
    if is_single:
        yield from _details(runs[0], 3)
    else:
        for number, one in enumerate(runs, 1):
            rest = "".join(each.html(3) for each in _details(one, 4, f"-{number}") if each.body)
            lead = f'<p class="lead">{said(_lead(one.told))}</p>'
            yield _Section(f"run-{number}", one.told.heading, lead + _finding(one, 4) + rest)
    yield from _asked(parts)
    if runs:
        yield _Section("repeat", "What it rests on, and how to get it again", repeating_html(runs))


def _finding(one: Subject, level: int) -> str:
    """What was found, in sentences; the network with the ties beside it."""
    network = _picture(one, "network") if "network" in one.pictures else ""
    ties = one.told.named("Ties")
    table = _table(one, ties, level) if ties else ""
    lines = "".join(f"<p>{said(line)}</p>" for line in one.told.lines[1:])
    return f'{lines}<div class="beside">{network}<div>{table}</div></div>'


def _details(one: Subject, level: int, behind: str = "") -> Iterator[_Section]:
    """All of a run but its finding; `behind` tells its anchors from those of other runs."""
    given = [table for table in stated(one.figures.plan, one.texts) if table.rows]
    inputs = "".join(_table(one, table, level) for table in given)
    yield _Section(f"inputs{behind}", "What it was given", inputs)
    drawn = "".join(_picture(one, name) for name in one.pictures if name != "network")
    yield _Section(f"pictures{behind}", "Pictures", drawn)
    tables = "".join(_table(one, table, level) for table in one.told.tables if table.title != "Ties")
    yield _Section(f"tables{behind}", "Tables", tables + "".join(notes_html(one.told)))
    yield _Section(f"accounts{behind}", "Why: the main decisions", "".join(accounts_html(one, level)))
    yield _Section(f"what-if{behind}", "What if", _explorer(one, f"explorer{behind}"))
    yield _Section(f"warnings{behind}", "Warnings", warnings_html(one.warnings))


def _explorer(one: Subject, element: str) -> str:
    """The explorer, or why there is none; nothing where nothing is decided."""
    if one.explorer is None or not len(one.figures.cells):
        return ""
    try:
        shown = one.explorer(element)
    except QadslError as problem:
        return f"<p>{said(problem.diagnostics[0].message)}.</p>"
    told = "<p>Move what the result rests on, and see what becomes of it. Nothing in the rest of this page changes.</p>"
    return f"{told}<noscript><p>This part needs a browser that runs scripts.</p></noscript>{shown}"


def _picture(one: Subject, name: str) -> str:
    return figure_html(name, one.pictures[name], ANY_SIZE, both=True)


def _table(one: Subject, table: Table, level: int) -> str:
    colours = marks(one.figures.plan)
    return table_html(table, "`qa run --out` writes them", colours, LARGEST_REPORT_TABLE, level, LONGEST_OPEN_TABLE)


def _asked(parts: Sequence[Part]) -> Iterator[_Section]:
    """What the program asks besides runs."""
    asides = [part for part in parts if isinstance(part, Aside)]
    for number, one in enumerate(asides, 1):
        yield _Section(f"asked-{number}", one.title, lines_html(one.told.lines) + told_piece(one.told, 3))
    claims = "".join(_claim(part) for part in parts if isinstance(part, Claimed))
    yield _Section("claims", "Claims", f"<ul>{claims}</ul>" if claims else "")


def _claim(one: Claimed) -> str:
    word = "holds" if one.holds else "fails"
    return f"<li><b>{word}</b>: <code>{said(one.words)}</code>{lines_html(one.findings)}</li>"
