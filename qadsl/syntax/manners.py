"""Clauses in another order, and expressions of SQL, Python, R and YAML, each with how it is written here."""

from __future__ import annotations

import re
from collections.abc import Callable

from qadsl.diagnostics.model import Fix
from qadsl.source import Span
from qadsl.syntax.habits import instead
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END

__all__ = ["ARROWS", "MANNERS"]

_NAMES = ("NAME", "QUOTED_NAME")


# --- expressions -------------------------------------------------------------------------------------------------


def _case_when(s: Stuck) -> bool | None:
    """`case when a then x when b then y else z end`."""
    if s.word().lower() != "when" or s.word(-1).lower() != "case" or not s.can_read_again:
        return None
    end = next((i for i in range(1, len(s.tokens.kinds) - s.index) if s.word(i).lower() == "end"), None)
    if end is None:
        return None
    body = re.sub(r"\bwhen\b", "else if", s.span(1, end - 1).text, flags=re.IGNORECASE)
    body = re.sub(r"\b(then|else)\b", lambda found: found[0].lower(), body, flags=re.IGNORECASE)
    meant = " ".join(f"if {body}".split())
    message = "a choice between values is written `if c then a else b`"
    if re.search(r"\belse\b(?! if)", meant):
        return instead(s, message, -1, end, meant)
    s.bag.error("QA110", message, s.span(-1, end), f"write `{meant} else ...`, and the value otherwise")
    return s.rewrite(-1, end, f"{meant} else 0")


def _is_missing(s: Stuck) -> bool | None:
    """`is.na(x)`, `is.null(x)`."""
    is_asked = s.word() == "is" and s.kind(1) == "DOT" and s.word(2).lower() in ("na", "null", "nan", "missing")
    end = s.closing(3) if is_asked and s.kind(3) == "LPAR" else None
    if end is None or end < 5:
        return None
    meant = f"{s.span(4, end - 1).text} is not given"
    return instead(s, "whether something is stated is asked by `is given`", 0, end, meant)


def _lambda(s: Stuck) -> bool | None:
    """`define f = lambda a, b: a.x / b.x`."""
    if s.word(-1) != "lambda" or s.word(-2) != "=" or s.word(-4) != "define" or not s.can_read_again:
        return None
    colon = next((i for i in range(s.end_of_line(0) + 1) if s.word(i) == ":"), 0)
    if colon < 1:
        return None
    meant = f"{s.word(-3)}({s.span(0, colon - 1).text}) ="
    message = "a formula has its places behind its name, not behind `lambda`"
    return instead(s, message, -3, colon, meant)


# --- clauses in another order ------------------------------------------------------------------------------------


def _scenario_first(s: Stuck) -> bool | None:
    """`explain in suez UK -> France`, `expect in suez alliance among UK, France`."""
    if s.word() != "in" or s.before not in ("EXPLAIN", "EXPECT", "TIPPING", "COLON") or s.kind(1) not in _NAMES:
        return None
    last = s.end_of_line(1)
    if last < 3:
        return None
    meant = f"{s.span(2, last).text} in {s.word(1)}"
    return instead(s, "the scenario stands at the end, behind those whom it is about", 0, last, meant)


def _part_of_a_run(s: Stuck) -> bool | None:
    """`run suez at 1956`, `run suez against Egypt`."""
    clauses = ("at", "from", "until", "against", "among", "for", "on", "in")
    if s.word() not in clauses or "RUN" not in s.symbols or s.open_brace is not None or s.is_first_on_line():
        return None
    last = s.end_of_line(0)
    if "{" in s.span(0, last).text:
        return None
    gap = Span(s.source, s.span(-1).end, s.span(0, last).end)
    s.bag.error(
        "QA110", "a run answers for every period, pair and third party of its scenario", s.span(0, last),
        "leave it out", help=("About one decision ask `explain UK -> France against Egypt at 1956 in suez`.",),
        fix=Fix(gap, ""),
    )  # fmt: skip
    return s.drop(0, last + 1)


