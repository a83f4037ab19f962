"""Documents that run: what the fenced blocks of a page are, and what running them shows.

A page's blocks run in their order, in a folder of their own that has `examples` and `stdlib` in it. The word behind the
fence says what a block is, `name=value` behind the word how it is meant:

    qa          a whole program in the one style, without mistake or warning; `qa run` ends with `exit` (0 unless
                given). `file=suez.qa` gives it a name for the blocks after it; `fails=QA203` or `warns=QA801` says
                that it is to be found fault with
    qa-part     a part of a program: it reads well by itself, though what it names is declared elsewhere
    text        what the block before it prints: `qa run` of a program, `qa check` of one that fails, Python's output
    console     commands behind `$`, and what they print; `exit=2` is the last one's exit code
    sh          commands for the reader's machine: not run, but each must be one that exists
    python      Python, with the names of the blocks before it on the page
    json, toml  data that can be read
    ipython     a cell of a notebook, run after those before it
    lua, elisp  settings of an editor: looked at, not run

A line `...` stands for lines left out. `pytest --accept` writes what is printed now into the page, and leaves out what
was left out before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Block", "blocks", "fits", "recorded", "rewrite", "sessions"]

FENCE = re.compile(r"^( *)```([\w-]*)([^\n]*)\n(.*?)^\1```[ ]*$", re.MULTILINE | re.DOTALL)
CUT = "..."


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the line it begins on, its word and options, its body, and where the body stands in the page."""

    line: int
    word: str
    options: dict[str, str]
    body: str
    start: int
    end: int


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for found in FENCE.finditer(text):
        options = dict(option.split("=", 1) for option in found[3].split() if "=" in option)
        body = "".join(line.removeprefix(found[1]) for line in found[4].splitlines(keepends=True))
        yield Block(text.count("\n", 0, found.start()) + 1, found[2], options, body, found.start(4), found.end(4))


def sessions(body: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what stands under it."""
    said: list[tuple[str, str]] = []
    for line in body.splitlines(keepends=True):
        if line.startswith("$ "):
            said.append((line[2:].strip(), ""))
        elif said:
            said[-1] = (said[-1][0], said[-1][1] + line)
        else:
            raise ValueError(f"a console block begins with `$ `, not with {line!r}")
    return said


def fits(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed, but for the lines it leaves out."""
    return recorded(shown, printed) == _plain(shown)


def recorded(shown: str, printed: str) -> str:
    """What a page that showed this shows now: the same parts, from the lines with which they begin."""
    lines, wanted = _plain(printed).splitlines(), _plain(shown).splitlines()
    if CUT not in wanted:
        return _plain(printed)
    kept: list[str] = []
    at = 0
    for part, is_last in _parts(wanted):
        if not part:
            kept += [CUT] if not is_last else []
            continue
        at = _find(part[0], lines, at) if kept else 0
        if at == len(lines):
            kept += [f"(this is printed no more: {part[0]})"]
        end = len(lines) if is_last else at + len(part)
        kept += lines[at:end] + ([] if is_last else [CUT])
        at = end
    return "".join(f"{line}\n" for line in kept)


def _parts(lines: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    part: list[str] = []
    for line in lines:
        if line == CUT:
            yield part, False
            part = []
        else:
            part.append(line)
    yield part, True


def _find(line: str, lines: Sequence[str], start: int) -> int:
    """Where a part begins; the end, if nowhere."""
    return next((i for i in range(start, len(lines)) if lines[i] == line), len(lines))


def _plain(text: str) -> str:
    """The text without blanks at the ends of lines, and without empty lines at both its ends."""
    body = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    return f"{body}\n" if body else ""


def rewrite(page: Path, bodies: dict[int, str]) -> None:
    """Give the blocks that begin on these lines other bodies."""
    text = page.read_text(encoding="utf-8")
    for block in reversed(list(blocks(text))):
        if block.line in bodies:
            text = text[: block.start] + bodies[block.line] + text[block.end :]
    page.write_text(text, encoding="utf-8")
