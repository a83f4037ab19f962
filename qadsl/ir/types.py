"""Kinds and ranges of values, and the axes along which they vary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

__all__ = [
    "AXES", "FLAG", "NUMBER", "SHARE", "TRIED", "Axis", "Kind", "Type", "bound_axis", "sort_axes", "words_come_to",
]  # fmt: skip

Axis = str
"""`self`, `partner`, `target`, `time`, `draw`; the axis `over1`, `over2`, ... that a quantifier binds; or `tried`."""

AXES: tuple[Axis, ...] = ("self", "partner", "target", "time", "draw")


TRIED: Axis = "tried"
"""The axis of the groups or networks that a solve tries."""


def bound_axis(depth: int) -> Axis:
    """The axis bound by a quantifier that stands inside `depth - 1` others."""
    return f"over{depth}"


def sort_axes(axes: frozenset[Axis]) -> tuple[Axis, ...]:
    """Axes in their fixed order: the five of every cell, then those that quantifiers bind."""
    return tuple(axis for axis in AXES if axis in axes) + tuple(sorted(axes.difference(AXES)))


class Kind(StrEnum):
    """What a value is. A flag is three-valued (yes, no, unknown), a category is the position of its word."""

    NUMBER = "number"
    FLAG = "flag"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Type:
    """A kind with its range (numbers) or its words (categories)."""

    kind: Kind
    low: float = -inf
    high: float = inf
    words: tuple[str, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether a number of this type has a whole range that an unknown can be drawn from."""
        return self.kind is Kind.NUMBER and self.low > -inf and self.high < inf


def words_come_to(type_: Type) -> tuple[str, ...]:
    """The words that a value of a type may be, by code; none for a number."""
    if type_.kind is Kind.NUMBER:
        return ()
    return ("no", "yes") if type_.kind is Kind.FLAG else type_.words


NUMBER = Type(Kind.NUMBER)
SHARE = Type(Kind.NUMBER, 0.0, 1.0)
FLAG = Type(Kind.FLAG)