def _clause_behind(s: Stuck) -> bool | None:
    """`UK -> France { ... } against Egypt`, `otherwise { ... } from 1956`."""
    if not s.can_read_again or "LBRACE" not in s.expected or not (s.is_first_on_line() or s.kind() == "RBRACE"):
        return None
    clause = next((i for i in range(-1, -8, -1) if s.word(i) in ("against", "from", "until", "at")), 0)
    if clause == 0 or s.index + clause < 3 or s.kind(clause - 1) != "RBRACE" or s.is_first_on_line(clause):
        return None
    opened = next((i for i in range(clause - 2, -s.index, -1) if s.closing(i) == clause - 1), None)
    if opened is None or s.kind(opened - 1) not in (*_NAMES, "OTHERWISE"):
        return None
    meant = f"{s.span(clause, -1).text} {s.span(opened, clause - 1).text}"
    return instead(s, f"`{s.word(clause)}` stands before the block that it is about", opened, -1, meant)


def _comma_before_source(s: Stuck) -> bool | None:
    """`fear = 0.4, source "Kyle 1991"`."""
    if s.kind() != "TEXT" or s.word(-1) != "source" or s.kind(-2) != "COMMA" or "EQUALS" not in s.expected:
        return None
    if not s.can_read_again:
        return None
    comma = s.span(-2)
    message = "a source stands right behind the value that it is of"
    s.bag.error("QA101", message, comma, "leave this comma out", fix=Fix(comma, ""))
    s.is_to_read_again = True
    return s.drop(-2)


def _no_arrow(s: Stuck) -> bool | None:
    """`UK France { ... }`."""
    if s.kind() not in _NAMES or "ARROW" not in s.expected or s.kind(-1) not in _NAMES or s.is_first_on_line():
        return None
    if s.kind(1) not in ("LBRACE", "AGAINST") or not s.is_first_on_line(-1):
        return None
    at = Span(s.source, s.span(-1).end, s.span(-1).end)
    message = "two actors are joined by an arrow: `->` one way, `<->` both"
    s.bag.error("QA105", message, s.span(-1, 0), f"write `{s.word(-1)} -> {s.word()}`", fix=Fix(at, " ->"))
    return s.rewrite(0, 0, f"-> {s.word()}")


def _no_with(s: Stuck) -> bool | None:
    """`expect alliance in suez probability >= 60%`."""
    if s.word() not in ("probability", "prob", "p") or not {"WITH", "PLUS"} <= s.expected:
        return None
    if "EXPECT" not in s.symbols or s.kind(1) not in ("GREATER", "GREATER_EQUALS", "LESS", "LESS_EQUALS", "EQUALS"):
        return None
    return instead(s, "a probability stands behind `with`", 0, 0, "with probability")


# --- signs -------------------------------------------------------------------------------------------------------


def _list_of_dashes(s: Stuck) -> bool | None:
    """`{ - ideology = 0.4` and the next items of the block, each behind a dash."""
    opened = s.open_brace
    if s.kind() != "_MINUS" or not s.is_first_on_line() or s.kind(1) not in _NAMES or opened is None:
        return None
    if "RBRACE" not in s.expected:
        return None
    dashes, depth = [s.index], 0
    for i in range(s.index, len(s.tokens.kinds) - 1):
        depth += (s.tokens.texts[i] == "{") - (s.tokens.texts[i] == "}")
        if depth < 0:
            break
        if i > s.index and s.tokens.kinds[i] == "_MINUS" and s.is_first_on_line(i - s.index):
            dashes.append(i)
    ends = [s.tokens.starts[i + 1] for i in dashes]
    start, text, pieces = s.span().start, s.source.text, []
    for i, end in zip(dashes, ends, strict=True):
        pieces.append(text[start : s.tokens.starts[i]])
        start = end
    fix = Fix(Span(s.source, s.span().start, ends[-1]), "".join(pieces))
    s.bag.error("QA105", "what a block says stands without dashes", s.span(), "leave it out", fix=fix)
    return s.drop_all(dashes)


