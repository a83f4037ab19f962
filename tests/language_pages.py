"""Pages of prose, programs and what they answer: how they are read, run and rewritten.

A page holds fenced blocks. A `qa` block is a program, or, with `file=cautious.qa` behind the word, a library that lies
beside the programs after it. The blocks behind a program say what is expected of it:

    decisions   rows of its runs, under the columns that the first line names
    alignments  the same of ties
    variables   the variables of one decision: what the scenario states (`given`) and what rules made of it (`value`)
    answer      what `qa run` prints; `exit=1` behind the word where a claim fails
    tests       what `qa test` prints; `exit=1` where a case or property fails
    mistakes    what `qa check --format line` prints; what is only warned of runs all the same

Behind the first three words `self=UK target=Egypt time=1956` chooses rows. A program without a `mistakes` block has no
mistake, and its claims (`expect`) hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qadsl.answers import Program, Result, load
from qadsl.commands import Besides, Prepared, answer, prepare
from qadsl.diagnostics import Diagnostic, line
from qadsl.pipeline import QadslError
from qadsl.syntax import nodes

__all__ = ["PROGRAM", "Block", "Checked", "Example", "lay_out", "read", "rewrite", "table"]

PROGRAM = "program.qa"
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its number in the page, the word and options behind its fence, its body and where that stands."""

    number: int
    word: str
    options: dict[str, str]
    body: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A program of a page with the libraries beside it and the blocks that say what is expected of it."""

    line: int
    program: str
    libraries: tuple[Block, ...]
    expected: tuple[Block, ...]

    def block(self, word: str) -> Block | None:
        """The first block of that word."""
        return next((block for block in self.expected if block.word == word), None)


def read(text: str) -> Iterator[Example]:
    """The programs of a page."""
    libraries: list[Block] = []
    program: Block | None = None
    expected: list[Block] = []
    for block in (*_blocks(text), None):
        if block is not None and block.word != "qa":
            expected.append(block)
            continue
        if program is not None:
            yield Example(text.count("\n", 0, program.start), program.body, tuple(libraries), tuple(expected))
        program, expected = None, []
        if block is not None and "file" in block.options:
            libraries.append(block)
        else:
            program = block


def _blocks(text: str) -> Iterator[Block]:
    for number, match in enumerate(FENCE.finditer(text)):
        options = dict(option.split("=", 1) for option in match[2].split())
        yield Block(number, match[1], options, match[3], match.start(3), match.end(3))


def rewrite(page: Path, number: int, body: str) -> None:
    """Give the block of that number another body."""
    text = page.read_text(encoding="utf-8")
    block = list(_blocks(text))[number]
    page.write_text(text[: block.start] + body + text[block.end :], encoding="utf-8")


def lay_out(example: Example, folder: Path) -> None:
    """Write a program and the libraries beside it."""
    for library in example.libraries:
        path = folder / library.options["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(library.body, encoding="utf-8")
    (folder / PROGRAM).write_text(example.program, encoding="utf-8")


class Checked:
    """The program in this folder as it is checked: what is wrong with it, and what its runs give."""

    def __init__(self) -> None:
        self._asked: tuple[Program, tuple[Prepared | Besides, ...]] | None = None
        try:
            program = load(PROGRAM)
            self._asked = program, prepare(program)
            self.diagnostics: Iterable[Diagnostic] = program.warnings
        except QadslError as error:
            self.diagnostics = error.diagnostics

    @property
    def mistakes(self) -> str:
        """What is wrong, one mistake a line."""
        return "".join(f"{line.render(item)}\n" for item in self.diagnostics)

    @cached_property
    def results(self) -> list[Result]:
        """What is run; what is asked besides is left out."""
        assert self._asked is not None, self.mistakes
        program, asked = self._asked
        runs = tuple(item for item in asked if isinstance(item.command, nodes.Run))
        return [given.value for given in answer(program, runs) if isinstance(given.value, Result)]


def table(block: Block, found: list[Result]) -> str:
    """The rows that a block asks of results, under the columns that its first line names."""
    columns = block.body.partition("\n")[0].split()
    rows = [columns]
    for result in found:
        rows += [[_shown(row[column]) for column in columns] for row in _rows(result, block)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(columns))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "".join(f"{row}\n" for row in lines)


def _rows(result: Result, block: Block) -> list[Row]:
    where = block.options
    if block.word == "variables":
        told = result.explain(where["self"], where["partner"], where.get("target"), where.get("time"))
        return [{**row, "given": row["given"]["value"]} for row in told.to_dict()["variables"]]  # type: ignore[attr-defined]
    rows: list[Row] = result.to_dict()[block.word]  # type: ignore[assignment]
    return [row for row in rows if all(str(row[key]) == value for key, value in where.items())]


def _shown(value: object) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:.12g}"
        case list():
            return ",".join(map(str, value)) or "-"
        case _:
            return str(value)
