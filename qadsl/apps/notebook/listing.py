"""What may be written at a place of a cell: words and names of the language, options, words and names of magics."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from unicodedata import normalize

from qadsl.apps.notebook.cells import Cells
from qadsl.apps.notebook.frames import frames_of
from qadsl.apps.notebook.knowing import known
from qadsl.apps.notebook.places import BODY, HEAD, Place
from qadsl.apps.notebook.wording import FLAGS, OPTIONS, WORDS
from qadsl.assist.offers import BEGINS, Offers, offers
from qadsl.assist.texts import Text
from qadsl.diagnostics import manual
from qadsl.semantics.loader import library_names

__all__ = ["Listed", "listed"]

SPOKEN = ("run", "explore", "explain", "why", "tipping", "sweep", "compare", "contrast")
"""Words behind `%quasi` that are the language's own, or are said as such a one is."""
STATED = ("yes", "no", "unknown")
"""Words of the language that are values."""
SHORT = {
    "bound name": "name",
    "built-in group": "group",
    "built-in value": "value",
    "instrument kind": "instrument",
    "kind of consent": "word",
    "scale word": "word",
    "word of a category": "word",
}
"""Sorts of names as one word, so that JupyterLab shows each on its line."""
MOST = 1000
"""Names in one list."""
_PIECE = re.compile(r"""(?:`[^`]*(?:`|$)|"[^"]*(?:"|$)|'[^']*(?:'|$)|\S)+""")
"""A word as the magics take it, with what is quoted in it; a quotation may still be open."""
_SCENARIO = "scenario s { "
"""Before a value that is set, it makes of it a text of the language."""


class Listed(NamedTuple):
    """What may stand in the place of so many characters before the cursor: each text, and what sort of thing it is."""

    length: int
    every: tuple[tuple[str, str], ...]


def listed(place: Place, cells: Cells, variables: Mapping[str, Any], going: Iterable[str] = ()) -> Listed:
    """Everything that fits at a place; `variables` are those of Python, `going` what works in the background."""
    if place.kind == BODY:
        return _begun(offers(Text(place.text), place.offset, known(cells, place)), place.text, place.offset)
    pieces = _PIECE.findall(place.said)
    word = pieces.pop() if pieces and place.said.endswith(pieces[-1]) else ""
    option, value = _valued(pieces, word)
    if option:
        return _value(option, value, place, cells, variables)
    if word.startswith("--") or place.kind == HEAD:
        return _those_like(word, OPTIONS, "option")
    if not pieces:
        return _those_like(word, WORDS, "keyword")
    if pieces[0] in SPOKEN:
        return _argument(pieces, word, place, cells)
    kind, names = _names(pieces[0], cells, going)
    return _those_like(word, names, kind) if len(pieces) == 1 else Listed(0, ())


def _valued(pieces: list[str], word: str) -> tuple[str, str]:
    """The option whose value is being written, and what there is of it; nothing where none is."""
    for name, value in (word.split("=", 1) if "=" in word else ("", ""), (pieces[-1] if pieces else "", word)):
        if name in OPTIONS and name not in FLAGS:
            return name, value
    return "", ""


def _names(asked: str, cells: Cells, going: Iterable[str]) -> tuple[str, Iterable[str]]:
    """What a word behind `%quasi` takes that is none of the language's."""
    match asked:
        case "library":
            return "library", library_names(os.getcwd())
        case "reset":
            return "cell", cells.names
        case "stop":
            return "run", going
        case _:
            return "", ()


def _argument(pieces: list[str], word: str, place: Place, cells: Cells) -> Listed:
    """What follows a word behind `%quasi` that asks as the language does."""
    text = re.sub(r"explore(?=\s)", "    run", place.text, count=1) if pieces[0] == "explore" else place.text
    found = offers(Text(text), place.offset, known(cells, replace(place, text=text)))
    others = tuple(one for one in found.every if one.rank != BEGINS)
    may_end = len(others) < len(found.every)
    length, every = _begun(replace(found, every=others), text, place.offset)
    if pieces == ["explain"] and re.match(r"QA?\d*$", word, re.IGNORECASE):
        every += _those_like(word, manual.codes(), "message").every
    if may_end and not word:
        every += _those_like("", OPTIONS, "option").every
    return Listed(length or len(word), every)


def _value(option: str, value: str, place: Place, cells: Cells, variables: Mapping[str, Any]) -> Listed:
    """What an option takes."""
    if option == "--using":
        return _those_like(value.rpartition("=")[2], frames_of(variables), "data")
    if option != "--set":
        return Listed(0, ())
    typed = value[1:] if value[:1] in ("'", '"') else value
    found = offers(Text(_SCENARIO + typed), len(_SCENARIO + typed), known(cells, place))
    words = STATED if "=" in typed else ()
    kept = tuple(one for one in found.every if one.kind != "keyword" or one.label in words)
    return _begun(replace(found, every=kept), _SCENARIO + typed, len(_SCENARIO + typed))


def _begun(found: Offers, text: str, offset: int) -> Listed:
    """Of what fits, that which begins as what is written; a closing quote behind the cursor stays where it is."""
    written = text[found.start : offset]
    folded = normalize("NFC", written.strip("`")).casefold()
    quoted = written.startswith("`")
    fitting = (
        one for one in found.every if one.label.casefold().startswith(folded) and not (quoted and one.kind == "keyword")
    )
    is_closed = quoted and text[offset : offset + 1] == "`"
    every = ((f"`{one.label}" if is_closed else one.text, SHORT.get(one.kind, one.kind)) for one in fitting)
    return Listed(len(written), tuple(every)[:MOST])


def _those_like(word: str, names: Iterable[str], kind: str) -> Listed:
    """The names that begin as what is typed."""
    folded = word.casefold()
    every = dict.fromkeys(name for name in names if name.casefold().startswith(folded))
    return Listed(len(word), tuple((name, kind) for name in every)[:MOST])
