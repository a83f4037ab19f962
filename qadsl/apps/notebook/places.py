"""Where in a cell the cursor is: on the line of a magic, in a program, or somewhere that is none of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qadsl.apps.notebook.wording import unquoted

__all__ = ["BODY", "HEAD", "LINE", "Place", "as_taken", "is_program", "place", "program_start"]

HEAD, LINE, BODY = "head", "line", "body"
_CELL = re.compile(r"\s*%%quasi(?![\w-])(?P<said>[^\n]*)")
_LINE = re.compile(r"[^\S\n]*(?:[^\s=%][^\n=%]*=[^\S\n]*)?%quasi(?![\w-])(?P<said>[^\n]*)")
_ABOVE = re.compile(r"(?:[^\S\n]*(?:#[^\n]*|%(?!%)[^\n]*)?\n)*(?=[^\S\n]*%%quasi)")
_OTHER = re.compile(r"\s*%%")
_MAGIC = re.compile(r"\s*[%!]")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a cell.

    Parameters
    ----------
    kind
        Behind `%%quasi` on its line, behind `%quasi` on one, or in a program.
    text
        The program around it: all of the cell that is none is blank, so that places in both are the same.
    offset
        The character of the text at which the cursor is.
    said, behind
        What stands before and behind the cursor on the line of a magic, without its name.
    name
        What the cell is called, where it is.
    """

    kind: str
    text: str
    offset: int
    said: str = ""
    behind: str = ""
    name: str | None = None


def is_program(text: str) -> bool:
    """Whether a cell is a program where cells without a magic are: it holds something, and is none of IPython's."""
    return bool(text.strip()) and not _MAGIC.match(text)


def program_start(text: str) -> int | None:
    """Where the program of a cell without `%%quasi` begins, behind lines of IPython's; None where there is none."""
    start = 0
    for line in text.splitlines(keepends=True) if not _OTHER.match(text) else ():
        if line.strip() and not _MAGIC.match(line):
            return start
        start += len(line)
    return None


def as_taken(lines: list[str]) -> list[str]:
    """The lines of a cell of the language as IPython takes them.

    IPython knows the magic of a cell only at its very beginning: here a mark of the order of bytes, blanks, comments
    and lines of IPython's may stand before it. And it refuses a cell that is empty below its magic, so that what the
    cell was before would go on to hold.
    """
    text = "".join(lines).removeprefix("\ufeff")
    above = _ABOVE.match(text)
    head = _CELL.match(text, above.end()) if above else None
    if above is None or head is None:
        return lines
    said, body = head["said"].strip(), text[head.end() :].removeprefix("\n")
    if not above.group():
        return [f"%%quasi {said}".rstrip() + "\n", *(body.splitlines(keepends=True) if body.strip() else ["\n"])]
    program = "\n" * above.group().count("\n") + (body if body.strip() else "\n")
    return [*above.group().splitlines(keepends=True), f"get_ipython().run_cell_magic('quasi', {said!r}, {program!r})\n"]


def place(text: str, offset: int, *, is_whole: bool = False) -> Place | None:
    """Where a character is; None where IPython knows better.

    Parameters
    ----------
    text
        The cell.
    offset
        A character of it.
    is_whole
        Whether a cell without a magic is a program, as in notebooks of the language's own kernel.
    """
    head = _CELL.match(text)
    if head is not None:
        start = head.start("said")
        if offset <= start:
            return None
        body = _blank(text[: head.end()]) + text[head.end() :]
        words = head["said"].split()
        name = unquoted(words[0]) if words and not words[0].startswith("-") else None
        if offset <= head.end():
            return Place(HEAD, body, offset, text[start:offset], text[offset : head.end()], name)
        return Place(BODY, body, offset, name=name)
    begin = (program_start(text) if text.strip() else 0) if is_whole else None
    if begin is not None and offset >= begin:
        return Place(BODY, _blank(text[:begin]) + text[begin:], offset)
    first = text.rfind("\n", 0, offset) + 1
    line = _LINE.match(text, first)
    if line is None or offset <= line.start("said") or _OTHER.match(text):
        return None
    start = line.start("said")
    asked = _blank(text[:start]) + text[start : line.end()] + _blank(text[line.end() :])
    return Place(LINE, asked, offset, text[start:offset], text[offset : line.end()])


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
