"""JupyterLab in a real browser: one server and one browser for all tests, a page of its own for each."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.apps.browser import books, servers
from tests.apps.browser.watching import Watch

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
SIZE = {"width": 1200, "height": 1000}
PATIENCE = 20_000
"""Milliseconds that anything but a kernel may take to be seen."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the machine, with a profile of its own."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("these tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """JupyterLab and Notebook 7."""
    with servers.lab(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def voila(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """Voila."""
    with servers.voila(tmp_path_factory.mktemp("voila")) as server:
        yield server


@pytest.fixture(scope="session")
def watch() -> Watch:
    """What is seen of the network, the console and dialogs."""
    return Watch()


@pytest.fixture(autouse=True)
def is_quiet(watch: Watch) -> Iterator[None]:
    """Every test ends well only where nothing was asked beyond the machine, failed in a script or popped up."""
    watch.forget()
    yield
    watch.check()


@pytest.fixture(scope="session")
def context(chromium: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A profile that knows nothing but these tests."""
    made = chromium.new_context(viewport=SIZE, service_workers="block", color_scheme="light")
    made.set_default_timeout(PATIENCE)
    watch.over(made)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty page."""
    made = context.new_page()
    yield made
    made.close()


@pytest.fixture(scope="session")
def desk(context: BrowserContext, lab: servers.Server) -> Page:
    """The page in which JupyterLab is open all the time: to open it takes longer than most tests."""
    return books.enter(context.new_page(), lab)


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the screenshots: QADSL_SHOTS, or one that goes away."""
    folder = Path(os.environ.get("QADSL_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def shot(request: pytest.FixtureRequest, shots: Path) -> Callable[[Page | Locator], None]:
    """Keeps a picture of a page or a part of it, to be looked at; it is called as the test."""
    taken: list[Path] = []

    def take(what: Page | Locator) -> None:
        name = re.sub(r"\W+", "_", request.node.name).strip("_")
        taken.append(shots / f"{name}{f'_{len(taken) + 1}' if taken else ''}.png")
        what.screenshot(path=taken[-1])

    return take


@pytest.fixture
def place(request: pytest.FixtureRequest, lab: servers.Server) -> Path:
    """Where the server finds a notebook that is called as the test."""
    name = re.sub(r"\W+", "_", request.node.name).strip("_")
    return lab.root / f"{name}.ipynb"


@pytest.fixture
def open_book(desk: Page, lab: servers.Server, place: Path) -> Iterator[Callable[..., books.Book]]:
    """Opens a notebook of these cells, or a copy, in JupyterLab; it is closed, and its kernel ended, with the test."""

    def opened(*cells: str, kernel: str = "python3", copy_of: Path | None = None) -> books.Book:
        file = books.copied(copy_of, place) if copy_of else books.write(place, *cells, kernel=kernel)
        return books.open_in_lab(desk, file)

    yield opened
    books.close_all(desk)
    lab.forget_kernels()
