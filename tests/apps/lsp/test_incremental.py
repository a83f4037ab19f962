"""What is worked out from before an edit is what is worked out from nothing."""

from __future__ import annotations

from random import Random

import pytest

from qadsl import resources
from qadsl.apps.lsp.texts import Text, edited
from qadsl.syntax.scanner import scan

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
