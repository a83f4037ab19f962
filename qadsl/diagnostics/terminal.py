"""Diagnostics for a terminal: the picture with carets, in colour where that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qadsl.diagnostics.model import Diagnostic
from qadsl.diagnostics.picture import Line, draw

__all__ = ["render", "render_all"]

_COLOURS = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "strong": "\x1b[1m",
    "rim": "\x1b[34m",
    "mark": "\x1b[1;31m",
    "label": "\x1b[36m",
}


def render(diagnostic: Diagnostic, *, width: int = 80, colour: bool = False) -> str:
    """The picture of one diagnostic, without a line end behind it."""
    return "\n".join(_paint(line, colour).rstrip() for line in draw(diagnostic, width))


def render_all(diagnostics: Iterable[Diagnostic], *, width: int = 80, colour: bool = False) -> str:
    """The pictures of many, an empty line between them; what one has said by way of help, the next does not repeat."""
    return "\n\n".join(render(diagnostic, width=width, colour=colour) for diagnostic in _without_repeats(diagnostics))


def _without_repeats(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    said: set[tuple[str, str]] = set()
    for diagnostic in diagnostics:
        fresh = tuple(text for text in diagnostic.help if (diagnostic.code, text) not in said)
        said.update((diagnostic.code, text) for text in fresh)
        yield replace(diagnostic, help=fresh)


def _paint(line: Line, colour: bool) -> str:
    if not colour:
        return "".join(text for _, text in line)
    return "".join(f"{_COLOURS[style]}{text}\x1b[0m" if style in _COLOURS else text for style, text in line)
