"""The index of names: what each stands for, in programs sound and broken, across libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl import resources
from qadsl.diagnostics import Bag
from qadsl.semantics import loader
from qadsl.semantics.references import References
from qadsl.semantics.referrer import refer
from qadsl.semantics.renaming import Refusal, check_name, edits
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.data_columns import columns_of, data_items
from qadsl.syntax.scanner import scan
from qadsl.syntax.spelling import spelled

ROOT = Path(__file__).parents[3]
PROGRAMS = [*(ROOT / "examples").glob("*.qa"), *resources.folder("stdlib").rglob("*.qa")]


def referred(source: Source) -> References:
    bag = Bag()
    return refer(loader.load(parser.parse(source, bag), source, bag, parser.parse))


def told(text: str) -> list[tuple[str, str, bool]]:
    """What each mention of a text stands for."""
    found = referred(Source("t.qa", text))
    return [(m.span.text, found.symbols[m.key].kind, m.is_definition) for m in found.mentions((None, "t.qa"))]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_no_name_of_a_real_program_is_left_out(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"), str(path.parent))
    mentions = referred(source).mentions((str(path.parent), path.name))
    covered = {i for mention in mentions for i in range(mention.span.start, mention.span.end)}
    kinds, texts, starts, _ = scan(source.text)
    names = zip(kinds, texts, starts, strict=True)
    left = {text for kind, text, start in names if kind in ("NAME", "QUOTED_NAME") and start not in covered}
    assert left <= {"mutual", "time", *columns(source)}


def columns(source: Source) -> set[str]:
    """Names of columns of data, which are the file's own."""
    tree = parser.parse(source, Bag())
    items = [item for one in tree.statements if isinstance(one, nodes.Scenario) for item in data_items(one.items)]
    read = [name for item in items for one in item.settings for name in columns_of(one.value) or ()]
    return {name.text for name in (*read, *(column for item in items for _, column in item.matches))}


def test_names_stand_for_what_the_checker_says() -> None:
    assert told("parameter UK = 1\nscenario s { state UK { nuclear = yes } }\ndefine d = UK.nuclear") == [
        ("UK", "parameter", True), ("s", "scenario", True), ("UK", "actor", True), ("nuclear", "attribute", False),
        ("d", "definition", True), ("UK", "actor", False), ("nuclear", "attribute", False),
    ]  # fmt: skip
    assert told("group g = actors where nuclear and member in states")[2:] == [
        ("nuclear", "attribute", False), ("member", "role", False), ("states", "built-in group", False),
    ]  # fmt: skip
    assert told("define f(p) = count(q in actors where q != p)") == [
        ("f", "definition", True), ("p", "argument", True), ("count", "function", False), ("q", "bound name", True),
        ("actors", "built-in group", False), ("q", "bound name", False), ("p", "argument", False),
    ]  # fmt: skip


def test_words_of_categories_are_symbols_of_their_own() -> None:
    text = 'attribute creed : category(arab, "pan-Arab")\ndefine d = if self.creed = arab then 1 else 0\n'
    found = told(text + 'scenario s { state A { creed = "pan-Arab" } }')
    assert [(word, is_first) for word, kind, is_first in found if kind == "word of a category"] == [
        ("arab", True), ('"pan-Arab"', True), ("arab", False), ('"pan-Arab"', False),
    ]  # fmt: skip


def test_a_broken_program_keeps_what_can_be_read() -> None:
    found = told(
        "parameter fear = 0.4\nrule r when then\ndefine d = fear + nothing\nrun nowhere\nuse unknown_library\n"
    )
    assert ("fear", "parameter", False) in found
    assert ("nothing", "parameter", False) not in found


def test_theories_share_what_they_extend() -> None:
    text = (
        "theory a { option none { } option all { } behaviour idle when none }\ntheory b extends a { option all { } }\n"
    )
    found = referred(Source("t.qa", text + 'property "p" with b: all can be reached\n'))
    (symbol,) = [s for s in found.named("all") if s.kind == "option"]
    assert len(found.of(symbol.key)) == 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("fear", "fear"), ("`South Korea`", "South Korea"), (" x ", "x"), ("e\u0301", "é"), ("a.b", None), ("", None),
     ("``", None), ("a\nb", None), ('a"b', None), ("x" * 201, None), ("\u202e", None)],
)  # fmt: skip
def test_what_can_be_a_name(typed: str, meant: str | None) -> None:
    found = check_name(typed)
    assert isinstance(found, Refusal) if meant is None else found == meant


def test_words_of_the_language_are_written_between_backticks() -> None:
    assert [spelled(name) for name in ("fear", "rule", "core", "South Korea", "2nd", "伊朗")] == [
        "fear", "`rule`", "`core`", "`South Korea`", "`2nd`", "伊朗",
    ]  # fmt: skip


def test_a_local_name_may_be_that_of_another_formula() -> None:
    found = referred(Source("t.qa", "define f(p) = count(q in actors where q != p)\ndefine g(r) = 1\n"))
    (p,) = found.named("p")
    assert isinstance(edits(found, p, "q"), Refusal)
    assert isinstance(edits(found, p, "f"), Refusal)
    assert not isinstance(edits(found, p, "r"), Refusal)


def test_a_definition_given_anew_is_renamed_with_the_one_it_takes_the_place_of() -> None:
    text = (
        "theory one { encouraging { heat weight x } define x = 1 option none { reward 0 } }\n"
        "theory two extends one { define x = 2 option tie { reward x } }\n"
    )
    found = referred(Source("t.qa", text))
    keys = {mention.key for mention in found.mentions((None, "t.qa")) if mention.span.text == "x"}
    assert keys == {"definition:one.x"}


def test_a_measure_its_words_and_the_outcomes_it_asks_for_are_found() -> None:
    found = told(
        "theory t { encouraging { pull weight 1 } option apart { reward 0 } option tied { reward 1 } }\n"
        "measure phase : category(new, old) = if tied then old else previous phase initially new\n"
        "measure both = phase = old and tied(partner, self)\n"
        'test "x" { given previous phase = new, previous tied = yes expect phase = old, both }\n'
    )
    assert found.count(("phase", "measure", True)) == 1
    assert found.count(("phase", "measure", False)) == 4
    assert found.count(("tied", "option", True)) == 1
    assert found.count(("tied", "option", False)) == 3
    assert ("both", "measure", False) in found
    assert found.count(("old", "word of a category", False)) == 3
