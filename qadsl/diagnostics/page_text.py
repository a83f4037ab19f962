"""A page of the manual of diagnostics as a terminal shows it: wrapped prose, headings, programs set in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qadsl.diagnostics.cells import wrapped
from qadsl.diagnostics.manual import Page

__all__ = ["render"]

_STRONG, _CODE, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"
_HEADINGS = {"Fails": "This program fails", "Mended": "Mended it reads"}


def render(page: Page, said: str = "", *, width: int = 80, colour: bool = False) -> str:
    """The page's text, without a line end behind it; `said` stands behind the program that fails."""
    lines = [_paint(f"{page.code}: {page.title}", _STRONG, colour), ""]
    for part in re.split(r"^(```.*?^```\n?)", page.text.partition("\n")[2], flags=re.MULTILINE | re.DOTALL):
        lines += _program(part, said, colour) if part.startswith("```") else _prose(part, width, colour)
        said = "" if part.startswith("```") else said
    return "\n".join(lines).rstrip()


def _program(part: str, said: str, colour: bool) -> Iterator[str]:
    for line in part.splitlines()[1:-1]:
        yield f"    {_paint(line, _CODE, colour)}" if line else ""
    yield ""
    if said:
        yield from (f"  {line}".rstrip() for line in said.splitlines())
        yield ""


def _prose(part: str, width: int, colour: bool) -> Iterator[str]:
    for block in re.split(r"\n{2,}", part.strip()):
        if block.startswith("#"):
            heading = block.lstrip("# ")
            yield _paint(_HEADINGS.get(heading, heading), _STRONG, colour)
        elif re.match(r"[-*|] ?", block):
            yield from block.splitlines()
        elif block:
            yield from wrapped(" ".join(block.split()), width)
        yield ""


def _paint(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{_PLAIN}" if colour and text else text
