"""A small word or sign that is left out or is another one: `=`, `then`, `*`, a comma, capitals."""

from __future__ import annotations

import re
from collections.abc import Callable

from qadsl.diagnostics.model import Fix
from qadsl.source import Span
from qadsl.syntax.habits import instead
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END

__all__ = ["OMISSIONS"]

_NAMES = ("NAME", "QUOTED_NAME")
_NUMBERS = ("NUMBER", "PERCENT", "DATE")
_VALUES = (*_NUMBERS, *_NAMES, "YES", "NO", "UNKNOWN")


def _left_out(s: Stuck, code: str, message: str, text: str, hint: str = "") -> bool:
    """Say that something is missing before the token, and read on as if it were there."""
    at = s.tokens.ends[s.index - 1]
    span = Span(s.source, at, at)
    s.bag.error(code, message, s.span(), hint or f"put `{text.strip()}` before this", fix=Fix(span, text))
    s.rewrite(0, 0, f"{text.strip()} {s.word()}")
    s.is_to_read_again = s.can_read_again
    return True


def _capitals(s: Stuck) -> bool | None:
    """`AND`, `Then`, `NOT`: the parser is stuck there or, where it took the word for a name, behind it."""
    for at in (0, -1):
        word = s.word(at) if s.index + at >= 0 else ""
        small = word.lower()
        if word != small and small in s.words and s.kind(at) == "NAME" and len(small) > 1:
            if at == 0 and not (s.words[small] in s.expected or small in s.reserved):
                continue
            if at == -1 and small not in s.reserved:
                continue
            done = instead(s, f"words of the language are written small, not `{word}`", at, at, small)
            s.is_to_read_again = s.can_read_again
            return done
    return None


def _equals(s: Stuck) -> bool | None:
    """`parameter fear 0.4`, `{ ideology high }`."""
    if not s.expected & {"EQUALS", "DOUBLE_EQUALS"} or s.kind(-1) not in (*_NAMES, "RPAR") or s.is_first_on_line():
        return None
    is_number = s.kind() in (*_NUMBERS, "YES", "NO", "UNKNOWN")
    is_alone = s.kind(1) in ("RBRACE", "COMMA", END) or s.is_first_on_line(1)
    is_word = s.kind() == "NAME" and is_alone and "ARROW" not in s.expected and s.open_brace is not None
    if is_number or is_word:
        return _left_out(s, "QA101", f"between `{s.word(-1)}` and its value stands `=`", " =")
    return None


def _colon_value(s: Stuck) -> bool | None:
    """`parameter fear: 0.4`."""
    if s.before != "COLON" or "SHARE" not in s.expected or s.kind() not in _NUMBERS:
        return None
    return instead(s, "a value stands behind `=`; behind `:` stands a type", -1, -1, "=", code="QA105")


_TYPES = {
    "float": "number", "double": "number", "real": "number", "numeric": "number", "int": "number", "integer": "number",
    "num": "number", "decimal": "number", "long": "number", "byte": "number", "count": "number",
    "percent": "share", "percentage": "share", "proportion": "share", "fraction": "share", "probability": "share",
    "ratio": "share", "bool": "flag", "boolean": "flag", "logical": "flag", "binary": "flag", "dummy": "flag",
    "string": "category", "str": "category", "text": "category", "factor": "category", "enum": "category",
    "nominal": "category", "categorical": "category", "char": "category", "character": "category", "date": "year",
}  # fmt: skip


def _type(s: Stuck) -> bool | None:
    """`attribute wealth : integer`."""
    if s.before != "COLON" or "SHARE" not in s.expected or (meant := _TYPES.get(s.word().lower())) is None:
        return None
    message = f"`{s.word()}` is not a type: types are `share`, `number`, `flag`, `category` and `year`"
    return instead(s, message, 0, 0, meant)


