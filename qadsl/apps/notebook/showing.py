"""Shows answers below a cell: one output each, as HTML without script and as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from IPython.display import display

from qadsl.analysis.expect import Verdict
from qadsl.apps.notebook.cells import Cell
from qadsl.commands import Answer
from qadsl.diagnostics import Diagnostic, html, terminal
from qadsl.diagnostics.cells import printable
from qadsl.views.html import page_piece
from qadsl.views.plainly import plain_text
from qadsl.views.verdict import verdict
from qadsl.views.words import listed, named

__all__ = ["show", "show_kept", "show_text", "show_warnings"]

WIDTH = 100
MOST_WARNINGS = 5
MOST_DECLARED = 12
"""Things declared that are named below a cell."""


def show(found: Answer) -> None:
    """One answer."""
    value = found.value
    if isinstance(value, Verdict):
        show_text("claim", plain_text(verdict(value), WIDTH))
    else:
        _put(value._repr_mimebundle_())


def show_text(kind: str, text: str) -> None:
    """A text as it is laid out."""
    shown = page_piece(kind, f'<pre style="margin:0;white-space:pre-wrap">{escape(text)}</pre>')
    _put({"text/html": shown, "text/plain": text})


def show_warnings(warnings: Sequence[Diagnostic]) -> None:
    """What the checks warned of in a cell."""
    shown = warnings[:MOST_WARNINGS]
    if shown:
        _put({"text/html": html.render_all(shown), "text/plain": terminal.render_all(shown)})


def show_kept(cell: Cell) -> None:
    """What a cell declares, where it asks nothing."""
    names = sorted(f"{_kind(kind)} {printable(named(name))}" for kind, name in cell.declared)
    left = len(names) - MOST_DECLARED
    more = [f"{left} more"] if left > 0 else []
    show_text("kept", f"{cell.source.name}: {listed([*names[:MOST_DECLARED], *more]) if names else 'declares nothing'}")


def _kind(node: str) -> str:
    return {"Use": "library", "InstrumentKind": "instrument"}.get(node, node.lower())


def _put(forms: dict[str, str]) -> None:
    display(forms, raw=True)  # type: ignore[no-untyped-call]
