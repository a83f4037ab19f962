"""Statements that ask, theories, tests and tables in nearly the right words."""

from __future__ import annotations

import re
from collections.abc import Callable

from qadsl.diagnostics.model import Fix
from qadsl.source import Span
from qadsl.syntax.habits import instead
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END

__all__ = ["PHRASINGS", "SIGNS"]

_NAMES = ("NAME", "QUOTED_NAME")
_NUMBERS = ("NUMBER", "PERCENT", "DATE")


def _insert(s: Stuck, message: str, text: str, code: str = "QA101") -> bool:
    """Say that something is missing before the token, and read on as if it stood there."""
    start = s.span().start
    fix = Fix(Span(s.source, start, start), f"{text} ")
    s.bag.error(code, message, s.span(), f"put `{text}` before this", fix=fix)
    return s.rewrite(0, 0, f"{text} {s.word()}")


# --- single words ------------------------------------------------------------------------------------------------

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "EXPECT": {"expect": ("assert", "check", "verify", "should", "ensure", "then", "claim", "assume", "expects")},
    "RUN": {"run": ("simulate", "execute", "solve", "calc", "calculate", "compute", "print", "show", "display", "call",
                    "view", "summary")},
    "HIGHEST": {"highest": ("max", "maximum", "best", "largest", "maximal", "greatest", "most", "max_payoff")},
    "RAISING": {"raising": ("increasing", "raise", "increase", "rising", "more"),
                "lowering": ("decreasing", "reducing", "lower", "decrease", "falling", "less")},
    "EXTENDS": {"extends": (":", "<", "inherits", "extending", "from", "based", "isa", "of", "extend")},
    "AGAINST": {"against": ("vs", "versus", "v", "contra")},
    "WEIGHT": {"weight": (":", "=", "weights", "w")},
    "LBRACE": {"{": ("begin",)},
    "PARAMETER": {"parameter": ("param", "params", "parm", "const", "constant", "input", "assumption")},
    "ATTRIBUTE": {"attribute": ("attr", "attrs", "field", "property_of", "feature", "characteristic")},
    "RELATION": {"relation": ("rel", "edge", "link", "dyadic", "tie")},
    "DEFINE": {"define": ("formula", "definition", "def_", "term")},
    "OPTION": {"option": ("choice", "alternative", "strategy", "outcome")},
    "BEHAVIOUR": {"behaviour": ("behaviors", "label", "conduct")},
    "ENCOURAGING": {"encouraging": ("benefits", "incentives", "pro", "positive", "drivers"),
                    "discouraging": ("costs", "disincentives", "con", "negative", "obstacles")},
    "OVERRIDES": {"overrides": ("override", "overriding", "replaces", "supersedes", "except")},
    "BECAUSE": {"because": ("reason", "citation", "cite", "justification")},
}  # fmt: skip
"""By the terminal that belongs there: words that are taken for it."""


_DECLARING = ("PARAMETER", "ATTRIBUTE", "RELATION", "DEFINE", "OPTION", "BEHAVIOUR")


def _word(s: Stuck) -> bool | None:
    """`print suez`, `assert alliance`, `choose max payoff`, `scenario b : a {`."""
    for terminal, words in _WORDS.items():
        meant = next((ours for ours, theirs in words.items() if s.word().lower() in theirs), None)
        if terminal not in s.expected or meant is None:
            continue
        if terminal in ("EXPECT", "RUN") and (not s.is_first_on_line() and "TEST" not in s.symbols):
            continue
        if terminal in _DECLARING and (not s.is_first_on_line() or s.kind(1) not in _NAMES):
            continue
        if terminal in ("EXTENDS", "AGAINST") and s.kind(1) not in _NAMES:
            continue
        if terminal == "RUN" and s.kind(1) not in _NAMES and s.kind(1) != "LPAR":
            continue
        is_sign = not s.word().isalpha()
        message = f"`{s.word()}` is not a {'sign' if is_sign else 'word'} that can stand here"
        last = 2 if terminal == "AGAINST" and s.word(1) == "." else 0
        if terminal == "RUN" and s.kind(1) == "LPAR" and (end := s.closing(1)):
            return instead(s, message, 0, end, f"run {s.span(2, end - 1).text.strip(chr(34))}")
        return instead(s, message, 0, last, meant)
    return None


