"""What is worked out from before an edit is what is worked out from nothing."""

from __future__ import annotations

from random import Random

import pytest

from qadsl import resources
from qadsl.apps.lsp.colours import encoded, marks
from qadsl.apps.lsp.outline import Outline
from qadsl.apps.lsp.painting import Painting
from qadsl.apps.lsp.session import Document
from qadsl.apps.lsp.styling import Styles
from qadsl.assist.reading import read
from qadsl.assist.texts import Text, edited
from qadsl.diagnostics import Bag
from qadsl.semantics.loader import Parse
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.formatter import format_text
from qadsl.syntax.hints import STATEMENTS
from qadsl.syntax.parses import Parses
from qadsl.syntax.reparser import reparse
from qadsl.syntax.scanner import scan
from qadsl.syntax.tables import END, load

EDITS = 500
PIECES = (
    "", "", "", "\n", " ", "x", "0.41", '"', '"""', "/*", "*/", "<!--", "-->", "-", "--", "--- ", "|", "|--|\n", "#",
    "`", "“", "”", "{", "}", "rule r when a then b += 1\n", "\r\n", "é", "\u0301", "\U0001f600", "=", ">", "%", "not ",
)  # fmt: skip
PROGRAMS = sorted(resources.folder("stdlib").rglob("*.qa"))


def places(text: Text, rng: Random) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where an edit begins and ends."""
    line, column = rng.randrange(len(text.starts)), rng.randrange(60)
    return (line, column), (line + rng.choice((0, 0, 0, 1, 4)), column + rng.choice((0, 0, 1, 5)))


@pytest.mark.parametrize("seed", range(4))
def test_tokens_after_edits_are_those_of_the_text(seed: int) -> None:
    rng = Random(f"tokens {seed}")
    text = Text(rng.choice(PROGRAMS).read_text("utf-8")[:6000])
    for number in range(EDITS):
        before = text.tokens
        text, _ = edited(text, *places(text, rng), rng.choice(PIECES))
        assert text.tokens == scan(text.raw), (number, text.raw)
        if text.kept is not None:
            first, last = text.kept
            assert text.tokens.texts[:first] == before.texts[:first]
            assert text.tokens.texts[len(text.tokens.texts) - last :] == before.texts[len(before.texts) - last :]


def test_no_statement_goes_on_with_the_word_of_another() -> None:
    """What may be the end of the text begins a statement with each of their words: so parts can be read alone."""
    tables = load()
    words = {tables.words[word] for word in STATEMENTS}
    for row in tables.actions:
        if row.get(END, 0) < 0:
            assert {word for word in words if row.get(word, -1) >= 0} in (set(), words), row
            assert row.get("NAME", -1) < 0 or words <= set(row), row


@pytest.mark.parametrize("seed", range(4))
def test_the_style_after_edits_is_that_of_the_whole_text(seed: int) -> None:
    rng = Random(f"style {seed}")
    styles = Styles()
    spare = [path.read_text("utf-8")[:4000] for path in PROGRAMS]
    spare += ["".join(f"use a\n{'' if i % 3 else chr(10)}rule r{i} when a then b += 1  # c\n" for i in range(9))]
    before = text = Text(rng.choice(spare))
    for number in range(EDITS // 4):
        before = text
        text, _ = edited(text, *places(text, rng), rng.choice(("", "\n", "\n\n", "# x", *PIECES)))
        assert styles.styled(text) == format_text(Source("", text.normal), Bag(), written=text.raw), (number, text.raw)
        text = rng.choice((text, before, before, Text(rng.choice(spare))))


@pytest.mark.parametrize("seed", range(4))
def test_colours_and_outline_after_edits_are_those_of_the_whole_text(seed: int) -> None:
    """Of a text that has been read, and of one that has only been read before the last edits."""
    rng = Random(f"colours {seed}")
    text = Text(rng.choice(PROGRAMS).read_text("utf-8")[:5000], rng.choice(("utf-8", "utf-16")))
    document, painting, outline, parses = Document("untitled:law.qa", text), Painting(), Outline(), Parses()
    for number in range(EDITS // 5):
        if document.analysis is None or rng.random() < 0.5:
            known = read(document.source(), {}, parses, _parsing(document), mentioned=document.mentioned)
            document.note(known, document.text, document.revision)
        view = document.view()
        assert view is not None
        assert painting.paint(view) == encoded(view, marks(view)), (number, document.text.raw)
        assert outline.symbols(view) == Outline().symbols(view), (number, document.text.raw)
        document.revision += 1
        document.text, done = edited(document.text, *places(document.text, rng), rng.choice(PIECES))
        document.changes.append((document.revision, done))


def _parsing(document: Document) -> Parse:
    """What parses a text as the server does."""

    def parse(source: Source, bag: Bag) -> nodes.Program:
        if document.text.raw != document.text.normal:
            return parser.parse(source, bag)
        text = document.text
        tree, document.known = reparse(source, bag, document.known, text.tokens, text.statements)
        return tree

    return parse
