"""Diagnostics that no program alone can show, and the page of a code on a terminal."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from qadsl import pipeline
from qadsl.diagnostics import manual, page_text
from qadsl.engine import runner
from tests.apps.test_cli import SUEZ, qa


def test_a_run_that_is_too_large_is_refused() -> None:
    with mock.patch.object(runner, "run", side_effect=runner.LimitError("cells and draws", 9e12, 1e9)):
        found = qa("run", "-", text=SUEZ + "run suez")
    assert found.returncode == 2
    assert "QA724" in found.stderr


def test_what_cannot_be_lowered_cannot_be_run() -> None:
    with mock.patch.object(pipeline.lowering, "lower", return_value=None):
        found = qa("run", "-", text=SUEZ + "run suez")
    assert "QA726" in found.stderr


def test_a_file_to_write_has_a_known_ending(tmp_path: Path) -> None:
    found = qa("run", "-", "--out", str(tmp_path / "suez.doc"), text=SUEZ + "run suez")
    assert "QA727" in found.stderr


def test_only_codes_have_pages() -> None:
    assert "QA730" in qa("explain", "QA000").stderr


@pytest.mark.parametrize("code", manual.codes())
def test_a_page_reads_well_on_a_terminal(code: str) -> None:
    page = manual.page(code)
    assert page is not None
    plain = page_text.render(page, width=60)
    assert plain.startswith(f"{code}: {page.title}")
    assert "```" not in plain
    assert "\n\n\n" not in plain
    assert "##" not in plain
    for text in (page.fails, page.mended):
        assert all(f"    {line}".rstrip() in plain for line in text.splitlines())
    assert "\x1b[1m" in page_text.render(page, colour=True)


def test_the_page_shows_what_is_said_of_its_program() -> None:
    shown = qa("explain", "qa203").stdout
    assert "This program fails" in shown
    assert "error[QA203]: no actor is called `Isreal`" in shown
    assert "Mended it reads" in shown
