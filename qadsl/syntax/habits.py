"""Whole phrases of R, Stata, Excel and Python, each answered with how the same is said here.

A function tells None where it does not apply. Else it says what to write, puts that in place of the tokens where the
meaning is plain, and tells whether it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from qadsl.diagnostics.model import Fix
from qadsl.syntax.stuck import Stuck

__all__ = ["HABITS"]


def instead(s: Stuck, message: str, first: int, last: int, meant: str, *help: str, code: str = "QA110") -> bool:
    """Say that some tokens are written otherwise here, and read them so."""
    span = s.span(first, last)
    is_short = len(meant) <= 70 and "\n" not in meant
    hint = (
        "leave it out"
        if not meant
        else f"write `{meant}`"
        if is_short
        else f"write `{meant.split(chr(10))[0][:60]} ...`"
    )
    s.bag.error(code, message, span, hint, help=help, fix=Fix(span, meant))
    if first < 0 and not s.can_read_again:
        return False
    return s.rewrite(first, last, meant)


# --- what stands at the beginning of a line ----------------------------------------------------------------------

_LOADING = ("import", "require", "include", "library", "load", "using", "with", "from", "open", "uses", "need")


def _loads(s: Stuck) -> bool | None:
    """`import multifacet`, `library(multifacet)`, `from multifacet import *`."""
    start = 0 if s.word().lower() in _LOADING else -1
    if not s.is_first_on_line(start) or s.word(start).lower() not in _LOADING or s.open_brace is not None:
        return None
    last = s.end_of_line(start)
    found = re.fullmatch(
        r"\w+[ \t]*[\s(\"']*([\w.]+?)(?:\.qa)?[)\"']*(?:[ \t]+(?:import|as)\b.*)?;?", s.span(start, last).text
    )
    if found is None or (start == -1 and s.word() not in ("(", "[")):
        return None
    return instead(s, f"a library is loaded by `use`, not by `{s.word(start)}`", start, last, f"use {found[1]}")


def _star_comment(s: Stuck) -> bool | None:
    """`* what Stata takes for a comment`, `' what Excel does`, `REM`, `% what LaTeX does`."""
    is_sign = s.word() in ("*", "%", "'", "\\", "!") or s.word().lower() in ("rem", "note", "comment")
    if not is_sign or not s.is_first_on_line() or s.kind(1) in ("EQUALS", "COLON"):
        return None
    last = s.end_of_line(0)
    if last < 1 or re.search(r"[={}]", s.span(0, last).text):
        return None
    sign = s.span()
    s.bag.error("QA105", f"a comment begins with `#`, not `{s.word()}`", sign, "write `#`", fix=Fix(sign, "#"))
    return s.drop(0, last + 1)


_ASSIGNING = ("let", "var", "const", "set", "gen", "generate", "local", "global", "scalar", "param", "replace", "egen",
              "compute", "calc", "calculate", "assign", "mutate", "dim")  # fmt: skip


def _assigns(s: Stuck) -> bool | None:
    """`fear = 0.4` or `let fear = 0.4` where statements begin."""
    if s.before and not s.before.startswith("__program_") and "SCENARIO" not in s.expected:
        return None
    if not s.is_first_on_line() or s.kind() in ("STRAY", "RBRACE"):
        return None
    lead = int(s.word().lower() in _ASSIGNING)
    if s.word(lead + 1) not in ("=", "<-", ":=", "==") or not s.word(lead).isidentifier():
        return None
    message = f"nothing is assigned here: `{s.word(lead)}` is declared once, as a parameter or a formula"
    last = s.end_of_line(0)
    value = s.span(lead + 2, last).text.rstrip(";") if last >= lead + 2 else "0.5"
    if found := re.fullmatch(
        r"(?:function\s*\(([\w\s,]*)\)|lambda\s+([\w\s,]*):|\(?([\w\s,]+)\)?\s*[-=]>)\s*(.*)", value
    ):
        places = f"({found[1] or found[2] or found[3]})"
        return instead(
            s, "a formula has its places behind its name", 0, last, f"define {s.word(lead)}{places} = {found[4]}"
        )
    word = "parameter" if re.fullmatch(r"[\d.%\s±e_+-]+", value) else "define"
    return instead(s, message, 0, last, f"{word} {s.word(lead)} = {value}")


_FUNCTIONS = ("def", "function", "func", "fun", "proc", "macro", "program")


def _defines(s: Stuck) -> bool | None:
    """`def need(a, b): return a.x / b.x`."""
    if s.word().lower() not in _FUNCTIONS or not s.is_first_on_line() or s.open_brace is not None:
        return None
    last = s.end_of_line(0)
    text = s.span(0, last).text
    found = re.fullmatch(r"\w+\s+(\w+)\s*(\([\w\s,]*\))?\s*(?::|=)?\s*(?:return\b)?\s*(.*?);?", text)
    message = f"a formula is defined by `define`, not by `{s.word()}`"
    if found is None or not found[3]:
        s.bag.error("QA110", message, s.span(), "write `define name(a, b) = ...`", fix=Fix(s.span(), "define"))
        return False
    return instead(s, message, 0, last, f"define {found[1]}{found[2] or ''} = {found[3]}")


def _function_value(s: Stuck) -> bool | None:
    """`define share_of = function(a, b) ...`, `lambda a, b: ...`."""
    where = next((i for i in range(-1, -12, -1) if s.index + i >= 2 and s.word(i) in ("function", "lambda")), None)
    if where is None or s.kind(where - 1) not in ("EQUALS", "OTHER_SIGN") or s.word(where - 3) != "define":
        return None
    found = re.match(
        r"\w+\s*\(?\s*([\w\s,]*?)\s*\)?\s*:?\s*$", s.span(where, -1).text + (":" if s.word() == ":" else "")
    )
    if found is None:
        return None
    name = s.word(where - 2)
    places = f"{name}({found[1]})"
    span = s.span(where - 2, -1 if s.word() != ":" else 0)
    at = s.span(where)
    s.bag.error(
        "QA110", f"a formula has its places behind its name, not behind `{s.word(where)}`", at,
        f"write `define {places} = ...`", fix=Fix(span, f"{places} ="),
    )  # fmt: skip
    if not s.can_read_again:
        return False
    return s.rewrite(where - 2, -1 if s.word() != ":" else 0, f"{places} =")


# --- brackets ----------------------------------------------------------------------------------------------------


def _called(s: Stuck) -> bool | None:
    """`run(suez)`, `explain(UK -> France in suez)`: a statement is no function."""
    if s.kind() != "LPAR" or s.index < 1 or s.words.get(s.word(-1)) != s.before or not s.is_first_on_line(-1):
        return None
    end = s.closing(0)
    if end is None or end < 2 or "LBRACE" in s.expected:
        return None
    inner = s.span(1, end - 1).text.strip("( \t\n)") if s.kind(1) == "LPAR" else s.span(1, end - 1).text
    if not inner:
        return None
    inner = inner[1:-1] if re.fullmatch(r"\"[\w.]+\"|'[\w.]+'", inner) else inner
    return instead(s, f"`{s.word(-1)}` takes no brackets", -1, end, f"{s.word(-1)} {inner}")


def _vector(s: Stuck) -> bool | None:
    """`c(UK, France)`, `[UK, France]`, `(UK, France)` where names stand in a list."""
    lead = -1 if s.word() in ("(", "[") and s.word(-1) in ("c", "list", "set", "vector", "tuple") else 0
    if s.word() not in ("(", "[", "{") or (lead == 0 and "NAME" not in s.expected):
        return None
    if lead == 0 and (s.kind(-1) not in ("STATE", "ENTITY", "AMONG", "EQUALS", "AGAINST", "IN", "COMMA", "COMPARE")):
        return None
    end = s.closing(0)
    if end is None or not re.fullmatch(
        r"[^\W\d][\w.`\"' ,;\n\t]*|[\"'`].*", inner := s.span(1, end - 1).text if end > 1 else ""
    ):
        return None
    inner = re.sub(r"[\"'](\w+)[\"']", r"\1", inner).replace(";", ",")
    if lead == 0 and s.word() == "(" and "LPAR" in s.expected:
        return None
    if s.kind(lead - 1) == "IN":
        message = "`in` asks for a group that has a name"
        s.bag.error("QA110", message, s.span(lead, end), f"write `group g = {inner}` above, and `in g` here")
        return s.rewrite(lead, end, "actors") if s.can_read_again or lead == 0 else False
    return instead(s, "names in a list stand without brackets, with commas between them", lead, end, inner)


def _square(s: Stuck) -> bool | None:
    """`trade[self, partner]`, `[0.4, 0.6]`."""
    if s.word() != "[" or (end := s.closing(0)) is None or end < 2:
        return None
    inner = s.span(1, end - 1).text
    numbers = re.fullmatch(r"\s*([\d.%]+)\s*[,;]\s*([\d.%]+)\s*", inner)
    if numbers and s.kind(-1) == "IN" and s.kind(-2) == "NAME":
        meant = f"{numbers[1]} <= {s.word(-2)} <= {numbers[2]}"
        return instead(s, "whether a value lies between two is asked by two comparisons", -2, end, meant)
    if s.before == "CATEGORY":
        return instead(s, "the words of a category stand between round brackets", 0, end, f"({inner})", code="QA105")
    if (
        s.kind(-1) in _NAMED
        and re.fullmatch(r"\w+", inner)
        and s.word(-1) in ("self", "partner", "target", "p", "a", "b")
    ):
        return instead(s, "what an actor has stands behind a point", 0, end, f".{inner}", code="QA105")
    if numbers and "NUMBER" in s.expected:
        return instead(s, "a range is written with two dots", 0, end, f"{numbers[1]} .. {numbers[2]}", code="QA105")
    if "LPAR" in s.expected and s.kind(-1) in ("NAME", "QUOTED_NAME"):
        return instead(s, "places stand between round brackets", 0, end, f"({inner})", code="QA105")
    return None


_NAMED = ("NAME", "QUOTED_NAME")


def _interval(s: Stuck) -> bool | None:
    """`(0.4, 0.6)`, `0.4:0.6`, `0.4 ~ 0.6`, `0.6 +/- 0.1`."""
    if (
        s.kind() == "COMMA"
        and s.kind(-1) in _NUMBERS
        and s.kind(-2) == "LPAR"
        and s.kind(1) in _NUMBERS
        and s.kind(2) == "RPAR"
    ):
        if s.kind(-3) in ("NAME", "QUOTED_NAME"):
            return None
        meant = f"{s.word(-1)} .. {s.word(1)}"
        return instead(s, "a range is written with two dots", -2, 2, meant, code="QA105")
    if s.word() in (":", "~") and s.kind(-1) in _NUMBERS and s.kind(1) in _NUMBERS:
        return instead(s, "a span is written with two dots", 0, 0, "..", code="QA105")
    if s.word() == "/" and s.word(-1) == "+" and s.word(1) == "-":
        return instead(s, "a standard deviation stands behind `±` or `+-`", -1, 1, "+-", code="QA105")
    return None


_NUMBERS = ("NUMBER", "PERCENT", "DATE")


# --- conditions --------------------------------------------------------------------------------------------------

_CHOOSING = ("if", "ifelse", "iif", "cond", "if_else", "iff", "wenn", "si")


def _excel_if(s: Stuck) -> bool | None:
    """`IF(c; a; b)`, `if(c, a, b)`; where commas part the values of a name, the checker answers."""
    if s.word() not in (";", ",") or "LPAR" not in s.symbols:
        return None
    opened = next((i for i in range(-1, -s.index - 1, -1) if s.kind(i) == "LPAR" and (s.closing(i) or -1) >= 0), None)
    if opened is None or s.word(opened - 1).lower() not in _CHOOSING:
        return None
    end = s.closing(opened)
    parts = _parts(s, opened, end or 0)
    if end is None or len(parts) != 3:
        return None
    start = opened - 1
    meant = f"if {parts[0]} then {parts[1]} else {parts[2]}"
    return instead(
        s, f"a choice between values is written with words, not as `{s.word(start)}(...)`", start, end, meant
    )


def _parts(s: Stuck, opened: int, end: int) -> list[str]:
    """The texts between commas or semicolons, brackets inside left whole."""
    depth, cuts = 0, [opened]
    for i in range(opened + 1, end):
        depth += (s.word(i) in "([") - (s.word(i) in ")]") if s.word(i) else 0
        if depth == 0 and s.word(i) in (";", ","):
            cuts.append(i)
    cuts.append(end)
    return [s.span(a + 1, b - 1).text if b > a + 1 else "" for a, b in pairwise(cuts)]


def _condition_behind(s: Stuck) -> bool | None:
    """`then x += 0.1 if c`, `then x += 0.1 when c`, `unless c`."""
    if s.word() not in ("if", "when", "unless", "where", "only") or "RULE" not in s.symbols or "THEN" not in s.symbols:
        return None
    if "OVERRIDES" not in s.expected or s.is_first_on_line(1):
        return None
    then = next((i for i in range(-1, -s.index - 1, -1) if s.word(i) == "then"), 0)
    lead = 2 if s.word() == "only" else 1
    last = s.end_of_clause(lead)
    if then == 0 or last < lead or "WHEN" in s.symbols:
        s.bag.error(
            "QA110", "the condition of a rule stands before `then`", s.span(), "put it behind `when`, before `then`"
        )
        return False
    condition = s.span(lead, last).text
    condition = f"not ({condition})" if s.word() == "unless" else condition
    meant = f"when {condition} {s.span(then, -1).text}"
    span = s.span(then, last)
    s.bag.error(
        "QA110", "the condition of a rule stands before `then`, behind `when`", s.span(),
        f"write `{meant}`" if len(meant) <= 80 else "put it before `then`, behind `when`", fix=Fix(span, meant),
    )  # fmt: skip
    return s.rewrite(then, last, meant) if s.can_read_again else False


def _otherwise_effect(s: Stuck) -> bool | None:
    """`then x += 0.1 else x -= 0.1`."""
    if (
        s.word() not in ("else", "otherwise")
        or "THEN" not in s.symbols
        or "RULE" not in s.symbols
        or "ELSE" in s.expected
    ):
        return None
    if "OVERRIDES" not in s.expected:
        return None
    hint = "write a second rule, with `when not (...)`"
    s.bag.error(
        "QA110",
        f"a rule has no `{s.word()}`",
        s.span(),
        hint,
        help=("Or choose the value: `then entrapment = if self.nuclear then 0.2 else 0.4`.",),
    )
    return False


def _effects_by_and(s: Stuck) -> bool | None:
    """`then x += 0.1 and y += 0.2`."""
    if s.kind() not in ("PLUS_EQUALS", "MINUS_EQUALS", "TIMES_EQUALS", "EQUALS") or s.kind(-1) not in (
        "NAME",
        "QUOTED_NAME",
    ):
        return None
    if s.word(-2) not in ("and", "&", ";") or "THEN" not in s.symbols:
        return None
    return instead(s, "several effects stand with commas between them", -2, -2, ",", code="QA105")


def _is_value(s: Stuck) -> bool | None:
    """`when target.nuclear is yes`, `fear is 0.4`, `x equals y`."""
    if s.index >= 1 and s.word(-1) == "is" and s.kind() in ("YES", "NO", "NUMBER", "PERCENT", "NAME", "TEXT"):
        return instead(s, "`is` stands only before `given`; a comparison is made by `=`", -1, -1, "=")
    if s.word() in ("is", "equals", "eq", "are", "be") and ("EQUALS" in s.expected or "DOUBLE_EQUALS" in s.expected):
        return instead(s, f"what something is stands behind `=`, not behind `{s.word()}`", 0, 0, "=")
    return None


def _between(s: Stuck) -> bool | None:
    """`between UK and France`; `fear between 0.2 and 0.5`."""
    if (
        s.word() == "between"
        and s.kind(1) in _NUMBERS
        and s.word(2) == "and"
        and s.kind(3) in _NUMBERS
        and s.kind(-1) == "NAME"
    ):
        meant = f"{s.word(1)} <= {s.word(-1)} <= {s.word(3)}"
        return instead(s, "whether a value lies between two is asked by two comparisons", -1, 3, meant)
    if (
        s.word() in ("between", "from")
        and {"NUMBER", "LPAR"} <= s.expected
        and s.kind(1) in _NUMBERS
        and s.kind(3) in _NUMBERS
    ):
        return instead(s, "a range is written with two dots", 0, 3, f"{s.word(1)} .. {s.word(3)}", code="QA105")
    for at in (0, -1, -2):
        if (
            s.index + at >= 0
            and (at == 0 or s.can_read_again)
            and s.word(at) == "between"
            and s.kind(at + 1) in _NAMED
            and s.word(at + 2) in ("and", ",", "&")
        ):
            meant = f"among {s.word(at + 1)}, {s.word(at + 3)}"
            return instead(s, "those between whom a tie is are named behind `among`", at, at + 3, meant)
    return None


def _member(s: Stuck) -> bool | None:
    """`self$nuclear`, `self::nuclear`, `UK->nuclear` in a formula."""
    if s.word() == "$" and s.kind(-1) in ("NAME", "QUOTED_NAME") and s.kind(1) == "NAME":
        return instead(s, "what an actor has stands behind a point", 0, 0, ".", code="QA105")
    return None


HABITS: tuple[Callable[[Stuck], bool | None], ...] = (
    _loads,
    _star_comment,
    _assigns,
    _defines,
    _function_value,
    _called,
    _square,
    _vector,
    _interval,
    _excel_if,
    _condition_behind,
    _otherwise_effect,
    _effects_by_and,
    _is_value,
    _between,
    _member,
)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
