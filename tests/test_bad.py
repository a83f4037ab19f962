"""Bad programs: everything that is wrong with them is found in one run, each mistake once and in its place.

Each file of `tests/bad` is a program as an analyst might get it wrong, followed by what is said of it, one line a
mistake behind `#!`. `pytest tests/test_bad.py --accept` rewrites these lines; read the difference before you keep it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import line, manual
from qadsl.diagnostics.model import Diagnostic
from qadsl.pipeline import QadslError
from qadsl.source import Source

FOLDER = Path(__file__).parent / "bad"
MARK = "#! "


SHOWN_BY_TESTS = {
    "QA114": "unit/test_parser.py",  # texts of two million characters
    "QA607": "unit/semantics/test_loader.py",  # files that cannot be read
    "QA608": "unit/test_comparison.py",  # other versions of libraries
    "QA723": "unit/test_answers.py",  # settings from Python and the command line
    "QA724": "apps/test_messages.py",  # runs beyond the machine
    "QA726": "apps/test_messages.py",  # no program is known that comes here
    "QA727": "apps/test_messages.py",  # names of files to write
    "QA728": "apps/test_cli.py",  # packages that are not installed
    "QA729": "apps/test_cli.py",  # files that cannot be written
    "QA730": "apps/test_messages.py",  # `qa explain`
    "QA740": "apps/test_new.py",  # `qa new`
    "QA741": "apps/test_new.py",
    "QA742": "apps/test_new.py",
    "QA743": "apps/test_new.py",
    "QA760": "apps/test_state.py",  # saved states
    "QA761": "apps/test_state.py",
    "QA762": "apps/test_state.py",
    "QA770": "unit/views/pictures/test_odd.py",  # names of pictures
    "QA780": "unit/explorer/test_explorer.py",  # inputs of explorers
    "QA781": "unit/explorer/test_explorer.py",
    "QA782": "unit/explorer/test_explorer.py",
    "QA790": "apps/notebook/test_lines.py",  # lines of notebooks
    "QA799": "apps/test_cli.py",  # faults of qadsl itself
}
"""Codes that no program alone can show, with the test that does."""


@cache
def diagnostics(program: str, name: str, folder: Path = FOLDER) -> tuple[Diagnostic, ...]:
    """All that is said of a program."""
    try:
        checked = Program(Source(name, program, str(folder)))
        prepare(checked)
    except QadslError as error:
        return error.diagnostics
    return checked.warnings


def said(program: str, name: str) -> list[str]:
    """What is wrong with a program, one line a mistake, without the program's name."""
    return [line.render(item).removeprefix(f"{name}:") for item in diagnostics(program, name)]


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


def test_every_diagnostic_is_shown_twice() -> None:
    """By two programs of `tests/bad`, `tests/newcomers` and the manual's pages, or by the test that is named above."""
    shown: dict[str, set[str]] = {code: set() for code in manual.codes()}
    for path in (*FOLDER.glob("*.qa"), *FOLDER.parent.glob("newcomers/*.qa")):
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        program = "".join(row for row in rows if not row.startswith(MARK))
        for item in diagnostics(program, path.name, path.parent):
            shown[item.code].add(path.stem)
    for code in manual.codes():
        page = manual.page(code)
        if page and page.fails and code in {item.code for item in diagnostics(page.fails, "page.qa")}:
            shown[code].add("its page")
    assert {code for code, names in shown.items() if len(names) < 2} == set(SHOWN_BY_TESTS)
    for code, test in SHOWN_BY_TESTS.items():
        assert code in (FOLDER.parent / test).read_text(encoding="utf-8")


def test_there_are_enough_bad_programs() -> None:
    assert len(list(FOLDER.glob("*.qa"))) >= 215


def test_no_message_is_known_to_be_weak() -> None:
    """`weak.md` lists what is said badly: who finds such a message adds it, who mends it takes it out."""
    listed = (FOLDER / "weak.md").read_text(encoding="utf-8").partition("\n---\n")[2]
    assert listed.strip() == ""
