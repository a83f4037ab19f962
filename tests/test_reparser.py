"""What is parsed after an edit from what was known before is what is parsed from nothing: nodes, places, mistakes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from qadsl import resources
from qadsl.diagnostics import Bag
from qadsl.source import Source, Span
from qadsl.syntax.moving import detach, moved, original
from qadsl.syntax.parser import parse
from qadsl.syntax.reparser import TEXTS_HELD, Known, beginnings, reparse
from qadsl.syntax.scanner import scan
from tests.laws.programs import make, write

EDITS = 500 if os.environ.get("QADSL_LAWS") == "ci" else 100
PIECES = (
    "", "", "", "\n", " ", "0.41", "0,5", '"', "/*", "*/", "<!--", "-->", "--", "|", "#", "`", "“", "{", "}", "}\n}\n",
    "strict\n", "rule", "scenario x {\n", "source \"a\"\n", "rule r when a then b += 1\n", "run ", "==", "<>", "\u200b",
    "test", ",", "->", "state UK France\n", "expect ", "= ", "not ", "theory", "use multifacet\n", "\n\n", "(", ")",
)  # fmt: skip
TEXTS = [
    *(write(make(Random(f"reparser {i}"), 1), i) for i in range(8)),
    *(path.read_text("utf-8")[:5000] for path in sorted(resources.folder("stdlib").rglob("*.qa"))),
    *(path.read_text("utf-8") for path in sorted((Path(__file__).parent / "bad").glob("*.qa"))[::12]),
]


def spans(value: Any) -> Iterator[tuple[int, int, Source]]:
    """The spans of a tree, in its order."""
    if isinstance(value, Span):
        yield value.start, value.end, value.source
    elif isinstance(value, tuple):
        for part in value:
            yield from spans(part)
    elif is_dataclass(value):
        for each in fields(value):
            yield from spans(getattr(value, each.name))


def edited(text: str, rng: Random) -> str:
    """A small edit; now and then one that takes away, doubles or moves lines."""
    if rng.random() < 0.15:
        lines = text.splitlines(keepends=True)
        first, count = rng.randrange(len(lines) + 1), rng.choice((1, 1, 3, 9))
        taken = lines[first : first + count]
        lines[first : first + count] = rng.choice(([], taken * 2))
        where = rng.randrange(len(lines) + 1)
        lines[where:where] = taken if rng.random() < 0.5 else []
        return "".join(lines)
    start = rng.randrange(len(text) + 1)
    return text[:start] + rng.choice(PIECES) + text[start + rng.choice((0, 0, 0, 1, 6)) :]


@pytest.mark.parametrize("seed", range(8))
def test_a_text_parsed_after_an_edit_is_parsed_as_if_anew(seed: int) -> None:
    rng = Random(f"reparser {seed}")
    known, text = Known(), rng.choice(TEXTS)
    for number in range(EDITS):
        source, fresh = Source("law.qa", text), Source("law.qa", text)
        tokens, bag, bag_of_fresh = scan(source.text), Bag(), Bag()
        tree, known = reparse(source, bag, known, tokens, beginnings(tokens))
        anew = parse(fresh, bag_of_fresh)
        assert tree == anew, (number, text)
        assert list(spans(tree)) == list(spans(anew)), (number, text)
        assert bag.items == bag_of_fresh.items, (number, text)
        assert all(span[2] is source for span in spans(tree))
        text = edited(text, rng) if rng.random() < 0.95 or len(text) > 12000 else rng.choice(TEXTS)


def test_what_has_not_changed_is_not_parsed() -> None:
    text = "".join(f"parameter p{i} : share = 0.4\n" for i in range(50))
    tokens = scan(text)
    first, known = reparse(Source("a", text), Bag(), Known(), tokens, beginnings(tokens))
    assert len(known.statements) == 50
    changed = text.replace("p7 : share = 0.4", "p7 : share = 0.45")
    tokens = scan(changed)
    second, after = reparse(Source("a", changed), Bag(), known, tokens, beginnings(tokens))
    assert len(set(after.statements) - set(known.statements)) == 1
    assert [a == b for a, b in zip(first.statements, second.statements, strict=True)].count(False) == 1


def test_few_texts_before_are_held_on_to() -> None:
    text = "".join(f"rule r{i} when a > 0.{i} then b += 1\n" for i in range(1, 30))
    known = Known()
    for i in range(1, 30):
        text = text.replace(f"a > 0.{i} then", f"a > 0.{i}7 then")
        source, tokens = Source("law.qa", text), scan(text)
        tree, known = reparse(source, Bag(), known, tokens, beginnings(tokens))
        assert tree == parse(Source("law.qa", text), Bag())
        held = {id(original(statement).span.source) for statement in known.statements.values()}
        assert id(source) in held
        assert len(held) <= TEXTS_HELD + 1


def test_a_copy_is_one_thing_however_often_it_is_asked_for() -> None:
    source = Source("law.qa", "rule r when a > 0.4 then b += 1\n")
    rule = parse(source, Bag()).statements[0]
    copy = moved(moved(rule, Source("law.qa", "x" * 40 + source.text), 40), source, 0)
    assert copy.effects is copy.effects
    assert original(copy) is rule
    assert (copy, repr(copy), copy.span.start) == (rule, repr(rule), 40)
    assert not hasattr(copy, "nothing")
    detach(copy)
    assert original(copy) is copy
    assert copy == rule
