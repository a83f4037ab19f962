"""The page of the cases counts as the programs do: every score in its table is one that `contrast` printed."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
ORDER = ("suez_1956", "us_saudi_1964", "soviet_egypt_1971", "iran_syria_1979", "china_us_1972", "nordic_1949")
"""The programs in the order of the table; some hold theories against several records."""


def test_scores_are_those_of_the_programs() -> None:
    told = re.findall(r"\| (\d+ of \d+) \| (\d+) of \d+ \|$", PAGE, re.MULTILINE)
    assert [right for right, _ in told] == [right for stem in ORDER for right in _scores(stem)]


def test_the_sum_is_that_of_the_table() -> None:
    rows = re.findall(r"^\| .* \| (\d+) of (\d+) \| (\d+) of \d+ \|$", PAGE, re.MULTILINE)
    right, of, always = (tuple(map(int, column)) for column in zip(*rows, strict=True))
    sun, critics = 1, 2
    assert f"{sum(right) - right[critics]} of {sum(of) - of[critics]} records" in PAGE
    assert f"Song and Yuan {sum(right) - right[sun]} of {sum(of) - of[sun]}" in PAGE
    assert f"\n{sum(always) - always[critics]} or {sum(always) - always[sun]}." in PAGE


def _scores(stem: str) -> list[str]:
    answer = (ROOT / "examples" / "expected" / f"{stem}.txt").read_text(encoding="utf-8")
    return re.findall(r"^multifacet +(\d+ of \d+) ", answer, re.MULTILINE)
