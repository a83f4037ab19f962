"""A result that was saved: opened again, elsewhere, without a kernel, without trust, without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from tests.apps.browser import books
from tests.apps.browser.books import LOAD, SUEZ
from tests.apps.browser.hostile import CELL
from tests.apps.browser.servers import shared_data
from tests.apps.browser.test_cells import FOUND


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run and saved elsewhere: nobody here has ever trusted it."""
    file = books.write(tmp_path_factory.mktemp("kept") / "kept.ipynb", LOAD, SUEZ, CELL)
    command = [sys.executable, "-m", "nbconvert", "--to=notebook", "--execute", "--inplace", str(file)]
    subprocess.run(command, check=True, capture_output=True, cwd=file.parent)
    return file


def shows_the_result(shown: Locator) -> None:
    """Headline, a picture that is drawn, and tables."""
    expect(shown.locator("h3").first).to_contain_text(FOUND)
    picture = shown.locator("img").first
    expect(picture).to_have_attribute("alt", re.compile(FOUND.partition(":")[0]))
    assert picture.evaluate("one => one.complete && one.naturalWidth > 100")
    expect(shown.locator("table").first).to_contain_text("France and Israel")


def test_a_notebook_is_small_and_holds_the_result_once(executed: Path) -> None:
    cells = nbformat.read(executed, as_version=4).cells
    (output,) = cells[1].outputs
    assert len(str(output)) < 150_000
    assert set(output.data) >= {"text/html", "text/plain"}
    assert FOUND in output.data["text/plain"]


def test_it_is_there_when_its_own_reader_opens_it_again(open_book, desk, lab, shot) -> None:
    book = open_book(LOAD, SUEZ)
    book.run_all()
    book.save()
    books.close_all(desk)
    lab.forget_kernels()
    again = books.open_in_lab(desk, book.path)
    assert again.is_trusted(1)
    shows_the_result(again.outputs(1))
    again.outputs(1).get_by_role("button", name="between").first.click()  # and its tables sort
    shot(desk)


def test_it_is_there_where_the_notebook_is_not_trusted(open_book, executed, shot) -> None:
    book = open_book(copy_of=executed)
    assert not book.is_trusted(1)
    shows_the_result(book.outputs(1))
    expect(book.outputs(1).locator("script, style, button")).to_have_count(0)
    expect(book.outputs(2)).to_contain_text("<img src=x onerror=alert(1)>")
    shot(book.outputs(1))


def test_it_is_there_in_notebook_7(page, lab, executed, watch, shot) -> None:
    watch.allow(r"reading 'schema'.*/static/notebook/notebook_core")  # Notebook's list of shortcuts, while it loads
    book = books.open_in_notebook(page, lab, books.copied(executed, lab.root / "seven.ipynb"))
    shows_the_result(book.outputs(1))
    book.run_all()
    shows_the_result(book.outputs(1))
    shot(page)
    lab.forget_kernels()


def exported(book: Path, folder: Path, *options: str, template: str = "qadsl") -> Path:
    """The page that a template makes of a notebook."""
    command = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to=html",
        f"--template={template}",
        f"--output-dir={folder}",
        *options,
    ]
    surroundings = {**os.environ, "JUPYTER_PATH": str(shared_data(folder / "shared"))}
    subprocess.run([*command, str(book)], check=True, capture_output=True, env=surroundings)
    return folder / f"{book.stem}.html"


def test_it_is_there_in_an_exported_page(page, executed, tmp_path, shot) -> None:
    page.goto(exported(executed, tmp_path).as_uri())
    shows_the_result(page.locator(".qa-run").first)
    expect(page.locator(".qa-run").nth(1)).to_contain_text("</script><script>alert(2)</script>")
    page.get_by_role("button", name="between").first.click()
    expect(page.locator(".highlight .kd", has_text="scenario").first).to_be_visible()  # in the language's colours
    shot(page)


def test_an_exported_widget_asks_for_nothing_and_says_why_it_stands_still(page, tmp_path) -> None:
    book = books.write(tmp_path / "moving.ipynb", "import ipywidgets\nipywidgets.IntSlider()")
    page.goto(exported(book, tmp_path, "--execute").as_uri())
    expect(page.get_by_text("live only in a notebook whose kernel runs")).to_be_visible()


def test_it_is_there_in_voila(page, voila, executed, watch, shot) -> None:
    watch.allow(r"/@jupyter-notebook/lab-extension/")  # Notebook's, which Voila loads in vain
    books.copied(executed, voila.root / "shown.ipynb")
    assert not re.search(r"""(?:src|href)=["']?https?:""", voila.ask("").decode())  # the list of notebooks
    page.goto(f"{voila.url}voila/render/shown.ipynb", timeout=books.WAIT)
    shown = page.locator(".qa-run").first
    expect(shown).to_be_visible(timeout=books.WAIT)
    shows_the_result(shown)
    shot(page)
