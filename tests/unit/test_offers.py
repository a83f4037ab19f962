"""What is offered to who writes: every name that programs hold is among what is offered where it stands."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qadsl import resources
from qadsl.assist.offers import BEGINS, Offer, offers
from qadsl.assist.reading import Analysis, read
from qadsl.assist.texts import Text
from qadsl.source import Source
from qadsl.syntax.parses import LIBRARIES

HERE = "¦"
STDLIB = Path(str(resources.folder("stdlib")))
PROGRAMS = [
    STDLIB / "multifacet.qa",
    STDLIB / "balance_of_interests.qa",
    STDLIB / "measures.qa",
    *(Path(__file__).parents[2] / "examples" / name for name in ("suez_1956.qa", "words_and_tables.qa")),
]
HEAD = """use multifacet
attribute regime : category(democratic, autocratic)
relation trade : share
parameter fear : share = 0.4
scenario s { state UK, `South Korea`, Egypt }
"""


def known(text: str, folder: Path = STDLIB) -> Analysis:
    return read(Source("here.qa", text, str(folder)), {}, LIBRARIES)


def offered(text: str) -> tuple[Offer, ...]:
    at = text.index(HERE)
    text = text.replace(HERE, "", 1)
    return offers(Text(text), at, known(text)).every


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_names_are_offered_where_they_stand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    analysis = known(text, path.parent)
    mentions = [one for key in analysis.references.symbols for one in analysis.references.of(key)]
    mentions = [one for one in mentions if one.span.source.name == "here.qa" and not one.is_definition]
    missed = []
    for one in random.Random(1).sample(mentions, min(len(mentions), 40)):
        name = analysis.references.symbols[one.key].name
        if name not in {offer.label for offer in offers(Text(text), one.span.start, analysis).every}:
            missed.append((one.span.place, name))
    assert len(missed) <= len(mentions) // 50, missed


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        ("scenario t { `South Korea`.¦", ["regime", "capability"], ["UK"]),
        ("scenario t { against ¦", ["UK", "actors"], ["self", "trade"]),
        ("scenario t { trade(¦", ["UK"], ["trade", "fear", "self"]),
        ("scenario t { fear = ¦", ["high", "normal"], ["UK", "alliance"]),
        ("scenario t { state UK\n ¦", ["UK", "trade", "among"], ["regime", "run"]),
        ("scenario t { state UK { regime = no }\n ¦", ["UK", "among"], ["regime"]),
        ("scenario t { group west = ¦", ["UK"], ["high"]),
        ("scenario t { group west = UK\n ¦", ["UK", "otherwise"], ["high"]),
        ("scenario t { UK -> Egypt { divergence = 0.3 ¦", ["divergence"], ["high"]),
        ('scenario t { data "d.csv" { match ¦', ["self", "partner"], ["UK", "fear"]),
        ("scenario t { event ¦", [], ["UK", "fear"]),
        ("rule ¦", [], ["fear", "UK"]),
        ("attribute a : category { one, ¦", [], ["fear", "UK"]),
        ("theory t { encouraging core { ¦", [], ["fear", "UK"]),
        ("rule r when self.regime = ¦", ["democratic", "autocratic"], []),
        ("rule r when trade(¦", ["self", "partner"], []),
        ("define closeness(one, other) = trade(¦", ["one", "other", "self"], []),
        ("define d = sum(¦ for p in states)", ["p"], []),
        ("why not alliance: ¦", ["UK", "among"], ["fear", "trade"]),
        ("expect alliance ¦", ["UK", "among"], ["fear", "trade"]),
        ("run s { theory ¦", ["multifacet"], ["fear"]),
        ("theory t { consent ¦", ["mutual"], ["fear"]),
        ("theory t { option o { cost divergence 50%, ¦", ["entrapment", "reward"], ["fear"]),
        ('property "p": raising fear never lowers ¦', ["commitment", "entrapment"], ["UK"]),
        ('test "t" { state Oz  given trade(¦', ["Oz", "self"], []),
    ],
)
def test_what_is_offered(text: str, has: list[str], lacks: list[str]) -> None:
    found = {one.label for one in offered(HEAD + text)}
    assert [name for name in has if name not in found] == []
    assert [name for name in lacks if name in found] == []


def test_what_goes_on_with_a_statement_comes_before_what_begins_another() -> None:
    ranks = [one.rank for one in offered(HEAD + "run s ¦")]
    assert ranks == sorted(ranks)
    assert {one.label for one in offered(HEAD + "run s ¦") if one.rank != BEGINS} == {"then", "with"}


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("run `So¦", "`So"),
        ("run `So¦uth`", "`South`"),
        ("run `So¦, UK", "`So"),
        ("run so¦uth", "south"),
        ("run `a`¦", ""),
    ],
)
def test_what_is_replaced(text: str, replaced: str) -> None:
    at, text = text.index(HERE), text.replace(HERE, "", 1)
    found = offers(Text(text), at, known(text))
    assert text[found.start : found.end] == replaced


def test_of_very_many_names_none_is_left_out() -> None:
    names = ", ".join(f"actor_{number}" for number in range(1500))
    found = {one.label for one in offered(f"scenario s {{ state {names}  among ¦ }}")}
    assert {"actor_0", "actor_1499"} <= found


@pytest.mark.parametrize(
    "text", ["}}}}", "((((", "= = =", '"open', "`open", "scenario", "use x {{{ . . ,", "\x00\ud800"]
)
def test_broken_texts_are_answered(text: str) -> None:
    for place in range(len(text) + 1):
        offers(Text(text), place, known(text))
