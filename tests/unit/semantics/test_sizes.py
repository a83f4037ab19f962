"""Theories that solve something about few actors refuse large scenarios only where they are asked about them."""

from __future__ import annotations

import pytest

import qadsl

LARGE = f"""use multifacet
use balance_of_power
scenario big {{
  state {", ".join(f"a{i}" for i in range(22))}
  against a0 {{ a1 <-> a2 {{ common_threat = high }} }}
}}
"""


def test_a_large_scenario_is_run_by_another_theory() -> None:
    program = qadsl.compile(f"{LARGE}run big with multifacet {{ draws 2 }}\n")
    assert len(program.run().figures.plan.actors) == 22


@pytest.mark.parametrize("statement", ["run big with balance_of_power", "contrast multifacet, balance_of_power on big"])
def test_the_statement_that_asks_is_pointed_at(statement: str) -> None:
    with pytest.raises(qadsl.QadslError) as refused:
        qadsl.compile(LARGE + statement)
    (found,) = refused.value.diagnostics
    assert found.code == "QA416"
    assert (found.span.text, found.span.source.name.endswith("balance_of_power.qa")) == ("big", False)
    assert not any("among" in line for line in found.help)


def test_a_run_from_python_is_refused_by_what_is_asked() -> None:
    program = qadsl.compile(LARGE)
    with pytest.raises(qadsl.QadslError) as refused:
        program.run("big", theory="balance_of_power")
    assert refused.value.diagnostics[0].code == "QA416"
