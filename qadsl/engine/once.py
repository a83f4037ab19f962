"""What a run of one draw comes to: no sums and no counts, but what each decision and tie came out as.

Where nothing is uncertain there is one draw, and means over draws are the values themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from qadsl.engine.solvers import behaviour
from qadsl.ir.program import Plan
from qadsl.result import Floats, Ints

__all__ = ["Named", "Once", "names_of_labels", "one_graph_each", "shares_of", "small"]

Small = NDArray[np.signedinteger[Any]]

_BITS = 62
"""Sets of more labels than this do not fit a whole number."""


def small(plan: Plan) -> type[np.signedinteger[Any]]:
    """The least type that a position of an option fits."""
    return np.int8 if len(plan.options) < 128 else np.int64


@dataclass(frozen=True, slots=True)
class Once:
    """The option of each decision and of each tie, -1 where it is not known, and which labels fit it, as bits."""

    choice: Small
    tie: Small
    labels: Ints

    @classmethod
    def empty(cls, plan: Plan, cells: int, pairs: int) -> Once:
        """Of nothing yet."""
        bits = np.uint8 if len(plan.behaviours) <= 8 else np.int64
        return cls(np.empty(cells, small(plan)), np.empty(pairs, small(plan)), np.empty(cells, bits))

    @staticmethod
    def fits(plan: Plan) -> bool:
        """Whether a plan can be kept so."""
        return plan.precision is None and len(plan.behaviours) <= _BITS


class _Texts(dict[int, str]):
    """What sets of labels are called, each worked out when it is first asked for."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan

    def __missing__(self, bits: int) -> str:
        self[bits] = found = behaviour.text(self._plan, bits)
        return found


class Named(Sequence[str]):
    """What is told of each decision by a few labels; as good as a tuple of their names."""

    def __init__(self, plan: Plan, codes: Ints) -> None:
        self._texts, self._codes = _Texts(plan), codes

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(map(self._texts.__getitem__, self._codes[place].tolist()))
        return self._texts[int(self._codes[place])]

    def __iter__(self) -> Iterator[str]:
        return map(self._texts.__getitem__, self._codes.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def names_of_labels(plan: Plan, once: Once, choice: Ints) -> Named:
    """The label of each choice, "" where none fits or the choice is open."""
    is_open = choice < 0
    return Named(plan, np.where(is_open, behaviour.NONE, once.labels) if is_open.any() else once.labels)


def shares_of(outcome: Ints, options: int) -> Floats:
    """The share of each option: all of it for what came out, not known where that is open."""
    found = np.empty((options, len(outcome)))
    for option in range(options):
        np.copyto(found[option], outcome == option)
    is_open = outcome < 0
    if is_open.any():
        found[:, is_open] = np.nan
    return found.T


def one_graph_each(tie: Small, options: int, slots: Ints) -> tuple[Counter[bytes], ...]:
    """The one graph of ties of each period and target, as `engine.tie_graphs` keeps it."""
    at_least = [tie >= option for option in range(1, options)]
    found: list[Counter[bytes]] = []
    for start, end in zip(slots.tolist(), slots[1:].tolist(), strict=False):
        bits = np.concatenate([flags[start:end] for flags in at_least]) if at_least else np.zeros(0, dtype=np.bool_)
        found.append(Counter([np.packbits(bits).tobytes()] if bits.size else []))
    return tuple(found)
