"""Finds the word that was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["suggest"]

LONGEST = 60


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to `word`, or None if none is near.

    Near means: at most a third of the letters added, lost, changed or swapped with their neighbour, case apart. Of
    two equally near ones it is the first by alphabet, so that the answer does not hang on the order.
    """
    if len(word) > LONGEST:
        return None
    folded, candidates = word.casefold(), frozenset(candidates)
    limit = max(1, len(word) // 3)
    found = sorted(
        (distance(folded, candidate.casefold(), limit), candidate)
        for candidate in candidates
        if candidate != word and abs(len(candidate) - len(word)) <= limit
    )
    if not found or found[0][0] > limit or found[0][0] >= len(word):
        return _of_which_part(folded, candidates)
    return found[0][1]


def _of_which_part(folded: str, candidates: Collection[str]) -> str | None:
    """The one candidate of several words of which this is one: `common_threat` for `threat`."""
    if len(folded) < 5:
        return None
    found = {candidate for candidate in candidates if folded in candidate.casefold().split("_")[:9]}
    return found.pop() if len(found) == 1 and folded not in found else None


def distance(a: str, b: str, limit: int) -> int:
    """Letters to add, drop, change or swap (Damerau 1964, neighbours only); `limit + 1` once it must be more."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row, before = before, [i], row
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
