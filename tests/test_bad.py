"""Bad programs: everything that is wrong with them is found in one run, each mistake once and in its place.

Each file of `tests/bad` is a program as an analyst might get it wrong, followed by what is said of it, one line a
mistake behind `#!`. `pytest tests/test_bad.py --accept` rewrites these lines; read the difference before you keep it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import line
from qadsl.pipeline import QadslError
from qadsl.source import Source

FOLDER = Path(__file__).parent / "bad"
MARK = "#! "


def said(program: str, name: str) -> list[str]:
    """What is wrong with a program, one line a mistake, without the program's name."""
    try:
        checked = Program(Source(name, program, str(FOLDER)))
        prepare(checked)
        found = checked.warnings
    except QadslError as error:
        found = error.diagnostics
    return [line.render(item).removeprefix(f"{name}:") for item in found]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.qa")), ids=lambda path: path.stem)
def test_everything_wrong_is_said_once(path: Path, is_accepting: bool) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    program = "".join(row for row in lines if not row.startswith(MARK))
    found = said(program, path.name)
    assert found, "this program has no mistake"
    if is_accepting:
        path.write_text(program + "".join(f"{MARK}{row}\n" for row in found), encoding="utf-8")
    else:
        assert found == [row.removeprefix(MARK).rstrip("\n") for row in lines if row.startswith(MARK)]


def test_there_are_as_many_bad_programs_as_good_ones() -> None:
    good = sum(path.read_text(encoding="utf-8").count("\n```qa\n") for path in FOLDER.parent.glob("language/*.md"))
    assert len(list(FOLDER.glob("*.qa"))) >= good
