"""How long a text may take, in time of the processor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class SlowError(Exception):
    """Takes longer than so long a text may."""


def timely(seconds: float, work: Callable[[], T]) -> T:
    """What the work gives; it must take no longer in one of three tries, counted in time of the processor."""
    for _ in range(3):
        began = time.process_time()
        value = work()
        took = time.process_time() - began
        if took <= seconds:
            return value
    raise SlowError(f"{took:.2f} s of at most {seconds:.2f} s")
