"""The input of the server, and its end: whatever is still being worked on then, the process ends soon.

The input is read ahead by a thread of its own, so that its end is noticed while something else goes on or hangs.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable
from threading import Condition, Thread, Timer
from typing import BinaryIO, NoReturn

__all__ = ["LAST", "Input", "end", "end_soon", "end_within"]

GRACE = 30.0
"""Seconds in which all that had been asked before the end of the input is answered."""
LAST = 2.0
"""Seconds that putting away may take."""
AT_ONCE = 1 << 16  # bytes


class Input:
    """What an editor sends, as pygls reads it: by lines and by numbers of bytes, fewer at the end."""

    def __init__(self, stream: BinaryIO, at_end: Callable[[], None]) -> None:
        self._at_end = at_end
        self._read = bytearray()
        self._searched = 0
        self._is_over = False
        self._changed = Condition()
        Thread(target=self._read_ahead, args=(stream.fileno(),), name="input", daemon=True).start()

    def _read_ahead(self, stream: int) -> None:
        while part := os.read(stream, AT_ONCE):
            with self._changed:
                self._read += part
                self._changed.notify_all()
        self.close()
        self._at_end()

    def close(self) -> None:
        """Wait for nothing more."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def readline(self) -> bytes:
        """The next line with its end; the rest where it has none."""
        with self._changed:
            self._changed.wait_for(lambda: self._line() or self._is_over)
            return self._take(self._line() or len(self._read))

    def _line(self) -> int:
        """The length of the next line, 0 where its end has not come yet."""
        found = self._read.find(b"\n", self._searched) + 1
        self._searched = found - 1 if found else len(self._read)
        return found

    def read(self, size: int) -> bytes:
        """So many bytes, or what there is at the end."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._read) >= size or self._is_over)
            return self._take(size)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._read[:size])
        del self._read[:size]
        self._searched = 0
        return taken


def end_soon() -> None:
    """End the process when what has been asked is answered, or can be no more."""
    end_within(GRACE)


def end_within(seconds: float) -> None:
    """End the process after that time even if it hangs; the log then says where, if anybody reads it."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or 2)
    unread = Timer(seconds + 1.0, os._exit, (1,))
    unread.daemon = True
    unread.start()


def end(code: int) -> NoReturn:
    """End the process now: what still runs beside has nobody to answer."""
    os._exit(code)
