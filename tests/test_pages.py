"""Every page of the manual of diagnostics keeps its word: one program fails with the code, the other does not."""

from __future__ import annotations

import pytest

from qadsl import pipeline
from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import manual
from qadsl.source import Source

WITHOUT_PROGRAM = {
    *("QA114", "QA115", "QA119", "QA514", "QA602", "QA608", "QA604", "QA606", "QA607", "QA723", "QA724", "QA726"),
    "QA727",
    *("QA740", "QA741", "QA742", "QA743", "QA760", "QA761", "QA762"),
    *("QA728", "QA729", "QA730", "QA770", "QA780", "QA781", "QA782", "QA790", "QA799"),
}
"""Codes that no short program alone can show: limits, files, the command line, the machine."""


def codes(text: str) -> list[str]:
    """Codes of everything that checking a program and all it asks finds."""
    try:
        program = Program(Source("page.qa", text, str(manual.FOLDER)))
        prepare(program)
    except pipeline.QadslError as error:
        return [item.code for item in error.diagnostics]
    return [item.code for item in program.warnings]


@pytest.mark.parametrize("code", manual.codes())
def test_page_keeps_its_word(code: str) -> None:
    page = manual.page(code)
    assert page is not None
    assert page.text.startswith(f"# {code}: ")
    assert page.title
    if not page.fails:
        assert code in WITHOUT_PROGRAM
        return
    assert code in codes(page.fails)
    assert page.mended
    assert code not in codes(page.mended)


@pytest.mark.parametrize("code", ["QA000", "../QA203", "QA203.md", "", "qa203"])
def test_there_is_no_other_page(code: str) -> None:
    assert manual.page(code) is None
