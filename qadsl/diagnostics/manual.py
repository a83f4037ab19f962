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

__all__ = ["FOLDER", "Page", "codes", "page"]

FOLDER = Path(__file__).parent / "pages"
"""Where the pages lie, and beside them the data that their programs read."""


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
