"""What the standard library states of itself holds, and covers every rule, option and behaviour that it declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl.answers import load
from qadsl.testing.running import How, Report, run_tests

STDLIB = Path(__file__).parents[2] / "stdlib"


def _report(file: Path) -> Report:
    *_, report = run_tests(file.stem, load(str(file)), How(covers=True))
    return report


@pytest.mark.parametrize("file", sorted(STDLIB.rglob("*.qa")), ids=lambda file: file.stem)
def test_what_the_library_states_of_itself(file: Path) -> None:
    report = _report(file)
    assert [result.place for result in report.results if not result.holds] == []
    assert [f"{item.about} {item.what}" for item in report.coverage.items() if not item.is_covered] == []


def test_every_library_with_rules_or_a_theory_has_tests() -> None:
    for file in sorted(STDLIB.glob("*.qa")):
        report = _report(file)
        assert report.results or report.coverage.share is None, file
