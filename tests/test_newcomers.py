"""Programs of newcomers from R, Stata, Excel and Python, one typical mistake in each: what is said first points at it.

The programs and what a good message should do for each (`newcomers/expected.toml`) were written before any message was
looked at. `python tests/test_newcomers.py` prints what is said of each.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import terminal
from qadsl.diagnostics.model import Diagnostic
from qadsl.pipeline import QadslError
from qadsl.source import Source

FOLDER = Path(__file__).parent / "newcomers"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
MENDED = 45 / 50
"""The share of programs whose first message must name the right mend, too."""


def said(program: str, name: str) -> tuple[Diagnostic, ...]:
    """What is said of a program."""
    try:
        checked = Program(Source(name, program, str(FOLDER)))
        prepare(checked)
    except QadslError as error:
        return error.diagnostics
    return checked.warnings


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.qa").read_text(encoding="utf-8")


def mended(name: str) -> str:
    """The program as it should have been written."""
    row, lines = EXPECTED[name], text_of(name).split("\n")
    first, last = row.get("mend_lines", (row["line"], row["line"]))
    lines[first - 1 : last] = [row["mend"]] if isinstance(row["mend"], str) else row["mend"]
    return "\n".join(lines)


def is_right_place(item: Diagnostic, row: dict[str, Any], lines: list[str]) -> bool:
    """Whether the finger is at one of the places that are as good."""
    if item.span is None:
        return False
    first, last = item.span.first, item.span.last
    for place in (row, *row.get("also", ())):
        start = lines[place["line"] - 1].index(place["text"]) + 1
        end = start + len(place["text"])
        begins = (first.line, first.column) < (place["line"], end)
        if begins and (last.line, last.column) > (place["line"], start):
            return True
    return False


def is_right_mend(item: Diagnostic, row: dict[str, Any]) -> bool:
    """Whether what is said holds one of the mends."""
    spoken = " ".join((item.message, item.hint, *item.help, item.fix.replacement if item.fix else ""))
    return any(hint.casefold() in spoken.casefold() for hint in row["hint"])


def test_each_program_is_expected() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in FOLDER.glob("*.qa"))
    assert len(EXPECTED) >= 50


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_is_said_first_points_at_the_mistake(name: str) -> None:
    row, found = EXPECTED[name], said(text_of(name), name)
    assert found or row.get("may_pass"), "nothing is said"
    assert not found or is_right_place(found[0], row, text_of(name).split("\n")), terminal.render(found[0])


def test_what_is_said_first_holds_the_mend() -> None:
    firsts = {name: found[0] for name in EXPECTED if (found := said(text_of(name), name))}
    wrong = [name for name, item in firsts.items() if not is_right_mend(item, EXPECTED[name])]
    assert len(wrong) <= (1 - MENDED) * len(EXPECTED), wrong


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_mended_program_is_fine(name: str) -> None:
    found = said(mended(name), name)
    assert not [item for item in found if item.severity == "error"], terminal.render_all(found)


if __name__ == "__main__":
    for name, row in EXPECTED.items():
        found = said(text_of(name), name)
        first = found[0] if found else None
        place = "ok" if first is None or is_right_place(first, row, text_of(name).split("\n")) else "WRONG PLACE"
        mend = "ok" if first is None or is_right_mend(first, row) else f"NO MEND ({row['hint']})"
        print(f"=== {name}: place {place}, mend {mend}, {len(found)} messages")
        print(terminal.render_all(found[:2], width=120), end="\n\n")
