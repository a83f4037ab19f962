"""What edits do to places: where a character of an older text stands now, and where one of now stood then."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Change", "back", "forward"]

Change = tuple[int, int, int]
"""Where a text was changed, how many characters were taken away there, and how many put in."""


def forward(offset: int, changes: Sequence[Change]) -> int:
    """Where a character stands after the changes; one taken away, where they were made."""
    for start, removed, inserted in changes:
        if offset >= start + removed:
            offset += inserted - removed
        elif offset > start:
            offset = start + min(offset - start, inserted)
    return offset


def back(offset: int, changes: Sequence[Change]) -> int:
    """Where a character stood before the changes; one put in, where they were made."""
    for start, removed, inserted in reversed(changes):
        if offset >= start + inserted:
            offset += removed - inserted
        elif offset > start:
            offset = start + min(offset - start, removed)
    return offset
