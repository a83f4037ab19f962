"""Whose a period or an `against` is: of the block behind it, else of the item before it."""

from __future__ import annotations

import pytest

from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax import nodes, parser


def items(text: str) -> tuple[nodes.ScenarioItem, ...]:
    bag = Bag()
    tree = parser.parse(Source("test", f"scenario s {{ {text} }}"), bag)
    assert not list(bag)
    (scenario,) = tree.statements
    assert isinstance(scenario, nodes.Scenario)
    return scenario.items


BLOCKS = ("against Egypt { otherwise { x = 1 } }", "from 1957 { fear = 1 }", "at 1957 { fear = 1 }",
          "from 1956 until 1957 { fear = 1 }", "from 1956 event e { x += 1 }")  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS)
def test_a_dated_value_may_stand_before_any_block(block: str) -> None:
    setting, _ = items(f"fear = 0.3 from 1955 {block}")
    assert isinstance(setting, nodes.Setting)
    assert setting.period is not None
    assert setting.period.start is not None
    assert setting.period.start.year == 1955


def test_each_block_has_the_head_before_it() -> None:
    instrument, against, dated = items(
        "instrument i memorandum among A, B against C from 1955 against D from 1957 { } from 1958 { }"
    )
    assert isinstance(instrument, nodes.Instrument)
    assert isinstance(against, nodes.Against)
    assert isinstance(dated, nodes.Dated)
    assert instrument.target is not None
    assert (instrument.target.text, against.targets[0].text) == ("C", "D")
