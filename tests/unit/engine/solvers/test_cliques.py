"""Groups where there are very many, or very large ones: found, or given up soon."""

from __future__ import annotations

from qadsl.engine.solvers.cliques import MOST_GROUPS, maximal_groups, members_of


def threes(count: int) -> list[int]:
    """Actors in threes, tied to all but the other two of their own: as many groups as there can be."""
    everyone = (1 << 3 * count) - 1
    return [everyone & ~(0b111 << 3 * (actor // 3)) for actor in range(3 * count)]


def test_as_many_groups_as_there_can_be() -> None:
    found = maximal_groups(threes(8))
    assert found is not None
    assert len(found) == 3**8 <= MOST_GROUPS


def test_more_than_may_be_listed_are_given_up() -> None:
    assert maximal_groups(threes(9)) is None
    assert maximal_groups(threes(300)) is None
    assert maximal_groups(threes(2), most=8) is None
    assert maximal_groups(threes(2), most=9) is not None


def test_a_thousand_who_are_all_tied_are_one_group() -> None:
    everyone = (1 << 1000) - 1
    assert maximal_groups([everyone & ~(1 << actor) for actor in range(1000)]) == [everyone]


def test_nobody_tied_is_no_group() -> None:
    assert maximal_groups([0] * 1000) == []
    assert maximal_groups([]) == []


def test_members_are_told_in_order() -> None:
    assert members_of(0b101001) == [0, 3, 5]
