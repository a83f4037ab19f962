"""Frustration against all divisions of small networks, and published signed networks."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadsl.engine.solvers.cycles import odd_cycles
from qadsl.engine.solvers.frustration import frustration, triads
from qadsl.result import Floats


def signs_of(actors: int, positive: list[tuple[int, int]], negative: list[tuple[int, int]]) -> Floats:
    signs = np.zeros((actors, actors))
    for ties, sign in ((positive, 1.0), (negative, -1.0)):
        for i, j in ties:
            signs[i, j] = signs[j, i] = sign
    return signs


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 7).flatmap(lambda n: st.lists(st.integers(-1, 1), min_size=n * n, max_size=n * n)))
def test_index_and_triads_are_those_of_every_division(cells: list[int]) -> None:
    actors = round(len(cells) ** 0.5)
    upper = np.triu(np.array(cells, dtype=float).reshape(actors, actors), 1)
    signs = upper + upper.T
    pairs = list(combinations(range(actors), 2))
    fewest = min(
        sum(signs[i, j] * (1 if camps[i] == camps[j] else -1) < 0 for i, j in pairs)
        for camps in product((0, 1), repeat=actors)
    )
    found = frustration(signs)
    assert (found.index, found.gap, len(found.flips)) == (fewest, 0, fewest)
    flipped = signs.copy()
    for i, j in found.flips:
        flipped[i, j] = flipped[j, i] = -signs[i, j]
    assert frustration(flipped).index == 0
    products = [signs[i, j] * signs[j, k] * signs[i, k] for i, j, k in combinations(range(actors), 3)]
    counted = triads(signs)
    assert (counted.balanced, counted.unbalanced) == (products.count(1.0), products.count(-1.0))


def test_a_balanced_network_is_not_frustrated() -> None:
    """Cartwright and Harary (1956): two camps, friends within, enemies between."""
    camps = np.where(np.arange(40) % 3 == 0, 1.0, -1.0)
    signs = np.outer(camps, camps)
    found = frustration(signs)
    assert (found.index, found.gap, found.flips) == (0, 0, ())
    assert triads(signs).unbalanced == 0


def test_all_enemies_are_as_frustrated_as_can_be() -> None:
    """Of n actors who are all enemies the best division is in halves: (n - 1)^2 / 4 ties inside them, rounded down."""
    for actors in (4, 7, 10, 21):
        signs = -np.ones((actors, actors))
        assert frustration(signs).index == (actors - 1) ** 2 // 4
        assert triads(signs).balanced == 0


def test_weights_count() -> None:
    signs = signs_of(3, [(0, 1), (1, 2)], [(0, 2)])
    signs[0, 1] = signs[1, 0] = 0.25
    found = frustration(signs)
    assert (found.index, found.flips) == (0.25, ((0, 1),))


@pytest.mark.parametrize("seed", range(2))
def test_beyond_a_table_the_index_is_proved(seed: int) -> None:
    """Twice a network of 14 actors, linked by one tie: twice its index, for a single tie frustrates nothing."""
    luck = np.random.Generator(np.random.Philox(seed))
    upper = np.triu(luck.choice([-1.0, 0.0, 1.0], (14, 14), p=(0.25, 0.35, 0.4)), 1)
    small = upper + upper.T
    large = np.zeros((28, 28))
    large[:14, :14] = large[14:, 14:] = small
    large[0, 14] = large[14, 0] = -1.0
    found = frustration(large)
    assert (found.index, found.gap) == (2 * frustration(small).index, 0)


@pytest.mark.parametrize("seed", range(4))
def test_of_a_sparse_network_circles_prove_the_index(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    luck = np.random.Generator(np.random.Philox(seed))
    upper = np.triu(luck.choice([-1.0, 0.0, 1.0], (18, 18), p=(0.1, 0.8, 0.1)), 1)
    signs = upper + upper.T
    for circle in odd_cycles(signs, 50):
        assert np.prod([signs[tie] for tie in circle]) == -1
        assert all(sum(end in tie for tie in circle) == 2 for tie in circle for end in tie)
    table = frustration(signs)
    monkeypatch.setattr("qadsl.engine.solvers.landscape.MOST_CONFIGURATIONS", 1)
    searched = frustration(signs)
    assert (searched.index, searched.gap, len(searched.flips)) == (table.index, 0, table.index)