def _then(s: Stuck) -> bool | None:
    """`when c: x += 1`, `when c { x += 1 }`, `when c x += 1`, `if (c) a else b`."""
    if "THEN" not in s.expected or s.index < 1:
        return None
    if s.word() in (":", ",", "do", "Then", "so") and s.kind(1) in _NAMES:
        return instead(s, "what follows from a condition stands behind `then`", 0, 0, "then", code="QA105")
    if s.kind() == "LBRACE" and (end := s.closing(0)) is not None and end > 1:
        meant = f"then {s.span(1, end - 1).text.strip().rstrip(';,')}"
        return instead(
            s, "what follows from a condition stands behind `then`, without a block", 0, end, meant, code="QA105"
        )
    says = ("EQUALS", "PLUS_EQUALS", "MINUS_EQUALS", "TIMES_EQUALS", "AT", "OTHER_SIGN")
    in_rule = "RULE" in s.symbols and "IF" not in s.symbols and s.kind() in _NAMES and s.kind(1) in says
    in_value = "IF" in s.symbols and s.kind() in _VALUES
    return (
        _left_out(s, "QA101", "what follows from the condition stands behind `then`", " then")
        if in_rule or in_value
        else None
    )


def _rule_in_braces(s: Stuck) -> bool | None:
    """`rule r { when c then x += 1 }`, `define f(a) { a.x }`."""
    if s.kind() != "LBRACE" or "LBRACE" in s.expected or (end := s.closing(0)) is None or end < 2:
        return None
    inner = s.span(1, end - 1).text.strip().rstrip(";")
    if "RULE" in s.symbols and s.expected & {"WHEN", "THEN"} and s.word(1) in ("when", "then", "if", "for"):
        message = "a rule has no block: it ends where the next statement begins"
        return instead(s, message, 0, end, inner, code="QA105")
    if "DEFINE" in s.symbols and "EQUALS" in s.expected:
        meant = "= " + re.sub(r"^return\b\s*", "", inner)
        return instead(s, "a formula stands behind `=`, without a block", 0, end, meant, code="QA105")
    if s.before == "COST":
        return instead(s, "costs stand without brackets, with commas between them", 0, end, inner, code="QA105")
    if {"NUMBER", "LPAR"} <= s.expected and "\n" not in inner:
        return instead(s, "in a formula brackets are round", 0, end, f"({inner})", code="QA105")
    return None


def _times(s: Stuck) -> bool | None:
    """`2a`, `2(a + b)`, `(a)(b)`."""
    is_glued = s.index > 0 and s.tokens.ends[s.index - 1] == s.tokens.starts[s.index]
    if (
        not is_glued
        or s.kind() not in (*_NAMES, "LPAR")
        or s.kind(-1) not in ("NUMBER", "RPAR")
        or s.open_brace is not None
    ):
        return None
    return _left_out(s, "QA105", "a product is written with `*`", " * ")


def _and_in_list(s: Stuck) -> bool | None:
    """`among UK and France`, `group g = UK & France`, `UK and France { ... }`."""
    if s.word() not in ("and", "&", "+", "/", "plus") or s.kind(-1) not in _NAMES or s.kind(1) not in _NAMES:
        return None
    if "COMMA" in s.expected and s.kind() != "SLASH" and not {"LPAR", "AND"} & s.expected:
        return instead(s, "names in a list stand with commas between them", 0, 0, ",", code="QA105")
    return None


def _several_partners(s: Stuck) -> bool | None:
    """`UK <-> France, Israel { ... }`."""
    if s.word() not in (",", "and", "&") or s.kind(-2) not in ("ARROW", "BOTH") or "LBRACE" not in s.expected:
        return None
    last = 0
    while s.word(last) in (",", "and", "&") and s.kind(last + 1) in _NAMES:
        last += 2
    if s.kind(last) not in ("LBRACE", "AGAINST"):
        return None
    every = ", ".join(s.word(at) for at in (-3, *range(-1, last, 2)))
    hint = f"write an arrow for each, or `among {every}` for every pair of them"
    s.bag.error("QA105", "an arrow joins two actors", s.span(-3, last - 1), hint)
    return s.rewrite(0, last - 1, "")


