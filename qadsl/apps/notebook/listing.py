"""What may be written at a place of a cell: words and names of the language, options, words and names of magics."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from qadsl.apps.notebook.cells import Cells
from qadsl.apps.notebook.frames import frames_of
from qadsl.apps.notebook.knowing import known
from qadsl.apps.notebook.places import BODY, LINE, Place
from qadsl.apps.notebook.wording import FLAGS, OPTIONS, WORDS
from qadsl.assist.offers import offers
from qadsl.assist.texts import Text
from qadsl.diagnostics import manual
from qadsl.semantics.loader import library_names
from qadsl.syntax.spelling import spelled

__all__ = ["Listed", "listed"]

SETTABLE = ("parameter", "attribute", "relation", "variable", "actor")
SPOKEN = ("run", "explain", "why", "tipping", "sweep", "compare", "contrast")
"""Words behind `%quasi` that are the language's own."""
SHORT = {
    "built-in group": "group",
    "instrument kind": "instrument",
    "scale word": "word",
    "word of a category": "word",
}
"""Sorts of names as one word, so that JupyterLab shows each on its line."""
_WORD = re.compile(r"(?:`[^`]*`?|\"[^\"]*\"?|'[^']*'?|\S)*$")


class Listed(NamedTuple):
    """What may stand in the place of so many characters before the cursor: each text, and what sort of thing it is."""

    length: int
    every: tuple[tuple[str, str], ...]


def listed(place: Place, cells: Cells, variables: Mapping[str, Any]) -> Listed:
    """Everything that fits at a place; `variables` are those of Python."""
    if place.kind == BODY:
        return _program(place, cells)
    typed = _WORD.search(place.said)
    word = typed.group() if typed else ""
    before = place.said[: len(place.said) - len(word)].split()
    asked = _value(before, word, place, cells, variables)
    if asked is not None:
        return asked
    if word.startswith("--") or place.kind != LINE:
        return _those_like(word, OPTIONS, "option")
    if not before:
        return _those_like(word, WORDS, "keyword")
    return _argument(before[0], word, place, cells)


def _program(place: Place, cells: Cells) -> Listed:
    """What the language itself may hold there."""
    found = offers(Text(place.text), place.offset, known(cells, place))
    written = place.text[found.start : place.offset]
    folded = written.strip("`").casefold()
    every = (one for one in found.every if one.label.casefold().startswith(folded))
    return Listed(len(written), tuple((one.text, SHORT.get(one.kind, one.kind)) for one in every))


def _argument(asked: str, word: str, place: Place, cells: Cells) -> Listed:
    """What follows a word behind `%quasi`."""
    if asked == "library":
        return _those_like(word, library_names(os.getcwd()), "library")
    if asked in ("reset", "stop"):
        return _those_like(word, cells.names, "cell")
    if asked == "explain" and re.match(r"QA\d*$", word, re.IGNORECASE):
        return _those_like(word.upper(), manual.codes(), "message")
    if asked in SPOKEN:
        return _program(place, cells)
    return _program(_as_run(place), cells) if asked == "explore" else Listed(0, ())


def _as_run(place: Place) -> Place:
    """What is asked to be explored, as a run of the language says it."""
    return replace(place, text=re.sub(r"explore(?=\s)", "    run", place.text, count=1))


def _value(
    before: list[str], word: str, place: Place, cells: Cells, variables: Mapping[str, Any]
) -> Listed | None:  # fmt: skip
    """What an option takes, where one stands before the cursor; None where none does."""
    option = before[-1] if before else ""
    if option not in OPTIONS or option in FLAGS:
        return None
    if option == "--using":
        return _those_like(word, frames_of(variables), "data")
    if option != "--set":
        return Listed(0, ())
    quote = word[:1] if word[:1] in ("'", '"') else ""
    last = re.search(r"[\w`]*$", word[len(quote) :])
    return _those_like(last.group() if last else "", _settable(place, cells), "name")


def _settable(place: Place, cells: Cells) -> Iterator[str]:
    """Names of what a value may be given to."""
    for symbol in known(cells, place).references.symbols.values():
        if symbol.kind in SETTABLE:
            yield spelled(symbol.name)


def _those_like(word: str, names: Iterable[str], kind: str) -> Listed:
    """The names that begin as what is typed."""
    folded = word.casefold()
    every = dict.fromkeys(name for name in names if name.casefold().startswith(folded))
    return Listed(len(word), tuple((name, kind) for name in every))
