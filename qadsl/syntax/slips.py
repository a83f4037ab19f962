"""Slips of the pen that the scanner sees: each is reported, and where its meaning is plain mended."""

from __future__ import annotations

from collections.abc import Callable

from qadsl.diagnostics.model import Fix
from qadsl.source import Span
from qadsl.syntax.stuck import Stuck

__all__ = ["SLIPS"]


def _unclosed_text(s: Stuck) -> bool | None:
    if s.kind() != "UNCLOSED_TEXT":
        return None
    start = s.tokens.starts[s.index]
    s.bag.error(
        "QA102",
        "this text has no closing quote",
        Span(s.source, start, start + 1),
        'opened here; a text ends with `"` on the same line',
    )
    if s.word().rstrip().endswith("{"):  # the block that the missing quote has swallowed
        end = start + len(s.word().rstrip())
        for column, value in zip(s.tokens, ("LBRACE", "{", end - 1, end), strict=True):
            column.insert(s.index + 1, value)  # type: ignore[attr-defined]
    return s.change("TEXT")


def _unclosed_name(s: Stuck) -> bool | None:
    if s.kind() != "UNCLOSED_NAME":
        return None
    start = s.tokens.starts[s.index]
    hint = "opened here; it ends with another backtick on the same line"
    s.bag.error("QA103", "this name has no closing backtick", Span(s.source, start, start + 1), hint)
    return False


def _curly_text(s: Stuck) -> bool | None:
    if s.kind() != "CURLY_TEXT":
        return None
    plain = f'"{s.word()[1:-1]}"'
    s.bag.error(
        "QA104",
        'this text stands between other quotes than `"`',
        s.span(),
        f"write `{plain}`" if len(plain) < 40 else 'write `"` on either side',
        fix=Fix(s.span(), plain),
    )
    return s.change("TEXT")


_OPERATORS = {":=": ("=", "EQUALS"), "<-": ("=", "EQUALS"), "&&": ("and", "AND"), "||": ("or", "OR")}


def _foreign_operator(s: Stuck) -> bool | None:
    if s.kind() not in ("ASSIGNED", "DOUBLED"):
        return None
    if s.word() == "||" and "_BAR" in s.expected:
        s.bag.error("QA112", "there is nothing in this cell", s.span(), "write `-` where nothing is stated")
        return s.change("_BAR") if "_BAR" in s.expected else False
    meant, kind = _OPERATORS[s.word()]
    s.bag.error(
        "QA105",
        f"`{s.word()}` is not a sign of this language",
        s.span(),
        f"write `{meant}`",
        fix=Fix(s.span(), meant),
    )
    return s.change(kind)


_STRAY = {
    ";": ("nothing stands between statements", "leave it out", ""),
    "!": ("a condition is turned round with `not`", "write `not`", "not "),
    "&": ("both conditions must hold with `and`", "write `and`", "and"),
    "'": ('a text stands between double quotes, `"`', 'write `"`', None),
    "‘": ('a text stands between double quotes, `"`', 'write `"`', None),
    "’": ('a text stands between double quotes, `"`', 'write `"`', None),
    "[": ("there are no square brackets", "write `(` or `{`", None),
    "]": ("there are no square brackets", "write `)` or `}`", None),
    "–": ("a span of values is written with two dots", "write `..`", ".."),
    "—": ("a span of values is written with two dots", "write `..`", ".."),
    "$": ("an amount is a plain number; say the currency in the title", "leave it out", ""),
    "%": ("`%` stands behind a number", "write a number before it", None),
}


def _stray(s: Stuck) -> bool | None:
    if s.kind() != "STRAY":
        return None
    count = 1
    while s.kind(count) == "STRAY" and s.word(count) == s.word():
        count += 1
    span = s.span(0, count - 1)
    char = s.word()
    if not char.isprintable():
        s.bag.error("QA107", f"the text holds an invisible character (U+{ord(char):04X})", span, "delete it")
        return s.drop(0, count)
    why, hint, replacement = _STRAY.get(char, ("", "", None))
    message = f"`{char}` is not a sign of this language" + (f": {why}" if why else "")
    fix = Fix(span, replacement) if replacement is not None and count == 1 else None
    s.bag.error("QA106", message, span, hint, fix=fix)
    if char in "–—":
        return s.change("_RANGE")
    if char in "!&" and count == 1:
        return s.change("NOT" if char == "!" else "AND")
    return s.drop(0, count)


def _decimal_comma(s: Stuck) -> bool | None:
    at = 0 if s.kind() == "COMMA" else -1
    kinds = (s.kind(at - 1), s.kind(at), s.kind(at + 1))
    if s.index < 1 or kinds[0] != "NUMBER" or kinds[1] != "COMMA" or kinds[2] not in ("NUMBER", "PERCENT"):
        return None
    span = s.span(at - 1, at + 1)
    if len(span.text) != len(s.word(at - 1)) + 1 + len(s.word(at + 1)):
        return None
    meant = span.text.replace(",", ".")
    s.bag.error("QA117", "decimals stand behind a point, not a comma", span, f"write `{meant}`", fix=Fix(span, meant))
    return s.drop(0, 2) if at == 0 else s.drop()


SLIPS: tuple[Callable[[Stuck], bool | None], ...] = (
    _unclosed_text,
    _unclosed_name,
    _curly_text,
    _foreign_operator,
    _stray,
    _decimal_comma,
)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
