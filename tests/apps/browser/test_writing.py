"""Writing in JupyterLab and Notebook 7: colours, completion, help, comments, and the language's own kernel.

Another extension that colours every editor as Python (jupysql) may be installed beside; nothing here minds.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager, suppress
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.apps.browser import books
from tests.apps.browser.books import LOAD, SUEZ, Book
from tests.apps.browser.servers import Server

OF_NOTEBOOK_7 = ("reading 'schema'", "'filebrowser:open-path' not registered")
"""What it complains of whatever it opens."""
PYTHON = 'for state in range(3):\n    print("scenario", state)'
MAGIC = "%%quasi"
SPANS = """content => [...content.querySelectorAll(".cm-line span")]
  .map(one => [one.textContent, getComputedStyle(one).color])"""
COLOUR = """name => {
  const probe = document.createElement("i");
  probe.style.color = `var(--jp-mirror-editor-${name}-color)`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}"""


def colours(editor: Locator) -> dict[str, str]:
    """Each piece of a text that has a colour of its own."""
    return dict(editor.evaluate(SPANS))


def colour(page: Page, kind: str) -> str:
    """What the theme makes of a kind of word."""
    return str(page.evaluate(COLOUR, kind))


def is_coloured(page: Page, editor: Locator) -> None:
    """Whether a text with a scenario is coloured as the language is."""
    expect(editor.locator("span", has_text="scenario").first).to_be_visible()
    found = colours(editor)
    for piece, kind in {"scenario": "keyword", "among": "keyword", '"Suez Crisis"': "string", "=": "operator"}.items():
        assert found[piece] == colour(page, kind), piece


@contextmanager
def dark(book: Book):
    """The dark theme, for a while."""
    book.command("apputils:change-theme", theme="JupyterLab Dark")
    try:
        expect(book.page.locator("body[data-jp-theme-light=false]")).to_be_attached()
        yield
    finally:
        book.command("apputils:change-theme", theme="JupyterLab Light")
        expect(book.page.locator("body[data-jp-theme-light=true]")).to_be_attached()


def write(book: Book, index: int, text: str) -> None:
    """Type at the end of a cell."""
    book.editor(index).click()
    book.page.keyboard.press("Control+End")
    book.page.keyboard.insert_text(text)


def tab(page: Page) -> None:
    """Press Tab, once the page is ready to complete at the cursor."""
    expect(page.locator(".jp-mod-completer-enabled")).to_be_attached()
    page.keyboard.press("Tab")


def offered(page: Page) -> list[str]:
    """What is listed at the cursor after Tab: each word, without what sort of thing it is."""
    tab(page)
    listed = page.locator(".jp-Completer .jp-Completer-item .jp-Completer-match")
    expect(listed.first).to_be_visible(timeout=books.WAIT)
    return listed.all_inner_texts()


def complete(page: Page) -> None:
    """Take the first that is listed."""
    offered(page)
    page.keyboard.press("Enter")


def told(book: Book) -> Locator:
    """What is said at the cursor after Shift-Tab."""
    book.page.keyboard.press("Shift+Tab")
    shown = book.page.locator(".jp-Tooltip")
    expect(shown).to_be_visible(timeout=books.WAIT)
    return shown


def test_cells_are_coloured_in_both_themes(open_book, shot) -> None:
    book = open_book(LOAD, SUEZ, PYTHON)
    is_coloured(book.page, book.editor(1))
    light = colours(book.editor(1))
    python = colours(book.editor(2))
    assert python["for"] == light["scenario"]  # both are keywords
    assert python['"scenario"'] == light['"Suez Crisis"']
    shot(book.page)
    with dark(book):
        book.page.wait_for_timeout(500)
        is_coloured(book.page, book.editor(1))
        assert colours(book.editor(1))["scenario"] != light["scenario"]
        shot(book.page)


def test_the_language_of_a_cell_follows_its_first_line(open_book) -> None:
    book = open_book("%%quas\nscenario suez { state UK }")
    editor = book.editor(0)
    assert "scenario" not in colours(editor)
    editor.click()
    book.page.keyboard.press("Control+Home")
    book.page.keyboard.press("End")
    book.page.keyboard.type("i")
    expect(editor.locator("span", has_text="scenario")).to_be_visible()
    assert colours(editor)[MAGIC] == colour(book.page, "meta")
    book.page.keyboard.press("Backspace")
    expect(editor.locator("span", has_text="scenario")).to_have_count(0)
    book.page.keyboard.press("Control+a")
    book.page.keyboard.insert_text("%%quasi\nstate")
    expect(editor.locator("span", has_text="state")).to_be_visible()


def test_lines_are_commented_and_indented(open_book) -> None:
    book = open_book("%%quasi\nscenario suez {")
    lines = book.editor(0).locator(".cm-line")
    write(book, 0, "")
    book.page.keyboard.press("Enter")
    book.page.keyboard.type("state UK")
    expect(lines).to_have_text(["%%quasi", "scenario suez {", "  state UK"])
    book.page.keyboard.press("Control+/")
    expect(lines).to_have_text(["%%quasi", "scenario suez {", "  # state UK"])
    book.page.keyboard.press("Control+/")
    book.page.keyboard.press("Enter")
    book.page.keyboard.type("}")
    expect(lines).to_have_text(["%%quasi", "scenario suez {", "  state UK", "}"])


def test_tab_completes(open_book, shot) -> None:
    book = open_book(LOAD, SUEZ, "%%quasi\nsce", "%quasi run ", PYTHON)
    book.run(0)
    book.run(1)
    write(book, 2, "")
    complete(book.page)
    expect(book.editor(2)).to_contain_text("scenario")
    book.type(2, "%%quasi\nscenario later extends suez { against Egypt { among ")
    start = time.perf_counter()
    found = offered(book.page)
    spent = time.perf_counter() - start
    print(f"from Tab to the list: {spent:.2f} s")
    assert found[:4] == ["Egypt", "France", "Israel", "UK"]
    assert "print" not in found
    shot(book.page)
    book.page.keyboard.press("Escape")
    write(book, 3, "")
    complete(book.page)
    expect(book.editor(3)).to_have_text("%quasi run suez")
    book.run(3)  # so that all that was asked is answered when the kernel ends


def test_shift_tab_says_what_a_name_is(open_book, shot) -> None:
    title = "<img src='http://evil.test/x' onerror='alert(1)'> ![a](http://evil.test/y) <b>bold</b>"
    book = open_book(LOAD, f'%%quasi\nparameter fear : share = 0.4 "{title}"\n', "%%quasi\nrule r when fear", "print")
    book.run(0)
    book.run(1)
    write(book, 2, "")
    shown = told(book)
    expect(shown).to_contain_text(title)
    expect(shown).to_contain_text("parameter")
    assert shown.locator("img, b, a, strong:not(:text('parameter'))").count() == 0
    shot(book.page)
    book.page.keyboard.press("Escape")
    write(book, 3, "")
    expect(told(book)).to_contain_text("Prints the values")


def test_files_of_the_language_are_coloured(page, lab, shot) -> None:
    (lab.root / "suez.qa").write_text(SUEZ.partition("\n")[2], encoding="utf-8")
    page.goto(f"{lab.url}doc/tree/suez.qa")
    editor = page.locator(".jp-FileEditor .cm-content")
    expect(editor).to_be_visible(timeout=books.WAIT)
    is_coloured(page, editor)
    shot(page)


def test_both_kernels_are_offered(page, lab) -> None:
    books.enter(page, lab)
    page.evaluate("window.jupyterapp.commands.execute('launcher:create').then(() => null)")
    for name in ("Quasi", "Python 3 + Quasi"):
        for category in ("Notebook", "Console"):
            card = page.locator(
                f".jp-LauncherCard[data-category={category}] .jp-LauncherCard-label p:text-is('{name}')"
            )
            expect(card).to_be_visible(timeout=books.WAIT)


def test_a_name_is_asked_for_in_the_own_kernel(open_book, shot) -> None:
    book = open_book(SUEZ.partition("\n")[2], "suez?", "%quasi jobs\nrun suez { draws 9 }", kernel="qa")
    book.run(0)
    expect(book.run(1)).to_contain_text("scenario suez: Suez Crisis")
    assert colours(book.editor(2))["run"] == colour(book.page, "keyword")
    expect(book.run(2).nth(1)).to_contain_text("quasi-alliance")
    shot(book.page)


def test_a_notebook_of_the_own_kernel(open_book, shot) -> None:
    program = SUEZ.partition("\n")[2]
    book = open_book(
        program, "%quasi run suez --draws 50 --as found", "%%python\nrun = found.draws\nprint(run)", "", kernel="qa"
    )
    is_coloured(book.page, book.editor(0))
    assert "run" not in colours(book.editor(2))
    expect(book.run(0).first).to_contain_text("quasi-alliance")
    expect(book.run(1).first).to_contain_text("quasi-alliance")
    assert "50" in book.run(2).first.inner_text()
    write(book, 3, "run su")
    complete(book.page)
    expect(book.editor(3)).to_have_text("run suez")
    expect(told(book)).to_contain_text("Suez Crisis")
    shot(book.page)


def has_kernel(page: Page, lab: Server, name: str) -> None:
    """Wait until a kernel of that name waits; the page must go on meanwhile, as its requests pass through here."""
    end = time.monotonic() + books.WAIT / 1000
    found: list[tuple[str, str]] = []
    while ("idle", name) not in found:
        assert time.monotonic() < end, found
        page.wait_for_timeout(100)
        with suppress(HTTPError):  # the server falls over one that ends while they are listed
            found = [(one["execution_state"], one["name"]) for one in json.loads(lab.ask("api/kernels"))]


@pytest.mark.parametrize("kernel", ["python3", "qa"])
def test_notebook_7(page, lab, shot, watch, kernel: str) -> None:
    cells = (LOAD, SUEZ, "%%quasi\nrun su") if kernel == "python3" else ("", SUEZ, "run su")
    file = books.write(lab.root / f"notebook_7_{kernel}.ipynb", *cells, kernel=kernel)
    page.goto(f"{lab.url}notebooks/{file.name}")
    book = Book(page, file)
    expect(book.cell(2)).to_be_visible(timeout=books.WAIT)
    is_coloured(page, book.editor(1))
    has_kernel(page, lab, kernel)
    if kernel == "python3":
        book.run(0)
    book.run(1)
    write(book, 2, "")
    complete(page)
    expect(book.editor(2)).to_contain_text("run suez")
    shot(page)
    page.close()
    watch.complaints[:] = [one for one in watch.complaints if not any(known in one for known in OF_NOTEBOOK_7)]
    lab.forget_kernels()
