"""Program text on a page: coloured as everywhere else, each line with its number and a place that links lead to."""

from __future__ import annotations

from html import escape

from qadsl.diagnostics.cells import printable
from qadsl.highlighting.classes import Class, pieces
from qadsl.views.html_text import said
from qadsl.views.texts import Texts, Written, anchor

__all__ = ["code_html", "texts_html"]

LONGEST_OPEN = 250
"""Lines of a program that is shown unfolded."""

_COLOURED = {
    Class.STATEMENT: "k", Class.CLAUSE: "k", Class.OPERATOR_WORD: "k", Class.CONSTANT: "n", Class.TYPE: "y",
    Class.ROLE: "f", Class.GROUP: "f", Class.FUNCTION: "f", Class.DISTRIBUTION: "f", Class.NUMBER: "n",
    Class.DATE: "n", Class.TEXT: "t", Class.COMMENT: "c",
}  # fmt: skip
"""What has a colour, and the class of it on the page."""


def texts_html(texts: Texts) -> str:
    """The program open, where it is not very long; libraries folded."""
    return "".join(_text(number, one) for number, one in enumerate(texts.written))


def _text(number: int, one: Written) -> str:
    lines = one.text.count("\n") + 1
    title = f"library {said(one.library)}" if one.library else f"<code>{said(one.name)}</code>"
    state = "" if one.library or lines > LONGEST_OPEN else " open"
    kind = "library" if one.library else "program"
    return (
        f'<details class="{kind}"{state}><summary>{title} ({lines:,} lines)</summary>'
        f"{code_html(one.text, number)}</details>"
    )


def code_html(text: str, number: int) -> str:
    """A text, line by line; those before the first that holds anything, as of a cell's magic, are left out."""
    blank = text[: len(text) - len(text.lstrip())].count("\n")
    rows = [""]
    for piece in pieces(text):
        kind = _COLOURED.get(piece.kind)
        for i, part in enumerate(piece.text.split("\n")):
            if i:
                rows.append("")
            rows[-1] += _part(part.expandtabs(4), kind)
    shown = [(i, row) for i, row in enumerate(rows, 1) if row or i > blank]
    lines = "".join(f'<span class="l" id="{anchor(number, i)}">{row}</span>\n' for i, row in shown)
    counted = f' style="counter-reset:line {blank}"' if blank else ""
    return f'<pre tabindex="0" dir="ltr"{counted}><code>{lines}</code></pre>'


def _part(part: str, kind: str | None) -> str:
    if not part:
        return ""
    shown = escape(printable(part))
    return f'<span class="{kind}">{shown}</span>' if kind else shown
