"""How long an explorer takes from a slider's `input` event to the finished picture, in headless Chromium.

    python benchmarks/explorer.py [ACTORS [PERIODS]] [--kernel]

Drags a slider with the mouse. The time runs from the event until the browser has laid out and painted the frame in
which all figures and pictures are new; waiting for that frame counts. Prints the median and the 95th percentile, of
12 actors and 5 periods unless told otherwise. With --kernel it measures the same in JupyterLab where Python answers in
the page's stead, from the event until new figures are seen, and how long Python itself takes (processor time).
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import qadsl
from qadsl.explorer.explorer import Explorer

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.apps.browser import books, servers

MOVES = 300
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

MEASURE = """() => {
  window.spent = [];
  window.addEventListener("input", () => {
    const began = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.spent.push(performance.now() - began);
      port2.postMessage(0);
    });
  }, true);
}"""


def program(actors: int, periods: int) -> str:
    """Everything uncertain, and rules that read other pairs."""
    names = ", ".join(f"A{i}" for i in range(actors))
    return f"""use multifacet
parameter fear : share = 0.4 "How much entrapment is feared"
attribute strength : share
rule caution then entrapment += 0.4 * fear * (1 - strength_of(self)) because "made up"
rule crowd then common_threat += 0.1 * mean(p.strength for p in actors where p != self) because "made up"
define strength_of(a) = a.strength
scenario large {{
  time 1950 .. {1949 + periods}
  state {names}
{"".join(f"  A{i}.strength = {(i * 37 % 100) / 100}{chr(10)}" for i in range(actors))}
  against A0 {{
    otherwise {{
      common_threat = 0.4 .. 0.9, entrapment = 0.2 .. 0.4, abandonment = low, provocation = low, divergence = medium,
      ideology = high, development_interest = 0.2 .. 0.9, cultural_identity = 0.3
    }}
    from {1950 + periods // 2} {{ otherwise {{ common_threat = 0.6 ± 0.1 }} }}
  }}
}}
"""


def drag(page: Page) -> list[float]:
    """Milliseconds of each move."""
    page.evaluate(MEASURE)
    box = page.locator(".qa-input input[type=range]").first.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for i in range(MOVES):
        page.mouse.move(box["x"] + box["width"] * (0.1 + 0.8 * (i * 37 % 101) / 101), middle)
    page.mouse.up()
    return list(page.evaluate("window.spent"))


def in_browser(explorer: Explorer[object], folder: Path) -> list[float]:
    """The same page that `save` writes, from a file."""
    explorer.save(folder / "explorer.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((folder / "explorer.html").as_uri())
        page.wait_for_selector(".qa-headline")
        page.wait_for_timeout(1000)
        spent = drag(page)
        browser.close()
    return spent


def in_kernel(explorer: Explorer[object]) -> list[float]:
    """Milliseconds of work in which Python answers a move, without the way to the page and back."""
    first = explorer.ids_of([explorer.inputs[0]])[0]
    spent = []
    for i in range(40):
        began = time.process_time()
        explorer.answer({"kind": "figures", "turn": i, "draws": 0, "values": {first: i / 40}})
        spent.append(1000 * (time.process_time() - began))
    return spent


REMOTE = """() => {
  window.spent = [];
  let began = 0;
  window.addEventListener("keydown", () => { began = performance.now(); }, true);
  new MutationObserver(() => {
    if (began) window.spent.push(performance.now() - began);
    began = 0;
  }).observe(document.querySelector(".qa-both"), { subtree: true, childList: true, attributes: true });
}"""


def in_lab(text: str, folder: Path) -> list[float]:
    """Milliseconds of each move in JupyterLab, the kernel answering."""
    made = f"import qadsl\nexplorer = qadsl.compile({text!r}).run('large').explore()"
    cells = [f"{made}\nexplorer.__dict__['_compiled'] = 'it is measured'", "explorer"]
    with servers.lab(folder) as lab, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = books.enter(browser.new_page(viewport={"width": 1280, "height": 1400}), lab)
        book = books.open_in_lab(page, books.write(lab.root / "speed.ipynb", *cells))
        book.run_all()
        page.wait_for_function("() => / draws/.test(document.querySelector('.qa-status')?.textContent)", timeout=60000)
        page.wait_for_timeout(3000)
        page.evaluate(REMOTE)
        page.locator(".qa-input input[type=range]").first.focus()
        for i in range(MOVES // 3):
            page.keyboard.press(("Home", "PageUp", "PageUp", "ArrowUp")[i % 4])
            page.wait_for_function("count => window.spent.length >= count", arg=i + 1)
        spent = list(page.evaluate("window.spent"))
        lab.forget_kernels()
        browser.close()
    return spent


def chromium() -> str | None:
    """The browser of the machine."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def report(name: str, spent: list[float]) -> None:
    """One line."""
    late = statistics.quantiles(spent, n=20)[18]
    print(f"{name}: median {statistics.median(spent):.1f} ms, 95% under {late:.1f} ms ({len(spent)} moves)")


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    actors, periods = sizes[0] if sizes else 12, sizes[1] if len(sizes) > 1 else 5
    text = program(actors, periods)
    explorer = qadsl.compile(text).run("large").explore()
    print(f"{actors} actors, {periods} periods")
    with tempfile.TemporaryDirectory() as folder:
        if "--kernel" not in sys.argv:
            report("slider to picture", in_browser(explorer, Path(folder)))
            return
        report("work of Python for an answer", in_kernel(explorer))
        report("slider to figures through the kernel", in_lab(text, Path(folder)))


if __name__ == "__main__":
    main()
