"""How far a piece of work is and how long it will take: said not at once, and not too often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Pace", "Way"]

EVERY = 0.1
"""Seconds from one saying to the next."""


@dataclass(frozen=True, slots=True)
class Way:
    """How much of the work is done, from 0 to 1, and how many seconds are left."""

    done: float
    left: float

    @property
    def words(self) -> str:
        """`34%, 12 s left`."""
        if self.done >= 1:
            return "100%, putting it together"
        return f"{self.done:.0%}, {_lasting(self.left)} left"


class Pace:
    """Follows a piece of work; it may have several parts, each of which begins at nothing.

    Parameters
    ----------
    wait
        Seconds before anything is said.
    clock
        What tells the time, in seconds.
    """

    def __init__(self, wait: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._wait, self._clock = wait, clock
        self.start()

    def start(self) -> None:
        """Wait anew."""
        self._started = self._begun = self._clock()
        self._said = -EVERY
        self._done = 0

    def reach(self, done: int, total: int) -> Way | None:
        """Where the work is by now; None where it is too early to say so, or again."""
        now = self._clock()
        if done < self._done:
            self._begun = now
        self._done = done
        if total <= 0 or now - self._started < self._wait or now - self._said < EVERY:
            return None
        self._said = now
        part = min(max(done / total, 0.0), 1.0)
        return Way(part, (now - self._begun) * (1 - part) / part if part else float("inf"))


def _lasting(seconds: float) -> str:
    """A time in the largest units that tell it."""
    if seconds == float("inf"):
        return "unknown time"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"