_PAIRS = {"to": "->", "and": "<->", "-": "->", "–": "->", "—": "->", "&": "<->", ">": "->", "/": "<->",
          "toward": "->", "towards": "->", "with": "<->", "vs": "->", "on": "->", ">>": "->"}  # fmt: skip


def _pair(s: Stuck) -> bool | None:
    """`UK to France { ... }`, `UK and France { ... }`, `UK - France`, `UK, France { ... }`."""
    if "ARROW" not in s.expected or s.kind(1) not in _NAMES or s.kind(-1) not in _NAMES:
        return None
    if s.word() == "," and s.is_first_on_line(-1):
        last = 1
        while s.kind(last + 1) == "COMMA" and s.kind(last + 2) in _NAMES:
            last += 2
        if s.kind(last + 1) in ("LBRACE", "AGAINST"):
            meant = f"among {s.span(-1, last).text}"
            return instead(s, "what holds for every pair of several stands behind `among`", -1, last, meant)
    sign = _PAIRS.get(s.word())
    if s.word() == "," and "LBRACE" not in s.expected and {"EXPLAIN", "TIPPING", "WHY", "EXPECT"} & set(s.symbols):
        sign = "->"
    if sign is None or s.kind(2) in ("EQUALS", "DOT", "LPAR"):
        return None
    return instead(s, "two actors are joined by an arrow: `->` one way, `<->` both", 0, 0, sign, code="QA105")


def _backwards(s: Stuck) -> bool | None:
    """`UK <- France { ... }`."""
    if (
        s.word() != "<-"
        or "ARROW" not in s.expected
        or s.kind(1) not in _NAMES
        or s.kind(2) not in ("LBRACE", "AGAINST")
    ):
        return None
    return instead(
        s, "an arrow goes from who decides to the partner", -1, 1, f"{s.word(1)} -> {s.word(-1)}", code="QA105"
    )


def _no_braces(s: Stuck) -> bool | None:
    """`UK -> France: ideology = 0.5`, `otherwise ideology = 0.5`: one line of values without its block."""
    lead = int(s.word() == ":" and not s.is_first_on_line(1))
    if (
        "LBRACE" not in s.expected
        or s.is_first_on_line()
        or s.kind(lead) not in _NAMES
        or s.kind(lead + 1) not in ("EQUALS", "COLON")
    ):
        return None
    last = s.end_of_line(0)
    values = s.span(lead, last).text
    if re.search(r"[{}]", values):
        return None
    return instead(s, "values stand between `{` and `}`", 0, last, f"{{ {values} }}", code="QA108")


def _tern(s: Stuck) -> bool | None:
    """`a if c else b`; `c ? a : b`."""
    if s.word() not in ("if", "?") or "LBRACE" in s.symbols[-2:]:
        return None
    last = s.end_of_clause(0)
    first = next((i + 1 for i in range(-1, -s.index - 1, -1) if s.word(i) in ("=", "(", ",", "+=", "-=", "*=")), None)
    middle = "else" if s.word() == "if" else ":"
    cut = next((i for i in range(1, last + 1) if s.word(i) == middle), None)
    if first is None or first >= 0 or cut is None or cut >= last or cut < 2:
        return None
    one, two, three = s.span(first, -1).text, s.span(1, cut - 1).text, s.span(cut + 1, last).text
    one, two = (two, one) if s.word() == "if" else (one, two)
    return instead(
        s, "a choice between values begins with its condition", first, last, f"if {one} then {two} else {three}"
    )


_VERBS = {
    "increase": "+=", "raise": "+=", "add": "+=", "decrease": "-=", "reduce": "-=", "lower": "-=", "set": "=",
    "let": "=", "make": "=", "multiply": "*=",
}  # fmt: skip


