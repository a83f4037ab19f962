"""The pages of the standard library, made by `qa doc` from what each library says of itself."""

from __future__ import annotations

from pathlib import Path

from pages import as_page

__all__ = ["pages"]


def pages(home: Path) -> dict[str, str]:
    """The index, which is the style sheet of the standard library, and a page for each library."""
    made = {
        "libraries/index.md": as_page((home / "stdlib" / "README.md").read_text(encoding="utf-8"), "stdlib/README.md")
    }
    for file in sorted((home / "stdlib").rglob("*.qa")):
        name = file.relative_to(home / "stdlib").with_suffix("")
        text = file.read_text(encoding="utf-8")
        made[f"libraries/{name.as_posix()}.md"] = f"# {'.'.join(name.parts)}\n\n```qa\n{text}```\n"
    return made
