"""Whom the name of an input speaks of: `threat(UK, France, Egypt)` of three actors, `UK.capability` of one."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["mentioned", "nearness"]

_NAME = r"(`[^`]*`|[^\s,().`]+)"
_CALL = re.compile(rf"\s*[^()`]+\((\s*{_NAME}\s*(?:,\s*{_NAME}\s*)*)\)\s*")
_OWNED = re.compile(rf"\s*{_NAME}\s*\.[^.]+")


def mentioned(text: str) -> tuple[str, ...]:
    """The names in an input as it is written, in their order; whether they are actors is not known here."""
    called, owned = _CALL.fullmatch(text), _OWNED.fullmatch(text)
    found = re.findall(_NAME, called[1]) if called else [owned[1]] if owned else []
    return tuple(name.strip("`") for name in found)


def nearness(names: Sequence[str], ends: tuple[str, str], target: str) -> int:
    """How well a decision fits some names: the more of them are in it, and the more of them at their places."""
    places = (*ends, target)
    there = sum(name in places for name in names)
    placed = sum(name == place for name, place in zip(names, places, strict=False))
    return 4 * there + placed
