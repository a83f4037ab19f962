"""The pages of the diagnostics: each code's page with what its failing program is told, and an index by room."""

from __future__ import annotations

from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import Diagnostic, manual
from qadsl.diagnostics.terminal import render_all
from qadsl.pipeline import QadslError
from qadsl.source import Source

__all__ = ["index", "page", "rooms"]

ROOMS = {
    "1": ("Text", "what is written cannot be read"),
    "2": ("Names", "something is called by a name that nothing has, or that two have"),
    "3": ("Types and ranges", "a value is not of the kind, or not in the range, of what it is given to"),
    "4": ("Rules", "rules cannot be combined"),
    "5": ("Scenarios", "statements of a scenario contradict each other"),
    "6": ("Libraries", "a library cannot be found or used"),
    "7": ("Running", "a question cannot be asked, or a run cannot be made"),
    "8": ("Warnings", "the program runs, and may not say what was meant"),
    "9": ("Not yet", "part of the language that this version does not answer"),
}
"""What the first figure of a code says."""
INTRODUCTION = """\
# Diagnostics

Every message has a code in brackets, such as QA203. Its page says what the code means, and shows a program that gets
the message, the message itself, and the program mended. `qa explain QA203` prints the page in the terminal. The first
figure says where the mistake lies.

"""
SAYS = "\n\n## What it says\n\n```text\n"


def rooms() -> dict[str, list[str]]:
    """The codes of each room, in order; only rooms that have any."""
    found: dict[str, list[str]] = {}
    for code in manual.codes():
        found.setdefault(ROOMS[code[2]][0], []).append(code)
    return found


def page(code: str) -> str:
    """The page of a code, with the message that its failing program gets."""
    known = manual.page(code)
    assert known is not None
    if not known.fails:
        return known.text
    said = [item for item in _found(known.fails) if item.code == code]
    shown = render_all(said, width=80, colour=False).strip("\n")
    before, _, after = known.text.partition("\n## Mended")
    return f"{before.rstrip()}{SAYS}{shown}\n```\n\n## Mended{after}"


def _found(text: str) -> list[Diagnostic]:
    try:
        program = Program(Source("mine.qa", text))
        prepare(program)
    except QadslError as error:
        return list(error.diagnostics)
    return list(program.warnings)


def index() -> str:
    """All codes with what they mean, by room."""
    parts = [INTRODUCTION]
    for number, (title, meaning) in ROOMS.items():
        parts.append(
            f"## {number}xx: {title}\n\n{meaning[:1].upper()}{meaning[1:]}.\n\n| code | means |\n| --- | --- |\n"
        )
        for code in rooms().get(title, []):
            known = manual.page(code)
            assert known is not None
            parts.append(f"| [{code}]({code}.md) | {known.title} |\n")
        parts.append("\n")
    return "".join(parts)
