"""Items of a scenario that begin with another word or join their actors in another way."""

from __future__ import annotations

import re
from collections.abc import Callable

from qadsl.diagnostics.model import Fix, Label
from qadsl.source import Span
from qadsl.syntax.habits import instead
from qadsl.syntax.stuck import Stuck

__all__ = ["ITEMS"]

_NAMES = ("NAME", "QUOTED_NAME")
_NUMBERS = ("NUMBER", "PERCENT", "DATE")
_WORDS = {
    **dict.fromkeys(("country", "countries", "nation", "nations", "actor", "actors", "player", "agent"), "state"),
    **dict.fromkeys(("states", "power", "powers", "member", "members", "parties", "node", "nodes", "agents"), "state"),
    **dict.fromkeys(("organisation", "organization", "movement", "entities", "org"), "entity"),
    **dict.fromkeys(("versus", "vs", "target", "targets", "enemy", "opponent", "adversary", "towards"), "against"),
    **dict.fromkeys(("else", "default", "defaults", "rest", "others", "other", "all", "everyone", "any"), "otherwise"),
    **dict.fromkeys(("period", "periods", "years", "dates", "timeline", "timespan", "span"), "time"),
    **dict.fromkeys(("between", "for", "pair", "pairs", "dyad", "dyads", "with"), "among"),
    **dict.fromkeys(("data", "matrix", "dataframe", "csv"), "table"),
}  # fmt: skip
"""Words of others, each with the word that begins such an item here."""


def _word(s: Stuck) -> bool | None:
    """`country UK`, `versus Egypt { ... }`, `else { ... }`; the parser is stuck there, or behind the word as a name."""
    for at in (0, -1):
        meant = _WORDS.get(s.word(at).lower()) if s.index + at > 0 else None
        if meant is None or not s.is_first_on_line(at) or s.open_brace is None:
            continue
        if not (s.expected & {"STATE", "RBRACE"} if at == 0 else "ARROW" in s.expected) or s.word(at + 1) in (
            "=",
            "->",
            "<->",
            ".",
            "(",
        ):
            continue
        if (s.kind(at + 1) == "LBRACE") != (meant in ("otherwise", "table")) or s.word(at) == meant:
            continue
        message = f"`{s.word(at)}` is not a word that can stand here"
        has_colon = meant == "state" and s.word(at + 1) == ":"
        span = s.span(at, at + has_colon)
        s.bag.error("QA110", message, span, f"write `{meant}`", fix=Fix(span, meant))
        if at == -1 and not s.can_read_again:
            return False
        return s.rewrite(at, at + has_colon, meant)
    return None


_OF_NAMES = ("<-", "<<-", ":=", "==")


def _sign_before_a_name(s: Stuck) -> bool | None:
    """`scenario <- suez {`, `scenario suez <- {`."""
    if s.word() not in _OF_NAMES or not {"SCENARIO", "THEORY"} & set(s.symbols[-2:]) or s.open_brace is not None:
        return None
    if not ("NAME" in s.expected and s.kind(1) in _NAMES) and not ("LBRACE" in s.expected and s.kind(1) == "LBRACE"):
        return None
    message = f"a {s.before.lower()} has no sign before its name" if s.before in ("SCENARIO", "THEORY") else None
    return instead(s, message or "no sign stands between a name and its block", 0, 0, "", code="QA105")


def _range(s: Stuck) -> bool | None:
    """`0.4 to 0.6` where `to` has been taken for a name; `between 0.4 and 0.6`."""
    if s.index < 2 or s.kind() not in _NUMBERS or not s.can_read_again:
        return None
    if s.word(-1) == "to" and s.kind(-2) in _NUMBERS:
        return instead(s, "a span is written with two dots", -1, -1, "..", code="QA105")
    if s.word(-1) in ("between", "from") and s.word(1) in ("and", "to") and s.kind(2) in _NUMBERS:
        return instead(s, "a span is written with two dots", -1, 2, f"{s.word()} .. {s.word(2)}", code="QA105")
    if s.word(-1) in ("about", "ca", "circa", "approx", "approximately", "roughly", "around", "c") or (
        s.word(-1) == "." and s.word(-2) in ("ca", "c", "approx", "circ")
    ):
        first = -2 if s.word(-1) == "." else -1
        hint = f"write `{s.word()} ± 0.1`, or a range such as `0.4 .. 0.6`"
        s.bag.error("QA105", "say how uncertain a value is by a deviation or a range", s.span(first, 0), hint)
        return s.rewrite(first, 0, s.word())
    return None


