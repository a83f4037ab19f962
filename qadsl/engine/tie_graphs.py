"""Which ties come out together: for each period and target the graphs of ties that draws give, each counted once.

A graph is a row of bits: for each option but the least, in order, and for each pair of the period and target, in order,
whether the tie is at least that option. This is where ties become graphs; what makes a group of a graph is said in
`engine.groups`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from qadsl.engine.cells import starts_of
from qadsl.ir.program import Plan
from qadsl.result import Flags, Ints, TieGraphs

__all__ = ["MOST_BITS", "Sightings", "draws_seen", "merged", "slots_of", "unpacked"]

MOST_BITS = 2_000_000_000
"""Ties x options x draws of which is kept which came out together: those of the first draws."""

_AT_ONCE = 33_554_432
"""Bits that are turned round at once."""

Bits = NDArray[np.uint8]
Seen = tuple[Counter[bytes], ...]


def draws_seen(plan: Plan, pairs: int, draws: int) -> int:
    """Of how many draws, the first ones, it is kept which ties came out together; none where choice is by chance."""
    if plan.precision is not None or not pairs:
        return 0
    return max(1, min(draws, MOST_BITS // (pairs * max(1, len(plan.options) - 1))))


def slots_of(plan: Plan, pairs: Ints) -> Ints:
    """Where the pairs of each period and target begin among all, and where the last ones end."""
    targets = len(plan.targets)
    return starts_of(pairs, len(plan.periods) * targets, targets)


class Sightings:
    """The ties of a chunk of draws, as far as they are to be kept."""

    def __init__(self, plan: Plan, pairs: Ints, first: int, count: int, draws: int) -> None:
        self._slots = slots_of(plan, pairs)
        self.count = max(0, min(count, draws_seen(plan, len(pairs), draws) - first))
        size = -(-self.count // 8)
        self._packed: Bits = np.zeros((max(len(plan.options) - 1, 0), len(pairs), size), dtype=np.uint8)

    def see(self, pairs: Ints | slice, option: int, ties: Flags) -> None:
        """Enter in which draws ties of these pairs are an option or a greater one; one column stands for all draws."""
        if not self.count or option == 0:
            return
        if ties.shape[1] == 1:
            self._packed[option - 1, pairs] = np.where(ties, 255, 0)
        else:
            self._packed[option - 1, pairs] = np.packbits(ties[:, : self.count], axis=1)

    def counted(self) -> Seen:
        """The graphs of each period and target, in the order of their first draws."""
        return tuple(
            self._graphs(self._packed[:, start:end]) for start, end in zip(self._slots, self._slots[1:], strict=False)
        )

    def _graphs(self, packed: Bits) -> Counter[bytes]:
        found: Counter[bytes] = Counter()
        if not packed.size:
            return found
        rows = packed.reshape(-1, packed.shape[2])
        step = max(1, _AT_ONCE // (8 * len(rows)))
        for start in range(0, rows.shape[1], step):
            some = rows[:, start : start + step]
            width = min(8 * some.shape[1], self.count - 8 * start)
            flags = np.unpackbits(some, axis=1)[:, :width]
            graphs = np.packbits(np.ascontiguousarray(flags.T), axis=1)
            found.update(cast(list[bytes], graphs.view(f"V{graphs.shape[1]}").reshape(-1).tolist()))
        return found


def merged(seen: Sequence[Seen], draws: int) -> TieGraphs:
    """What all chunks saw, in the order of draws; `draws` is how many there were."""
    slots: list[Counter[bytes]] = [Counter() for _ in seen[0]] if seen else []
    for chunk in seen:
        for slot, counts in zip(slots, chunk, strict=True):
            slot.update(counts)
    return TieGraphs(draws, tuple(dict(slot) for slot in slots))


def unpacked(graph: bytes, options: int, pairs: int) -> Flags:
    """Whether each tie of a graph is at least each option but the least: (options - 1, pairs)."""
    bits = np.unpackbits(np.frombuffer(graph, dtype=np.uint8), count=(options - 1) * pairs)
    found: Flags = bits.astype(np.bool_).reshape(options - 1, pairs)
    return found
