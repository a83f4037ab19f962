"""Names cut to the room that pictures have for them, so that each is still another."""

from __future__ import annotations

from functools import lru_cache

from qadsl.ir.program import Plan
from qadsl.views.pictures.specs import short
from qadsl.views.words import named

__all__ = ["brief_names", "briefly"]


def briefly(plan: Plan) -> tuple[str, ...]:
    """The names of all actors of a program as pictures write them; the whole ones are in tooltips and tables."""
    return brief_names(tuple(named(actor.name) for actor in plan.actors))


@lru_cache(maxsize=8)
def brief_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Long names cut at their ends, or, where that leaves the same of several, at the beginning that they share."""
    cut = [short(name) for name in names]
    alike: dict[str, list[str]] = {}
    for name, brief in zip(names, cut, strict=True):
        alike.setdefault(brief, []).append(name)
    return tuple(
        brief if len(alike[brief]) == 1 else _from_difference(name, alike[brief])
        for name, brief in zip(names, cut, strict=True)
    )


def _from_difference(name: str, others: list[str]) -> str:
    """A name from the word on in which it differs from others."""
    first, last = min(others), max(others)
    same = next((i for i, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    shared = first[:same]
    start = max(shared.rfind(mark) for mark in (" ", "_", "-", "\N{NO-BREAK SPACE}")) + 1
    return short("\N{HORIZONTAL ELLIPSIS}" + name[start or same :])
