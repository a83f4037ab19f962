"""What is known of the names in a text after an edit, from what was known before, is what is found by looking anew."""

from __future__ import annotations

import os
import re
from random import Random
from typing import Any

import pytest

from qadsl import resources
from qadsl.diagnostics import Bag
from qadsl.semantics import loader
from qadsl.semantics.references import References, file_of
from qadsl.semantics.referrer import refer
from qadsl.semantics.remembering import Remembered
from qadsl.source import Source
from qadsl.syntax.parses import Parses
from qadsl.syntax.reparser import Known, beginnings, reparse
from qadsl.syntax.scanner import scan
from tests.laws.programs import make, write
from tests.test_reparser import edited, spans

EDITS = 500 if os.environ.get("QADSL_LAWS") == "ci" else 40
OWN = """use scales.kent
parameter cut : share = 0.4
attribute regime : category(democracy, autocracy)
define near(p) = p.regime = democracy and cut < 0.5
group club = A, B
scenario base { state A { regime = autocracy }, B
  A -> B against C { pull = cut }
  group pair = A, B }
scenario later extends base { state C  among A, B against C { pull = probable } }
theory small {
  encouraging { pull weight cut }
  define inner = pull + cut
  measure mood : category(calm, tense) = if inner > 0.5 then tense else calm
  option stay { }
  option leave { reward pull }
}
rule r when count(q in club where near(q)) > 0 then pull += cut
run later
explain A -> B against C in later
expect leave among A, B against C in later
"""
TEXTS = [
    *(write(make(Random(f"remembering {i}"), 1), i) for i in range(6)),
    *(path.read_text("utf-8")[:5000] for path in sorted(resources.folder("stdlib").rglob("*.qa"))[:6]),
]
WORD = re.compile(r"[^\W\d]\w*")


def renamed(text: str, rng: Random) -> str:
    """One word in the place of another one: names change what they stand for."""
    words = list(WORD.finditer(text))
    one, other = rng.choice(words), rng.choice(words)
    return text[: one.start()] + other[0] + text[one.end() :]


def told(found: References, sources: list[Source]) -> tuple[Any, ...]:
    """All that is found, with each place and the text that it is in."""
    files = [file_of(source) for source in sources]
    mentions = [[(m, m.span.start, m.span.end) for m in found.mentions(file)] for file in files]
    symbols = {key: (s, list(spans(s.node)), s.reach) for key, s in found.symbols.items()}
    return mentions, symbols, {key: found.of(key) for key in symbols}


@pytest.mark.parametrize("seed", range(6))
def test_names_found_after_an_edit_are_found_as_if_anew(seed: int) -> None:
    rng = Random(f"remembering {seed}")
    texts = [OWN] if seed < 3 else [OWN, *TEXTS]
    known, remembered, parses, text = Known(), Remembered(), Parses(), texts[0]
    for number in range(EDITS):
        source, tokens = Source("law.qa", text), scan(text)
        if source.text == text:
            tree, known = reparse(source, Bag(), known, tokens, beginnings(tokens))
            modules = loader.load(tree, source, Bag(), parses.parse)
            sources = list(dict.fromkeys(s.span.source for module in modules for s in module.statements))
            after = told(refer(modules, before=remembered), sources)
            assert after == told(refer(modules), sources), (number, text)
        change = rng.choice((edited, renamed))
        text = change(text, rng) if rng.random() < 0.9 and len(text) < 12000 else rng.choice(texts)


def test_where_the_same_names_are_declared_only_what_changed_is_looked_through() -> None:
    text, remembered, known = OWN, Remembered(), Known()
    counts: list[int] = []
    for _ in range(3):
        source, tokens = Source("law.qa", text), scan(text)
        tree, known = reparse(source, Bag(), known, tokens, beginnings(tokens))
        modules = loader.load(tree, source, Bag(), Parses().parse)
        before = list(remembered.before.values())
        refer(modules, before=remembered)
        counts.append(sum(all(kept is not b for b in before) for key, kept in remembered.before.items() if not key[1]))
        text = text.replace("share = 0.4", "share = 0.45") if len(counts) == 1 else text.replace("cut", "cat", 1)
    assert counts[0] == counts[2] == len(tree.statements)
    assert counts[1] == 1 + 1 + 2  # and the first statement, and two with formulas whose names are their own
