"""Names of any kind are shown as text: no script of theirs runs, no element of theirs is made."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.apps.browser.books import LOAD
from tests.apps.browser.hostile import CELL, NAMES, QUOTED


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_names_are_text_in_a_result(open_book, shot, theme: str) -> None:
    book = open_book(LOAD, CELL)
    book.command("apputils:change-theme", theme=theme)
    book.run(0)
    shown = book.run(1)
    for name in NAMES:
        expect(shown).to_contain_text(" ".join(name.split()))
    assert shown.locator("img").evaluate_all("all => all.filter(one => !one.src.startsWith('data:')).length") == 0
    assert shown.evaluate("one => one.scrollWidth <= one.clientWidth + 1")  # long names widen nothing
    shot(shown)


def test_names_are_text_in_messages_and_accounts(open_book, shot) -> None:
    one, other, third = QUOTED[0], QUOTED[1], QUOTED[3]
    book = open_book(
        LOAD,
        CELL.replace("run hostile", ""),
        f"%quasi explain {one} -> {other} against {third} in hostile --draws 20",
        f"%quasi why not alliance: {one} -> {other} against {third} in hostile --draws 20",
        f"%%quasi wrong\nrun {one}",
        f"%quasi run {one}",
        f"%quasi reset {one}",
    )
    book.run_all()
    for index in (2, 3, 4, 5):
        expect(book.outputs(index)).to_contain_text(NAMES[0])
    shot(book.page)
