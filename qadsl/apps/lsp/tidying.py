"""Looks for memory that is no longer needed while nobody waits, for it takes as long as many requests do.

Trees and what is known of them are no circles and go at once. What is left over is little, and Python looks for it
whenever much has been made: that is, while a text is being read or an answer written.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from time import monotonic

__all__ = ["tidy"]

PAUSE = 3.0
"""Seconds without work after which it is done."""
LONGEST = 60.0
"""Seconds of work after which it is done all the same."""


async def tidy(stirred: Callable[[], float]) -> None:
    """Do it from now on; `stirred` is when there last was something to do."""
    gc.disable()
    done = monotonic()
    while True:
        await asyncio.sleep(PAUSE)
        now, last = monotonic(), stirred()
        if last > done and (now - last > PAUSE or now - done > LONGEST):
            gc.collect()
            done = monotonic()