_NO_PLACE = {
    **dict.fromkeys(
        ("plot", "graph", "export", "save", "write", "output", "csv"),
        "what is shown and written is said on the command line, as in `qa run suez.qa --out suez.csv`",
    ),
    **dict.fromkeys(
        ("for", "while", "foreach", "repeat", "loop", "do", "forvalues"),
        "there are no loops: a rule holds for every pair where its condition does",
    ),
    **dict.fromkeys(("if",), "a condition belongs to a rule: `rule r when fear > 0.5 then entrapment += 0.1`"),
    **dict.fromkeys(("return", "end", "endif", "stop", "exit", "quit", "pass", "begin"), "leave it out"),
    **dict.fromkeys(("class", "struct", "module", "package"), "a library is a file that begins `library name 1.0`"),
}  # fmt: skip


def _no_place(s: Stuck) -> bool | None:
    """`plot suez`, `for i in 1..10 { ... }`."""
    if s.word().lower() not in _NO_PLACE or not s.is_first_on_line() or "SCENARIO" not in s.expected:
        return None
    if s.kind(1) in ("EQUALS", "LBRACE", "LPAR") and s.word() not in ("for", "if", "while", "do"):
        return None
    s.bag.error("QA110", f"`{s.word()}` is not a statement of this language", s.span(), _NO_PLACE[s.word().lower()])
    return s.drop(0, s.end_of_line(0) + 1) if "{" not in s.span(0, s.end_of_line(0)).text else False


def _needless(s: Stuck) -> bool | None:
    """`draws = 2000`, `scenario = suez`, `run scenario suez`."""
    if s.kind() in ("EQUALS", "DOUBLE_EQUALS") and s.kind(1) in s.expected and not s.is_first_on_line(1):
        if s.before in ("STATE", "ENTITY") and s.kind(2) not in ("COMMA", "TEXT", "LBRACE"):
            return None
        s.bag.error("QA105", f"there is no `{s.word()}` here", s.span(), "leave it out", fix=Fix(s.span(), ""))
        return s.drop()
    if s.word() in ("scenario", "theory", "library", "the") and "NAME" in s.expected and s.kind(1) in _NAMES:
        if (
            s.is_first_on_line()
            or s.is_first_on_line(1)
            or s.kind(-1) not in ("RUN", "IN", "WITH", "ON", "COMPARE", "EXTENDS", "COMMA", "USE")
        ):
            return None
        start = s.span().start
        gap = Span(s.source, start, s.span(1).start)
        s.bag.error("QA110", f"`{s.word()}` is not said again here", s.span(), "leave it out", fix=Fix(gap, ""))
        return s.drop()
    return None


def _options(s: Stuck) -> bool | None:
    """`run suez with draws 2000`, `run suez draws 2000`."""
    if "RUN" not in s.symbols or s.open_brace is not None:
        return None
    first = next((i for i in (0, -1, -2) if s.word(i) in ("draws", "seed") and s.index + i > 0), None)
    if first is None or s.is_first_on_line(first):
        return None
    start = first - (s.word(first - 1) == "with")
    last = s.end_of_line(first)
    meant = f"{{ {re.sub(r'[=:]', '', s.span(first, last).text)} }}".replace("  ", " ")
    return instead(s, "how to run it stands between `{` and `}`", start, last, re.sub(r" +", " ", meant))


# --- questions ---------------------------------------------------------------------------------------------------


def _why(s: Stuck) -> bool | None:
    """`why alliance: UK -> France in suez`."""
    if s.before != "WHY" or s.kind() not in _NAMES or s.kind(1) not in ("COLON", "AMONG", *_NAMES):
        return None
    return _insert(s, "what is asked is why something is not chosen", "not")


def _expected_option(s: Stuck) -> bool | None:
    """`expect UK -> France = alliance in suez`."""
    if (
        s.kind() not in ("ARROW", "BOTH")
        or s.kind(-2) not in ("EXPECT", "NOT")
        or "EXPECT" not in s.symbols
        or not s.can_read_again
    ):
        return None
    lead = 2 + (s.word(2) in ("=", "==", ":", "is", "chooses", "has"))
    if s.kind(lead) not in _NAMES:
        return None
    meant = f"{s.word(lead)}: {s.span(-1, 1).text}"
    return instead(s, "the option stands before those whom it is about", -1, lead, meant)


