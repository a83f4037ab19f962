"""The explorer by mouse and by keyboard, in JupyterLab and as a page: it shows what Python says, and it is quick."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import qadsl
from benchmarks.explorer import drag, program
from qadsl.results import Result
from tests.apps.browser.books import LOAD, SUEZ, WAIT
from tests.apps.browser.hostile import NAMES, SCENARIO

TEXT = SUEZ.partition("\n")[2]
THREAT = "common threat of France → UK against Egypt"
INPUT = "common_threat(France, UK, Egypt)"
AS_GIVEN = "France and UK: quasi-alliance against Egypt"


@pytest.fixture(scope="module")
def result() -> Result:
    return qadsl.compile(TEXT).run(draws=200)


def opened(page: Page, result: Result, folder: Path, *, draws: str = "200") -> Page:
    """The page of an explorer, from its file, with all of its draws."""
    result.explore().save(folder / "explorer.html")
    page.goto((folder / "explorer.html").as_uri())
    expect(page.locator(".qa-status")).to_contain_text(f"{draws} draws", timeout=WAIT)
    return page


def shares(result: Result, actor: str, partner: str) -> list[float]:
    """How often an actor chooses each option, in hundredths."""
    (row,) = result.decisions.query("self == @actor and partner == @partner").to_dict("records")
    return [100 * row[f"p_{option}"] for option in ("neutrality", "quasi_alliance", "alliance")]


def shows(page: Page, result: Result) -> None:
    """The tie of the pair that is looked at, and what both ends choose, are those of a result."""
    (tie,) = result.alignments.query("a == 'France' and b == 'UK'").to_dict("records")
    words = f"{tie['outcome'].replace('_', '-')} against Egypt ({100 * tie['p_' + tie['outcome']]:.0f}%)"
    expect(page.locator(".qa-explorer")).to_have_attribute("aria-busy", "false", timeout=WAIT)
    expect(page.locator(".qa-headline")).to_contain_text(words, timeout=WAIT)
    bars = re.findall(r"[\d.]  (<?\d+)%", page.locator(".qa-both").inner_text())
    expected = [*shares(result, "France", "UK"), *shares(result, "UK", "France")]
    assert len(bars) == len(expected)
    for bar, share in zip(bars, expected, strict=True):
        assert 0 < share < 1 if bar[0] == "<" else abs(int(bar) - share) <= 0.5 + 1e-9, (bars, expected)


def test_a_page_by_keyboard_gives_the_figures_of_python(page, result, tmp_path, shot) -> None:
    opened(page, result, tmp_path)
    shows(page, result)
    slider = page.get_by_role("slider", name=THREAT)
    for key, value in (("Home", 0.0), ("PageUp", None), ("End", 1.0), ("ArrowLeft", None)):
        slider.press(key)
        moved = result.explore()
        moved[INPUT] = float(slider.input_value()) if value is None else value
        assert float(slider.input_value()) == moved[INPUT]
        shows(page, moved.result())
    page.get_by_text("as code", exact=True).click()
    expect(page.locator(".qa-code")).to_have_text(moved.patch.strip())
    shot(page)
    page.get_by_role("button", name="reset all").click()
    shows(page, result)


def test_a_page_by_mouse_gives_the_figures_of_python(page, result, tmp_path) -> None:
    opened(page, result, tmp_path)
    slider = page.get_by_role("slider", name=THREAT)
    box = slider.bounding_box()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    moved = result.explore()
    moved[INPUT] = float(slider.input_value())
    assert 0.1 < moved[INPUT] < 0.3
    shows(page, moved.result())


def test_a_page_moves_as_quickly_as_the_hand(page, tmp_path, capsys) -> None:
    opened(page, qadsl.compile(program(12, 5)).run("large", draws=100), tmp_path, draws="100")
    spent = drag(page)
    late = statistics.quantiles(spent, n=20)[18]
    with capsys.disabled():
        said = f"median {statistics.median(spent):.1f} ms, 95% under {late:.1f} ms"
        print(f"\nexplorer, 12 actors, 5 periods, slider to picture: {said} ({len(spent)} moves)")
    assert len(spent) > 100


def test_names_are_text_in_a_page(page, tmp_path, shot) -> None:
    opened(page, qadsl.compile(SCENARIO).run(draws=40), tmp_path, draws="40")
    for name in NAMES:
        assert page.locator("option", has_text=" ".join(name.split())).count()
    page.get_by_role("slider").nth(1).press("End")
    shot(page)


def test_in_jupyterlab_hand_and_python_move_the_same_explorer(open_book, shot) -> None:
    book = open_book(
        LOAD,
        f"{SUEZ}".replace("--draws 200", "--draws 200 --as found --quiet"),
        "explorer = found.explore()\nexplorer",
        "print(explorer.changed)",
        f"explorer[{INPUT!r}] = 0.25",
        "tie = explorer.result().alignments.loc[1]\nprint(f'{tie.outcome} {100 * tie[\"p_\" + tie.outcome]:.0f}%')",
    )
    for index in (0, 1, 2):
        book.run(index)
    shown = book.cell(2)
    expect(shown.locator(".qa-headline")).to_contain_text(AS_GIVEN, timeout=WAIT)
    slider = shown.get_by_role("slider", name=THREAT)
    slider.press("Home")
    expect(shown.locator(".qa-headline")).to_contain_text("neutrality", timeout=WAIT)
    expect(book.run(3)).to_have_text(re.compile(re.escape(f"{{'{INPUT}': 0.0}}")))
    book.run(4)
    expect(slider).to_have_value("0.25")
    outcome, share = book.run(5).inner_text().split()
    said = f"{outcome.replace('_', '-')} against Egypt ({share})"
    expect(shown.locator(".qa-headline")).to_contain_text(said, timeout=WAIT)
    assert not shown.evaluate("one => one.querySelector('.jp-mod-editMode')")  # keys of the slider were its own
    shot(book.page)
