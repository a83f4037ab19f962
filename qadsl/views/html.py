"""Results beside their pictures as HTML: escaped, foldable, small, the same wherever a notebook is opened.

The one output of a result holds headline, network, tables, plane, warnings and stamp. A notebook that is not trusted
takes style and script away, and nothing of that is lost: the style only refines, the script only sorts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from qadsl import resources
from qadsl.diagnostics import Diagnostic, line
from qadsl.ir.program import Plan
from qadsl.views.bundle import stored
from qadsl.views.html_pictures import Draw, figure_html, too_large
from qadsl.views.html_tables import LARGEST_TABLE, heading, left_html, table_html
from qadsl.views.html_text import said
from qadsl.views.pictures.palette import looks
from qadsl.views.table import outcome_style
from qadsl.views.told import Told
from qadsl.views.words import plural

__all__ = [
    "MOST_ROWS", "brief_html", "lines_html", "marks", "notes_html", "page_piece", "run_pages", "told_html",
    "warnings_html",
]  # fmt: skip

MOST_ROWS = 100
"""Rows of a table in a notebook."""
MOST_WARNINGS = 20
"""Warnings that are shown below a result."""
MOST_TEXT = 400
"""Characters of a warning below a result."""
MOST_LINES = 3
"""Sentences behind the first one of a headline that are not folded."""
LARGEST_PIECE = 60_000
"""Bytes of all tables of one result."""

LEANER_PIECE = 18_000
"""Bytes of them where the pictures are large."""

_PIECE = "font-size:14px;line-height:1.45;overflow-wrap:break-word"
_LEAD = "font-size:1.2em;line-height:1.3;font-weight:600;margin:4px 0"
_BESIDE = "display:flex;flex-wrap:wrap;gap:0 28px;align-items:flex-start"
_QUIET = "opacity:.75;margin:2px 0"


def run_pages(
    told: Told, plan: Plan, warnings: Sequence[Diagnostic], stamp: Sequence[str], pictures: Mapping[str, Draw]
) -> Iterator[Callable[[], str]]:
    """Pages of a run, from the whole one to leaner ones: with shorter tables, then with fewer pictures."""
    drawn = {what: figure_html(what, draw) for what, draw in pictures.items()}
    for kept, most in ((2, LARGEST_PIECE), (2, LEANER_PIECE), (1, LEANER_PIECE), (0, LARGEST_PIECE)):
        some = {what: drawn[what] if i < kept else too_large(what) for i, what in enumerate(drawn)}
        yield partial(_run, told, plan, warnings, stamp, some, most)


def _run(
    told: Told, plan: Plan, warnings: Sequence[Diagnostic], stamp: Sequence[str], drawn: Mapping[str, str], most: int
) -> str:
    """A run: its headline, the network with the ties beside it, tables, the plane, warnings and what it rests on."""
    tables = tables_html(told, "the result holds them as frames", marks(plan), most)
    middle = next((i for i, one in enumerate(told.tables) if one.title == "Decisions"), len(tables))
    first = _beside(drawn.get("network", ""), "".join(tables[:middle]))
    second = _beside("".join(tables[middle : middle + 1]), drawn.get("plane", ""))
    parts = [lead_html(told), first, second, *tables[middle + 1 :], *notes_html(told)]
    return page_piece("run", "".join((*parts, warnings_html(warnings), stamp_html(stamp))))


def _beside(*parts: str) -> str:
    """Parts beside one another, where there is room for it."""
    kept = [part if part.startswith("<figure") else f'<div style="min-width:0">{part}</div>' for part in parts if part]
    return f'<div style="{_BESIDE}">{"".join(kept)}</div>' if kept else ""


def marks(plan: Plan) -> dict[str, str]:
    """The colour of each outcome by the style that the screen shows it in."""
    return {outcome_style(option): look.colour for option, look in enumerate(looks(len(plan.options)))}


def told_html(kind: str, told: Told, more: str, pictures: Mapping[str, Draw] | None = None) -> str:
    """Any view as a piece of a page, pictures beside its first table.

    `more` says where rows that are cut are to be found.
    """
    drawn = [figure_html(what, draw) for what, draw in (pictures or {}).items()]
    first, *others = tables_html(told, more) or [""]
    return page_piece(kind, "".join((lead_html(told), _beside(first, *drawn), *others, *notes_html(told))))


def page_piece(kind: str, body: str) -> str:
    """A piece of a page of its own class, in the size and colours of the page; no formula is looked for in it."""
    has_table = "<table" in body
    style = f"<style>{resources.read('views/static', 'result.css')}</style>" if has_table else ""
    script = f"<script>{resources.read('views/static', 'sorting.js')}</script>" if has_table else ""
    return (
        f'<div class="qa qa-{kind} mathjax_ignore tex2jax_ignore" lang="en" dir="ltr" style="{_PIECE}">'
        f"{style}{body}{script}</div>"
    )


def brief_html(kind: str, told: Told) -> str:
    """What was found in one sentence, where more would make a notebook large."""
    return page_piece(kind, lead_html(Told(told.heading, told.lines[:1], ())) + "<p>Too long to be shown here.</p>")


def lead_html(told: Told) -> str:
    """What was found, in sentences, the first as a heading; then what was asked."""
    lead, *others = told.lines or (told.heading,)
    found = f'<h3 class="tocSkip jp-toc-ignore" style="{_LEAD}">{said(lead)}</h3>{lines_html(others)}'
    return f'{found}<p style="{_QUIET}">{said(told.heading)}</p>' if told.lines else found


def lines_html(lines: Sequence[str]) -> str:
    """Sentences, folded behind the first few."""
    found = [f'<p style="margin:2px 0">{said(one)}</p>' for one in lines[:MOST_LINES]]
    if folded := lines[MOST_LINES:]:
        items = "".join(f'<p style="margin:2px 0 2px 1em">{said(one)}</p>' for one in folded)
        found.append(f"<details><summary>and {len(folded)} more</summary>{items}</details>")
    return "".join(found)


def tables_html(
    told: Told, more: str, colours: Mapping[str, str] | None = None, most: int = LARGEST_PIECE
) -> list[str]:
    """The tables, as long as they fit into a notebook together."""
    left, found = most, []
    for one in told.tables:
        if left <= 0:
            found.append(heading(one.title) + left_html(len(one.rows) + one.left, more))
            continue
        found.append(table_html(one, more, colours, min(left, LARGEST_TABLE)))
        left -= stored(found[-1])
    return found


def notes_html(told: Told) -> Iterator[str]:
    """What the reader must know besides."""
    for note in told.notes:
        yield f'<p style="margin:6px 0 0 0"><b>Note:</b> {said(note)}</p>'


def warnings_html(warnings: Sequence[Diagnostic]) -> str:
    """What the checks warned of, folded."""
    if not warnings:
        return ""
    items = "".join(f"<li>{said(line.render(one), MOST_TEXT)}</li>" for one in warnings[:MOST_WARNINGS])
    more = f"<p>and {len(warnings) - MOST_WARNINGS} more</p>" if len(warnings) > MOST_WARNINGS else ""
    summary = plural(len(warnings), "warning")
    return f'<details style="margin:10px 0 0 0"><summary>{summary}</summary><ul>{items}</ul>{more}</details>'


def stamp_html(stamp: Sequence[str]) -> str:
    """What a result rests on."""
    if not stamp:
        return ""
    return f'<p style="font-size:11px;opacity:.75;margin:10px 0 0 0">{said(" · ".join(stamp))}</p>'
