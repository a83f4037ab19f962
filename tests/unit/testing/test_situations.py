"""Evaluating many situations at once gives what the reference backend gives, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from qadsl.engine.cells import cells_of
from qadsl.engine.memories import after_outcomes
from qadsl.engine.situations import Situations
from qadsl.engine.tracing import trace
from qadsl.ir.types import AXES
from qadsl.testing.stating import CaseInputs
from tests.laws.random_plans import random_plan


@pytest.mark.parametrize("number", range(60))
def test_situations_are_what_the_reference_says(number: int) -> None:
    plan = random_plan(number)
    cells, _, _ = cells_of(plan)
    cells = cells[cells[:, 0] == 0] if plan.memories else cells  # one moment has nothing before it
    if not len(cells):
        return
    time, target, one, other = cells[number % len(cells)].tolist()
    inputs = CaseInputs(plan, [({}, plan.years[time])], 1, number, is_open=False)
    mine = Situations(plan, inputs, (time, target, one, other)).values(range(len(plan.nodes)))
    late = after_outcomes(plan)  # one decision knows nothing of the others of its period
    told = trace(plan, (time, target, one, other), 1, number)
    for node, (value, known) in enumerate(zip(told.values, told.known, strict=True)):
        if plan.nodes[node].axes <= set(AXES) and node not in late:
            wanted = np.array([value if known else np.nan])
            assert np.array_equal(mine[node] + 0.0, wanted + 0.0, equal_nan=True), (node, plan.nodes[node])
