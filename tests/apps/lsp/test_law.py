"""The law of the session: after any edits, what the editor shows is what a fresh check of the text finds.

Sixty edits by default; `QADSL_LAWS=ci` makes it five hundred.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from lsprotocol import types

from qadsl.answers import Program
from qadsl.assist.texts import Text
from qadsl.commands import prepare
from qadsl.diagnostics import Diagnostic
from qadsl.pipeline import QadslError
from qadsl.source import Source
from tests.apps.lsp.client import Client
from tests.laws.programs import make, write

EDITS = 500 if os.environ.get("QADSL_LAWS") == "ci" else 60
PIECES = (
    "", " ", "\n", "}", "{", "0.4", "UK", "rule r then threat += 1\n", "use multifacet\n", '"', "`", "é", "e\u0301",
    "\U0001f600", "\ud800", "\udc00", "# note\n", "->", "=", "run suez\n", "among", "\r\n", "threat", "unknown",
)  # fmt: skip


def fresh(text: str) -> list[tuple[str, str, str]]:
    """What `qa check` finds in a text."""
    found: tuple[Diagnostic, ...]
    try:
        program = Program(Source("law.qa", text))
        prepare(program)
        found = program.warnings
    except QadslError as error:
        found = error.diagnostics
    return [(item.code, item.span.place if item.span else "", item.message) for item in found]


def change(rng: Random, text: Text, spare: list[str]) -> types.TextDocumentContentChangeEvent:
    """An edit: mostly small, sometimes of lines, rarely of the whole text."""
    if rng.random() < 0.05:
        return types.TextDocumentContentChangeWholeDocument(rng.choice(spare))
    line = rng.randrange(len(text.starts))
    column = rng.randrange(40)
    end = (line + rng.choice((0, 0, 0, 1, 3)), rng.randrange(40) if rng.random() < 0.3 else column + rng.randrange(4))
    first, last = sorted(((line, column), end))
    inserted = rng.choice(PIECES) if rng.random() < 0.8 else rng.choice(spare)[rng.randrange(200) :][:60]
    return types.TextDocumentContentChangePartial(
        types.Range(types.Position(*first), types.Position(*last)), inserted
    )  # fmt: skip


def follow(raw: str, made: types.TextDocumentContentChangeEvent) -> str:
    """The text after a change, worked out in units of UTF-16 as an editor holds them."""
    if isinstance(made, types.TextDocumentContentChangeWholeDocument):
        return made.text
    units = raw.encode("utf-16-le", "surrogatepass")
    starts, i = [0], 0
    while i < len(units):
        unit, after = units[i : i + 2], units[i + 2 : i + 4]
        i += 4 if unit == b"\r\0" and after == b"\n\0" else 2
        if unit in (b"\r\0", b"\n\0"):
            starts.append(i)

    def at(place: types.Position) -> int:
        if place.line >= len(starts):
            return len(units)
        end = len(units)
        if place.line + 1 < len(starts):
            end = starts[place.line + 1] - 2
            end -= 2 if units[end - 2 : end + 2] == b"\r\0\n\0" else 0
        return min(starts[place.line] + 2 * place.character, end)

    inserted = made.text.encode("utf-16-le", "surrogatepass")
    whole = units[: at(made.range.start)] + inserted + units[at(made.range.end) :]
    return whole.decode("utf-16-le", "surrogatepass")


@pytest.mark.parametrize("seed", [1])
def test_a_session_is_a_fresh_check_after_each_edit(seed: int) -> None:
    rng = Random(f"session {seed}")
    spare = [write(make(Random(f"session {i}"), 1), i) for i in range(8)]
    raw = spare[0]
    client = Client()
    uri = client.open("untitled:law.qa", raw)
    for number in range(EDITS):
        made = []
        for _ in range(rng.choice((1, 1, 1, 3))):
            made.append(change(rng, Text(raw), spare))
            raw = follow(raw, made[-1])
        client.change(uri, *made)
        shown = [(d.code, d.data["place"], d.data["message"]) for d in client.settle(uri)]
        assert shown == fresh(raw), (number, raw)
        assert client.published[uri].version == client.versions[uri]
    assert client.stop() == 0
