"""Words on a page: escaped, cut where they are very long, and names written from right to left kept in their place."""

from __future__ import annotations

import re
from html import escape

__all__ = ["LARGEST_TEXT", "said", "swatch"]

LARGEST_TEXT = 600
"""Characters of one sentence or cell."""

_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(rf"[{_LEFTWARD}](?:[ '\u2019\d-]*[{_LEFTWARD}])*")
"""A name in a script that runs to the left, without what parts it from the next."""


def said(words: str, most: int = LARGEST_TEXT, *, is_marked: bool = True) -> str:
    """Words as HTML; where they are cut, three dots say so. What is to stand in an attribute cannot be marked."""
    cut = words if len(words) <= most else words[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return escape(cut) if not is_marked else _RUN.sub(lambda found: f"<bdi>{found[0]}</bdi>", escape(cut))


def swatch(colour: str) -> str:
    """A mark in a colour before a word that says the same."""
    return f'<span style="border-left:10px solid {colour};padding-left:6px;white-space:nowrap">'
