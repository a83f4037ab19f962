"""The page of the laws lists every law, with the numbers of examples that are tried."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).with_name("README.md")
ROW = re.compile(r"^\| .* `(\w+)` \| (\d+) \| (\d+) \|$", re.MULTILINE)


@pytest.mark.parametrize(("mode", "column"), [("quick", 1), ("ci", 2)])
def test_the_page_lists_every_law(mode: str, column: int) -> None:
    command = [sys.executable, "-m", "tests.laws"]
    environment = {**os.environ, "QADSL_LAWS": mode}
    printed = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, cwd=PAGE.parents[2]
    ).stdout  # fmt: skip
    *laws, _ = printed.splitlines()
    expected = {(line[7:].replace(" ", "_"), line[:6].strip()) for line in laws}
    assert {(row[0], row[column]) for row in ROW.findall(PAGE.read_text(encoding="utf-8"))} == expected
    assert len(expected) >= 16
