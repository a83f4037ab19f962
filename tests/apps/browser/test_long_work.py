"""Work that takes long: a bar while it lasts, what there is when it is interrupted, a kernel that stays free."""

from __future__ import annotations

from playwright.sync_api import expect

import qadsl
from tests.apps.browser.books import LOAD, SUEZ, WAIT

LONG = SUEZ.replace("--draws 200", "--draws 30000000")
"""Minutes of work."""


def test_a_bar_tells_how_far_it_is_and_an_interruption_loses_nothing(open_book, shot) -> None:
    book = open_book(LOAD, LONG, "print(_.draws > 0)")
    book.run(0)
    book.start(1)
    bar = book.cell(1).locator("progress")
    expect(bar).to_be_visible(timeout=WAIT)
    first = float(bar.get_attribute("value"))
    book.page.wait_for_function("first => document.querySelector('progress')?.value > first", arg=first, timeout=WAIT)
    shot(book.cell(1))
    book.command("notebook:interrupt-kernel")
    expect(book.cell(1)).to_contain_text("interrupted: the last answer rests on", timeout=WAIT)
    expect(bar).to_have_count(0)
    expect(book.cell(1).locator("h3").first).to_contain_text("quasi-alliance against Egypt")
    assert "Traceback" not in book.text(1)
    expect(book.run(2)).to_have_text("True\n")
    shot(book.cell(1))


def test_work_in_the_background_leaves_the_kernel_free(open_book) -> None:
    book = open_book(LOAD, LONG.replace("--draws", "--background --as found --draws"), "print(1 + 1)", "%quasi stop")
    book.run(0)
    book.run(1)
    expect(book.run(2)).to_have_text("2\n")
    book.run(3)
    expect(book.cell(1).locator("h3").first).to_contain_text("quasi-alliance against Egypt", timeout=WAIT)


def test_a_second_run_beside_one_that_works_is_refused(open_book) -> None:
    again = "%quasi run suez --draws 100"
    book = open_book(LOAD, LONG.replace("--draws", "--background --draws"), again, "%quasi stop")
    for index in (0, 1, 2):
        book.run(index)
    expect(book.outputs(2).first.locator("[class*='ansi-red']").first).to_be_visible()
    assert len(book.text(2).strip().splitlines()) <= 10
    book.run(3)


def test_a_report_opens_from_its_file(page, tmp_path, shot) -> None:
    result = qadsl.load("examples/suez_1956.qa").run(draws=200)
    result.report(tmp_path / "suez.html")
    page.goto((tmp_path / "suez.html").as_uri())
    expect(page.locator("h1, h2, h3").first).to_be_visible()
    expect(page.locator("body")).to_contain_text("Kyle 1991")
    assert page.locator("img").evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 50)")
    page.emulate_media(media="print")
    shot(page)
