"""Minimal and maximal coalitions against their definitions, and the essential actors of published examples."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadsl.engine.solutions import coalitions_found
from qadsl.engine.solvers.coalitions import Extreme, coalitions, members_of
from qadsl.engine.solvers.groupings import MOST_LISTED
from qadsl.ir.program import SolvePlan


def winning(*capabilities: float) -> np.ndarray:
    """Whether each set of actors has more than half of all capability."""
    masks = np.arange(1 << len(capabilities))
    held = sum(c * (masks >> i & 1) for i, c in enumerate(capabilities))
    return np.asarray(held > sum(capabilities) / 2)


@pytest.mark.parametrize(
    ("capabilities", "minimal", "essential"),
    [
        ((120, 100, 80), "01 02 12", "012"),
        ((140, 80, 50, 30), "01 02 03 123", "0123"),
        ((100, 90, 80, 30), "01 02 12", "012"),
        ((75, 75, 75, 75), "012 013 023 123", "0123"),
    ],
)
def test_essential_actors(capabilities: tuple[float, ...], minimal: str, essential: str) -> None:
    """Niou, Ordeshook and Rose (1989)."""
    found = coalitions(winning(*capabilities), "minimal")
    assert [members_of(mask) for mask in found.masks] == [tuple(map(int, word)) for word in minimal.split()]
    assert "".join(str(i) for i, is_member in enumerate(found.members) if is_member) == essential


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 5).flatmap(lambda n: st.lists(st.booleans(), min_size=1 << n, max_size=1 << n)))
def test_extremes_are_what_their_definitions_say(flags: list[bool]) -> None:
    holding = [m for m in range(1, len(flags)) if flags[m]]
    parts = {
        "all": set(holding),
        "minimal": {m for m in holding if not any(o & m == o and o != m for o in holding)},
        "maximal": {m for m in holding if not any(o & m == m and o != m for o in holding)},
    }
    kinds: list[Extreme] = ["all", "minimal", "maximal"]
    for kind in kinds:
        found = coalitions(np.array(flags), kind)
        assert set(found.masks) == parts[kind]
        assert found.count == len(found.masks)
        assert [i for i, m in enumerate(found.members) if m] == sorted({i for m in parts[kind] for i in members_of(m)})
        assert list(found.masks) == sorted(found.masks, key=lambda m: (m.bit_count(), members_of(m)))
        both = {pair for m in parts[kind] for pair in product(members_of(m), repeat=2)}
        assert set(map(tuple, np.argwhere(found.pairs).tolist())) == both


def test_who_stands_together_is_told_of_what_is_not_listed_too() -> None:
    """The first two actors are together in the last coalition only, behind all that are listed."""
    masks = np.arange(1 << 15)
    holds = ((masks & 3) != 3) | (masks == (1 << 15) - 1)
    found = coalitions(holds)
    assert len(found.masks) == MOST_LISTED < found.count
    assert found.pairs[0, 1]
    assert not any({0, 1} <= set(members_of(mask)) for mask in found.masks)
    solve = SolvePlan("sides", "", "coalitions", 0, "all", None, (), frozenset(), "")
    told = coalitions_found(solve, 16, range(1, 16), holds)
    assert told.pairs[1, 2] == 1.0
    assert not told.pairs[0].any()
    assert not np.diagonal(told.pairs).any()
    assert told.ones.tolist() == [0.0] + [1.0] * 15