def _range_of_words(s: Stuck) -> bool | None:
    """`low to medium`, `low to 0.6`: `to` has been taken for a name."""
    if s.index < 3 or s.word(-1) != "to" or s.kind(-3) != "EQUALS" or s.is_first_on_line() or not s.can_read_again:
        return None
    if s.kind(-2) not in _NAMES or s.kind() not in (*_NAMES, *_NUMBERS) or s.kind(1) in ("EQUALS", "ARROW", "BOTH"):
        return None
    message = "a span is written with two dots, and between numbers"
    hint = "write `20% .. 60%` or the like: a word is a range already"
    s.bag.error("QA105", message, s.span(-2, 0), hint)
    return s.rewrite(-2, 0, s.word(-2))


def _deviation(s: Stuck) -> bool | None:
    """`0.5 (0.1)`."""
    if (
        s.kind() != "LPAR"
        or s.kind(-1) not in _NUMBERS
        or re.fullmatch(r"1\d{3}|20\d\d", s.word(1))
        or s.kind(1) not in _NUMBERS
        or s.kind(2) != "RPAR"
    ):
        return None
    return instead(s, "a standard deviation stands behind `±` or `+-`", 0, 2, f"± {s.word(1)}", code="QA105")


def _two_words(s: Stuck) -> bool | None:
    """`very high`; the parser is stuck behind the second word."""
    for at in (0, -1):
        one, two = s.word(at - 1), s.word(at)
        if s.index + at > 0 and one == "very" and two in ("high", "low") and not s.is_first_on_line(at):
            if not s.can_read_again:
                return None
            return instead(s, "a word has no blanks", at - 1, at, f"{one}_{two}", code="QA120")
        if one in _STRONGLY and two in ("high", "low") and not s.is_first_on_line(at):
            return instead(s, f"`{one}` is no word of a scale", at - 1, at, f"very_{two}", code="QA110")
    return None


_STRONGLY = ("extremely", "highly", "really", "exceedingly", "exceptionally", "hugely")


_COMMANDS = ("replace", "gen", "generate", "egen", "set", "let", "compute", "def", "var", "const", "local", "global")
"""With these others begin a line that gives a value."""


def _blank_in_a_name(s: Stuck) -> bool | None:
    """`common threat = 0.7`; an actor's name before what he has is left to others."""
    if s.kind() != "NAME" or s.kind(-1) != "NAME" or s.kind(1) != "EQUALS" or "EQUALS" not in s.expected:
        return None
    if (
        s.open_brace is None
        or s.is_first_on_line()
        or not (s.is_first_on_line(-1) or s.kind(-2) in ("LBRACE", "COMMA"))
    ):
        return None
    one, two = s.word(-1), s.word()
    if "_" in two or one.lower() in _COMMANDS:
        return None
    behind = [s.tokens.texts[i + 1] for i, text in enumerate(s.tokens.texts) if text == one]
    if "ARROW" in s.expected and any(text != two for text in behind):
        return None
    return instead(s, "a name has no blanks", -1, 0, f"{one}_{two}", code="QA120")


def _attribute(s: Stuck) -> bool | None:
    """`UK capability = 8%`, `trade UK France = 10%`, `trade(UK -> France) = 10%`."""
    if s.kind() in ("ARROW", "BOTH") and "LPAR" in s.symbols and s.kind(-1) in _NAMES and s.kind(1) in _NAMES:
        return instead(s, "the two between whom something is stand with a comma between them", 0, 0, ",", code="QA105")
    if s.kind() not in _NAMES or s.kind(-1) not in _NAMES or "EQUALS" not in s.expected or s.is_first_on_line():
        return None
    if "ARROW" not in s.expected:
        return None
    if s.kind(1) == "EQUALS" and s.word(-1).lower() in _COMMANDS:
        span = Span(s.source, s.span(-1).start, s.span().start)
        hint = "leave it out; what holds at some time only stands in `at 1956 { ... }`"
        s.bag.error("QA105", "a value is stated by its name and `=` alone", s.span(-1), hint, fix=Fix(span, ""))
        if not s.can_read_again or " if " in s.span(0, s.end_of_line(0)).text:
            return False  # the hint says what stands for the condition
        s.is_to_read_again = True
        return s.drop(-1)
    if s.kind(1) == "EQUALS":
        span = Span(s.source, s.span(-1).end, s.span().start)
        s.bag.error(
            "QA105", "what an actor has stands behind a point", s.span(-1, 0), f"write `{s.word(-1)}.{s.word()}`",
            fix=Fix(span, "."),
        )  # fmt: skip
        return s.rewrite(0, 0, f". {s.word()}")
    if s.kind(1) in _NAMES and s.kind(2) == "EQUALS":
        meant = f"({s.word()}, {s.word(1)})"
        return instead(s, "those whom it is about stand between brackets", 0, 1, meant, code="QA105")
    return None


