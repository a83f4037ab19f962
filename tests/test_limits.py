"""The page of limits names every limit of the code with its number; `--accept` writes the numbers into it."""

from __future__ import annotations

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "limits.md"
ROW = re.compile(r"^(\| [^|]+ \| )([^|]+?)( \| .*`(qadsl\.[\w.]+)` \|)$", re.MULTILINE)
CONSTANT = re.compile(r"^((?:MAX|MOST|LARGEST)_\w+)(?:: \w+)? = ", re.MULTILINE)

INNER = {
    "qadsl.testing.space.MOST_LEVELS",
    "qadsl.testing.telling.MOST_MISSING",
}
"""Bounds on effort that nobody meets: what is kept in memory for later, how many values a search
tries first, how many gaps are named in one line."""


def _value(name: str) -> str:
    parts = name.split(".")
    module = next(i for i in range(len(parts), 0, -1) if HOME.joinpath(*parts[:i]).with_suffix(".py").is_file())
    return f"{reduce(getattr, parts[module:], import_module('.'.join(parts[:module]))):,.0f}"


def test_every_number_is_that_of_the_code(is_accepting: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    current = ROW.sub(lambda row: f"{row[1]}{_value(row[4])}{row[3]}", text)
    if is_accepting:
        PAGE.write_text(current, encoding="utf-8")
    else:
        assert text == current


def test_every_limit_of_the_code_is_on_the_page() -> None:
    named = {row[4] for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    for file in sorted((HOME / "qadsl").rglob("*.py")):
        if "apps" in file.parts:
            continue  # what is shown at once is not lost
        module = ".".join(file.relative_to(HOME).with_suffix("").parts)
        for constant in CONSTANT.findall(file.read_text(encoding="utf-8")):
            assert f"{module}.{constant}" in named | INNER, f"docs/limits.md does not speak of {constant} of {module}"
    assert {f"qadsl.engine.runner.LIMITS.{field}" for field in ("actors", "work", "memory", "solving")} <= named
