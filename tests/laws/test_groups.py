"""What must hold of groups: they are what every set of actors, tried one by one, gives."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qadsl.engine import runner
from qadsl.engine.group_memories import group_ranges, group_values, read_groups
from qadsl.engine.groups import find_groups, tied_sets
from qadsl.engine.memories import cell_sites
from qadsl.engine.solvers.cliques import maximal_groups, members_of
from qadsl.engine.tie_graphs import slots_of, unpacked
from qadsl.result import Figures
from tests.laws.random_plans import permuted, random_plan

NUMBERS = st.integers(0, 10**9)

Sets = set[frozenset[int]]


def tried(actors: int, ties: set[frozenset[int]]) -> Sets:
    """All maximal groups, found by trying every set of actors."""
    sets = chain.from_iterable(combinations(range(actors), size) for size in range(2, actors + 1))
    tied = {frozenset(some) for some in sets if all(frozenset(pair) in ties for pair in combinations(some, 2))}
    return {group for group in tied if not any(group < other for other in tied)}


def some_ties(number: int) -> tuple[int, set[frozenset[int]]]:
    """A few actors and random ties between them."""
    luck = Random(number)
    actors, share = luck.randint(2, 8), luck.random()
    return actors, {frozenset(pair) for pair in combinations(range(actors), 2) if luck.random() < share}


def sets_of(actors: int, ties: set[frozenset[int]]) -> list[int]:
    """The same as sets of bits."""
    return [sum(1 << other for other in range(actors) if frozenset((one, other)) in ties) for one in range(actors)]


@given(NUMBERS)
def test_maximal_groups_are_those_that_trying_all_sets_finds(number: int) -> None:
    actors, ties = some_ties(number)
    found = maximal_groups(sets_of(actors, ties))
    assert found is not None
    assert len(found) == len(set(found))
    assert {frozenset(members_of(group)) for group in found} == tried(actors, ties)


@given(NUMBERS)
def test_what_is_read_of_groups_is_what_trying_all_sets_says(number: int) -> None:
    actors, ties = some_ties(number)
    groups = tried(actors, ties)
    sizes, counts = (read_groups(reading, sets_of(actors, ties), "mutual") for reading in ("group_size", "groups"))
    for one in range(actors):
        assert counts[one, one] == sum(one in group for group in groups)
        for other in set(range(actors)) - {one}:
            assert sizes[one, other] == max((len(group) for group in groups if {one, other} <= group), default=0)


@given(NUMBERS)
def test_what_draws_read_of_groups_is_within_what_they_may_be(number: int) -> None:
    luck = np.random.default_rng(number)
    plan = replace(random_plan(number), consent=("mutual", "unanimous", "majority")[number % 3])
    cells = runner.cells_of(plan)[0]
    cells = cells[cells[:, 0] == 0]
    sites, draws = cell_sites(plan, cells), 20
    may = luck.random((len(sites), len(plan.options))) < 0.5
    may[np.arange(len(sites)), luck.integers(0, len(plan.options), len(sites))] = True
    blank = luck.random(len(sites)) < 0.1
    partner = {tuple(cell): row for row, cell in enumerate(cells.tolist())}
    back = np.array([partner[time, target, other, one] for time, target, one, other in cells.tolist()])
    may, blank = may & may[back] | np.eye(len(plan.options), dtype=np.bool_)[0], blank | blank[back]
    ties = np.stack([[luck.choice(np.flatnonzero(row)) for row in may] for _ in range(draws)], axis=1)
    first = np.minimum(np.arange(len(sites)), back)
    ties = np.where(blank[:, None] & (luck.random(ties.shape) < 0.3), -1, ties)[first]
    for reading in ("group_size", "groups"):
        at, values = group_values(plan, reading, sites, ties)
        where, range_ = group_ranges(plan, reading, sites, may, blank)
        assert np.array_equal(at, where)
        assert not (np.isnan(values).any(axis=1) & ~range_.open).any()
        known = ~np.isnan(values)
        assert (values >= range_.low[:, None])[known].all()
        assert (values <= range_.high[:, None])[known].all()


def by_name(figures: Figures) -> dict[tuple[object, ...], tuple[object, ...]]:
    """The groups of a run, by period, target and names of members."""
    actors, targets = figures.plan.actors, figures.plan.targets
    return {
        (group.time, actors[targets[group.target]].name, frozenset(actors[m].name for m in group.members)): (
            group.level, group.probability, group.shares, group.is_outcome,
        )
        for group in find_groups(figures).groups
    }  # fmt: skip


@given(NUMBERS, st.sampled_from((1, 7, 300)))
def test_a_group_is_as_likely_as_draws_make_it(number: int, draws: int) -> None:
    figures = runner.run(random_plan(number), draws if number % 20 == 0 else min(draws, 7), number)
    if figures.plan.precision is not None:
        return
    options, slots = len(figures.plan.options), slots_of(figures.plan, figures.pairs)
    found = find_groups(figures)
    counted: dict[tuple[int, int, frozenset[int]], int] = {}
    for slot, graphs in enumerate(figures.graphs.seen):
        pairs = figures.pairs[slots[slot] : slots[slot + 1]]
        assert sum(graphs.values()) == figures.draws
        for graph, count in graphs.items():
            ties = unpacked(graph, options, len(pairs))
            tied = {frozenset(pair) for pair in pairs[ties[0]][:, 2:].tolist()}
            assert tied_sets(len(figures.plan.actors), pairs, ties[0]) == sets_of(len(figures.plan.actors), tied)
            for group in tried(len(figures.plan.actors), tied):
                where = (*divmod(slot, len(figures.plan.targets)), group)
                counted[where] = counted.get(where, 0) + count
    told = {(g.time, g.target, frozenset(g.members)): g.probability for g in found.groups if g.probability}
    assert told.keys() == counted.keys()
    assert all(abs(told[key] - count / figures.draws) < 1e-9 for key, count in counted.items())


@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_actors_changes_no_group(number: int, luck: Random) -> None:
    plan = random_plan(number, ordered=False)
    order = list(range(len(plan.actors)))
    luck.shuffle(order)
    one, other = runner.run(plan, 4, number), runner.run(permuted(plan, order), 4, number)
    assert by_name(one) == by_name(other)
