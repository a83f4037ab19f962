"""Stable divisions against their definitions, written a second time over sets, and published games."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadsl.engine.solvers.partitions import Stability, stable_partitions
from qadsl.result import Floats

Group = frozenset[int]
Worth = Callable[[int, Group], float]
KINDS: tuple[Stability, ...] = ("core", "nash", "individually", "majority", "contractually")


def divisions(actors: list[int]) -> Iterator[list[Group]]:
    if not actors:
        yield []
        return
    head, *rest = actors
    for division in divisions(rest):
        yield [frozenset({head}), *division]
        for i, group in enumerate(division):
            yield [*division[:i], group | {head}, *division[i + 1 :]]


def bits(group: Group) -> int:
    return sum(1 << actor for actor in group)


def is_stable(worth: Worth, division: list[Group], kind: Stability, actors: int) -> bool:
    """Whether nobody leaves: by the definition, each set and each move in turn."""
    home = {actor: group for group in division for actor in group}
    if kind == "core":
        sets = [frozenset(i for i in range(actors) if mask >> i & 1) for mask in range(1, 1 << actors)]
        return not any(all(worth(i, group) > worth(i, home[i]) for i in group) for group in sets)
    for actor in range(actors):
        for host in [*division, frozenset[int]()]:
            joined, left = host | {actor}, home[actor] - {actor}
            if host == home[actor] or worth(actor, joined) <= worth(actor, home[actor]):
                continue
            content = [worth(j, joined) >= worth(j, host) for j in host]
            agreed = {
                "nash": True,
                "individually": all(content),
                "majority": not content or sum(content) * 2 > len(content),
                "contractually": all(content) and all(worth(j, left) >= worth(j, home[actor]) for j in left),
            }
            if agreed[kind]:
                return False
    return True


def as_groups(row: tuple[int, ...]) -> frozenset[Group]:
    return frozenset(frozenset(i for i, own in enumerate(row) if own == g) for g in set(row))


def solved(table: Floats, kind: Stability) -> set[frozenset[Group]]:
    found = stable_partitions(table, kind)
    assert found.is_exhaustive
    assert found.count == len(found.found)
    assert [p.worth for p in found.found] == sorted((p.worth for p in found.found), reverse=True)
    return {as_groups(p.groups) for p in found.found}


def table_of(actors: int, worth: Worth) -> Floats:
    sets = [frozenset(i for i in range(actors) if mask >> i & 1) for mask in range(1 << actors)]
    return np.array([[worth(i, group) if i in group else 0.0 for group in sets] for i in range(actors)])


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 2**32))
def test_found_are_all_those_that_nobody_leaves(actors: int, grades: int, seed: int) -> None:
    table = np.random.Generator(np.random.Philox(seed)).integers(0, grades, (actors, 1 << actors)).astype(float)

    def worth(actor: int, group: Group) -> float:
        return float(table[actor, bits(group)])

    every = list(divisions(list(range(actors))))
    for kind in KINDS:
        expected = {frozenset(d) for d in every if is_stable(worth, d, kind, actors)}
        assert solved(table, kind) == expected


def ordered(actors: int, *lists: str) -> Floats:
    """Worths from lists of groups, best first; a group that an actor does not list is worse than being alone."""
    table = np.full((actors, 1 << actors), -1.0)
    for actor, text in enumerate(lists):
        names = text.split()
        for place, name in enumerate(names):
            table[actor, bits(frozenset(int(c) - 1 for c in name))] = len(names) - place
    return table


def test_two_who_chase_each_other_have_no_nash_stable_division() -> None:
    """The undesired guest of Bogomolnaia and Jackson (2002): 1 would be with 2, who would be alone."""
    game = ordered(2, "12 1", "2 12")
    assert solved(game, "nash") == set()
    assert solved(game, "individually") == {as_groups((0, 1))}
    assert solved(game, "core") == {as_groups((0, 1))}


def test_three_in_a_circle_have_no_stable_division() -> None:
    """Each would rather be with the next than with the one before, rather that than alone, and not with both."""
    game = ordered(3, "12 13 1", "23 12 2", "13 23 3")
    assert solved(game, "core") == solved(game, "nash") == solved(game, "individually") == set()
    assert solved(game, "contractually") != set()


@pytest.mark.parametrize("seed", range(3))
def test_friends_in_kind_have_a_nash_stable_division(seed: int) -> None:
    """Additive and mutual worths: the greatest sum is Nash stable (Bogomolnaia and Jackson 2002, proposition 2)."""
    actors = 7
    luck = np.random.Generator(np.random.Philox(seed))
    liking = np.triu(np.round(luck.normal(size=(actors, actors)), 2), 1)
    table = (liking + liking.T) @ (np.arange(1 << actors) >> np.arange(actors)[:, None] & 1)
    nash = stable_partitions(table, "nash")
    assert nash.count > 0
    assert solved(table, "nash") <= solved(table, "individually") <= solved(table, "contractually")
    assert solved(table, "nash") <= solved(table, "majority") <= solved(table, "individually")


def test_actors_in_another_order_are_divided_alike() -> None:
    luck = np.random.Generator(np.random.Philox(3))
    table, order = luck.normal(size=(6, 64)), luck.permutation(6)
    moved = np.array([sum((m >> i & 1) << int(order[i]) for i in range(6)) for m in range(64)])
    for kind in KINDS:
        named = {
            frozenset(frozenset(int(order[i]) for i in g) for g in d) for d in solved(table[order][:, moved], kind)
        }
        assert named == solved(table, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_finds_only_stable_ones(monkeypatch: pytest.MonkeyPatch, kind: Stability) -> None:
    luck = np.random.Generator(np.random.Philox(5))
    for table in (luck.normal(size=(6, 64)), luck.integers(0, 3, (6, 64)).astype(float)):
        every = solved(table, kind)
        with monkeypatch.context() as patch:
            patch.setattr("qadsl.engine.solvers.partitions.MOST_DIVISIONS", 1)
            found = stable_partitions(table, kind)
        assert {as_groups(p.groups) for p in found.found} <= every
        assert not found.is_exhaustive or found.looked_at == 203
        assert (found.gap > 0) == (found.count == 0)


def test_a_worth_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        stable_partitions(np.full((2, 4), np.nan), "core")
    with pytest.raises(ValueError, match="shape"):
        stable_partitions(np.zeros((2, 5)), "core")
    assert stable_partitions(np.zeros((0, 1)), "core").count == 1
