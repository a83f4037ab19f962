"""Reports, opened from a disk: they ask for nothing, sort, answer what if, lead to lines of the text, and print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import qadsl

TEXT = """use multifacet
scenario suez {
  time 1955 .. 1956
  state UK, France, Israel, Egypt
  against Egypt { among UK, France, Israel { common_threat = 0.8 ± 0.1 source "Kyle 1991" } }
}
run suez { draws 50, seed 3 }
"""


def opened(page: Page, folder: Path) -> Page:
    """A report, opened from a file."""
    page.goto(qadsl.compile(TEXT, "suez.qa").run().report(folder / "a report.html").as_uri())
    return page


def test_a_report_works_from_a_disk(page: Page, tmp_path: Path, shot) -> None:
    opened(page, tmp_path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("against Egypt")
    assert page.locator("img").evaluate_all("all => all.every((one) => one.complete && one.naturalWidth > 0)")
    shot(page)
    table = page.locator("#tables table").last
    table.get_by_role("button", name="margin").press("Enter")
    expect(table.locator("th", has_text="margin")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="line 5").first.click()
    assert page.url.endswith("#text0-5")
    slider = page.locator("#what-if").get_by_role("slider").first
    before = slider.input_value()
    slider.press("Home")
    assert slider.input_value() != before


def test_it_is_narrow_and_dark_where_it_must_be(page: Page, tmp_path: Path, shot) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 380, "height": 800})
    opened(page, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60
    shot(page)


def test_what_is_folded_is_printed_open(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path)
    account = page.locator("#accounts details").first
    expect(account.get_by_text("Payoffs")).not_to_be_visible()
    page.emulate_media(media="print")
    expect(account.get_by_text("Payoffs")).to_be_visible()
    expect(page.locator("#what-if")).not_to_be_visible()


def test_no_heading_or_sum_is_printed_away_from_its_table(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path)
    page.emulate_media(media="print")
    account = page.locator("#accounts details").first
    for heading in ("summary", "h3"):
        assert account.locator(heading).first.evaluate("one => getComputedStyle(one).breakAfter") == "avoid"
    # a foot of a table is printed on each of its pages
    foot = page.locator("tfoot").first
    assert foot.evaluate("one => getComputedStyle(one).display") == "table-row-group"


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_long_lines_of_the_program_are_wrapped_within_it(page: Page, tmp_path: Path, medium: str) -> None:
    source = "a source that goes on and on, " * 20 + "x" * 300
    text = TEXT.replace('"Kyle 1991"', f'"{source}"')
    page.set_viewport_size({"width": 640, "height": 800})
    page.emulate_media(media=medium)
    page.goto(qadsl.compile(text, "suez.qa").run().report(tmp_path / "long.html").as_uri())
    program = page.locator("#program pre").first
    assert program.evaluate("one => one.scrollWidth <= one.clientWidth")
    line = program.locator(".l").nth(4)
    assert line.evaluate("one => one.getClientRects().length") > 5
    expect(line).to_contain_text("x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
