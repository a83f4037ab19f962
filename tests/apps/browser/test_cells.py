"""Cells in JupyterLab: loaded, run, mistaken, run again and in any order."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.apps.browser.books import LOAD, SUEZ


def test_a_cell_is_answered_below_it(open_book, shot) -> None:
    book = open_book(LOAD, SUEZ)
    assert book.run(0).count() == 0
    shown = book.run(1)
    expect(shown.first).to_contain_text("quasi-alliance")
    shot(book.page)
