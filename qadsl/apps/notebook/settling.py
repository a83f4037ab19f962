"""Which cells hold: all that have no mistake, seen together with all others that have none.

A cell that was run last is judged among those that hold. If the mistake is its own, it does not hold; if it is
another's that rests on what the cell was before, that one does not. Whatever does not hold waits, and is judged again
each time a cell is taken in or forgotten, so that the order in which cells were run makes no difference. Of two cells
that declare the same, the one that held first does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qadsl.apps.notebook.cell import Cell
from qadsl.diagnostics import Diagnostic, Severity

__all__ = ["Settled", "settle"]

Found = tuple[Diagnostic, ...]
Check = Callable[[Sequence[Cell], Cell | None], Found]
"""What is wrong with, or warned of in, these cells together; the last is a cell that asks, too."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The cells that hold, and what is said of the one that was run.

    Parameters
    ----------
    held
        Cells that hold, without what they ask.
    found
        Mistakes of the cell, or of others because of it, and warnings.
    """

    held: tuple[Cell, ...]
    found: Found = ()


def settle(held: Sequence[Cell], waiting: Sequence[Cell], check: Check, new: Cell | None = None) -> Settled:
    """Which cells hold, where one of them may have been run just now.

    Parameters
    ----------
    held, waiting
        Cells that held before, and those that did not, in the order in which they were run.
    check
        Says what is wrong with cells.
    new
        The cell that was run.
    """
    before = held
    found: Found = ()
    if new is not None:
        held, found = _joined(held, waiting, check, new)
    else:
        held = _sound(held, check)
    left = [one for one in (*waiting, *before) if one not in held]
    return Settled((*held, *_risen(held, left, check)), found)


def _joined(held: Sequence[Cell], waiting: Sequence[Cell], check: Check, new: Cell) -> tuple[Sequence[Cell], Found]:
    """The cells that hold together with the new one, with what is said of it."""
    helpers, found = _helpers(held, waiting, check, new)
    if not _errors(found):
        return [*held, *helpers, new], found
    if not _is_own(found, new, held):
        return _sound([*held, new], check), found
    if new.asks and not _is_own(check([*held, new.silent], None), new, held):
        return _sound([*held, new.silent], check), found
    return _sound(held, check), found


def _helpers(held: Sequence[Cell], waiting: Sequence[Cell], check: Check, new: Cell) -> tuple[Sequence[Cell], Found]:
    """Those that wait and hold together with the new cell, so that none has a mistake; none where there is no such."""
    left = list(waiting)
    while True:
        found = check([*held, *left], new)
        bad = _mistaken(left, found)
        if not left or not _errors(found):
            return left, found
        left = [one for one in left if one not in bad] if bad else []


def _sound(cells: Sequence[Cell], check: Check) -> Sequence[Cell]:
    """The cells without those that are mistaken among the others."""
    left = list(cells)
    while left and (bad := _mistaken(left, check(left, None))):
        left = [one for one in left if one not in bad]
    return left


def _risen(held: Sequence[Cell], waiting: Sequence[Cell], check: Check) -> Sequence[Cell]:
    """Those that wait no longer, as what they rest on is there by now: together, or each by itself."""
    risen: list[Cell] = []
    left = list(waiting)
    while left:
        more = _together([*held, *risen], left, check) or _alone([*held, *risen], left, check)
        if not more:
            break
        risen += more
        left = [one for one in left if one not in more]
    return risen


def _together(held: Sequence[Cell], waiting: Sequence[Cell], check: Check) -> Sequence[Cell]:
    """Those that hold all at once, when those are left out in which a mistake stands."""
    left = list(waiting)
    while left:
        found = check([*held, *left], None)
        if not _errors(found):
            return left
        bad = _mistaken(left, found)
        left = [one for one in left if one not in bad] if bad else []
    return left


def _alone(held: Sequence[Cell], waiting: Sequence[Cell], check: Check) -> Sequence[Cell]:
    """The first that holds by itself."""
    return next(([one] for one in waiting if not _errors(check([*held, one], None))), [])


def _errors(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [item for item in found if item.severity is Severity.ERROR]


def _mistaken(cells: Sequence[Cell], found: Iterable[Diagnostic]) -> list[Cell]:
    """The cells in which a mistake stands."""
    sources = {id(item.span.source) for item in _errors(found) if item.span is not None}
    return [one for one in cells if one.places & sources]


def _is_own(found: Iterable[Diagnostic], new: Cell, held: Sequence[Cell]) -> bool:
    """Whether a mistake is the new cell's, or in none that could be named."""
    others = {place for one in held for place in one.places}
    return any(item.span is None or id(item.span.source) not in others for item in _errors(found))
