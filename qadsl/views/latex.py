"""Results as LaTeX: sentences and tables between the lines of `booktabs`, everything that a user typed escaped.

What comes out is a piece of a document that loads `booktabs` and `longtable`, as the one of `nbconvert` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qadsl.views.grid import Column
from qadsl.views.told import Table, Told
from qadsl.views.words import plural

__all__ = ["escaped", "latex"]

MOST_ROWS = 60
"""Rows of a table in LaTeX."""
LARGEST_CELL = 300
"""Characters of a cell or sentence in LaTeX."""
LARGEST_LATEX = 24_000
"""Characters of the rows of all tables of one result in LaTeX."""
WIDEST = 26
"""Letters of a column that is not broken into lines."""
ROOM = 84
"""Letters that stand side by side in a line."""

_MARKS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': "{''}", "'": "'{}", "`": r"\textasciigrave{}", "-": "-{}", "[": "{[}", "]": "{]}",
    "*": "{*}", "\N{MINUS SIGN}": "$-$", "\N{PLUS-MINUS SIGN}": r"$\pm$", "\N{RIGHTWARDS ARROW}": r"$\rightarrow$",
    "\N{LEFT RIGHT ARROW}": r"$\leftrightarrow$", "\N{MULTIPLICATION SIGN}": r"$\times$", "\N{EN DASH}": "--",
    "\N{EM DASH}": "---", "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}", "\N{MIDDLE DOT}": r"\textperiodcentered{}",
    "\N{LESS-THAN OR EQUAL TO}": r"$\leq$", "\N{GREATER-THAN OR EQUAL TO}": r"$\geq$", "\N{NOT EQUAL TO}": r"$\neq$",
    "\N{GREEK SMALL LETTER KAPPA}": r"$\kappa$", "\N{REPLACEMENT CHARACTER}": "?", "\N{ZERO WIDTH JOINER}": "",
    "\N{ZERO WIDTH NON-JOINER}": "", "\N{VARIATION SELECTOR-16}": "", "\N{VARIATION SELECTOR-15}": "",
    "\N{NO-BREAK SPACE}": "~", "\n": r"\newline ",
}  # fmt: skip
_MARK = re.compile("|".join(re.escape(mark) for mark in _MARKS if mark != "-") + "|-(?=-)")
"""What has a meaning of its own; of several hyphens in a row all but the last, so that they stay hyphens."""


def escaped(words: str, most: int = LARGEST_CELL) -> str:
    """Words as LaTeX sets them; where they are cut, three dots say so."""
    cut = words if len(words) <= most else words[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return _MARK.sub(lambda found: _MARKS[found[0]], cut)


def latex(told: Told, more: str, stamp: Sequence[str] = ()) -> str:
    """A view as LaTeX; `more` says where rows that are cut are to be found."""
    lead, *others = told.lines or (told.heading,)
    parts = [f"\\noindent\\textbf{{{escaped(lead)}}}"]
    parts += [f"\\noindent {escaped(line)}" for line in others]
    parts += [f"\\noindent\\emph{{{escaped(told.heading)}}}"] if told.lines else []
    parts += _tables(told.tables, more)
    parts += [f"\\noindent\\textbf{{Note:}} {escaped(note, 4 * LARGEST_CELL)}" for note in told.notes]
    parts += [f"\\noindent{{\\footnotesize {escaped(' · '.join(stamp), 4 * LARGEST_CELL)}}}"] if stamp else []
    return "{\\small\\raggedright\\setlength{\\tabcolsep}{4pt}\n" + "\n\n".join(parts) + "\n\\par}\n"


def _tables(tables: Sequence[Table], more: str) -> Iterator[str]:
    """The tables, as long as they fit together."""
    left = LARGEST_LATEX
    for table in tables:
        rows, size = 0, 0
        for row in table.rows[:MOST_ROWS]:
            size += sum(min(len(cell.plain), LARGEST_CELL) + 12 for cell in row)
            rows += size <= left
        left = max(0, left - size)
        yield _table(table.but_first(rows), more)


def _table(table: Table, more: str) -> str:
    count = len(table.columns)
    title = (
        f"\\multicolumn{{{count}}}{{@{{}}l@{{}}}}{{\\textbf{{{escaped(table.title)}}}}} \\\\\n" if table.title else ""
    )
    heads = " & ".join(escaped(column.head) for column in table.columns)
    rows = "".join(" & ".join(escaped(cell.plain) for cell in row) + " \\\\\n" for row in table.rows)
    cut = f"\\noindent {plural(table.left, 'more row')}: {escaped(more)}" if table.left else ""
    return (
        f"\\begin{{longtable}}[l]{{@{{}}{_shape(table)}@{{}}}}\n{title}\\toprule\n{heads} \\\\\n\\midrule\n\\endhead\n"
        f"{rows}\\bottomrule\n\\end{{longtable}}\n{cut}"
    ).rstrip()


def _shape(table: Table) -> str:
    """The form of each column: numbers to the right, and what is long in lines."""
    widths = [_width(table, position) for position in range(len(table.columns))]
    long = sum(width for width in widths if width > WIDEST)
    room = max(0.3, 1 - sum(width for width in widths if width <= WIDEST) / ROOM) - 0.02 * len(widths)
    return "".join(_form(c, w, room * w / long if long else 0) for c, w in zip(table.columns, widths, strict=True))


def _width(table: Table, position: int) -> int:
    cells = (row[position].plain for row in table.rows)
    longest = max((len(line) for cell in cells for line in cell.split("\n")), default=0)
    has_lines = any("\n" in row[position].plain for row in table.rows)
    found = min(max(longest, len(table.columns[position].head)), 80)
    return max(found, WIDEST + 1) if has_lines else found


def _form(column: Column, width: int, share: float) -> str:
    if column.is_number:
        return "r"
    return "l" if width <= WIDEST else f"p{{{max(share, 0.08):.2f}\\linewidth}}"
