"""What the built site must keep: links lead somewhere, nothing is loaded from elsewhere, words are found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

__all__ = ["problems"]

LOADED = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("object", "data")}
"""Attributes whose file a browser fetches by itself."""
NOT_FETCHED = {"canonical", "prev", "next", "alternate", "describedby"}
IN_STYLE = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//")
SOUGHT = ("quasi-alliance", "entrapment", "QA203", "otherwise", "train", "Snyder")


class Page(HTMLParser):
    """A page's links, what it loads, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what a tag links to, loads, or can be linked as."""
        known = {name: value or "" for name, value in attributes}
        self.places.add(known.get("id", ""))
        for name, value in known.items():
            if (tag, name) in LOADED and not (tag == "link" and known.get("rel") in NOT_FETCHED):
                self.loads.append(value)
            elif name in ("href", "xlink:href"):
                self.links.append(value)


def problems(site: Path, pages: int) -> list[str]:
    """What is wrong with the site; nothing, if it may be kept."""
    read = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    found = [*_links(site, read), *_loads(site, read), *_styles(site), *_search(site)]
    if len(read) < pages:
        found.append(f"{pages} pages were written and {len(read)} built")
    return found


def _links(site: Path, read: dict[Path, Page]) -> Iterator[str]:
    for path, page in read.items():
        if path.name == "404.html":
            continue
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = unquote(link).partition("#")
            leads_to = (path.parent / target).resolve() if target else path
            if not leads_to.is_file():
                yield f"{path.relative_to(site)} links to {link}, which is not there"
            elif anchor and leads_to in read and anchor not in read[leads_to].places:
                yield f"{path.relative_to(site)} links to {link}, a place that is not there"


def _loads(site: Path, read: dict[Path, Page]) -> Iterator[str]:
    for path, page in read.items():
        for link in page.loads:
            if re.match(r"(https?:)?//", link):
                yield f"{path.relative_to(site)} loads {link}"
            elif not link.startswith("data:") and path.name != "404.html" and not (path.parent / link).is_file():
                yield f"{path.relative_to(site)} loads {link}, which is not there"


def _styles(site: Path) -> Iterator[str]:
    for path in site.rglob("*.css"):
        if IN_STYLE.search(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(site)} loads something from elsewhere"


def _search(site: Path) -> Iterator[str]:
    index = json.loads((site / "search.json").read_text(encoding="utf-8"))
    text = " ".join(f"{item['title']} {item['text']}" for item in index["items"])
    for word in SOUGHT:
        if word.lower() not in text.lower():
            yield f"the search does not know `{word}`"
    if not (site / "search.js").is_file():
        yield "the search has no index that a page opened from a file can read"
