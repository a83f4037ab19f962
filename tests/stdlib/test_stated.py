"""What the standard library states of itself holds, and covers every rule, option and behaviour that it declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl.answers import load
from qadsl.testing.running import How, Report, run_tests

STDLIB = Path(__file__).parents[2] / "stdlib"
TRIES = 1500
"""Situations tried for each property; `qa test stdlib` in CI tries its ten thousand."""


@pytest.mark.parametrize("file", sorted(STDLIB.rglob("*.qa")), ids=lambda file: file.stem)
def test_what_the_library_states_of_itself(file: Path) -> None:
    *_, report = run_tests(file.stem, load(str(file)), How(tries=TRIES, covers=True))
    assert isinstance(report, Report)
    assert [result.place for result in report.results if not result.holds] == []
    assert [f"{item.about} {item.what}" for item in report.coverage.items() if not item.is_covered] == []
    # whoever has rules or a theory has tests
    assert report.results or report.coverage.share is None
