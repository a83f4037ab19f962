"""Counter-based draws: a share depends on the seed, what the quantity is called, its cell and the draw number only.

The generator is Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
Its key is (seed, digest of the quantity's key) and its counter (draw // 4, digest of the cell's names, 0, 0); draw d is
word d % 4. Digests are the first 8 bytes, little endian, of BLAKE2b. `share` is the plain form; `Streams` gives the
same bits many at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np

from qadsl.result import Floats

__all__ = ["HIGHEST", "LOWEST", "Streams", "cell_digest", "digest", "philox", "searching", "share"]

_WORD = (1 << 64) - 1
_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_ROUNDS = 10

LOWEST = 2.0**-55
"""The least share that a draw can give; so small that the greatest stays below 1."""
HIGHEST = 1.0 - 2.0**-53
"""The greatest share that a draw can give."""


def digest(text: str) -> int:
    """The 64 bits that stand for a name in a key or a counter."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=65536)
def cell_digest(names: tuple[str, ...]) -> int:
    """The 64 bits that stand for a cell, given the names of its actors."""
    return digest("\x1f".join(names))


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x64-10: the four words of one counter under one key."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(_ROUNDS):
        first, second = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (second >> 64) ^ c1 ^ k0, second & _WORD, (first >> 64) ^ c3 ^ k1, first & _WORD
        k0, k1 = (k0 + _WEYL[0]) & _WORD, (k1 + _WEYL[1]) & _WORD
    return c0, c1, c2, c3


@lru_cache(maxsize=4096)
def _words(seed: int, quantity: int, cell: int, block: int) -> tuple[int, int, int, int]:
    return philox((block, cell, 0, 0), (seed & _WORD, quantity))


def share(seed: int, quantity: int, cell: int, draw: int) -> float:
    """The share in (0, 1) of one draw of one cell, `quantity` and `cell` being digests."""
    raw = _words(seed, quantity, cell, draw // 4)[draw % 4]
    return (raw >> 11) * 2.0**-53 + LOWEST


def searching(seed: int, name: str) -> np.random.Generator:
    """Where a search for a counterexample tries its luck: the same places for the same seed and name."""
    return np.random.Generator(np.random.Philox(key=np.array([seed & _WORD, digest(name)], dtype=np.uint64)))


class Streams:
    """Fills arrays with the draws of many cells of one quantity.

    NumPy's Philox steps its counter before it generates, so a stream is set one counter back. Setting the state of one
    generator takes a sixth of the time of making a new one, if what is set are plain numbers.
    """

    def __init__(self, seed: int, quantity: int) -> None:
        self._philox = np.random.Philox(key=np.array([seed & _WORD, quantity], dtype=np.uint64))
        self._fill = np.random.Generator(self._philox).random
        self._state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": (0, 0, 0, 0), "key": (seed & _WORD, quantity)},
            "buffer": (0, 0, 0, 0), "buffer_pos": 4, "has_uint32": 0, "uinteger": 0,
        }  # fmt: skip

    def fill(self, out: Floats, cells: Iterable[int], first: int) -> Floats:
        """Write draws first, first + 1, ... of each cell (a digest) into its row of `out`; first is a multiple of 4."""
        block = first // 4
        state = self._state["state"]
        for row, cell in zip(out, cells, strict=True):
            # one back from (block, cell, 0, 0); where block is 0, that borrows from the cell
            if block:
                state["counter"] = (block - 1, cell, 0, 0)
            else:
                state["counter"] = (_WORD, cell - 1, 0, 0) if cell else (_WORD, _WORD, _WORD, _WORD)
            self._philox.state = self._state
            self._fill(out=row)
        return np.add(out, LOWEST, out=out)
