"""Shows answers below a cell: one output each, as HTML without script and as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from IPython.display import display

from qadsl.analysis.expect import Verdict
from qadsl.apps.notebook.cell import Cell, Declared
from qadsl.apps.notebook.outlets import Bundle, text_bundle
from qadsl.apps.notebook.refusing import CellError
from qadsl.commands import Answer
from qadsl.diagnostics import Diagnostic, html, terminal
from qadsl.diagnostics.cells import printable
from qadsl.views.plainly import plain_text
from qadsl.views.verdict import verdict
from qadsl.views.words import listed, named

__all__ = ["bundle", "error_bundle", "kept", "said_of", "show_text", "show_warnings"]

WIDTH = 100
MOST_WARNINGS = 5
MOST_DECLARED = 12
"""Things declared that are named below a cell."""


def bundle(found: Answer) -> Bundle:
    """The forms of an answer."""
    value = found.value
    if isinstance(value, Verdict):
        return text_bundle("claim", plain_text(verdict(value), WIDTH))
    return value._repr_mimebundle_()


def error_bundle(error: CellError) -> Bundle:
    """What went wrong where no cell can fail of it."""
    text = str(error)
    shown = html.render_all(error.diagnostics) if error.diagnostics else text_bundle("error", text)["text/html"]
    return {"text/html": shown, "text/plain": text}


def show_text(kind: str, text: str) -> None:
    """A text as it is laid out."""
    _put(text_bundle(kind, text))


def show_warnings(warnings: Sequence[Diagnostic]) -> None:
    """What the checks warned of in a cell."""
    shown = warnings[:MOST_WARNINGS]
    if shown:
        _put({"text/html": html.render_all(shown), "text/plain": terminal.render_all(shown)})


def kept(cell: Cell) -> str:
    """What a cell declares, where it asks nothing."""
    return f"{cell.source.name}: {said_of(cell.declared) or 'declares nothing'}"


def said_of(declared: Declared) -> str:
    """`library multifacet and scenario suez`."""
    names = sorted(f"{_kind(kind)} {printable(named(name))}" for kind, name in declared)
    left = len(names) - MOST_DECLARED
    return listed([*names[:MOST_DECLARED], *([f"{left} more"] if left > 0 else [])]) if names else ""


def _kind(node: str) -> str:
    return {"Use": "library", "InstrumentKind": "instrument"}.get(node, node.lower())


def _put(forms: Bundle) -> None:
    display(dict(forms), raw=True)  # type: ignore[no-untyped-call]
