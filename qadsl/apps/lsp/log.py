"""The log of the server: it goes to standard error, and nothing waits for anybody to read it there."""

from __future__ import annotations

import logging
from contextlib import suppress
from logging.handlers import QueueHandler
from queue import Full, Queue
from threading import Thread
from typing import TextIO

__all__ = ["Log"]

MOST_LINES = 1000
"""Lines that wait to be written; what comes while so many do is lost."""


class Log(QueueHandler):
    """Hands lines to a thread that writes them."""

    def __init__(self, stream: TextIO) -> None:
        self._lines: Queue[logging.LogRecord | None] = Queue(MOST_LINES)
        super().__init__(self._lines)
        self._written = logging.StreamHandler(stream)
        self._written.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self._writer = Thread(target=self._write, name="log", daemon=True)
        self._writer.start()

    def enqueue(self, record: logging.LogRecord) -> None:
        """Put a line where the thread finds it."""
        with suppress(Full):
            self._lines.put_nowait(record)

    def _write(self) -> None:
        while (record := self._lines.get()) is not None:
            self._written.handle(record)

    def finish(self, seconds: float) -> None:
        """Have the rest written, if that takes no longer."""
        with suppress(Full):
            self._lines.put(None, timeout=seconds)
        self._writer.join(seconds)
