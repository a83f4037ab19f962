"""The fixed colours and dashes of outcomes, and the inks of the grounds they stand on: one place for all surfaces.

Any theory has its own options, so an outcome's colour is that of its rank: the least committed is grey, the most blue,
those between go from amber over rose to violet. They differ in lightness as much as in hue, so that they can be told
apart in grey and by colour-blind readers; all but the grey stand out from white and dark ground by two to one and more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qadsl.ir.program import Plan

__all__ = [
    "CLEAR", "DARK", "FONT", "GROUNDS", "LESS", "MORE", "PAPER", "UNDECIDED", "Ground", "Look", "ink_on", "look_of",
    "looks", "tint",
]  # fmt: skip

FONT = "system-ui, sans-serif"
"""Generic families only: nothing is fetched, and every system has them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an outcome is drawn: its fill or stroke, its dash as lengths of line and gap, and a text colour upon it."""

    colour: str
    dash: tuple[float, ...]
    on: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a picture stands on, and the inks of text, of what is secondary, and of lines that only help the eye."""

    fill: str | None
    ink: str
    soft: str
    line: str


PAPER = Ground("#ffffff", "#222222", "#5f5f5f", "#d8d8d8")
DARK = Ground("#111111", "#eeeeee", "#a8a8a8", "#3c3c3c")
CLEAR = Ground(None, "#7a7a7a", "#7a7a7a", "#80808055")
"""Transparent, with a mid-grey that reads on white and on black: a picture in a notebook cannot see its theme."""
GROUNDS = {"white": PAPER, "dark": DARK, "clear": CLEAR}

MORE, LESS = "#1b7f79", "#c9703a"
"""What adds to a sum and what takes away from it: teal and rust, told apart in grey by their lightness."""
UNDECIDED = Look("#8a8a8a", (1, 3), "#000000")
"""Where a draw leaves the outcome unknown, or rules conflict."""

_LEAST = "#c4c7cb"
_PATH = ("#e59a1c", "#e76f5e", "#ba5f7d", "#826097", "#1d5bb0")
"""Amber to blue, each step darker than the one before."""
_DASHES: tuple[tuple[float, ...], ...] = ((2, 3), (5, 3), (8, 3), (12, 3), (16, 2, 2, 2))
_NO_TIE = (1.0, 4.0)
_SOLID = (1.0, 0.0)


def looks(count: int) -> tuple[Look, ...]:
    """The looks of so many options, from the least committed to the most."""
    if count < 1:
        return ()
    tied = count - 1
    found = [Look(_LEAST, _NO_TIE, "#000000")]
    for rank in range(1, count):
        share = 1.0 if tied == 1 else (rank - 1) / (tied - 1)
        colour = _along(share)
        found.append(Look(colour, _dash(rank, tied), ink_on(colour)))
    return tuple(found)


def look_of(plan: Plan, option: int) -> Look:
    """The look of an option of a program by its position; -1 is undecided."""
    return UNDECIDED if option < 0 else looks(len(plan.options))[option]


def ink_on(colour: str) -> str:
    """Black or white, whichever stands out more from a colour."""
    return "#000000" if _lightness(colour) > 0.179 else "#ffffff"


def tint(colour: str, share: float) -> str:
    """A colour as full as a share says, the rest white: nothing shines through, so it is the same on any ground."""
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in _parts(colour))


def _dash(rank: int, tied: int) -> tuple[float, ...]:
    """The most committed is a whole line; the others are dashed, longer with commitment."""
    if rank == tied:
        return _SOLID
    if tied == 2:
        return _DASHES[1]
    return _DASHES[min(rank - 1, len(_DASHES) - 1)] if tied <= len(_DASHES) + 1 else (2 + 12 * (rank - 1) / tied, 3.0)


def _along(share: float) -> str:
    """The colour at a share of the path."""
    place = share * (len(_PATH) - 1)
    start = min(int(place), len(_PATH) - 2)
    one, other = _parts(_PATH[start]), _parts(_PATH[start + 1])
    rest = place - start
    return "#" + "".join(f"{round(a + (b - a) * rest):02x}" for a, b in zip(one, other, strict=True))


def _parts(colour: str) -> Sequence[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _lightness(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
