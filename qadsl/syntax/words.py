"""The words of the language by what they do, worked out from the parse table: nobody keeps a list of keywords.

Editors, the highlighter and the manual colour by these.
"""

from __future__ import annotations

from functools import cache

from qadsl.syntax.parser import fitting
from qadsl.syntax.tables import END, load

__all__ = ["CLAUSE", "CONSTANT", "OPERATOR", "STATEMENT", "TYPE", "words"]

STATEMENT, CLAUSE, OPERATOR, CONSTANT, TYPE = "statement", "clause", "operator", "constant", "type"


@cache
def words() -> dict[str, str]:
    """Each keyword with its class, in the order of the alphabet.

    A *statement* word begins one at the top; a *type* stands behind the colon of a declaration; a *constant* is a value
    by itself; an *operator* stands before or behind a value; every other word is a *clause*.
    """
    statements = _words("")
    types = _words("attribute x : ")
    before, behind = _words("define x = "), _words("define x = 1 ")
    constants = {word for word in before if END in fitting(f"define x = {word} ").terminals}
    operators = (before | behind) - constants - statements
    kinds = ((STATEMENT, statements), (TYPE, types), (CONSTANT, constants), (OPERATOR, operators | {"then", "else"}))
    return {word: next((kind for kind, ours in kinds if word in ours), CLAUSE) for word in sorted(load().words)}


def _words(text: str) -> set[str]:
    """The words that fit behind a text."""
    terminals = fitting(text).terminals
    return {word for word, terminal in load().words.items() if terminal in terminals}
