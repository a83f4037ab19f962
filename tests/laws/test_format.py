"""Laws of the formatter: nothing is lost, whatever stands between two tokens; and once formatted, formatted for good.

The programs are derived from the grammar rule by rule, or whole worlds of `programs.py`, or those of the repository;
blanks, line ends and comments are put between any two of their tokens.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import qadsl
from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.syntax.formatter import format_text
from qadsl.syntax.parser import parse
from qadsl.syntax.scanner import scan
from tests.fuzz.derive import Deriver
from tests.laws.programs import layouts, worlds, write

ROOT = Path(__file__).parents[2]
WIDTHS = (1, 20, 60, 120, 120, 120, 100_000)
BETWEEN = (
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n\n\n",
    "\t",
    "\r\n",
    "\u00a0",
    "  # c\n",
    "\n# own {\n",
    '\n\n#"x\n#y \n\n',
    "#\n",
)

MANY = settings(max_examples=5 * settings.default.max_examples)
SOME = settings(max_examples=min(100, settings.default.max_examples))


def programs() -> st.SearchStrategy[str]:
    """Programs of every kind, with comments and blanks between any two tokens."""
    numbers = st.integers(0, 2**32)
    written = st.builds(mangled, st.one_of(st.builds(write, worlds(), layouts()), st.sampled_from(kept())), numbers)
    return st.one_of(st.builds(derived, numbers, st.sampled_from((5, 20, 80))), written)


def derived(number: int, size: int) -> str:
    """A program by the grammar, and most likely by it alone."""
    rng = Random(number)
    return mangled(Deriver().program(rng, size), number)


@cache
def kept() -> tuple[str, ...]:
    """The programs of the repository."""
    files = sorted([*ROOT.glob("stdlib/**/*.qa"), *ROOT.glob("examples/*.qa"), *ROOT.glob("tests/**/*.qa")])
    return tuple(file.read_text(encoding="utf-8") for file in files)


def mangled(text: str, number: int) -> str:
    """The same tokens with something else between them, where rows of tables allow."""
    rng = Random(number)
    many = rng.choice((0.02, 0.1, 0.5, 1))
    tokens = scan(text)
    parts = [rng.choice(("", "\ufeff", "# first\n\n", "\n\n"))]
    for i, (kind, word) in enumerate(zip(tokens.kinds, tokens.texts, strict=True)):
        old = text[tokens.ends[i] : tokens.starts[i + 1]] if i + 1 < len(tokens.kinds) else ""
        new = rng.choice(BETWEEN) if rng.random() < many else old
        if kind == "_BAR":
            new = rng.choice((" ", "", "   "))
        elif kind == "_ROW_END":
            new = rng.choice(("\n", " # c | c\n", "\n\n", "\n#\n"))
        parts += [word, new]
    return "".join(parts)


def parsed(text: str) -> nodes.Program | None:
    bag = Bag()
    program = parse(Source("p.qa", text), bag)
    return None if bag.has_errors else program


def formatted(text: str, width: int = 120) -> str:
    bag = Bag()
    result = format_text(Source("p.qa", text), bag, width)
    assert not list(bag), list(bag)
    return result


def words_and_comments(text: str) -> list[str]:
    """All tokens and comments in one row, found without the formatter."""
    tokens = scan(text)
    found: list[str] = []
    before = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        lines = text[before:start].split("\n")
        found += [line[line.index("#") :].rstrip() for line in lines if "#" in line]
        found.append(text[start:end])
        before = end
    return found


@MANY
@given(programs(), st.sampled_from(WIDTHS))
def test_nothing_is_lost_and_the_result_stays(text: str, width: int) -> None:
    text = Source("p.qa", text).text
    program = parsed(text)
    assume(program is not None)
    result = formatted(text, width)
    assert words_and_comments(result) == words_and_comments(text)
    assert parsed(result) == program
    assert formatted(result, width) == result


@MANY
@given(programs(), st.integers(0, 2**32))
def test_where_the_author_ended_lines_plays_no_part(text: str, number: int) -> None:
    """The same tokens and comments in the same places, and blank lines where they were: the same result."""
    assume(parsed(text) is not None)
    rng = Random(number)
    tokens = scan(text)
    parts: list[str] = []
    before, last, is_in_row = 0, "", False
    for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True):
        between = text[before:start]
        is_empty = "#" not in between and between.count("\n") < 2
        if between and is_empty and not is_in_row:
            between = rng.choice((" ", "\n", "\n   ", "\t"))
        parts += [between, text[start:end]]
        is_in_row = kind in ("_BAR", "_ROW_END") or (is_in_row and last != "_ROW_END")
        before, last = end, kind
    other = "".join(parts)
    assume(parsed(other) is not None)  # a period that two lines make of two is refused
    assert formatted(other).replace("\r\n", "\n") == formatted(text).replace("\r\n", "\n")


@given(programs(), st.integers(0, 2**32))
def test_what_does_not_parse_stays_as_it_is(text: str, number: int) -> None:
    rng = Random(number)
    at = rng.randrange(len(text) + 1)
    text = Source("p.qa", text[:at] + rng.choice(('"', "}", "{", "§", "= =", "|", "\x07", " rule ")) + text[at:]).text
    assume(parsed(text) is None)
    bag = Bag()
    assert format_text(Source("p.qa", text), bag) == text
    assert bag.has_errors


@SOME
@given(worlds(), layouts(), st.integers(0, 2**32))
def test_formatting_changes_no_result(world: object, layout: int, number: int) -> None:
    text = mangled(write(world, layout), number)  # type: ignore[arg-type]
    assume(parsed(text) is not None)
    before, after = (qadsl.compile(each).run(draws=4).to_dict() for each in (text, formatted(text)))
    assert repr(before) == repr(after)


@cache
def repository() -> tuple[tuple[str, object], ...]:
    """Every program of the repository that parses, with its tree."""
    pages = [file.read_text(encoding="utf-8") for folder in ("docs", "tests") for file in (ROOT / folder).rglob("*.md")]
    blocks = [
        block for page in pages for block in re.findall(r"^```qa[^\n]*\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    ]
    trees = ((text, parsed(text)) for text in dict.fromkeys((*kept(), *blocks)))
    return tuple((text, tree) for text, tree in trees if tree is not None)


@pytest.mark.parametrize("width", [1, 40, 120])
def test_programs_of_the_repository(width: int) -> None:
    assert len(repository()) > 100
    for text, tree in repository():
        result = formatted(text, width)
        if result == text:
            continue
        assert words_and_comments(result) == words_and_comments(Source("p.qa", text).text)
        assert parsed(result) == tree
        assert formatted(result, width) == result
