"""Every state of the parser answers a wrong word in a sentence of its own, in the analyst's words.

For each state of the parse table the shortest beginning of a program that leads there is written out; behind it stands
something that does not belong there, and the parser is asked. `python tests/unit/test_states.py` prints all sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush

from lark.load_grammar import load_grammar

from qadsl import resources
from qadsl.diagnostics import Bag
from qadsl.diagnostics.model import Diagnostic
from qadsl.source import Source
from qadsl.syntax import tables
from qadsl.syntax.parser import parse
from qadsl.syntax.places import NAMES, OPENERS, PHRASES, SETS

TABLE = tables.load()
WRONG = {
    "the end": "", "a brace": "}", "a bracket": ")", "a name": "zz", "a number": "7", "a sign": "+", "a text": '"u"',
    "a date": "1956-11", "a statement": "run", "a keyword": "then",
}  # fmt: skip
"""What is put where it does not belong."""
WRITTEN = {
    "NAME": "aa", "QUOTED_NAME": "`b c`", "TEXT": '"t"', "NUMBER": "3", "PERCENT": "40%", "DATE": "1956-10",
    "VERSION": "1.2.0", "_ROW_END": "|\n", "ARROW": "->", "BOTH": "<->", "NOT_EQUALS": "!=", "LESS_EQUALS": "<=",
    "GREATER_EQUALS": ">=", "MINUS_EQUALS": "-=", "TIMES_EQUALS": "*=", "_MINUS": "-", "_TIMES": "*", "_RANGE": "..",
    "_PLUS_MINUS": "±",
}  # fmt: skip
"""How terminals without one spelling are written here."""


@cache
def shortest() -> tuple[dict[str, list[str]], dict[str, str]]:
    """The shortest phrase, as terminals, of each symbol of the grammar; and how each terminal is written."""
    compiled, _ = load_grammar(resources.read("grammar", "qa.lark"), "qa.lark", [], False)
    terminals, rules, _ = compiled.compile(["program"], set())
    written = {**{t.name: t.pattern.value for t in terminals if t.pattern.type == "str"}, **WRITTEN}
    phrases: dict[str, list[str]] = {}
    is_news = True
    while is_news:
        is_news = False
        for rule in rules:
            parts = [[s.name] if s.is_term else phrases.get(s.name) for s in rule.expansion]
            if all(part is not None for part in parts):
                phrase = [name for part in parts for name in part or ()]
                if len(phrase) < len(phrases.get(rule.origin.name, ["x"] * 1000)):
                    phrases[rule.origin.name] = phrase
                    is_news = True
    return phrases, written


@cache
def beginnings() -> dict[int, str]:
    """For each state the shortest text that leads there."""
    phrases, written = shortest()
    paths: dict[int, tuple[str, ...]] = {}
    queue: list[tuple[int, int, tuple[str, ...]]] = [(0, TABLE.start, ())]
    while queue:
        length, state, symbols = heappop(queue)
        if state in paths:
            continue
        paths[state] = symbols
        steps = {**TABLE.gotos[state], **{k: a for k, a in TABLE.actions[state].items() if a >= 0}}
        for symbol, following in sorted(steps.items()):
            heappush(queue, (length + len(phrases.get(symbol, "x")), following, (*symbols, symbol)))
    return {
        state: " ".join(written[name] for symbol in symbols for name in phrases.get(symbol, [symbol]))
        for state, symbols in paths.items()
    }


def first(text: str) -> Diagnostic | None:
    """What is said first."""
    bag = Bag()
    parse(Source("x.qa", text), bag)
    return next(iter(bag), None)


@cache
def said() -> dict[str, dict[tuple[int, str], Diagnostic]]:
    """Each sentence, with the states and wrong words that bring it about."""
    found: dict[str, dict[tuple[int, str], Diagnostic]] = defaultdict(dict)
    for state, text in beginnings().items():
        for wrong in WRONG.values():
            item = first(f"{text} {wrong}".strip())
            if item is not None:
                found[f"{item.message} ({item.hint})"][state, wrong] = item
    return found


def test_every_state_is_reached_and_asked() -> None:
    assert set(beginnings()) == set(range(len(TABLE.actions)))
    asked = {state for places in said().values() for state, _ in places}
    accepting = {state for state, row in enumerate(TABLE.actions) if not row}
    assert set(range(len(TABLE.actions))) - asked <= accepting


def test_every_sentence_names_what_was_read_or_what_belongs_there() -> None:
    for sentence, places in said().items():
        item = next(iter(places.values()))
        if item.code == "QA101":
            assert re.search(r" comes | may come | stands? |comma|quotes|does not begin a statement", sentence), (
                sentence
            )


def test_no_sentence_speaks_the_language_of_the_grammar() -> None:
    terminals = {*dict(TABLE.patterns), *TABLE.words.values()} - {"UK", "A", "US"}
    for sentence, places in said().items():
        text = " ".join((sentence, *next(iter(places.values())).help))
        words = set(re.findall(r"[A-Za-z_]+", re.sub(r"`[^`]*`|\"[^\"]*\"", "", text)))
        assert not words & terminals, sentence
        assert not re.search(r"unexpected|token|terminal|the rest of it|__|anon|\bpercent\b|circumflex|lbrace", text)


def test_sentences_are_of_a_readable_length() -> None:
    for sentence in said():
        assert len(sentence) < 330, sentence
        assert sentence.count(", ") <= 14, sentence


def test_sentences_are_english() -> None:
    """Nothing is left out or said twice, and articles fit."""
    for sentence in said():
        _, _, listed = re.sub(r" may come ", " comes ", sentence).partition(" comes ")
        spoken = re.sub(r"`[^`]*`", "`", listed.partition(", not ")[0].rstrip(") "))
        assert not re.search(r"  |, ,|\ba [aeio]\w|\ban [^aeio]", spoken), sentence
        parts = re.split(r", (?:or )?(?!with)", re.sub(r"\([^)]*\)", "", listed.partition(", not ")[0]))
        assert len(parts) == len(set(parts)), sentence


def test_the_words_for_places_are_used() -> None:
    """No row of the table is a dead letter."""
    terminals = {*dict(TABLE.patterns), *TABLE.words.values()}
    rules = {rule.origin for rule in TABLE.rules} | {re.sub(r"\d+$", "", rule.origin) for rule in TABLE.rules}
    known = terminals | rules
    for marks, _, covered in SETS:
        assert marks | set(covered.split()) <= known, covered
    for key in (*NAMES, *PHRASES, *OPENERS):
        assert {part.lstrip("{(") for part in key.split()} - {""} <= known, key


def sentences() -> Iterator[str]:
    """All sentences, each with one text that brings it about."""
    for sentence, places in sorted(said().items()):
        (state, wrong), item = next(iter(places.items()))
        yield f"{item.code} {sentence}\n    {beginnings()[state][-70:]!r} {wrong!r}\n    {' '.join(item.help)}"


if __name__ == "__main__":
    print(*sentences(), sep="\n")