def _changes(s: Stuck) -> bool | None:
    """`{ ideology += 0.5 }`."""
    if (
        s.kind() not in ("PLUS_EQUALS", "MINUS_EQUALS", "TIMES_EQUALS")
        or "EQUALS" not in s.expected
        or "RULE" in s.symbols
    ):
        return None
    message = f"a scenario says what is, by `=`; only rules and events change it, by `{s.word()}`"
    return instead(s, message, 0, 0, "=", code="QA105")


def _minus(s: Stuck) -> bool | None:
    """`x =- 0.1`, which reads both ways."""
    if s.kind() != "OTHER_SIGN" or s.word() != "=-":
        return None
    both = "write `-=` to take it off, `= -` to set it to a negative value"
    meant = "-=" if "MINUS_EQUALS" in s.expected else "= -"
    s.bag.error(
        "QA105",
        "`=-` can be read in two ways",
        s.span(),
        both if meant == "-=" else "write `= -`",
        fix=Fix(s.span(), meant),
    )
    return s.rewrite(0, 0, meant)


def _question(s: Stuck) -> bool | None:
    """`ideology = ?`."""
    if s.word() != "?" or not {"NUMBER", "LPAR"} <= s.expected:
        return None
    return instead(s, "what is not known is written `unknown`", 0, 0, "unknown", code="QA105")


def _period_first(s: Stuck) -> bool | None:
    """`from 1956 to 1957 UK -> France { ... }`."""
    if (
        s.kind() not in _NAMES
        or s.kind(1) not in ("ARROW", "BOTH")
        or s.kind(3) != "LBRACE"
        or not s.expected & {"LBRACE", "EVENT"}
    ):
        return None
    start = next((i for i in range(-1, -6, -1) if s.word(i) in ("from", "until", "at") and s.is_first_on_line(i)), None)
    if start is None:
        return None
    meant = f"{s.span(0, 2).text} {s.span(start, -1).text}"
    return instead(s, "the period stands behind the two actors", start, 2, meant, code="QA110")


def _bracketed_pair(s: Stuck) -> bool | None:
    """`(UK, France) { ... }`."""
    if s.kind() != "LPAR" or not s.is_first_on_line() or s.kind(1) not in _NAMES or (end := s.closing(0)) is None:
        return None
    if s.kind(end + 1) != "LBRACE" or s.open_brace is None:
        return None
    meant = f"among {s.span(1, end - 1).text}"
    return instead(s, "what holds for every pair of several stands behind `among`", 0, end, meant)


_BEGINNING = ("against", "among", "otherwise", "state", "entity", "table", "time", "instrument", "from", "until")


def _left_open(s: Stuck) -> bool | None:
    """A block of values is not closed, and the next item begins on a new line."""
    opened = s.open_brace
    if opened is None or "STATE" in s.expected:
        return None
    is_arrow = s.kind() in ("ARROW", "BOTH") and s.kind(-1) in _NAMES and "EQUALS" in s.expected
    first = -1 if is_arrow and "ARROW" not in s.expected and s.can_read_again else 0
    if not s.is_first_on_line(first) or (first == 0 and ("RBRACE" not in s.expected or s.word() not in _BEGINNING)):
        return None
    at = s.tokens.starts.index(opened)
    if (
        s.symbols.count("LBRACE") < 2
        or s.source.position(opened).line != s.source.position(s.tokens.starts[s.index + first - 1]).line
    ):
        return None
    end = s.tokens.ends[s.index + first - 1]
    s.bag.error(
        "QA108", "this block is not closed", Span(s.source, s.tokens.starts[at], s.tokens.ends[at]),
        "the `}` that belongs to it is missing", labels=(Label(s.span(first), "the next item begins here"),),
        fix=Fix(Span(s.source, end, end), " }"),
    )  # fmt: skip
    return s.insert(first, "RBRACE")


ITEMS: tuple[Callable[[Stuck], bool | None], ...] = (
    _word,
    _range,
    _range_of_words,
    _deviation,
    _sign_before_a_name,
    _two_words,
    _blank_in_a_name,
    _attribute,
    _changes,
    _minus,
    _question,
    _period_first,
    _bracketed_pair,
    _left_open,
)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
