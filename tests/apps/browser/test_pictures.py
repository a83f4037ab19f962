"""Pages of pictures: drawn without a network, with tooltips, and hostile names as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

import qadsl
from qadsl.results import Result
from tests.apps.browser.hostile import NAMES, SCENARIO

KINDS = ("network", "plane", "heatmap", "probabilities")


@pytest.fixture(scope="module")
def result() -> Result:
    """Actors of whom every name would do harm."""
    return qadsl.compile(SCENARIO).run(draws=40)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_a_picture_needs_nothing_else(page, shot, result: Result, tmp_path: Path, kind: str) -> None:
    file = result.plot(kind).save(tmp_path / "picture.html")
    page.goto(file.as_uri())
    drawing = page.locator("#p svg.marks")
    expect(drawing).to_contain_text("${alert(3)} {{7*7" if kind == "plane" else "</script>")
    assert r"\u003c/script\u003e" in file.read_text("utf-8")
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    shot(page)


def test_a_tooltip_holds_the_whole_name_as_text(page, result: Result, tmp_path: Path) -> None:
    page.goto(result.plot.network().save(tmp_path / "picture.html").as_uri())
    page.locator("#p svg text", has_text="very long").first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text(NAMES[6])


@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
def test_pictures_of_a_notebook_read_on_any_ground(page, shot, result: Result, ground: str) -> None:
    shown = "".join(result.plot(kind).html for kind in KINDS)
    page.set_content(f'<body style="background:{ground}">{shown}</body>')
    sizes = page.locator("img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert len(sizes) == len(KINDS)
    assert min(sizes) > 200
    shot(page)
