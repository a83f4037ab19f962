"""Diagnostics for a page: the picture as escaped HTML, which carries its own few styles and no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from qadsl.diagnostics.model import Diagnostic
from qadsl.diagnostics.picture import draw

__all__ = ["render", "render_all"]

_STYLES = {
    "error": "color:#d0342c;font-weight:bold",
    "warning": "color:#a67c00;font-weight:bold",
    "note": "color:#3b78c4;font-weight:bold",
    "strong": "font-weight:bold",
    "rim": "opacity:.7",
    "mark": "color:#d0342c;font-weight:bold",
    "label": "color:#3b78c4",
}
"""Middle tones, which stand out from light and from dark ground."""
_FONT = "font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
"""Of one width, whatever the page says of others: the caret stands below what it points at."""


def render(diagnostic: Diagnostic, *, width: int = 100) -> str:
    """One diagnostic as a `pre` element."""
    rows = ("".join(_span(style, text) for style, text in line) for line in draw(diagnostic, width))
    return f'<pre class="qa-diagnostic qa-{diagnostic.severity}" style="{_FONT}">' + "\n".join(rows) + "</pre>"


def render_all(diagnostics: Iterable[Diagnostic], *, width: int = 100) -> str:
    """Many of them, each in its own element."""
    return "\n".join(render(diagnostic, width=width) for diagnostic in diagnostics)


def _span(style: str, text: str) -> str:
    return f'<span style="{_STYLES[style]}">{escape(text)}</span>' if style in _STYLES else escape(text)
