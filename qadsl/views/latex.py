"""Results as LaTeX: sentences and tables between the lines of `booktabs`, everything that a user typed escaped.

What comes out is a piece of a document that loads `booktabs` and `longtable`, as the one of `nbconvert` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qadsl.views.grid import Column
from qadsl.views.latex_columns import BREAK, Shape, breakable, shape
from qadsl.views.told import Table, Told
from qadsl.views.words import plural

__all__ = ["escaped", "latex"]

MOST_ROWS = 60
"""Rows of a table in LaTeX."""
LARGEST_CELL = 300
"""Characters of a cell or sentence in LaTeX."""
LARGEST_LATEX = 24_000
"""Characters of the rows of all tables of one result in LaTeX."""
LONGEST_WORD = 50
"""Letters of a word in a sentence that is not parted."""

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
    "\N{NO-BREAK SPACE}": "~", "\n": r"\newline ", BREAK: r"\allowbreak{}",
}  # fmt: skip
_MARK = re.compile("|".join(re.escape(mark) for mark in _MARKS if mark != "-") + "|-(?=-)")
"""What has a meaning of its own; of several hyphens in a row all but the last, so that they stay hyphens."""


def escaped(words: str, most: int = LARGEST_CELL) -> str:
    """Words as LaTeX sets them; where they are cut, three dots say so."""
    cut = words if len(words) <= most else words[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return _MARK.sub(lambda found: _MARKS[found[0]], cut)


def _sentence(words: str, most: int = LARGEST_CELL) -> str:
    """A sentence; what is wider than a line of a page is parted."""
    return escaped(breakable(words, LONGEST_WORD), most)


def latex(told: Told, more: str, stamp: Sequence[str] = ()) -> str:
    """A view as LaTeX; `more` says where rows that are cut are to be found."""
    lead, *others = told.lines or (told.heading,)
    parts = [f"\\noindent\\textbf{{{_sentence(lead)}}}"]
    parts += [f"\\noindent {_sentence(line)}" for line in others]
    parts += [f"\\noindent\\emph{{{_sentence(told.heading)}}}"] if told.lines else []
    parts += _tables(told.tables, more)
    parts += [f"\\noindent\\textbf{{Note:}} {_sentence(note, 4 * LARGEST_CELL)}" for note in told.notes]
    parts += [f"\\noindent{{\\footnotesize {_sentence(' · '.join(stamp), 4 * LARGEST_CELL)}}}"] if stamp else []
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
    """A table; its title takes no width, so that a narrow table stays narrow."""
    count, form = len(table.columns), shape(table)
    title = f"\\rlap{{\\parbox[t]{{\\linewidth}}{{\\raggedright\\textbf{{{escaped(table.title)}}}\\strut}}}}"
    title = f"\\multicolumn{{{count}}}{{@{{}}l@{{}}}}{{{title}}} \\\\\n" if table.title else ""
    heads = _row([column.head for column in table.columns], form)
    rows = "".join(_row([cell.plain for cell in row], form) for row in table.rows)
    cut = f"\\noindent {plural(table.left, 'more row')}: {escaped(more)}" if table.left else ""
    columns = "".join(_column(*each, form.room) for each in zip(table.columns, form.columns, strict=True))
    found = (
        f"\\begin{{longtable}}[l]{{@{{}}{columns}@{{}}}}\n{title}\\toprule\n{heads}\\midrule\n"
        f"\\endhead\n{rows}\\bottomrule\n\\end{{longtable}}"
    )
    return (f"{{{form.size}\n{found}\n}}\n{cut}" if form.size else f"{found}\n{cut}").rstrip()


def _row(cells: Sequence[str], form: Shape) -> str:
    """Cells beside one another; `\\raggedright` takes the meaning of `\\\\` away, not that of `\\tabularnewline`."""
    told = (
        escaped(cell) if letters is None else f"\\raggedright {escaped(breakable(cell, letters))}"
        for cell, letters in zip(cells, form.columns, strict=True)
    )
    return " & ".join(told) + " \\tabularnewline\n"


def _column(column: Column, letters: float | None, room: float) -> str:
    """The form of a column: numbers to the right, and what is long in lines."""
    return f"p{{{letters / room:.3f}\\linewidth}}" if letters is not None else "r" if column.is_number else "l"
