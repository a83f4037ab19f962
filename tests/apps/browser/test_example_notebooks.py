"""The example notebooks, run from top to bottom: they give what is committed with them, to the last figure.

`python -m pytest --browser --accept tests/apps/browser/test_example_notebooks.py` writes what they give now.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import expect

from tests.apps.browser.servers import REPOSITORY

FOLDER = REPOSITORY / "examples" / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
MOST_BYTES = 400_000
KEPT = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
"""What a notebook says of where it was run: nothing of a machine."""


def executed(file: Path, folder: Path) -> nbformat.NotebookNode:
    """The notebook after `Restart and run all`, in a folder of its own."""
    copy = Path(shutil.copy(file, folder))
    command = [sys.executable, "-m", "nbconvert", "--to=notebook", "--execute", "--inplace", "--log-level=ERROR"]
    done = subprocess.run([*command, str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    book = nbformat.read(copy, as_version=4)
    book.metadata = nbformat.from_dict(KEPT)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    return book


def said(output: Any) -> str:
    """What an output says, without its pictures: how wide letters are is a matter of the fonts of a machine."""
    if output.output_type == "stream":
        return str(output.text)
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    page = re.sub(r"<(style|script)\b.*?</\1>", "", output.data.get("text/html", ""), flags=re.DOTALL)
    words = html.unescape(re.sub(r"<[^>]*>", " ", page))
    pictures = re.findall(r'\balt="([^"]*)"', page)
    return "\n".join((output.data.get("text/plain", ""), " ".join(words.split()), *map(html.unescape, pictures)))


def answers(book: nbformat.NotebookNode) -> dict[str, list[str]]:
    """What each cell says, by its id."""
    return {cell.id: [said(one) for one in cell.get("outputs", ())] for cell in book.cells}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_gives_what_is_committed(file: Path, tmp_path: Path, is_accepting: bool) -> None:
    found = executed(file, tmp_path)
    if is_accepting:
        nbformat.write(found, file)
    assert answers(found) == answers(nbformat.read(file, as_version=4))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_opens_with_its_outputs_and_tells_nothing_of_a_machine(open_book, shot, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    assert not re.search(r"/(?:tmp|home|root|work|usr)/|[A-Z]:\\\\", text)
    book = open_book(copy_of=file)
    assert not book.is_trusted(1)  # as it comes from a stranger
    kept = nbformat.read(file, as_version=4)
    for index, cell in enumerate(kept.cells):
        if cell.get("outputs"):
            expect(book.outputs(index)).to_have_count(len(cell.outputs))
    shot(book.page.locator(".jp-Notebook").first)


def test_the_picture_of_the_readme_is_that_of_a_notebook(open_book, tmp_path: Path, is_accepting: bool) -> None:
    book = open_book(copy_of=FOLDER / "suez.ipynb")
    answer = next(
        index for index, cell in enumerate(nbformat.read(book.path, 4).cells) if "%%quasi answer" in cell.source
    )
    book.cell(answer).evaluate("one => one.scrollIntoView()")
    taken = tmp_path / "suez.png"
    book.page.screenshot(path=taken, clip={"x": 40, "y": 90, "width": 1150, "height": 720})
    picture = FOLDER / "suez.png"
    if is_accepting:
        shutil.copy(taken, picture)
    assert 10_000 < picture.stat().st_size < 250_000
    assert picture.read_bytes()[16:24] == taken.read_bytes()[16:24]  # of the same size
