"""The generator gives published numbers, the same one at a time and many at a time."""

from __future__ import annotations

import numpy as np
import pytest

from qadsl.engine.draws import HIGHEST, LOWEST, Streams, cell_digest, digest, philox, share

FULL = (1 << 64) - 1


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        # known answers of Random123 (Salmon et al. 2011), philox4x64 with 10 rounds
        (
            (0, 0, 0, 0),
            (0, 0),
            (0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B),
        ),
        (
            (FULL, FULL, FULL, FULL),
            (FULL, FULL),
            (0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0),
        ),
    ],
)
def test_known_answers(counter: tuple[int, int, int, int], key: tuple[int, int], words: tuple[int, ...]) -> None:
    assert philox(counter, key) == words


@pytest.mark.parametrize("seed", [0, 1956, FULL, -1])
@pytest.mark.parametrize("first", [0, 4, 1024])
def test_streams_agree_with_single_draws(seed: int, first: int) -> None:
    quantity = digest("relation:trade")
    cells = [0, 1, FULL, cell_digest(("UK", "France"))]
    found = Streams(seed, quantity).fill(np.empty((len(cells), 30)), cells, first)
    assert found.tolist() == [[share(seed, quantity, cell, first + i) for i in range(30)] for cell in cells]


def test_streams_can_be_filled_in_any_order() -> None:
    streams = Streams(3, digest("parameter:fear"))
    whole = streams.fill(np.empty((1, 1024)), [7], 0)
    later = streams.fill(np.empty((1, 512)), [7], 512)
    earlier = streams.fill(np.empty((1, 512)), [7], 0)
    assert np.array_equal(whole, np.concatenate([earlier, later], axis=1))


def test_shares_look_uniform() -> None:
    found = Streams(1, digest("x")).fill(np.empty((20, 10_000)), range(20), 0)
    assert abs(found.mean() - 0.5) < 0.003
    assert LOWEST <= found.min() < 0.001
    assert 0.999 < found.max() <= HIGHEST
    assert np.abs(np.corrcoef(found) - np.eye(20)).max() < 0.05


def test_digest_is_little_endian_blake2b() -> None:
    # BLAKE2b with 8 bytes of digest, of nothing
    assert digest("") == int.from_bytes(bytes.fromhex("e4a6a0577479b2b4"), "little")
