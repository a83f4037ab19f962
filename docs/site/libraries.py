"""The pages of the standard library: each is what `qa doc` makes of the library's own text."""

from __future__ import annotations

import re
from pathlib import Path

from pages import as_page

from qadsl.apps.cli.documenting import page, rendered

__all__ = ["names", "page_of", "pages"]

PLACE = re.compile(r'<a id="([\w-]+)"></a>\n\n(?=##+ (.*))')
"""A place to link to before a heading, which has one of its own."""


def names(home: Path) -> dict[str, str]:
    """The libraries by name, each with its page."""
    files = sorted((home / "stdlib").rglob("*.qa"))
    found = [file.relative_to(home / "stdlib").with_suffix("") for file in files]
    return {".".join(path.parts): f"libraries/{path.as_posix()}.md" for path in found}


def pages(home: Path) -> dict[str, str]:
    """The index, which is the style sheet of the standard library, and a page for each library."""
    style_sheet = (home / "stdlib" / "README.md").read_text(encoding="utf-8")
    made = {"libraries/index.md": as_page(style_sheet, "stdlib/README.md")}
    for name, place in names(home).items():
        made[place] = page_of(name)
    return made


def page_of(library: str | Path) -> str:
    """The page of a library by its name or folder."""
    return PLACE.sub(_needed, rendered(page(str(library)), "md")).replace("```qa-part", "```qa")


def _needed(found: re.Match[str]) -> str:
    slug = re.sub(r"[^\w\- ]", "", found[2].lower()).replace(" ", "-")
    return "" if slug == found[1] else found[0]
