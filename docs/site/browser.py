"""Opens the built manual from its folder in a browser: nothing is asked of the network, and the search answers.

python docs/site/browser.py FOLDER          (needs Chromium; says so where there is none)
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--virtual-time-budget=8000")
OPENED = ("index.html", "grammar.html", "diagnostics/QA203.html", "libraries/multifacet.html")
ITSELF = "not an origin"
"""On whose behalf the browser asks for what no page wants of it."""
SOUGHT = "entrapment"
PROBE = """<!doctype html><title>probe</title><body>
<script src="assets/iframe-worker.js"></script><script src="search.js"></script><script>
const worker = new Worker("%s")
worker.onmessage = ({ data }) => {
  if (data.type === 1) worker.postMessage({ type: 2, data: { input: "%s",
    filter: { input: { type: "operator", data: { operator: "and", operands: [] } } }, aggregation: { input: [] } } })
  if (data.type === 3) document.body.dataset.found = data.data.items.length
}
worker.postMessage({ type: 0, data: __index })
</script>"""
"""A page that asks the search as the manual's own pages do."""


def main() -> None:
    """Open some pages and ask the search."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print("no Chromium here: pages were not opened in a browser")
        return
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        shutil.copytree(sys.argv[1], site)
        worker = next((site / "assets" / "javascripts" / "workers").glob("search*.js")).relative_to(site).as_posix()
        (site / "probe.html").write_text(PROBE % (worker, SOUGHT), encoding="utf-8")
        for page in (*OPENED, "probe.html"):
            shown, asked = _open(browser, site / page, Path(name))
            if asked:
                sys.exit(f"{page} asks for {', '.join(asked)}")
            if len(shown) < 500:
                sys.exit(f"{page} is empty")
    found = re.search(r'data-found="(\d+)"', shown)
    if found is None or found[1] == "0":
        sys.exit(f"the search does not find `{SOUGHT}`")
    print(f"{len(OPENED)} pages opened from their folder; the search finds `{SOUGHT}`")


def _open(browser: str, page: Path, folder: Path) -> tuple[str, list[str]]:
    """What a page holds when it has settled, and the addresses beyond the machine that it asked for."""
    log = folder / "net.json"
    options = (*QUIET, f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}", "--dump-dom", page.as_uri())
    done = subprocess.run([browser, *options], capture_output=True, encoding="utf-8", timeout=120, check=True)
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    found = (event.get("params", {}) for event in events)
    urls = {each["url"] for each in found if "url" in each and each.get("initiator", ITSELF) != ITSELF}
    return done.stdout, sorted(url for url in urls if url.startswith("http"))


if __name__ == "__main__":
    main()
