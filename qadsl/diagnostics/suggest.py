"""The known name that a mistyped one most likely means."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["suggest"]

MOST_NAMES = 5_000
"""More known names than this are not searched: a hint is not worth a wait."""


def suggest(name: str, known: Iterable[str]) -> str | None:
    """The nearest known name, if it is within a third of the letters; of equally near ones the first by name.

    Distance counts letters put in, left out, replaced and swapped with their neighbour; case counts nothing.
    """
    wanted = name.casefold()
    best: tuple[int, str] | None = None
    for candidate in sorted(set(known))[:MOST_NAMES]:
        most = max(1, min(len(name), len(candidate)) // 3) if best is None else best[0] - 1
        distance = _distance(wanted, candidate.casefold(), most)
        if distance <= most:
            best = (distance, candidate)
        if distance == 0:
            break
    return None if best is None else best[1]


def _distance(one: str, other: str, most: int) -> int:
    """Damerau-Levenshtein distance (neighbours swapped count once), or more than `most` as soon as that is sure."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
