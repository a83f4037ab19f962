"""Pairwise stable networks against their definition, and what Jackson and Wolinsky (1996) prove of two models."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadsl.engine.solvers.links import Networks, Worth, stable_networks
from qadsl.result import Floats

Links = frozenset[tuple[int, int]]


def connections(delta: float, cost: float) -> Worth:
    """Each gains delta to the power of the steps to every other, and bears a cost for each of its links."""

    def worth(networks: Networks) -> Floats:
        steps = networks.steps()
        return np.asarray(np.where(steps > 0, delta**steps, 0.0).sum(axis=1) - cost * networks.links())

    return worth


def co_authors(networks: Networks) -> Floats:
    """Of each link i to j: 1 / n_i + 1 / n_j + 1 / (n_i n_j), n being how many each has."""
    share = 1 / np.maximum(networks.links(), 1)
    pair = share[:, None] + share[None] + share[:, None] * share[None]
    return np.asarray(np.where(networks.linked, pair, 0.0).sum(axis=1))


def found(worth: Worth, actors: int) -> set[Links]:
    networks = stable_networks(worth, actors)
    assert networks.is_exhaustive
    return {frozenset(n.links) for n in networks.found}


def every_pair(actors: int) -> Links:
    return frozenset(combinations(range(actors), 2))


def star(actors: int, centre: int) -> Links:
    return frozenset((min(centre, i), max(centre, i)) for i in range(actors) if i != centre)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 4), st.integers(1, 5), st.integers(0, 2**32))
def test_found_are_all_those_that_no_pair_changes(actors: int, grades: int, seed: int) -> None:
    pairs = list(combinations(range(actors), 2))
    table = np.random.Generator(np.random.Philox(seed)).integers(0, grades, (actors, 1 << len(pairs))).astype(float)

    def number(links: Links) -> int:
        return sum(1 << b for b, pair in enumerate(pairs) if pair in links)

    def worth(networks: Networks) -> Floats:
        numbers = sum(networks.linked[i, j].astype(int) << b for b, (i, j) in enumerate(pairs))
        return table[:, np.broadcast_to(numbers, networks.linked.shape[2:])]

    def is_stable(links: Links) -> bool:
        now = table[:, number(links)]
        for i, j in pairs:
            there = table[:, number(links ^ {(i, j)})]
            if (i, j) in links:
                if there[i] > now[i] or there[j] > now[j]:
                    return False
            elif (there[i] > now[i] and there[j] >= now[j]) or (there[j] > now[j] and there[i] >= now[i]):
                return False
        return True

    every = [frozenset(c) for size in range(len(pairs) + 1) for c in combinations(pairs, size)]
    assert found(worth, actors) == {links for links in every if is_stable(links)}


@pytest.mark.parametrize("actors", [4, 5])
def test_connections_between_the_thresholds_of_their_proposition_2(actors: int) -> None:
    delta = 0.5
    assert found(connections(delta, 0.2), actors) == {every_pair(actors)}  # below delta - delta squared
    between = found(connections(delta, 0.4), actors)
    assert {star(actors, centre) for centre in range(actors)} <= between
    dear = found(connections(delta, 0.55), actors)
    assert frozenset() in dear
    assert all(
        min(sum(i in link for link in links) for i in {i for pair in links for i in pair}) >= 2
        for links in dear
        if links
    )


def test_co_authors_are_too_many_for_their_own_good() -> None:
    """Their proposition 4: what is efficient is pairs; what is stable are cliques of different sizes."""
    networks = stable_networks(co_authors, 4)
    assert every_pair(4) in {frozenset(n.links) for n in networks.found}
    assert frozenset({(0, 1), (2, 3)}) not in {frozenset(n.links) for n in networks.found}
    for network in stable_networks(co_authors, 6).found:
        linked = {i: {i} | {j for pair in network.links if i in pair for j in pair} for i in range(6)}
        assert all(linked[i] == linked[j] for i, j in network.links)


def test_steps_are_those_of_breadth_first_search() -> None:
    luck = np.random.Generator(np.random.Philox(2))
    upper = np.triu(luck.random((9, 9)) < 0.2, 1)
    linked = upper | upper.T
    steps = Networks(linked[..., None]).steps()[..., 0]
    for start in range(9):
        reached, front, far = {start: 0}, [start], 0
        while front:
            far += 1
            front = [j for j in range(9) if j not in reached and any(linked[i, j] for i in front)]
            reached |= dict.fromkeys(front, far)
        assert [reached.get(i, np.inf) for i in range(9)] == steps[start].tolist()


@pytest.mark.parametrize("worth", [connections(0.5, 0.3), connections(0.5, 0.55), co_authors])
def test_a_search_finds_only_stable_ones(monkeypatch: pytest.MonkeyPatch, worth: Callable[[Networks], Floats]) -> None:
    every = found(worth, 5)
    with monkeypatch.context() as patch:
        patch.setattr("qadsl.engine.solvers.links.MOST_ACTORS", 1)
        seen = stable_networks(worth, 5)
    assert {frozenset(n.links) for n in seen.found} <= every
    assert (seen.gap > 0) == (seen.count == 0)
    assert seen.networks == 1024


def test_a_worth_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        stable_networks(lambda g: np.full(g.linked.shape[1:], np.nan), 3)
    assert stable_networks(co_authors, 1).count == 1
    assert stable_networks(co_authors, 0).count == 1
