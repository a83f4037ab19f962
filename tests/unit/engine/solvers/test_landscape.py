"""Landscapes against a second, plain computation, published figures, and what must not change them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadsl.engine.solvers.groupings import MOST_LISTED
from qadsl.engine.solvers.landscape import Landscape, survey
from qadsl.result import Floats

Blocs = tuple[int, ...]

NAMES = ("AT&T", "Sun", "Apollo", "DEC", "HP", "Intergraph", "SGI", "IBM", "Prime")
SIZES = np.array([28.5, 28.9, 21.2, 20.0, 11.5, 4.4, 4.4, 3.8, 1.0])
KINDS = np.array(list("GSSGGSSGS"))


def unix() -> Floats:
    """Who sets Unix's standard in 1988 (Axelrod, Mitchell, Thomas, Bennett and Bruderer 1995), as costs apart."""
    return np.where(KINDS[:, None] == KINDS, -1.0, 0.0) * np.outer(SIZES, SIZES)


def relabelled(blocs: Blocs) -> Blocs:
    order: dict[int, int] = {}
    return tuple(order.setdefault(bloc, len(order)) for bloc in blocs)


def by_hand(apart: Floats, together: Floats, blocs: int) -> tuple[dict[Blocs, int], int]:
    """Energies of minima in whole numbers and their basins, one configuration at a time."""

    def energy(blocs: Blocs) -> int:
        pairs = product(range(len(blocs)), repeat=2)
        return int(sum((together if blocs[i] == blocs[j] else apart)[i, j] for i, j in pairs if i != j))

    def down(here: Blocs) -> Blocs:
        best, lowest = here, energy(here)
        for i in range(len(here)):
            for bloc in range(blocs):
                there = (*here[:i], bloc, *here[i + 1 :])
                if energy(there) < lowest:
                    best, lowest = there, energy(there)
        return relabelled(best)

    every = {relabelled(b) for b in product(range(blocs), repeat=len(apart))}
    basins: dict[Blocs, int] = {}
    for here in every:
        end = here
        while (lower := down(end)) != end:
            end = lower
        basins[end] = basins.get(end, 0) + 1
    return basins, len(every)


@st.composite
def costs(draw: st.DrawFn, most: int = 6) -> tuple[Floats, Floats]:
    actors = draw(st.integers(1, most))
    cells = st.lists(st.integers(-4, 4), min_size=actors * actors, max_size=actors * actors)
    apart, together = (np.array(draw(cells), dtype=np.float64).reshape(actors, actors) for _ in range(2))
    return apart, together


@settings(max_examples=100, deadline=None)
@given(costs(), st.integers(1, 4))
def test_minima_and_basins_are_those_of_one_step_after_another(costs: tuple[Floats, Floats], blocs: int) -> None:
    apart, together = costs
    basins, count = by_hand(apart, together, blocs)
    found = survey(apart, together, blocs)
    assert {m.blocs: m.basin for m in found.minima} == basins
    assert (found.configurations, found.count) == (count, len(basins))
    assert sum(m.basin or 0 for m in found.minima) == count


def test_unix_in_1988() -> None:
    found = survey(unix(), np.zeros((9, 9)))
    assert found.configurations == 256
    assert [(m.energy, m.basin) for m in found.minima] == [(-3828.9, 128), (-3828.9, 128)]
    sides = [{NAMES[i] for i in range(9) if m.blocs[i] == m.blocs[1]} for m in found.minima]
    assert sides == [{"AT&T", "Sun", "IBM", "Prime"}, {"Sun", "DEC", "HP", "Prime"}]


def test_actors_in_another_order_fall_into_the_same_blocs() -> None:
    luck = np.random.Generator(np.random.Philox(7))
    apart, together = luck.normal(size=(2, 9, 9))
    order = luck.permutation(9)
    for blocs in (2, 3):
        one = survey(apart, together, blocs)
        other = survey(apart[np.ix_(order, order)], together[np.ix_(order, order)], blocs)
        moved = {(relabelled(tuple(m.blocs[i] for i in order)), m.energy, m.basin) for m in one.minima}
        assert moved == {(m.blocs, m.energy, m.basin) for m in other.minima}


def test_costs_that_differ_by_less_than_counts_are_equal() -> None:
    pair = np.array([[0.0, 0.1 + 0.2], [0.0, 0.0]])
    found = survey(pair, np.array([[0.0, 0.3], [0.0, 0.0]]))
    assert [m.basin for m in found.minima] == [1, 1]


def test_a_flat_landscape_has_only_minima() -> None:
    found = survey(np.zeros((15, 15)), np.zeros((15, 15)))
    assert (found.count, len(found.minima)) == (2**14, MOST_LISTED)
    assert found.minima[0].blocs == (0,) * 15


def test_nobody_and_one_alone_have_one_configuration() -> None:
    for actors in (0, 1):
        empty = np.zeros((actors, actors))
        for blocs in (1, 2, 3):
            found = survey(empty, empty, blocs)
            assert found.configurations == 1
            assert [m.basin for m in found.minima] == [1]


def searched(monkeypatch: pytest.MonkeyPatch, apart: Floats, together: Floats, blocs: int) -> Landscape:
    """What a landscape is said to be where no table would hold it."""
    with monkeypatch.context() as patch:
        for most in ("MOST_CONFIGURATIONS", "MOST_CONFIGURATIONS_OF_MANY"):
            patch.setattr(f"qadsl.engine.solvers.landscape.{most}", 1)
        return survey(apart, together, blocs)


@pytest.mark.parametrize("blocs", [2, 3, 4])
def test_a_search_proves_the_least_energy_of_the_table(monkeypatch: pytest.MonkeyPatch, blocs: int) -> None:
    luck = np.random.Generator(np.random.Philox(11))
    for size in (3, 6, 10):
        apart, together = np.round(luck.normal(size=(2, size, size)), 2)
        table = survey(apart, together, blocs)
        seen = searched(monkeypatch, apart, together, blocs)
        assert (seen.is_exhaustive, seen.gap, seen.configurations) == (False, 0.0, table.configurations)
        assert seen.minima[0].energy == pytest.approx(table.minima[0].energy)
        assert {m.blocs for m in seen.minima} <= {m.blocs for m in table.minima}
        assert {m.basin for m in seen.minima} == {None}


def test_a_search_out_of_time_says_how_far_off_it_may_be() -> None:
    luck = np.random.Generator(np.random.Philox(13))
    costs = luck.normal(size=(70, 70))
    found = survey(costs, -costs, 2, seconds=0.2)
    assert found.gap > 0
    assert not found.is_exhaustive


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_cost_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        survey(np.array([[0.0, bad], [0.0, 0.0]]), np.zeros((2, 2)))
    with pytest.raises(ValueError, match="shapes"):
        survey(np.zeros((2, 3)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="bloc"):
        survey(np.zeros((2, 2)), np.zeros((2, 2)), 0)
