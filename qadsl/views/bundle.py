"""One output in every form that a notebook may ask for, so small that a saved notebook stays small."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

__all__ = ["LARGEST_OUTPUT", "Page", "bundle", "stored"]

LARGEST_OUTPUT = 145_000
"""Bytes by which one output makes a saved notebook grow, at most."""
LARGEST_PLAIN = 16_000
"""Bytes of the plain text of an output."""

Page = Callable[[], str]


def bundle(pages: Iterator[Page], latex: str, text: str) -> dict[str, str]:
    """The forms by their types: the first page that fits, and LaTeX where there is room for it.

    Every program that can show a page prefers it; LaTeX is for those that write papers.
    """
    plain = _cut(text, LARGEST_PLAIN)
    left = LARGEST_OUTPUT - stored(plain)
    page = ""
    for make in pages:
        page = make()
        if stored(page) <= left:
            break
    found = {"text/html": page, "text/plain": plain}
    return {**found, "text/latex": latex} if stored(page) + stored(latex) <= left else found


def stored(text: str) -> int:
    """How many bytes a text takes in a saved notebook, however that is written."""
    return len(json.dumps(text))


def _cut(text: str, most: int) -> str:
    """The first lines of a text."""
    if stored(text) <= most:
        return text
    kept: list[str] = []
    lines = text.splitlines()
    for line in lines:
        most -= stored(line)
        if most < 0:
            break
        kept.append(line)
    return "\n".join([*kept, f"... {len(lines) - len(kept)} more lines"])
