"""The style, by pages that show programs before and after; and what the formatter does not touch."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax.formatter import format_text
from qadsl.syntax.styles import ATTACHED, STYLES
from qadsl.syntax.tables import load

PAGES = sorted(Path(__file__).with_name("formatting").glob("*.md"))
ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^(```qa[^\n]*\n)(.*?)^```$", re.MULTILINE | re.DOTALL)
PAIR = re.compile(r"^(```qa(?: width=(\d+))?\n(.*?)^```\n\n```formatted\n)(.*?)^```$", re.MULTILINE | re.DOTALL)
MADE_HERE = {"branch", "chain", "words", "line", "headed", "payoff", "sum", "product", "program", "brackets"}


def formatted(text: str, width: int = 60) -> str:
    """A program in the style; it must parse."""
    bag = Bag()
    result = format_text(Source("p.qa", text), bag, width)
    assert not list(bag)
    return result


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_show_the_style(page: Path, is_accepting: bool) -> None:
    text = page.read_text(encoding="utf-8")
    now = PAIR.sub(lambda pair: f"{pair[1]}{formatted(pair[3], int(pair[2] or 60))}```", text)
    if is_accepting:
        page.write_text(now, encoding="utf-8", newline="\n")
    else:
        assert text == now
    for pair in PAIR.finditer(now):
        assert formatted(pair[4], int(pair[2] or 60)) == pair[4]


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.stem)
def test_programs_of_documents_are_in_the_style(page: Path, is_accepting: bool) -> None:
    """At the usual line length; those that show a mistake are left alone."""
    text = page.read_text(encoding="utf-8")
    now = BLOCK.sub(lambda block: f"{block[1]}{format_text(Source('p.qa', block[2]), Bag())}```", text)
    if is_accepting:
        page.write_text(now, encoding="utf-8", newline="\n")
    else:
        assert text == now


def test_every_style_is_of_a_phrase_of_the_grammar() -> None:
    """A rule that is renamed takes its style along."""
    known = {rule.node or rule.origin for rule in load().rules} | MADE_HERE
    assert set(STYLES) | ATTACHED <= known
    names = {name for style in STYLES.values() for part in (style.before, style.after, *style.columns) for name in part}
    terminals = {name for row in load().actions for name in row}
    assert names <= known | terminals


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("\ufeff", ""),
        ("# only", "# only\n"),
        ("\n\n# one\n\n\n#two  \n\n", "# one\n\n#two\n"),
        ("run a\r\nrun b", "run a\r\nrun b\r\n"),
        ("run a # x\r\n\r\n\r\nrun b", "run a  # x\r\n\r\nrun b\r\n"),
        ("run a\nrun b\r\n", "run a\nrun b\n"),
        ("run\u00a0a\frun\u3000b", "run a\nrun b\n"),
        ("scenario s{}", "scenario s { }\n"),
        ("use `run of luck`", "use `run of luck`\n"),
        ('author "a\\"#{"', 'author "a\\"#{"\n'),
    ],
)
def test_small_texts(text: str, result: str) -> None:
    assert formatted(text) == result


@pytest.mark.parametrize(
    "text", ["rule x", "run a }", 'author "a', "run a\x07", "scenario s {  state  A", "§", "\ud800"]
)
def test_what_does_not_parse_stays(text: str) -> None:
    bag = Bag()
    assert format_text(Source("p.qa", text), bag) == text
    assert bag.has_errors


@pytest.mark.parametrize("text", ["run a }", "scenario s {", '"'])
def test_what_is_taken_for_sound_and_is_not_stays_too(text: str) -> None:
    bag = Bag()
    assert format_text(Source("p.qa", text), bag, is_sound=True) == text
    assert bag.has_errors


def test_blank_lines_within_a_list_part_nothing() -> None:
    """They are not kept, so they may not keep what lines up apart: the result would change when formatted again."""
    once = formatted('test "t" { given fear = 1,\n\n common_threat = 0.25, self.capability = 0.125 expect a }', 40)
    assert formatted(once, 40) == once
    assert "given fear            = 1,\n" in once


def test_the_spelling_of_names_stays() -> None:
    """Names are compared after normalisation; how they are written is the author's."""
    text = "run\tmu\u0308nchen # de\u0301tente\n"
    assert format_text(Source("p.qa", text), Bag(), written=text) == "run mu\u0308nchen  # de\u0301tente\n"


@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [("(", "1", ")"), ("- ", "1", ""), ("not ", "yes", ""), ("if yes then ", "1", " else 0"), ("1 + (", "1", ")")],
)
def test_deep_nesting(opening: str, inner: str, closing: str) -> None:
    """As deep as the parser goes, without leaning on Python's stack."""
    deepest = 0
    for depth in range(10, 200, 10):
        text = f"define x = {opening * depth}{inner}{closing * depth}"
        bag = Bag()
        before = sys.getrecursionlimit()
        format_text(Source("p.qa", text), bag, 20)
        assert sys.getrecursionlimit() == before
        deepest = deepest if bag.has_errors else depth
    assert deepest >= 60


def test_one_line_of_a_megabyte() -> None:
    cells = "UK -> France { divergence = 0.5, entrapment = 0.1 } " * 15_000
    result = formatted(f"scenario s {{ {cells} }}", 120)
    assert result.count("\n") == 15_002


def test_a_cell_wider_than_a_line_widens_no_other() -> None:
    rows = "| a | b |\n" * 200
    wide = "1 + " * 150 + "1"
    assert len(formatted(f"scenario s {{ table {{ | x | y |\n| {wide} | b |\n{rows} }} }}")) < 10_000
