"""The pages of `tests/language`: programs for every part of the language, each with what the tests hold it to."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["pages"]

FENCE = re.compile(r"^```(\w+)([^\n]*)$", re.MULTILINE)
HEADS = {
    "decisions": "Decisions",
    "alignments": "Ties",
    "variables": "Variables, as stated and as rules leave them",
    "measures": "Measures",
    "groups": "Groups",
    "memberships": "In several groups",
    "left_out": "Left out",
    "solutions": "What is solved",
    "answer": "What `qa run` answers",
    "mistakes": "What `qa check` says",
    "tests": "What `qa test` says",
}
"""What stands above the block of each word."""
ABOUT = """\
# Programs by topic

Small programs for every part of the language. Each runs with the tests, which compare it with what stands under it;
where figures can be worked out by hand, the text does so.

"""


def pages(home: Path) -> dict[str, str]:
    """An index and a page for each topic."""
    made, rows = {}, []
    for file in sorted((home / "tests" / "language").glob("*.md")):
        name = f"programs/{file.stem.partition('_')[2]}.md"
        text = file.read_text(encoding="utf-8")
        made[name] = FENCE.sub(_headed, text)
        title = text.partition("\n")[0].removeprefix("# ")
        rows.append(f"- [{title}]({name.removeprefix('programs/')})\n")
    return {"programs/index.md": ABOUT + "".join(rows), **made}


def _headed(found: re.Match[str]) -> str:
    word, options = found[1], dict(option.split("=", 1) for option in found[2].split())
    if word == "qa":
        head = f"A library beside the programs after it, `{options['file']}`:\n\n" if "file" in options else ""
        return f"{head}```qa"
    where = ", ".join(f"{name} {value}" for name, value in options.items() if name != "exit")
    return f"*{HEADS[word]}{f' ({where})' if where else ''}:*\n\n```text"