def _third(s: Stuck) -> bool | None:
    """`explain UK -> France (Egypt) in suez`."""
    if s.kind() != "LPAR" or "AGAINST" not in s.expected or s.kind(1) not in _NAMES or s.kind(2) != "RPAR":
        return None
    return instead(s, "the third party stands behind `against`", 0, 2, f"against {s.word(1)}")


def _late_time(s: Stuck) -> bool | None:
    """`explain UK -> France in suez at 1956`."""
    if s.word() != "at" or s.kind(1) not in _NUMBERS or s.is_first_on_line() or s.open_brace is not None:
        return None
    start = next((-i for i in range(1, min(s.index, 12)) if s.word(-i) == "in"), None)
    if start is None or not {"EXPLAIN", "WHY", "TIPPING", "EXPECT"} & set(s.symbols):
        return None
    meant = f"{s.span(0, 1).text} {s.span(start, -1).text}"
    return instead(s, "the time stands before the scenario", start, 1, meant)


def _probability(s: Stuck) -> bool | None:
    """`with probability 60%`."""
    if s.before != "PROBABILITY" or s.kind() not in _NUMBERS:
        return None
    return _insert(s, "behind `probability` stands a comparison", ">=")


def _year(s: Stuck) -> bool | None:
    """`event strike 1956 { ... }`, `UK.capability = 5% (1956)`."""
    is_bracketed = s.kind() == "LPAR" and re.fullmatch(r"1\d{3}|20\d\d", s.word(1)) and s.kind(2) == "RPAR"
    is_year = s.kind() == "DATE" or (s.kind() == "NUMBER" and re.fullmatch(r"1\d{3}|20\d\d", s.word()))
    if not {"FROM", "UNTIL"} <= s.expected or not (is_year or is_bracketed) or s.kind(-1) in ("DATE", "COMMA"):
        return None
    if is_bracketed:
        return instead(s, "a period begins with `from`, `until` or `at`", 0, 2, f"at {s.word(1)}")
    return _insert(s, "a period begins with `from`, `until` or `at`", "at", "QA110")


# --- theories and tests ------------------------------------------------------------------------------------------


def _weight(s: Stuck) -> bool | None:
    """`common_threat 0.3` in a list of variables."""
    if "WEIGHT" not in s.expected or s.kind() not in _NUMBERS or s.kind(-1) not in _NAMES:
        return None
    if s.kind(-2) in _NAMES and not s.is_first_on_line(-1):
        return None
    return _insert(s, "a weight stands behind `weight`", "weight")


def _loose_variable(s: Stuck) -> bool | None:
    """`theory m { common_threat weight 0.3 }`."""
    if "ENCOURAGING" not in s.expected or s.kind() not in _NAMES or s.word(1) not in ("weight", ":", "=", "{"):
        return None
    hint = "write `encouraging core { ... }` or `discouraging { ... }` around it"
    s.bag.error("QA110", "a variable stands in a group that says what it does", s.span(), hint)
    return False


def _bases(s: Stuck) -> bool | None:
    """`theory mine(multifacet) { ... }`."""
    if s.kind() != "LPAR" or "EXTENDS" not in s.expected or s.kind(1) not in _NAMES or s.kind(2) != "RPAR":
        return None
    return instead(s, "what it builds on stands behind `extends`", 0, 2, f"extends {s.word(1)}")


def _given(s: Stuck) -> bool | None:
    """`test "a" { common_threat = 1 ... }`."""
    if (
        not {"GIVEN", "EXPECT", "STATE"} <= s.expected
        or s.before != "LBRACE"
        or s.kind(1) not in ("EQUALS", "LPAR", "DOT")
    ):
        return None
    return _insert(s, "what a test assumes stands behind `given`", "given") if s.kind() in _NAMES else None


