"""Slips of the pen that the scanner sees: each is reported, and where its meaning is plain mended."""

from __future__ import annotations

import re
from collections.abc import Callable

from qadsl.diagnostics.model import Fix
from qadsl.source import Span
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END

__all__ = ["SLIPS"]


def _unclosed_text(s: Stuck) -> bool | None:
    if s.kind() != "UNCLOSED_TEXT":
        return None
    start = s.tokens.starts[s.index]
    written = s.word().rstrip().removesuffix("{").rstrip()
    s.bag.error(
        "QA102",
        "this text has no closing quote",
        Span(s.source, start, start + 1),
        'opened here; a text ends with `"` on the same line',
        fix=Fix(Span(s.source, start + len(written), start + len(written)), '"'),
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
    plain = f'"{s.word()[1:-1].strip()}"'
    s.bag.error(
        "QA104",
        'this text stands between other quotes than `"`',
        s.span(),
        f"write `{plain}`" if len(plain) < 40 else 'write `"` on either side',
        fix=Fix(s.span(), plain),
    )
    return s.change("TEXT")


def _comment(s: Stuck) -> bool | None:
    if s.kind() != "COMMENT":
        return None
    sign = next((sign for sign in _BLOCK_COMMENTS if s.word().startswith(sign)), s.word()[:2])
    start = s.tokens.starts[s.index]
    fix = None if sign in _BLOCK_COMMENTS else Fix(Span(s.source, start, start + len(sign)), "#")
    hint = "write `#` at the beginning of each of its lines" if fix is None else "write `#`"
    s.bag.error(
        "QA105", f"a comment begins with `#`, not `{sign}`", Span(s.source, start, start + len(sign)), hint, fix=fix
    )
    return s.drop()


_BLOCK_COMMENTS = ("/*", "<!--", '"""')


def _dashes(s: Stuck) -> bool | None:
    if s.kind() == "RULE_OFF" and not s.is_first_on_line():
        return _empty_cells(s)
    if s.kind() == "RULE_OFF":
        message = "a table has no line below its first row"
        s.bag.error("QA105", message, s.span(), "leave this line out", fix=Fix(s.span(), ""))
        return s.drop()
    if s.kind() == "DASHES":
        message = "a cell that says nothing holds one dash"
        s.bag.error("QA105", message, s.span(), "write `-`", fix=Fix(s.span(), "-"))
        return s.change("_MINUS")
    return None


def _empty_cells(s: Stuck) -> bool:
    """`| -- | -- |` at the end of a row."""
    start, end, cells = s.tokens.starts[s.index], s.tokens.ends[s.index], s.word().count("|") - 1
    s.bag.error("QA105", "a cell that says nothing holds one dash", s.span(), "write `-`")
    here = slice(s.index, s.index + 1)
    s.tokens.kinds[here] = ["_BAR", "_MINUS"] * cells + ["_ROW_END"]
    s.tokens.texts[here] = ["|", "-"] * cells + ["|"]
    s.tokens.starts[here] = [start] * (2 * cells + 1)
    s.tokens.ends[here] = [end] * (2 * cells + 1)
    return True


_OPERATORS = {
    ":=": ("=", "EQUALS"),
    "<-": ("=", "EQUALS"),
    "===": ("=", "EQUALS"),
    "&&": ("and", "AND"),
    "||": ("or", "OR"),
    "=+": ("+=", "PLUS_EQUALS"),
    "=*": ("*=", "TIMES_EQUALS"),
    "=<": ("<=", "LESS_EQUALS"),
    "=!": ("!=", "NOT_EQUALS"),
    "**": ("^", "CIRCUMFLEX"),
    "<<-": ("=", "EQUALS"),
    "...": ("..", "_RANGE"),
    "!==": ("!=", "NOT_EQUALS"),
    "~=": ("!=", "NOT_EQUALS"),
    "%in%": ("in", "IN"),
    "∧": ("and", "AND"),
    "∨": ("or", "OR"),
    "¬": ("not", "NOT"),
    "∈": ("in", "IN"),
    "÷": ("/", "SLASH"),
}


def _foreign_operator(s: Stuck) -> bool | None:
    if s.kind() != "OTHER_SIGN":
        return None
    if s.word() == "||" and "_BAR" in s.expected:
        s.bag.error("QA112", "there is nothing in this cell", s.span(), "write `-` where nothing is stated")
        return s.change("_BAR")
    sign = "===" if set(s.word()) == {"="} else s.word()
    if sign not in _OPERATORS:
        s.bag.error("QA105", f"`{s.word()}` is not a sign of this language", s.span(), "write it in words")
        return s.drop()
    return _instead(s, *_OPERATORS[sign])


def _arrow(s: Stuck) -> bool | None:
    """An arrow of another kind; one that stands for `then`; `=>` for `>=`."""
    if s.kind() not in ("WRONG_ARROW", "ARROW"):
        return None
    if "THEN" in s.expected and (s.kind() == "ARROW" or s.kind(2) in _SAYS):
        s.bag.error(
            "QA105", "what follows from a condition stands behind `then`", s.span(), "write `then`",
            fix=Fix(s.span(), "then"),
        )  # fmt: skip
        return s.change("THEN")
    if s.kind() == "ARROW":
        return None
    if "ARROW" not in s.expected and "GREATER_EQUALS" in s.expected and s.word() == "=>":
        return _instead(s, ">=", "GREATER_EQUALS")
    is_both = s.word()[0] in "<⇔⟷"
    return _instead(s, *(("<->", "BOTH") if is_both else ("->", "ARROW")))


_SAYS = ("EQUALS", "DOUBLE_EQUALS", "PLUS_EQUALS", "MINUS_EQUALS", "TIMES_EQUALS", "AT", "OTHER_SIGN")


def _instead(s: Stuck, meant: str, kind: str) -> bool:
    message = f"`{s.word()}` is not a sign of this language"
    s.bag.error("QA105", message, s.span(), f"write `{meant}`", fix=Fix(s.span(), meant))
    return s.change(kind)


def _colon(s: Stuck) -> bool | None:
    is_rule = "RULE" in s.symbols and s.kind(1) in ("IF", "WHEN", "THEN")
    if s.kind() != "COLON" or (s.is_first_on_line(1) and not is_rule):
        return None
    if "EQUALS" in s.expected and "THEN" not in s.expected:
        return _instead(s, "=", "EQUALS")
    if s.kind(1) not in s.expected and not is_rule:
        return None
    s.bag.error("QA105", "there is no colon here", s.span(), "leave it out", fix=Fix(s.span(), ""))
    return s.drop()


def _span_of_values(s: Stuck) -> bool | None:
    """`time 1955 - 1957`, `0.4 to 0.6`."""
    if not ("_RANGE" in s.expected and s.kind() == "_MINUS") and not (s.kind() == "TO" and s.can_read_again):
        return None
    if s.kind(-1) not in _NUMBERS or s.kind(1) not in _NUMBERS:
        return None
    s.bag.error("QA105", "a span is written with two dots", s.span(), "write `..`", fix=Fix(s.span(), ".."))
    s.is_to_read_again = "_RANGE" not in s.expected
    return s.change("_RANGE")


_NUMBERS = ("NUMBER", "PERCENT", "DATE")


def _extra_comma(s: Stuck) -> bool | None:
    if s.kind() == "COMMA" and s.kind(-1) == "COMMA":
        count = 1
        while s.kind(count) == "COMMA":
            count += 1
        span = s.span(0, count - 1)
        s.bag.error("QA101", "one comma is enough", span, "leave it out", fix=Fix(span, ""))
        return s.drop(count=count)
    is_last = s.kind() in ("RBRACE", END) or (s.is_first_on_line() and s.word() in s.words)
    if s.kind(-1) != "COMMA" or not is_last or not s.can_read_again:
        return None
    hint = "leave it out, or write what follows"
    start = s.span(-1).start
    commas = re.match(r",(\s*,)*", s.source.text[start:])
    span = Span(s.source, start, start + commas.end() if commas else s.span(-1).end)
    s.bag.error("QA101", "nothing follows this comma", s.span(-1), hint, fix=Fix(span, ""))
    s.is_to_read_again = True
    return s.drop(-1)


def _semicolons(s: Stuck) -> bool | None:
    """All of the text at once: who writes one writes one at the end of each line."""
    if s.word() != ";":
        return None
    if s.kind() != "STRAY":
        return s.drop()  # it has been told of, and taken for a comma
    kinds, texts = s.tokens.kinds, s.tokens.texts
    places = [i for i in range(s.index, len(texts)) if texts[i] == ";" and kinds[i] == "STRAY"]
    more = f"It stands at {len(places) - 1} further places." if len(places) > 2 else "It stands at one further place."
    count = next((i for i in range(1, len(places)) if places[i] > s.index + i), len(places))
    span = s.span(0, count - 1)
    s.bag.error(
        "QA106", "`;` is not a sign of this language: nothing stands between statements", span, "leave it out",
        help=(more,) if len(places) > 1 else (), fix=Fix(span, ""),
    )  # fmt: skip
    for i in places:
        if _parts_values(s, i - s.index):
            s.tokens.kinds[i] = "COMMA"
    return s.drop_all([i for i in places if kinds[i] == "STRAY"])


def _parts_values(s: Stuck, ahead: int) -> bool:
    """Whether a semicolon stands where a comma would: `a = 1; b = 2`."""
    if s.kind(ahead - 1) == "RBRACE" or s.is_first_on_line(ahead + 1):
        return False
    return s.kind(ahead + 1) in ("NAME", "QUOTED_NAME", "NUMBER", "PERCENT", "TEXT")


_STRAY = {
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
        message = f"the text holds an invisible character (U+{ord(char):04X})"
        s.bag.error("QA107", message, span, "delete it", fix=Fix(span, ""))
        return s.drop(0, count)
    if char == "[" and "LBRACE" in s.expected:
        return None
    why, hint, replacement = _STRAY.get(char, ("", "", None))
    message = f"`{char}` is not a sign of this language" + (f": {why}" if why else "")
    fix = Fix(span, replacement) if replacement is not None and count == 1 else None
    s.bag.error("QA106", message, span, hint, fix=fix)
    if char in "–—":
        return s.change("_RANGE")
    if char in "!&" and count == 1:
        return s.change("NOT" if char == "!" else "AND")
    return s.drop(0, count)


def _bar(s: Stuck) -> bool | None:
    """`a | b` for `a or b`, outside a table."""
    if s.kind() not in ("_BAR", "_ROW_END") or "TABLE" in s.symbols or not s.can_read_again:
        return None
    if not {"WHEN", "IF", "WHERE", "_equals"} & set(s.symbols):
        return None
    s.bag.error("QA105", "one of two conditions is enough with `or`", s.span(), "write `or`", fix=Fix(s.span(), "or"))
    s.is_to_read_again = True
    return s.put(0, 0, "OR", "or")


def _percent(s: Stuck) -> bool | None:
    """A sign for per cent that stands behind no number."""
    if s.word() != "%":
        return None
    if s.kind(-1) == "PERCENT":
        s.bag.error("QA106", "one `%` is enough", s.span(), "leave it out", fix=Fix(s.span(), ""))
        return s.drop()
    message = "`%` is not a sign of this language: `%` stands behind a number"
    if "NUMBER" in s.expected and s.kind(-1) not in ("NAME", "RPAR"):
        s.bag.error("QA106", message, s.span(), "write a number before it")
        return s.put(0, 0, "PERCENT", "0%")
    s.bag.error("QA106", message, s.span(), "write `/ 100`, or a number before it")
    return s.drop()


def _decimal_comma(s: Stuck) -> bool | None:
    """`0,5`, and `1,000`, which is a thousand where it is not one."""
    first, last = _digits(s)
    if first == last:
        return None
    span = s.span(first, last)
    if is_grouped := _GROUPED.fullmatch(span.text):
        message, meant = "digits are not grouped by commas", span.text.replace(",", "")
    else:
        message, meant = "decimals stand behind a point, not a comma", span.text.replace(",", ".", 1)
    help_ = (
        (f"If a decimal is meant, `{span.text.replace(',', '.', 1)}`.",)
        if is_grouped and span.text.count(",") == 1
        else ()
    )
    s.bag.error("QA117", message, span, f"write `{meant}`", help=help_, fix=Fix(span, meant))
    if not s.can_read_again:
        return s.drop(0, last + 1)
    return s.put(first, last, s.kind(last), meant)


_GROUPED = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)? ?%?")


def _digits(s: Stuck) -> tuple[int, int]:
    """The first and the last of the tokens that are one number with commas, counted from the one that does not fit."""
    first = last = -1 if s.kind() == "COMMA" and s.index else 0
    while s.index + first >= 2 and _is_glued(s, first - 2):
        first -= 2
    while _is_glued(s, last):
        last += 2
    return first, last


def _is_glued(s: Stuck, ahead: int) -> bool:
    """Whether digits, a comma and digits follow without a blank."""
    if s.index + ahead < 0 or s.index + ahead + 2 >= len(s.tokens.kinds):
        return False
    if s.kind(ahead) != "NUMBER" or s.kind(ahead + 1) != "COMMA" or s.kind(ahead + 2) not in ("NUMBER", "PERCENT"):
        return False
    if s.word(ahead + 1) != ",":
        return False  # another sign that was read as a comma has been told of
    return s.tokens.ends[s.index + ahead] + 1 == s.tokens.starts[s.index + ahead + 2]


SLIPS: tuple[Callable[[Stuck], bool | None], ...] = (
    _unclosed_text,
    _unclosed_name,
    _curly_text,
    _comment,
    _dashes,
    _foreign_operator,
    _arrow,
    _colon,
    _span_of_values,
    _extra_comma,
    _bar,
    _semicolons,
    _percent,
    _stray,
    _decimal_comma,
)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
