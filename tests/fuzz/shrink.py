"""Makes a text that shows something smaller, while it still shows it."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.fuzz.mutations import TOKEN

__all__ = ["smallest"]


def smallest(text: str, shows: Callable[[str], bool], seconds: float) -> str:
    """A shorter text for which `shows` holds: lines left out, then tokens, then characters, while time lasts."""
    end = time.monotonic() + seconds
    for split in (lambda whole: whole.splitlines(keepends=True), TOKEN.findall, list):
        parts: list[str] = split(text)
        width = max(1, len(parts) // 2)
        while True:
            at = 0
            while at < len(parts) and time.monotonic() < end:
                kept = parts[:at] + parts[at + width :]
                if shows("".join(kept)):
                    parts = kept
                else:
                    at += width
            if width == 1 or time.monotonic() >= end:
                break
            width //= 2
        text = "".join(parts)
    return text
