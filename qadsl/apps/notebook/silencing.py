"""Reads what a cell declares where only what it asks cannot be read: the questions are left out.

A question begins with its word (`run`, `explain`), or with one that is misspelt so, at the beginning of a line and
outside all braces, and ends where the next statement begins. Where anything else cannot be read, nothing of the cell
is: half of what somebody declared is not what was declared.
"""

from __future__ import annotations

import re

from qadsl.diagnostics import Bag
from qadsl.diagnostics.suggest import suggest
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.hints import STATEMENTS
from qadsl.syntax.scanner import scan

__all__ = ["without_questions"]

QUESTIONS = frozenset({"compare", "contrast", "expect", "explain", "run", "sensitivity", "sweep", "tipping", "why"})
DECLARING = frozenset(STATEMENTS) - QUESTIONS
OPENING, CLOSING = ("LBRACE", "LPAR"), ("RBRACE", "RPAR")


def without_questions(source: Source) -> nodes.Program | None:
    """What a text declares, each thing in its place; None where that cannot be read either."""
    text = _blanked(source.text)
    if text == source.text:
        return None
    bag = Bag()
    tree = parser.parse(source, bag, tokens=scan(text))
    return None if bag.has_errors else tree


def _blanked(text: str) -> str:
    """The text with its questions blank."""
    tokens = scan(text)
    parts, copied, depth, asked = [], 0, 0, None
    for kind, word, start in zip(tokens.kinds, tokens.texts, tokens.starts, strict=True):
        if (
            _is_first(text, start)
            and (what := _statement(word))
            and (depth == 0 or (asked is not None and what == "d"))
        ):
            if asked is not None:
                parts += [text[copied:asked], _blank(text[asked:start])]
                copied = start
            asked, depth = (start, 0) if what == "q" else (None, 0)
        depth += (kind in OPENING) - (kind in CLOSING)
    if asked is not None:
        parts += [text[copied:asked], _blank(text[asked:])]
        copied = len(text)
    return "".join([*parts, text[copied:]])


def _is_first(text: str, start: int) -> bool:
    """Whether nothing stands before a place on its line."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _statement(word: str) -> str:
    """What a word begins: a question (`q`), something that declares (`d`), or nothing; in doubt no question."""
    if word in DECLARING or (word.isalpha() and word not in QUESTIONS and suggest(word, DECLARING)):
        return "d"
    return "q" if word in QUESTIONS or (word.isalpha() and suggest(word, QUESTIONS)) else ""


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