def _verb(s: Stuck) -> bool | None:
    """`then increase entrapment by 0.2`, `then set entrapment = 0.2`, `then entrapment++`, `then entrapment /= 2`."""
    if "PLUS_EQUALS" not in s.expected or s.index < 1:
        return None
    sign = _VERBS.get(s.word(-1).lower())
    if sign and s.kind() in _NAMES and s.word(1) in ("by", "=", "to", "from"):
        meant = f"{s.word()} {sign if s.word(1) in ('by', '=') else '='}"
        return instead(s, "an effect begins with the variable", -1, 1, meant)
    if s.word() == "/" and s.word(1) == "=":
        return instead(s, "there is no `/=`: multiply by the inverse", 0, 1, "*= 1 /", code="QA105")
    if s.word() in ("+", "-") and s.word(1) == s.word():
        sign = f"{s.word()}="
        s.bag.error("QA105", f"by how much stands behind `{sign}`", s.span(0, 1), f"write `{sign} 0.1`, say")
        return s.rewrite(0, 1, f"{sign} 0.1")
    return None


def _unknown(s: Stuck) -> bool | None:
    """`divergence is unknown`, `is not NA`."""
    if "GIVEN" not in s.expected or s.word(-1) not in ("is", "not"):
        return None
    if s.word().lower() not in (
        "unknown",
        "na",
        "none",
        "null",
        "missing",
        "nan",
        "empty",
        "known",
        "present",
        "stated",
        "nil",
    ):
        return None
    is_negated = (s.word(-1) == "not") != (s.word().lower() in ("known", "present", "stated"))
    first = -2 if s.word(-1) == "not" else -1
    meant = "is given" if is_negated else "is not given"
    return instead(s, "whether something is stated is asked by `is given`", first, 0, meant)


def _half_comparison(s: Stuck) -> bool | None:
    """`0.2 < divergence and < 0.5`."""
    if s.before not in ("AND", "OR", "NOT") or s.kind() not in (
        "LESS",
        "GREATER",
        "LESS_EQUALS",
        "GREATER_EQUALS",
        "EQUALS",
        "NOT_EQUALS",
    ):
        return None
    hint = "say again what is compared, as in `x > 0.2 and x < 0.5`"
    s.bag.error("QA101", f"before `{s.word()}` stands what is compared", s.span(), hint)
    return False


def _comma_effects(s: Stuck) -> bool | None:
    """`a = 1; b = 2` where values stand."""
    if s.word() != ";" or s.kind(1) not in _NAMES or s.is_first_on_line(1) or s.kind(-1) == "RBRACE":
        return None
    if not ("COMMA" in s.expected or s.open_brace is not None):
        return None
    rest = [i for i in range(1, len(s.tokens.kinds) - s.index) if s.word(i) == ";"]
    if rest and not all(s.kind(i + 1) in _NAMES and not s.is_first_on_line(i + 1) for i in rest):
        return None
    more = f"It stands at {len(rest)} further places." if len(rest) > 1 else "It stands at one further place."
    s.bag.error(
        "QA106", "`;` is not a sign of this language: values and names are parted by commas", s.span(), "write `,`",
        help=(more,) if rest else (), fix=Fix(s.span(), ","),
    )  # fmt: skip
    for i in (0, *rest):
        s.tokens.kinds[s.index + i], s.tokens.texts[s.index + i] = "COMMA", ","
    s.is_to_read_again = s.can_read_again
    return True


OMISSIONS: tuple[Callable[[Stuck], bool | None], ...] = (
    _capitals,
    _colon_value,
    _type,
    _backwards,
    _rule_in_braces,
    _then,
    _unknown,
    _times,
    _and_in_list,
    _several_partners,
    _pair,
    _no_braces,
    _equals,
    _tern,
    _verb,
    _half_comparison,
    _comma_effects,
)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
