"""Notebooks as the tests drive them: made of cells, opened, run, looked at, saved."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.apps.browser.servers import Server

LOAD = "%load_ext qadsl"
SUEZ = """%%quasi suez --draws 200
use multifacet
scenario suez "Suez Crisis" {
  state UK, France, Israel, Egypt
  against Egypt {
    among UK, France, Israel { common_threat = high, divergence = medium }
    otherwise { provocation = medium, abandonment = low, entrapment = low }
  }
}
run suez
"""
LIGHT = "JupyterLab Light"
WAIT = 60_000
"""Milliseconds for what a kernel has to do, on a machine that does much else."""


COUNTED = """prompt => {
  prompt.removeAttribute("data-is-done")
  new MutationObserver((_, observer) => {
    if (!/^\\[\\d+\\]/.test(prompt.textContent)) return
    observer.disconnect()
    prompt.setAttribute("data-is-done", "")
  }).observe(prompt, { childList: true, characterData: true, subtree: true })
}"""
"""Marks the prompt of a cell as soon as it gets a number; it may be the one that it had before."""


def write(file: Path, *cells: str, kernel: str = "python3") -> Path:
    """A notebook of code cells in a file; one that has outputs is handed in as a whole by `nbformat`."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata.kernelspec = {"name": kernel, "display_name": kernel, "language": "python"}
    nbformat.write(book, file)
    return file


def copied(file: Path, to: Path) -> Path:
    """A copy where a server finds it."""
    return Path(shutil.copy(file, to))


@dataclass
class Book:
    """A notebook that is open in JupyterLab, or in Notebook 7."""

    page: Page
    path: Path

    @property
    def cells(self) -> Locator:
        """All its cells."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell")

    def cell(self, index: int) -> Locator:
        """One cell, counted from 0."""
        return self.cells.nth(index)

    def editor(self, index: int) -> Locator:
        """Where the text of a cell is typed."""
        return self.cell(index).locator(".jp-InputArea-editor .cm-content")

    def outputs(self, index: int) -> Locator:
        """What is shown below a cell, one locator for all its outputs."""
        return self.cell(index).locator(".jp-OutputArea-output")

    def text(self, index: int) -> str:
        """The words below a cell."""
        return "\n".join(self.outputs(index).all_inner_texts())

    def start(self, index: int) -> None:
        """Run a cell as a hand does, without waiting for its end."""
        self.editor(index).click()
        self.page.keyboard.press("Control+Enter")

    def run(self, index: int) -> Locator:
        """Run a cell and wait until it is done; its outputs."""
        self._prompt(index).evaluate(COUNTED)
        self.start(index)
        expect(self._prompt(index)).to_have_attribute("data-is-done", "", timeout=WAIT)
        return self.outputs(index)

    def run_all(self) -> None:
        """Run every cell, from the first to the last."""
        for index in range(self.cells.count()):
            self.run(index)

    def restart_and_run_all(self) -> None:
        """Choose that of the menu, and wait until it is done."""
        self.page.evaluate("window.ran = window.jupyterapp.commands.execute('notebook:restart-run-all'); null")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.evaluate("window.ran")

    def type(self, index: int, text: str) -> None:
        """Replace the text of a cell, as a hand does."""
        self.editor(index).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def save(self) -> Any:
        """Save, and read what was saved."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        return nbformat.read(self.path, as_version=4)

    def is_trusted(self, index: int) -> bool:
        """Whether JupyterLab lets the outputs of a cell do what they want."""
        model = "window.jupyterapp.shell.currentWidget.content.model"
        return bool(self.page.evaluate(f"number => {model}.cells.get(number).trusted", index))

    def command(self, name: str, **arguments: Any) -> None:
        """A command of JupyterLab, by its name, to its end."""
        self.page.evaluate(
            "([name, given]) => window.jupyterapp.commands.execute(name, given).then(() => null)", [name, arguments]
        )

    def _prompt(self, index: int) -> Locator:
        return self.cell(index).locator(".jp-InputArea-prompt")


def enter(page: Page, server: Server) -> Page:
    """JupyterLab with nothing open in it."""
    page.goto(f"{server.url}doc")
    page.wait_for_function(
        "() => window.jupyterapp?.shell && window.jupyterapp.restored.then(() => true)", timeout=WAIT
    )
    return page


def open_in_lab(page: Page, path: Path) -> Book:
    """A notebook alone in JupyterLab, with a kernel that waits."""
    page.evaluate(
        "path => window.jupyterapp.commands.execute('docmanager:open', {path, factory: 'Notebook'}).then(() => null)",
        path.name,
    )
    return _opened(page, path)


def close_all(page: Page) -> None:
    """Close every notebook, saved or not, and turn the light on."""
    page.evaluate("[...window.jupyterapp.shell.widgets('main')].forEach(one => one.dispose())")
    if page.evaluate("document.body.dataset.jpThemeName") != LIGHT:
        change = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme }).then(() => null)"
        page.evaluate(change, LIGHT)


def open_in_notebook(page: Page, server: Server, path: Path) -> Book:
    """A notebook in Notebook 7."""
    page.goto(f"{server.url}notebooks/{quote(path.name)}")
    return _opened(page, path)


CONTEXT = """
  const every = window.jupyterapp ? [...window.jupyterapp.shell.widgets("main")] : [];
  const context = every.find((one) => one.context?.path === path)?.sessionContext;
"""
IS_READY = f"""(path) => {{ {CONTEXT}
  const kernel = context?.session?.kernel;
  if (kernel && kernel.status !== "idle") kernel.requestKernelInfo().catch(() => null);
  return kernel?.status === "idle";
}}"""
"""Asks the kernel how it is: a page that came too late for its first word does not hear it again."""
ANOTHER = f"""(path) => {{ {CONTEXT}
  return context?.changeKernel({{ name: context.kernelPreference.name }}).then(() => null, () => null);
}}"""


def _opened(page: Page, path: Path) -> Book:
    """The notebook with a kernel that waits; where none came, another one is asked for, once."""
    book = Book(page, path)
    expect(book.cell(0)).to_be_visible(timeout=WAIT)
    try:
        page.wait_for_function(IS_READY, arg=path.name, polling=200, timeout=WAIT / 3)
    except TooLate:
        page.evaluate(ANOTHER, path.name)
        page.wait_for_function(IS_READY, arg=path.name, polling=200, timeout=WAIT)
    return book
