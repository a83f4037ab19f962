"""Colours: the lexer loses nothing, and lexer, TextMate grammar and snippets follow the words of the grammar."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.token import Error

from qadsl import resources
from qadsl.diagnostics import Bag
from qadsl.highlighting import textmate
from qadsl.highlighting.classes import Class, class_of_word, pieces
from qadsl.highlighting.lexer import TOKENS, QaLexer
from qadsl.highlighting.snippets import SNIPPETS, filled
from qadsl.source import Source
from qadsl.syntax import words
from qadsl.syntax.parser import parse
from qadsl.syntax.tables import load

ROOT = Path(__file__).parents[2]
PROGRAMS = [*(ROOT / "examples").glob("*.qa"), *resources.folder("stdlib").rglob("*.qa")]
GRAMMAR = textmate.grammar()


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_programs_are_coloured_without_mistakes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "".join(value for _, _, value in QaLexer().get_tokens_unprocessed(text)) == text
    assert Error not in {kind for kind, _ in QaLexer().get_tokens(text)}


@settings(max_examples=100, deadline=None)
@given(st.text() | st.text(alphabet='ab01 .-<>=±"`#|{}()\n\t%/*', max_size=60))
def test_no_text_is_lost(text: str) -> None:
    found = list(QaLexer().get_tokens_unprocessed(text))
    assert "".join(value for _, _, value in found) == text
    assert [start for start, _, _ in found] == [sum(len(v) for _, _, v in found[:i]) for i in range(len(found))]


def test_the_line_of_a_magic_is_no_mistake() -> None:
    found = list(QaLexer().get_tokens_unprocessed("%%quasi suez --draws 5\nrun suez %%quasi"))
    assert [(start, str(kind), text) for start, kind, text in found][:3] == [
        (0, "Token.Comment.Preproc", "%%quasi suez --draws 5"),
        (22, "Token.Text.Whitespace", "\n"),
        (23, "Token.Keyword.Declaration", "run"),
    ]
    assert Error in {kind for _, kind, _ in found}


def test_cells_of_the_own_kernel_are_coloured_as_what_they_are() -> None:
    def kinds(text: str) -> list[tuple[str, str]]:
        found = list(QaLexer().get_tokens_unprocessed(text))
        assert "".join(value for _, _, value in found) == text
        return [(str(kind).removeprefix("Token."), value) for _, kind, value in found if value.strip()]

    assert kinds("%quasi jobs\n\n!ls\nrun a")[:2] == [
        ("Comment.Preproc", "%quasi jobs\n\n!ls"),
        ("Keyword.Declaration", "run"),
    ]
    python = kinds("\n%%python\nimport x  # run\n'%%'")
    assert python[0] == ("Comment.Preproc", "\n%%python")
    assert ("Keyword.Namespace", "import") in python
    assert "Error" not in {kind for kind, _ in python}
    assert kinds("%%time\nrun a")[1] == ("Keyword.Declaration", "run")
    assert kinds("%%bash\nls '")[1:] == [("Text", "\nls '")]
    assert kinds("%%% no magic")[0][0] == "Error"


@pytest.mark.parametrize("line", ["%", "`", '"', "{", "1.", "0.3 ± ", "- -\n", "| a ", "%a\n", "\\", "\u202e", '"a\n'])
def test_long_texts_are_cut_to_their_end(line: str) -> None:
    text = line * (100_000 // len(line))
    assert sum(len(value) for _, _, value in QaLexer().get_tokens_unprocessed(text)) == len(text)


FENCED = re.compile(r"^```qa(?:-part)?\b[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "tests" / "language").glob("*.md"))]


def test_what_documents_show_is_coloured_without_mistakes() -> None:
    every = [(page.name, text) for page in PAGES for text in FENCED.findall(page.read_text(encoding="utf-8"))]
    assert len(every) > 40
    for name, text in every:
        bag = Bag()
        parse(Source(name, text), bag)
        has_slips = any(one.code.startswith("QA1") for one in bag.items)  # some show what is mended
        assert has_slips or Error not in {kind for kind, _ in QaLexer().get_tokens(text)}, (name, text)


def test_pygments_is_told_of_the_lexer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (point,) = project["entry-points"]["pygments.lexers"].values()
    assert EntryPoint("qa", point, "pygments.lexers").load() is QaLexer
    assert "*.qa" in QaLexer.filenames


def test_every_word_of_the_grammar_has_a_class() -> None:
    assert words.words().keys() == load().words.keys()
    assert {words.words()[word] for word in ("rule", "share", "and", "yes", "when")} == {
        words.STATEMENT, words.TYPE, words.OPERATOR, words.CONSTANT, words.CLAUSE,
    }  # fmt: skip
    assert set(TOKENS) == set(Class)


def scope(text: str) -> str:
    """What the TextMate grammar makes of the beginning of a text: the first rule that fits there."""
    for rule in GRAMMAR["patterns"]:
        found = re.match(rule["match"], text, re.MULTILINE)
        if found:
            return str(rule["name"])
    return ""


@pytest.mark.parametrize("word", sorted(class_of_word()))
def test_lexer_and_textmate_agree_on_words(word: str) -> None:
    for text in (f"{word} x", f"{word} = x", f"{word}.x", f"{word} -> x", f"{word}x"):
        first = next(pieces(text))
        assert scope(text) == textmate.SCOPES[first.kind], text


@pytest.mark.parametrize(
    "text",
    ["0.4", "40 %", "1956-10", '"a \\" b"', "`South Korea`", "->", "<->", "±", "..", "# x", "1_0", "≥", "+=", "{"],
)  # fmt: skip
def test_lexer_and_textmate_agree_on_the_rest(text: str) -> None:
    assert scope(text) == textmate.SCOPES[next(pieces(text)).kind]


def cut(line: str) -> list[tuple[int, str, str]]:
    """What an editor makes of a line: again and again the rule that fits first, the earlier of two at one place."""
    found, place = [], 0
    while True:
        matches = [
            (rule, match) for rule in GRAMMAR["patterns"] if (match := re.compile(rule["match"]).search(line, place))
        ]
        if not matches:
            return found
        rule, match = min(matches, key=lambda one: one[1].start())
        for group, scopes in rule.get("captures", {"0": rule}).items():
            found.append((match.start(int(group)), match.group(int(group)), scopes["name"]))
        place = match.end()


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_textmate_cuts_programs_as_the_lexer(path: Path) -> None:
    for line in dict.fromkeys(path.read_text(encoding="utf-8").split("\n")):
        wanted = [
            (one.start, one.text, textmate.SCOPES[one.kind]) for one in pieces(line) if one.kind is not Class.BLANK
        ]
        assert cut(line) == wanted, line


def test_a_type_is_one_whatever_it_is() -> None:
    found = {one.text: one.kind for one in pieces("parameter share : share = 0.4") if one.text.strip()}
    assert found["share"] is Class.TYPE
    assert next(pieces("share = 0.4")).kind is Class.NAME
    (rule,) = (one for one in GRAMMAR["patterns"] if "captures" in one)
    matched = re.match(rule["match"], ": share = 0.4")
    assert matched is not None
    assert matched[2] == "share"
    assert rule["captures"]["2"]["name"] == textmate.SCOPES[Class.TYPE]


def test_the_editor_files_are_up_to_date() -> None:
    for path, text in textmate.files().items():
        assert path.read_text(encoding="utf-8") == text, "run `python -m qadsl.highlighting.textmate`"


def test_every_statement_has_a_snippet_that_is_one() -> None:
    plain = {"author", "license", "source", "strict", "compare", "contrast", "sensitivity", "sweep", "tipping"}
    statements = {word for word, kind in words.words().items() if kind == words.STATEMENT}
    inside = {"solve"}  # of a theory
    assert set(SNIPPETS) == (statements - plain) | inside
    for word, (_, text) in SNIPPETS.items():
        bag = Bag()
        parse(Source(word, f"theory t {{ {filled(text)} }}" if word in inside else filled(text)), bag)
        assert filled(text).startswith(word)
        assert not bag.items, (word, bag.items)


def test_the_extension_fetches_nothing_and_names_its_files() -> None:
    package = json.loads((textmate.FOLDER / "package.json").read_text(encoding="utf-8"))
    contributed = package["contributes"]
    named = [contributed["grammars"][0]["path"], contributed["snippets"][0]["path"],
             contributed["languages"][0]["configuration"], package["main"]]  # fmt: skip
    assert all((textmate.FOLDER / name).is_file() for name in named)
    script = (textmate.FOLDER / package["main"]).read_text(encoding="utf-8")
    assert not re.search(r"https?:|fetch\(|require\(.(?:http|https|net|dns).\)", script)
