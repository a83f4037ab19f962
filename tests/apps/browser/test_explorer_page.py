"""Explorers: as pages from a disk, and live in JupyterLab; figures on them are Python's."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

import qadsl
from tests.apps.browser.books import LOAD
from tests.unit.explorer.made import CANAL, canal
from tests.unit.explorer.test_page import SOLVED, hostile
from tests.unit.explorer.test_page_logic import SMALL

PAIR = ("UK", "France")


def opened(page: Page, explorer, tmp_path) -> Page:
    """The page of an explorer, opened from a file."""
    file = tmp_path / "what if.html"
    explorer.save(file)
    page.goto(file.as_uri())
    expect(page.locator(".qa-headline")).not_to_be_empty()
    return page


def slider(page: Page, name: str):
    """The slider of this accessible name, the first where several begin so."""
    return page.get_by_role("slider", name=re.compile(f"^{re.escape(name)}")).first


def figures(page: Page) -> dict[str, str]:
    """The payoffs that are shown, by option, of the first of the picked two."""
    names = page.locator(".qa-both svg").first.locator(".qa-option").all_text_contents()
    values = page.locator(".qa-both svg").first.locator(".qa-value").all_text_contents()
    return dict(zip(names, values, strict=True))


def of_python(explorer, at: tuple[str, str] = PAIR, time: int = 1957) -> dict[str, str]:
    """What a run with the explorer's values gives: payoff and probability of each option, as the page writes them."""
    found = explorer.result().decisions
    row = found[(found.self == at[0]) & (found.partner == at[1]) & (found.time == time)].iloc[0]
    options = ("neutrality", "quasi_alliance", "alliance")

    def number(value: float) -> str:
        return "?" if value != value else re.sub(r"\.?0+$", "", f"{value:.3f}").replace("-", "\N{MINUS SIGN}")

    def percent(value: float) -> str:
        if value != value or 0 < value < 0.005 or 0.995 <= value < 1:
            return "?" if value != value else "<1%" if value < 0.5 else ">99%"
        return f"{value:.0%}"

    return {one.replace("_", "-"): f"{number(row[f'payoff_{one}'])}  {percent(row[f'p_{one}'])}" for one in options}


def settled(page: Page, draws: int = 200) -> None:
    expect(page.locator(".qa-explorer")).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(page.locator(".qa-status")).to_contain_text(f"{draws} draws", timeout=30_000)


def test_a_page_from_a_disk_shows_what_python_finds(page, tmp_path, shot) -> None:
    explorer = canal().explore(pair=PAIR)
    asked: list[str] = []  # by this page: the one of JupyterLab beside it is never quite still
    page.on("request", lambda request: asked.append(request.url))
    opened(page, explorer, tmp_path)
    settled(page)
    assert figures(page) == of_python(explorer)
    assert asked
    assert [url for url in asked if not url.startswith("file:")] == []
    shot(page)


def test_a_slider_moves_by_mouse(page, tmp_path) -> None:
    explorer = canal().explore(pair=PAIR)
    opened(page, explorer, tmp_path)
    settled(page)
    before = figures(page)
    thumb = slider(page, "common threat").bounding_box()
    page.mouse.move(thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2)
    page.mouse.down()
    page.mouse.move(thumb["x"] + thumb["width"] * 0.9, thumb["y"] + thumb["height"] / 2, steps=6)
    page.mouse.up()
    moved = page.locator(".qa-moved output").first.inner_text()
    settled(page)
    assert figures(page) != before
    explorer["common_threat(UK, France, Egypt) at 1957"] = float(moved)
    assert figures(page) == of_python(explorer)


def test_a_slider_moves_by_keys_and_is_put_back(page, tmp_path) -> None:
    explorer = canal().explore(["fear"], pair=PAIR)
    opened(page, explorer, tmp_path)
    fear = slider(page, "fear from 1956")
    fear.focus()
    for key, value in (("ArrowRight", "0.61"), ("PageUp", "0.71"), ("ArrowDown", "0.7"), ("End", "1"), ("Home", "0")):
        fear.press(key)
        expect(page.locator(".qa-moved output")).to_have_text(value)
    settled(page)
    explorer["fear from 1956 to 1957"] = 0.0
    assert figures(page) == of_python(explorer)
    page.get_by_role("button", name="reset fear from 1956").click()
    expect(page.locator(".qa-moved")).to_have_count(0)
    explorer.reset()
    settled(page)
    assert figures(page) == of_python(explorer)


def test_what_is_small_moves_by_as_little(page, tmp_path) -> None:
    opened(page, qadsl.compile(SMALL).run().explore(), tmp_path)
    threat = slider(page, "common threat")
    row = page.locator(".qa-input", has_text="common threat").first
    expect(row.locator("output")).to_have_text("0.0003")
    for key, value in (("ArrowRight", "0.00031"), ("ArrowLeft", "0.0003"), ("ArrowLeft", "0.00029")):
        threat.press(key)
        expect(row.locator("output")).to_have_text(value)
    box = threat.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    assert 0.0003 < float(row.locator("output").inner_text()) < 0.002


def test_what_is_changed_is_copied_as_code_that_runs(page, tmp_path) -> None:
    explorer = canal().explore(pair=PAIR)
    opened(page, explorer, tmp_path)
    slider(page, "common threat").press("Home")
    page.get_by_label(re.compile("^old of UK")).select_option("no")
    page.get_by_text("as code", exact=True).click()
    code = page.locator(".qa-code").inner_text()
    settled(page)
    explorer["common_threat(UK, France, Egypt) at 1957"] = 0
    explorer["UK.old"] = False
    assert code == explorer.patch
    assert of_python(explorer) == figures(page)
    assert len(qadsl.compile(CANAL + code).run().decisions) == len(explorer.result().decisions)


