"""What would tip a decision or a tie, as data: for each input the nearest value, and the smallest joint change."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["JointChange", "JointMove", "Tipping", "TippingPoint"]


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """An input with its nearest value at which something else comes out.

    Parameters
    ----------
    input, title
        As programs write it, `fear` or `trade(UK, France)`, and what it is called.
    kind
        `parameter`, `attribute`, `relation`, `variable` or `start`.
    time
        The period of which it is stated, where what is stated differs between periods.
    now, now_value
        What it is, as words and as a number; the middle of what is uncertain. None where it is no number.
    low, high
        Its range; of one without ends, the range that was searched.
    needed, needed_value
        A value, not nearer than the turn, with which the whole program comes out so.
    turns_at
        Where the outcome turns, to a hundred-millionth of the range.
    becomes
        What comes out then.
    distance
        The way to the turn as a share of the range; 1 for another word, or yes for no.
    is_nearest
        Whether no other outcome is nearer by this input.
    """

    input: str
    title: str
    kind: str
    time: int | str | None
    now: str
    now_value: float | None
    is_known: bool
    is_uncertain: bool
    low: float | None
    high: float | None
    needed: str
    needed_value: float | None
    turns_at: float | None
    becomes: str
    distance: float
    is_nearest: bool
    place: str


@dataclass(frozen=True, slots=True)
class JointMove:
    """One of the inputs that change together; `share` of its range, with a sign."""

    input: str
    time: int | str | None
    now: str
    now_value: float
    needed: str
    needed_value: float
    share: float


@dataclass(frozen=True, slots=True)
class JointChange:
    """The smallest change of a few inputs together that tips the outcome: no move is larger than `reach`.

    `is_least` says that every few inputs were tried and that effects add up there, so that nothing smaller does.
    """

    moves: tuple[JointMove, ...]
    becomes: str
    reach: float
    is_least: bool


@dataclass(frozen=True, slots=True)
class Tipping:
    """What would tip one decision, or one tie.

    Parameters
    ----------
    is_tie
        Whether it is the tie of both; else the choice of the first towards the second.
    outcome
        What comes out with everything uncertain at its middle, which is what is tipped; None where that is unknown.
    most_probable, probability
        What comes out most often in the run, and in which share of the draws; None where that is not known.
    points
        Those that tip it, the nearest first.
    still
        Inputs of which no value alone tips it.
    reads_past
        Whether it hangs on earlier periods or on ties.
    unsearched
        Inputs of which, for want of time, no value was sought through earlier periods.
    inputs, tried
        How many inputs there are, and how many were tried: fewer where it was interrupted.
    is_joint_sought
        Whether the search for a joint change came to its end.
    """

    scenario: str
    theory: str
    time: int | str | None
    self: str
    partner: str
    target: str
    is_tie: bool
    draws: int
    seed: int
    is_sampled: bool
    is_quantal: bool
    options: tuple[str, ...]
    outcome: str | None
    most_probable: str | None
    probability: float | None
    points: tuple[TippingPoint, ...]
    still: tuple[str, ...]
    joint: JointChange | None
    reads_past: bool
    unsearched: int
    inputs: int
    tried: int
    is_joint_sought: bool

    @property
    def is_complete(self) -> bool:
        """Whether everything was tried."""
        return self.tried == self.inputs and self.is_joint_sought

    @property
    def nearest(self) -> tuple[TippingPoint, ...]:
        """Of each input, the nearest value."""
        return tuple(point for point in self.points if point.is_nearest)
