"""Which tokens touch: no blank stands before a comma or inside brackets; between all others stands one."""

from __future__ import annotations

from collections.abc import Callable

from qadsl.syntax.phrases import Phrase, first_token
from qadsl.syntax.scanner import Tokens

__all__ = ["touching"]

_CLOSING = frozenset({"COMMA", "RPAR", "DOT", "COLON"})
_OPENING = frozenset({"LPAR", "DOT"})

Adjust = Callable[[Phrase, Tokens, list[bool]], None]


def touching(tokens: Tokens, phrases: list[Phrase]) -> list[bool]:
    """For each token whether it touches the one before."""
    touches = [kind in _CLOSING for kind in tokens.kinds]
    for index, kind in enumerate(tokens.kinds[:-1]):
        if kind in _OPENING:
            touches[index + 1] = True
    for phrase in phrases:
        adjust = _BY_PHRASE.get(phrase.name)
        if adjust is not None:
            adjust(phrase, tokens, touches)
    return touches


def _touch_bracket(phrase: Phrase, tokens: Tokens, touches: list[bool]) -> None:
    """`min(a, b)`, where the bracket belongs to the word before it."""
    for part in phrase.parts[:2]:
        if isinstance(part, int) and tokens.kinds[part] == "LPAR":
            touches[part] = True


def _touch_sign(phrase: Phrase, tokens: Tokens, touches: list[bool]) -> None:
    """`-x`, but `- -x`: two dashes might begin a comment of another language."""
    touches[phrase.first + 1] = tokens.kinds[phrase.first + 1] != "_MINUS"


def _touch_fraction(phrase: Phrase, tokens: Tokens, touches: list[bool]) -> None:
    """`1/3`, a fraction of two whole numbers."""
    if phrase.last - phrase.first == 3:
        above, sign, below = tokens.texts[phrase.first : phrase.last]
        if sign == "/" and above.isdigit() and below.isdigit():
            touches[phrase.first + 1] = touches[phrase.first + 2] = True


def _part_colon(phrase: Phrase, tokens: Tokens, touches: list[bool]) -> None:
    """`attribute capability : share`."""
    for part in phrase.parts:
        if isinstance(part, int) and tokens.kinds[part] == "COLON":
            touches[first_token(part)] = False


_BY_PHRASE: dict[str, Adjust] = {
    "attribute": _part_colon,
    "relation": _part_colon,
    "parameter": _part_colon,
    "measure": _part_colon,
    "call": _touch_bracket,
    "quantifier": _touch_bracket,
    "counted": _touch_bracket,
    "parameters": _touch_bracket,
    "number_type": _touch_bracket,
    "category": _touch_bracket,
    "negation": _touch_sign,
    "product": _touch_fraction,
}
