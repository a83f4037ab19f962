"""The manual of diagnostics: one page a code, read from `qadsl/diagnostics/pages`.

A page says what the code means, shows a program that fails with it and the same program mended:

    # QA203: no actor is called that
    ...
    ## Fails
    ```qa
    ...
    ```
    ## Mended
    ```qa
    ...
    ```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FOLDER", "Page", "codes", "near", "page"]

FOLDER = Path(__file__).parent / "pages"
"""Where the pages lie, and beside them the data that their programs read."""
NEAR = 3
"""Codes that are named in place of one that has no page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One code's page; `fails` and `mended` are programs, empty where no program alone can show the problem."""

    code: str
    title: str
    text: str
    fails: str
    mended: str


def codes() -> tuple[str, ...]:
    """Every code that has a page, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("QA[0-9][0-9][0-9].md")))


def near(code: str) -> tuple[str, ...]:
    """The three codes nearest to one that has no page, each with what it says; none for what is no code."""
    if not re.fullmatch(r"QA[0-9]{1,6}", code):
        return ()
    number = int(code[2:])
    found = [page(one) for one in sorted(codes(), key=lambda one: abs(int(one[2:]) - number))[:NEAR]]
    return tuple(f"{one.code}: {one.title}" for one in found if one is not None)


def page(code: str) -> Page | None:
    """The page of a code, None where there is none."""
    if not re.fullmatch(r"QA\d{3}", code) or not (FOLDER / f"{code}.md").is_file():
        return None
    text = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    title = text.partition("\n")[0].removeprefix(f"# {code}:").strip()
    return Page(code, title, text, _block(text, "Fails"), _block(text, "Mended"))


def _block(text: str, heading: str) -> str:
    found = re.search(rf"^## {heading}\n+```qa[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""
