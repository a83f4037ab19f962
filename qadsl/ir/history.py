"""What a scenario records beside itself: what happened, and who was bound by a treaty. No result hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Happening", "History"]

Cell = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened at one decision (`is_tie` false: who chose what) or one tie.

    `cell` holds the positions of time, target and the two actors, those of a tie in order of name; `place` and
    `citation` say where it is recorded and after whom.
    """

    option: str
    cell: Cell
    is_tie: bool
    place: str
    citation: str


@dataclass(frozen=True, slots=True)
class History:
    """All that a scenario records.

    `treaties` holds (time, a, b) of every pair that stands under a fully binding instrument, None where the scenario
    knows no instruments.
    """

    happenings: tuple[Happening, ...]
    treaties: frozenset[tuple[int, int, int]] | None
