"""How far an input may go: the values that are tried, how far each is, and in how few digits it is told."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import pytest

import qadsl
from qadsl.engine.leeway import Leeway, leeways, neat

SHARE = Leeway(sites=((0, 0),), now=0.5, is_known=True, low=0.0, high=1.0, is_stepped=False)


@pytest.mark.parametrize(
    ("needed", "told"),
    [(0.7, 0.7), (0.3, 0.3), (0.70001, 0.7001), (0.29999, 0.2999), (1e-8, 0.0), (0.99999999, 1.0)],
)
def test_a_value_is_told_in_few_digits_and_no_nearer_to_what_is(needed: float, told: float) -> None:
    assert neat(SHARE, needed) == told


def test_what_is_next_to_nothing_beside_its_range_is_told_by_its_range() -> None:
    assert neat(replace(SHARE, now=-1.0, low=-1.0), 1e-8) == 1e-6
    assert neat(replace(SHARE, now=-1.0, low=-1.0, high=999.0), 1e-8) == 1e-3


def test_a_value_moves_by_a_share_of_its_range_and_stays_in_it() -> None:
    wide = replace(SHARE, low=0.0, high=2.0)
    assert wide.moved(0.25) == 1.0
    assert wide.moved(-0.125) == 0.25
    assert (wide.moved(inf), wide.moved(-inf)) == (2.0, 0.0)


def test_giving_what_is_awaited_is_farther_than_any_value_that_is_given() -> None:
    awaited = replace(SHARE, now=nan, is_known=False, is_awaited=True)
    assert awaited.distance(0.5) == 1.0
    assert awaited.distance(0.75) == 1.25
    assert SHARE.distance(0.75) == 0.25


def test_the_last_word_of_a_category_is_tried_too() -> None:
    plan = (
        qadsl.compile(
            "use multifacet\nattribute regime : category(crown, republic, junta)\n"
            "rule likeness when self.regime = partner.regime then ideology += 0.2\n"
            "scenario s { state A { regime = crown }, B, C against C { A <-> B { ideology = 0.3 } } }\n"
        )
        .run(draws=1)
        .plan
    )
    found = [one for one in leeways(plan, range(len(plan.nodes)), [(0, 0, 0, 1)]) if one.is_stepped]
    assert any(set(one.values((0.0, 0.0))) == {0.0, 1.0, 2.0} for one in found)
