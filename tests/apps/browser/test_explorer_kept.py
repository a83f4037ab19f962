"""An explorer in a notebook that was saved: live where its reader trusts it, a picture elsewhere, never an error."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from tests.apps.browser import books
from tests.apps.browser.books import LOAD, SUEZ, WAIT
from tests.apps.browser.test_kept import exported

CELLS = (
    LOAD,
    SUEZ.replace("run suez", ""),
    "%quasi explore suez --draws 100",
    f"{SUEZ}".replace("suez --", "suez --live --"),
)
LIVE = (2, 3)
"""The cells that show an explorer: below a picture, and below a result."""
HIDDEN_ADDRESSES = ("require_js_url", "mathjax_url", "jquery_url", "mermaid_js_url")
"""What a page by nbconvert's own template asks a network for, whatever the notebook holds."""
OF_OTHERS = ("widget model not found",)
"""What ipywidgets says in the console of a widget whose kernel is gone."""
ERROR = re.compile("Error displaying widget|model not found|Loading widget|live only in a notebook")


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run and saved elsewhere, without the state of its widgets, as JupyterLab saves it."""
    file = books.write(tmp_path_factory.mktemp("kept") / "explored.ipynb", *CELLS)
    command = [sys.executable, "-m", "nbconvert", "--to=notebook", "--execute", "--inplace"]
    subprocess.run([*command, str(file)], check=True, capture_output=True, cwd=file.parent)
    book = nbformat.read(file, as_version=4)
    book.metadata.pop("widgets")
    nbformat.write(book, file)
    return file


def is_live(shown: Locator) -> None:
    """One explorer, that moves with a hand, and nothing of an error."""
    expect(shown.locator(".qa-headline")).to_have_count(1, timeout=WAIT)
    expect(shown.locator(".qa-headline")).to_contain_text("against Egypt")
    slider = shown.get_by_role("slider", name=re.compile("^common threat")).first
    slider.press("Home")
    expect(shown.locator(".qa-moved output")).to_have_text("0")
    expect(shown.get_by_text(ERROR).filter(visible=True)).to_have_count(0)


def test_it_is_small(executed: Path) -> None:
    for index in LIVE:
        outputs = nbformat.read(executed, as_version=4).cells[index].outputs
        assert sum(len(str(output.data)) for output in outputs) < 150_000
        assert "application/vnd.jupyter.widget-view+json" in outputs[-1].data
        assert "Run the cell" in outputs[-1].data["text/plain"]


def test_its_own_reader_finds_it_live(open_book, desk, lab, watch, shot) -> None:
    for others in OF_OTHERS:
        watch.allow(others)
    book = open_book(*CELLS)
    book.run_all()
    for index in LIVE:
        is_live(book.cell(index))
    book.save()
    books.close_all(desk)
    lab.forget_kernels()
    again = books.open_in_lab(desk, book.path)
    assert again.is_trusted(2)
    for index in LIVE:
        is_live(again.cell(index))
        again.cell(index).scroll_into_view_if_needed()
        shot(desk)
    expect(again.cell(2).get_by_text("Run the cell").filter(visible=True)).to_have_count(0)
    again.run_all()  # and the kernel's takes its place
    for index in LIVE:
        is_live(again.cell(index))


def test_who_does_not_trust_it_finds_a_picture(open_book, executed, shot) -> None:
    book = open_book(copy_of=executed)
    assert not book.is_trusted(2)
    picture = book.outputs(2).first.locator("img")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 100")
    for index in LIVE:
        expect(book.cell(index).get_by_text(ERROR)).to_have_count(0)
        expect(book.outputs(index).last).to_contain_text("Run the cell")
    shot(book.page)


def test_notebook_7_shows_it(page, lab, executed, watch, shot) -> None:
    watch.allow(r"reading 'schema'.*/static/notebook/notebook_core")  # Notebook's list of shortcuts, while it loads
    book = books.open_in_notebook(page, lab, books.copied(executed, lab.root / "explored7.ipynb"))
    expect(book.outputs(2).first.locator("img")).to_be_visible()
    book.run_all()
    for index in LIVE:
        is_live(book.cell(index))
    shot(page)
    lab.forget_kernels()


def test_an_exported_page_has_it_live(page, executed, tmp_path, shot) -> None:
    page.goto(exported(executed, tmp_path).as_uri())
    for index in LIVE:
        is_live(page.locator(".jp-CodeCell").nth(index))
    shot(page)


def test_a_page_of_another_template_has_it_live(page, executed, tmp_path) -> None:
    options = [f"--HTMLExporter.{name}=" for name in HIDDEN_ADDRESSES]
    page.goto(exported(executed, tmp_path, *options, template="lab").as_uri())
    for index in LIVE:
        is_live(page.locator(".jp-CodeCell").nth(index))


def test_voila_shows_one(page, voila, executed, watch, shot) -> None:
    for others in (r"/@fortawesome/fontawesome-free@", r"/@jupyter-notebook/lab-extension/"):
        watch.allow(others)  # Voila's own frame and an extension of Notebook, whatever the notebook holds
    books.copied(executed, voila.root / "explored.ipynb")
    page.goto(f"{voila.url}voila/render/explored.ipynb", timeout=WAIT)
    for others in OF_OTHERS:
        watch.allow(others)  # of a kernel that Voila asks too early: then the one that is kept stands in
    for index in LIVE:
        shown = page.locator(".jp-CodeCell").nth(index)
        expect(shown.locator(".qa-headline")).to_have_count(1, timeout=WAIT)
        expect(shown.get_by_text(ERROR).filter(visible=True)).to_have_count(0)
    shot(page)