def _full_stop(s: Stuck) -> bool | None:
    """`run suez.`."""
    if s.kind() == "DOT" and not s.expected & {"DOT", "NUMBER"}:
        is_last = s.is_first_on_line(1) or s.kind(1) in (END, "RBRACE")
        return instead(s, _NO_STOP, 0, 0, "", code="QA105") if is_last else None
    if s.before != "DOT" or not (s.is_first_on_line() or s.kind() in (END, "RBRACE")) or s.is_first_on_line(-1):
        return None
    if not s.can_read_again:
        return None
    return instead(s, _NO_STOP, -1, -1, "", code="QA105")


_NO_STOP = "no point ends a statement"


def _remark(s: Stuck) -> bool | None:
    """`;; a remark`, or `; a remark` on a line of its own."""
    if s.word() != ";" or s.is_first_on_line(1) or s.kind(1) == END:
        return None
    count = 1
    while s.word(count) == ";" and s.span(count).start == s.span(count - 1).end:
        count += 1
    last = s.end_of_line(0)
    if (count < 2 and not s.is_first_on_line()) or last < count or re.search(r"[={}]", s.span(0, last).text):
        return None
    sign = s.span(0, count - 1)
    s.bag.error("QA105", f"a comment begins with `#`, not `{sign.text}`", sign, "write `#`", fix=Fix(sign, "#"))
    return s.drop(0, last + 1)


def _digit_first(s: Stuck) -> bool | None:
    """`group 3rd_world`."""
    if s.kind() != "NUMBER" or s.kind(1) != "NAME" or "NAME" not in s.expected or "NUMBER" in s.expected:
        return None
    if s.span(0).end != s.span(1).start:
        return None
    name = f"`{s.span(0, 1).text}`"
    message = "a name does not begin with a digit"
    s.bag.error("QA120", message, s.span(0, 1), f"write it between backticks: {name}", fix=Fix(s.span(0, 1), name))
    return s.put(0, 1, "QUOTED_NAME", name)


def _no_loop(s: Stuck) -> bool | None:
    """`for p in europe { ... }` in a scenario."""
    if s.word() not in ("for", "foreach") or s.kind(1) not in _NAMES or s.word(2) != "in" or s.open_brace is None:
        return None
    if not s.is_first_on_line() or s.kind(3) not in _NAMES or "STATE" not in s.expected:
        return None
    help_ = (f"What holds for every pair of several: `among {s.word(3)} {{ common_threat = high }}`.",)
    s.bag.error(
        "QA110", "there are no loops", s.span(), "write the value of each actor, as in `UK.capability = 4%`", help=help_
    )
    return False


def _word_of_a_test(s: Stuck) -> bool | None:
    """`assert alliance` in a test, where `assert` has been taken for what is given next."""
    meant = _TEST_WORDS.get(s.word(-1).lower())
    if meant is None or "TEST" not in s.symbols or not s.is_first_on_line(-1) or s.kind() not in (*_NAMES, "NOT"):
        return None
    if not s.can_read_again:
        return None
    return instead(s, f"what a test {meant}s stands behind `{meant}`, not behind `{s.word(-1)}`", -1, -1, meant)


_TEST_WORDS = dict.fromkeys(("assert", "check", "verify", "should", "ensure", "claim", "expects", "then"), "expect")


def _members_chosen(s: Stuck) -> bool | None:
    """`group nato where member = yes`."""
    if s.word() not in ("where", "when", "if") or "GROUP" not in s.symbols or "EQUALS" not in s.expected:
        return None
    if s.kind(1) in ("RBRACE", END):
        return None
    return instead(s, "a group is chosen among `actors`, `states` or `entities`", 0, 0, "= actors where")


MANNERS: tuple[Callable[[Stuck], bool | None], ...] = (
    _case_when,
    _is_missing,
    _lambda,
    _scenario_first,
    _part_of_a_run,
    _clause_behind,
    _comma_before_source,
    _no_with,
    _list_of_dashes,
    _full_stop,
    _remark,
    _digit_first,
    _no_loop,
    _word_of_a_test,
    _members_chosen,
)
ARROWS: tuple[Callable[[Stuck], bool | None], ...] = (_no_arrow,)
"""Each tells None where it does not apply, else whether it has mended the tokens. `ARROWS` come behind other words."""
