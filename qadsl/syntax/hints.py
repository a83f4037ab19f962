"""What the parser says about a mistake, in the analyst's words."""

from __future__ import annotations

__all__ = ["expectation"]


def expectation(before: str, expected: frozenset[str]) -> str:
    """What belongs behind the symbol `before`, as half a sentence."""
    return "something else belongs here"
