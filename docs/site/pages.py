"""The pages that are written by hand, as the site has them.

In the repository a link leads to the file it speaks of, `../stdlib/multifacet.qa`, so that it works wherever the
page is read. On the site that file has a page made from it; this module knows which.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

__all__ = ["as_page", "place"]

FIXED = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "grammar/qa.lark": "grammar.md",
    "examples": "examples/index.md",
    "stdlib": "libraries/index.md",
    "stdlib/README.md": "libraries/index.md",
    "qadsl/diagnostics/pages": "diagnostics/index.md",
}
"""Files of the repository and the pages that the site makes of them."""
LINK = re.compile(r"(\]\()([^)\s#]*)(#[^)\s]*)?(\))")
FENCE = re.compile(r"^( *```\w+)(?:-part)?[^\n]*$", re.MULTILINE)
SPLIT = re.compile(r"(^ *```.*?^ *```[ ]*$)", re.MULTILINE | re.DOTALL)


def place(file: str) -> str | None:
    """The page of the site for a file of the repository, None where there is none."""
    if file in FIXED:
        return FIXED[file]
    path = PurePosixPath(file)
    match path.parts:
        case ("docs", name):
            return name
        case ("examples", _) | ("examples", "cases", _) if path.suffix == ".qa":
            return f"examples/{path.stem}.md"
        case ("examples", folder, *_):
            return f"examples/{folder}.md"
        case ("stdlib", *inner, _) if path.suffix == ".qa":
            return "/".join(["libraries", *inner, f"{path.stem}.md"])
        case ("qadsl", "diagnostics", "pages", name):
            return f"diagnostics/{name}"
        case _:
            return None


def as_page(text: str, file: str) -> str:
    """The text of a file of the repository with links to pages of the site, and without what only tests read."""
    here = place(file) or file
    parts = SPLIT.split(text)
    return "".join(FENCE.sub(r"\1", part) if i % 2 else _relinked(part, file, here) for i, part in enumerate(parts))


def _relinked(text: str, file: str, here: str) -> str:
    def link(found: re.Match[str]) -> str:
        target, anchor = found[2], found[3] or ""
        if not target or "://" in target or target.startswith("mailto:"):
            return found[0]
        page = place(_joined(PurePosixPath(file).parent, target))
        if page is None:
            raise ValueError(f"{file} links to {target}, of which the site has no page")
        return f"{found[1]}{_from(here, page)}{anchor}{found[4]}"

    return LINK.sub(link, text)


def _joined(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = list(folder.parts)
    for part in target.rstrip("/").split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _from(here: str, page: str) -> str:
    up = len(PurePosixPath(here).parts) - 1
    return "../" * up + page