def _claim(s: Stuck) -> bool | None:
    """`property "a" raising ...`; `does not lower`."""
    if (
        s.expected >= {"COLON", "WITH"}
        and "PROPERTY" in s.symbols
        and s.word() in ("raising", "lowering", "always", "never", "rules")
    ):
        return _insert(s, "behind the title of a property stands `:`", ":")
    if "CAN" in s.expected and s.kind(-2) == "COLON" and "PROPERTY" in s.symbols and s.can_read_again:
        for meant, others in _WORDS["RAISING"].items():
            if s.word(-1).lower() in others:
                return instead(s, f"`{s.word(-1)}` is not a word that can stand here", -1, -1, meant)
    if (
        "NEVER" in s.expected
        and s.word() in ("does", "do", "will", "cannot", "should", "must")
        and s.word(1) in ("not", "never", "lower", "raise")
    ):
        verb = next((i for i in (1, 2) if s.word(i).rstrip("s") in ("lower", "raise", "increase", "decrease")), None)
        if verb is not None:
            meant = "raises" if s.word(verb).rstrip("s") in ("raise", "increase") else "lowers"
            return instead(s, "what does not happen is said by `never`", 0, verb, f"never {meant}")
    return None


def _end(s: Stuck) -> bool | None:
    """`end` for `}`."""
    for at in (0, -1):
        is_end = s.index + at > 0 and s.word(at).lower() in ("end", "endif", "fi", "done")
        if not is_end or not s.is_first_on_line(at) or s.end_of_line(at) != at or s.open_brace is None:
            continue
        if at == 0 and "RBRACE" not in s.expected:
            continue
        return instead(s, "a block is closed by `}`", at, at, "}", code="QA105")
    return None


# --- tables ------------------------------------------------------------------------------------------------------


def _columns(s: Stuck) -> bool | None:
    """`| from | to | divergence |`."""
    if s.word() != "from" or s.kind(-1) != "_BAR" or s.word(2) != "to":
        return None
    return instead(s, "the columns of the two actors are called `self` and `partner`", 0, 2, "self | partner")


def _empty_cell(s: Stuck) -> bool | None:
    """`| UK | France | |`."""
    if s.kind() not in ("_BAR", "_ROW_END") or s.kind(-1) != "_BAR" or "NUMBER" not in s.expected:
        return None
    at = Span(s.source, s.span().start, s.span().start)
    s.bag.error(
        "QA112", "there is nothing in this cell", s.span(), "write `-` where nothing is stated", fix=Fix(at, "- ")
    )
    kind = s.kind()
    s.rewrite(0, 0, "- |")
    s.tokens.kinds[s.index + 1] = kind
    return True


def _open_rows(s: Stuck) -> bool | None:
    """Rows that lack their last bar: the parser reads on in the next line."""
    if "_ROW_END" not in s.expected or "TABLE" not in s.symbols or not s.can_read_again:
        return None
    opened = s.open_brace
    if opened is None:
        return None
    first = s.tokens.starts.index(opened) + 1 - s.index
    last = next((i - 1 for i in range(first, len(s.tokens.kinds) - s.index) if s.kind(i) in ("RBRACE", END)), first)
    if last <= first:
        return None
    rows = s.span(first, last).text.split("\n")
    if not all(row.strip().startswith("|") for row in rows if row.strip()):
        return None
    open_rows = [i for i, row in enumerate(rows) if row.strip() and not row.strip().endswith("|")]
    if not open_rows:
        return None
    meant = "\n".join(row if not row.strip() or row.strip().endswith("|") else f"{row.rstrip()} |" for row in rows)
    start = s.span(first).start + sum(len(row) + 1 for row in rows[: open_rows[0]])
    at = Span(
        s.source,
        start + len(rows[open_rows[0]]) - len(rows[open_rows[0]].lstrip()),
        start + len(rows[open_rows[0]].rstrip()),
    )
    if any(item.code == "QA112" and item.span == at for item in s.bag.items):
        return None  # mended already, and something else is wrong
    s.bag.error(
        "QA112",
        "a row of a table ends in `|`, on its own line",
        at,
        "put `|` behind this",
        fix=Fix(s.span(first, last), meant),
    )
    return s.rewrite(first, last, f"{meant}\n")


PHRASINGS: tuple[Callable[[Stuck], bool | None], ...] = (
    _why,
    _expected_option,
    _third,
    _late_time,
    _probability,
    _year,
    _options,
    _weight,
    _word,
    _no_place,
    _loose_variable,
    _bases,
    _given,
    _claim,
    _end,
    _columns,
    _empty_cell,
    _open_rows,
)
SIGNS: tuple[Callable[[Stuck], bool | None], ...] = (_needless,)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
