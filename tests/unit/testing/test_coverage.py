"""What counts as decided: a rule without which a choice or tie would be another, not every rule that fires."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl.apps import cli

LIBRARY = """\
library calm 1.0.0 "Calm"
source "made up for this test"
use multifacet

rule shade "Divergence falls a little" when common_threat > 0.5 then divergence -= {size} because "made up"

test "it falls" {{
  given common_threat = 0.8, development_interest = 0.6, ideology = 0.5, cultural_identity = 0.4,
        divergence = 0.9, entrapment = 0.7, abandonment = 0.6, provocation = 0.8,
        self.capability = 5%, target.capability = 5%
  expect divergence = {left}
}}
test "it does not" {{
  given common_threat = 0.2, divergence = 0.9
  expect divergence = 0.9
}}
"""


@pytest.mark.parametrize(("size", "left", "is_decided"), [("0.01", "0.89", False), ("0.9", "0", True)])
def test_a_rule_decides_where_the_choice_would_be_another_without_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], size: str, left: str, is_decided: bool
) -> None:
    file = tmp_path / "calm.qa"
    file.write_text(LIBRARY.format(size=size, left=left), encoding="utf-8")
    assert cli.main(["test", str(file), "--coverage"]) == 0
    told = capsys.readouterr().out
    assert ("never: decides a choice or tie" in told) is not is_decided
