"""Links of all documents lead to a file that is there, and to a heading that is in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

HOME = Path(__file__).parents[1]
FOLDERS = (".", "docs", "stdlib", "examples", "qadsl/diagnostics/pages", "tests/fuzz", "editors", "editors/vscode")
PAGES = sorted(page for folder in FOLDERS for page in (HOME / folder).glob("*.md"))
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")
FENCED = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
IN_LINE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)
PLACE = re.compile(r'<a id="([^"]+)">')


@cache
def _places(page: Path) -> frozenset[str]:
    """What `#...` may follow a link to a page: its headings as sites spell them, numbered where they recur."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    found = PLACE.findall(text)
    for heading in HEADING.findall(text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        found.append(slug if slug not in found else f"{slug}_{found.count(slug)}")
    return frozenset(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOME).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = IN_LINE.sub("", FENCED.sub("", page.read_text(encoding="utf-8")))
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            assert link.startswith(("https://", "mailto:")), f"{link}: https, or none"
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} is not there"
        if anchor and target.suffix == ".md":
            assert anchor in _places(target), f"{target.name} has no heading {anchor}: {sorted(_places(target))}"