def test_other_pairs_and_times_are_picked(page, tmp_path) -> None:
    explorer = canal().explore(pair=PAIR)
    opened(page, explorer, tmp_path)
    page.get_by_label("time", exact=True).press("ArrowLeft")
    expect(page.locator(".qa-headline")).to_contain_text("in 1956")
    settled(page)
    assert figures(page) == of_python(explorer, PAIR, 1956)
    page.get_by_label("decides").select_option("France")
    settled(page)
    assert figures(page) == of_python(explorer, ("France", "UK"), 1956)


def test_inputs_are_found_by_name_and_actors(page, tmp_path) -> None:
    opened(page, canal().explore(pair=PAIR), tmp_path)
    page.get_by_label("find an input").fill("soviet divergence uk")
    expect(page.locator(".qa-group > summary")).to_contain_text(['Soviet "Union"'] * 2)
    assert page.locator(".qa-input").count() == 2


def test_every_control_has_a_name_and_shows_focus(page, tmp_path) -> None:
    opened(page, canal().explore(pair=PAIR), tmp_path)
    page.get_by_text("as code", exact=True).click()
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("input, select, button, summary, [tabindex]")].filter((one) =>
          !(one.getAttribute("aria-label") || one.labels?.length || one.textContent.trim())).length"""
    )
    assert unnamed == 0
    slider(page, "fear").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    expect(page.locator("[aria-live=polite]").first).to_contain_text("against Egypt")


def test_hostile_names_are_text(page, tmp_path, shot) -> None:
    opened(page, hostile(), tmp_path)
    assert page.locator("img, script:not([type=module])").count() == 0
    expect(page.locator(".qa-status")).to_contain_text("</script><script>alert(1)</script>")
    shot(page)


@pytest.mark.parametrize("body", [
    "", "state A", "state A, B, C", "state A, B against B { }",
    "state A, B, C against C { A <-> B { ideology = 0.2 } }",
])  # fmt: skip
def test_what_little_there_is_is_shown(page, tmp_path, body) -> None:
    opened(page, qadsl.compile(f"use multifacet\nscenario s {{ {body} }}").run(draws=20).explore(), tmp_path)


def test_dark_and_narrow_pages_are_not_cut(chromium, watch, tmp_path, shot) -> None:
    for width in (320, 700, 1600):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme="dark")
        watch.over(context)
        page = opened(context.new_page(), canal().explore(pair=PAIR), tmp_path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page)
        context.close()


PROGRAM = f"import qadsl\nprogram = qadsl.compile({CANAL!r})\nresult = program.run('canal', draws=200, seed=3)"


def test_live_in_a_notebook(open_book, shot) -> None:
    book = open_book(LOAD, PROGRAM, "explorer = result.explore(pair=('UK', 'France'))\nexplorer",
                     "print(explorer['fear from 1956 to 1957'], explorer.changed)",
                     "explorer['fear'] = 0.25")  # fmt: skip
    for cell in (0, 1):
        book.run(cell)
    shown = book.run(2)
    root = book.page.locator(".qa-explorer")
    expect(root.locator(".qa-headline")).not_to_be_empty()
    expect(shown.first.locator("img")).to_be_visible()
    settled(book.page)
    explorer = canal().explore(pair=PAIR)
    assert figures(book.page) == of_python(explorer)
    fear = slider(book.page, "fear from 1956")
    fear.focus()
    for _ in range(3):
        fear.press("ArrowDown")
    expect(root.locator(".qa-moved output")).to_have_text("0.57")
    settled(book.page)
    explorer["fear from 1956 to 1957"] = 0.57
    assert figures(book.page) == of_python(explorer)
    shot(book.page)
    expect(book.run(3)).to_contain_text("0.57 {'fear from 1956 to 1957': 0.57}")
    book.run(4)
    expect(root.locator(".qa-moved output")).to_have_text(["0.25", "0.25"])


PAYOFFS = """import json
found = explorer.result().decisions
row = found[(found.self == 'A') & (found.partner == 'B')].iloc[0]
print(json.dumps([float(row[f'payoff_{one}']) for one in ('neutrality', 'quasi_alliance', 'alliance')]))"""


def test_answered_by_the_kernel(open_book, shot) -> None:
    made = f"import qadsl\nresult = qadsl.compile({SOLVED!r}).run(theory='blocs', draws=20)"
    shown = "explorer = result.explore(pair=('A', 'B'))\nexplorer.__dict__['_compiled'] = 'it is tried'\nexplorer"
    book = open_book(made, shown, PAYOFFS)
    book.run(0)
    book.run(1)
    settled(book.page, 20)
    threat = slider(book.page, "common threat")
    threat.focus()
    for key in ("Home", "PageUp", "PageUp", "ArrowUp"):
        threat.press(key)
    expect(book.page.locator(".qa-moved output")).to_have_text("0.21")
    settled(book.page, 20)
    said = json.loads(book.run(2).inner_text())
    shown = [float(value.split()[0].replace("\N{MINUS SIGN}", "-")) for value in figures(book.page).values()]
    assert shown == pytest.approx(said, abs=0.0006)
    shot(book.page)
