"""How programs write a name: bare, or between backticks where its words need them."""

from __future__ import annotations

from qadsl.syntax.scanner import scan
from qadsl.syntax.tables import load

__all__ = ["spelled", "spelled_path"]


def spelled(name: str) -> str:
    """A name as programs write it: between backticks where it is a word of the language, or no plain word."""
    tokens = scan(name)
    is_plain = tokens.kinds[:1] == ["NAME"] and tokens.texts[0] == name and name not in load().words
    return name if is_plain else f"`{name}`"


def spelled_path(name: str) -> str:
    """A name with the libraries before it, as in `scales.kent`, each of its words spelled."""
    return ".".join(spelled(word) for word in name.split("."))
