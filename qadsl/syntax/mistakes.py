"""Says what is wrong where the parser is stuck, and mends the tokens where the meaning is plain all the same.

Each kind of mistake is one function in `_KINDS`; the first that recognises its own reports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from qadsl.diagnostics.model import Fix
from qadsl.diagnostics.suggest import suggest
from qadsl.source import Span
from qadsl.syntax.blocks import BLOCKS, may_close
from qadsl.syntax.habits import HABITS
from qadsl.syntax.hints import STATEMENTS, belongs, form, is_whole, listed
from qadsl.syntax.items import ITEMS
from qadsl.syntax.lists import actors_in_a_row, names_in_a_row
from qadsl.syntax.manners import ARROWS, MANNERS
from qadsl.syntax.notations import NOTATIONS
from qadsl.syntax.omissions import OMISSIONS
from qadsl.syntax.phrasings import PHRASINGS, SIGNS
from qadsl.syntax.places import NAMES
from qadsl.syntax.slips import SLIPS
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END
from qadsl.syntax.widths import WIDTHS

__all__ = ["report"]


def report(stuck: Stuck) -> bool:
    """Add the diagnostic; whether the tokens are mended, so that the parser can go on where it is."""
    for kind in _KINDS:
        mended = kind(stuck)
        if mended is not None:
            return mended
    raise AssertionError("the last kind takes everything")


# --- words -------------------------------------------------------------------------------------------------------


def _misspelt(s: Stuck) -> bool | None:
    """A word that is nearly the keyword that would fit, there or, if it was taken for a name, just before."""
    if s.kind() == "NAME" and (meant := _keyword(s, s.word(), s.expected)):
        return _did_you_mean(s, 0, meant)
    return None


def _keyword(s: Stuck, word: str, expected: AbstractSet[str]) -> str | None:
    return suggest(word, [text for text, terminal in s.words.items() if terminal in expected and len(text) > 2])


def _misspelt_item(s: Stuck) -> bool | None:
    """`stat UK, France`: two names in a row at the start of an item."""
    if s.index < 1 or s.before not in ("name", "word", "NAME") or s.kind(-1) != "NAME":
        return None
    if s.kind() not in ("NAME", "NUMBER", "DATE", "TEXT", "QUOTED_NAME", "LBRACE"):
        return None
    previous = s.symbols[-2] if len(s.symbols) > 1 else ""
    if previous not in ("LBRACE", "_whole", "_open", "_headed", "_list"):
        return None
    items = ("time", "state", "entity", "against", "among", "otherwise", "table", "from", "until", "event",
             "instrument", "data", "group", "happened", "source")  # fmt: skip
    meant = suggest(s.word(-1), items)
    return _did_you_mean(s, -1, meant) if meant else None


def _misspelt_before(s: Stuck) -> bool | None:
    """`a weigth 0.3`: a word of the language that, misspelt, was taken for a name."""
    if s.index < 1 or s.before not in ("name", "word", "NAME") or s.kind(-1) != "NAME" or len(s.word(-1)) < 4:
        return None
    if s.kind() in ("DOT", "RBRACE", "RPAR", END) or (is_whole(s.symbols, s.expected) and s.kind() == "NAME"):
        return None
    if s.index > 1 and s.tokens.kinds[s.index - 2] in NAMES:
        return None  # a name had to stand there
    meant = suggest(s.word(-1), [word for word in s.words if len(word) > 3])
    return _did_you_mean(s, -1, meant) if meant else None


def _did_you_mean(s: Stuck, ahead: int, meant: str) -> bool:
    span = s.span(ahead)
    message = f"`{s.word(ahead)}` is not a word that can stand here"
    s.bag.error("QA110", message, span, f"did you mean `{meant}`?", fix=Fix(span, meant))
    if ahead == 0:
        s.tokens.texts[s.index] = meant
        return s.change(s.words[meant])
    return False


def _instead_of_when(s: Stuck) -> bool | None:
    """`rule r if c then`, `count(p in g if c)`."""
    if s.kind() not in ("IF", "WHEN", "WHERE"):
        return None
    meant = next((word for word in ("when", "where") if s.words[word] in s.expected), None)
    if meant is None:
        return None
    s.bag.error(
        "QA110", f"a condition stands behind `{meant}` here, not behind `{s.word()}`", s.span(), f"write `{meant}`",
        fix=Fix(s.span(), meant),
    )  # fmt: skip
    return s.change(s.words[meant])


def _elif(s: Stuck) -> bool | None:
    if s.word() not in ("elif", "elsif", "elseif") or "ELSE" not in s.expected:
        return None
    message = f"`{s.word()}` is not a word of this language"
    s.bag.error("QA110", message, s.span(), "write `else if`", fix=Fix(s.span(), "else if"))
    s.insert(1, "IF")
    return s.change("ELSE")


_DECLARING = ("ATTRIBUTE", "DEFINE", "EVENT", "GROUP", "INSTRUMENT", "OPTION", "PARAMETER", "RELATION", "RULE", "SCALE",
              "SCENARIO", "THEORY")  # fmt: skip


def _needless_quotes(s: Stuck) -> bool | None:
    """`run "suez"`."""
    if s.kind() != "TEXT" or "NAME" not in s.expected or "TEXT" in s.expected or "NUMBER" in s.expected:
        return None
    inner = s.word()[1:-1].removesuffix(".qa").strip()
    is_plain = inner.isidentifier() and inner not in s.reserved
    if not inner or "`" in inner or (s.before == "USE" and not is_plain):
        return None
    meant = inner if is_plain else f"`{inner}`"
    if not is_plain and s.before in _DECLARING:
        meant = "_".join(re.findall(r"\w+", inner.lower())) or meant
        hint = f"put a name before the title, such as `{meant}`"
        s.bag.error("QA101", f"after {_shorten(s.word(-1))} comes a name, not a title", s.span(), hint, help=_help(s))
        return s.put(0, 0, "NAME", meant)
    message = "a name stands without quotes, a title between them"
    s.bag.error("QA101", message, s.span(), f"write {meant}" if meant[0] == "`" else f"write `{meant}`",
                help=_help(s), fix=Fix(s.span(), meant))  # fmt: skip
    return s.put(0, 0, "NAME", meant)


def _reserved(s: Stuck) -> bool | None:
    """A reserved word where a name must stand, and what follows would fit behind the name."""
    if s.word() not in s.reserved or "NAME" not in s.expected or s.is_first_on_line():
        return None
    if is_whole(s.symbols, s.expected):
        return None
    follows = ("EQUALS", "PLUS_EQUALS", "MINUS_EQUALS", "TIMES_EQUALS", "COMMA", "LBRACE", "RBRACE", "TEXT", "COLON",
               "ARROW", "BOTH", "DOT", "RPAR", "WEIGHT", "WHEN", "_BAR", "_ROW_END", END)  # fmt: skip
    if s.kind(1) not in follows:
        return None
    return _in_backticks(s, 0)


def _keyword_as_name(s: Stuck) -> bool | None:
    """`state = 3`: a word that begins an item is used as a name."""
    word = s.word(-1)
    if s.kind() != "EQUALS" or s.index < 1 or s.words.get(word) != s.before or not s.is_first_on_line(-1):
        return None
    if "LBRACE" not in s.symbols:
        return None
    return _in_backticks(s, -1)


def _in_backticks(s: Stuck, ahead: int) -> bool:
    word = s.word(ahead)
    s.bag.error(
        "QA118",
        f"`{word}` is a word of the language, and here it should be a name",
        s.span(ahead),
        f"write it between backticks: `{word}`",
        fix=Fix(s.span(ahead), f"`{word}`"),
    )
    return s.change("NAME") if ahead == 0 else False


def _hyphenated(s: Stuck) -> bool | None:
    """`scenario us-pressure`, stuck at the first hyphen; `scenario no-us-pressure`, stuck at a reserved word."""
    first = -1 if s.kind() == "_MINUS" and s.index else 0
    last = first
    while _is_joined(s, last):
        last += 2
    if last == first or (s.word() in s.words and "NAME" not in s.expected):
        return None
    span = s.span(first, last)
    meant = span.text.replace("-", "_").replace("−", "_")
    s.bag.error("QA120", "a name has no hyphens", span, f"write `{meant}`", fix=Fix(span, meant))
    if first == 0 or s.can_read_again:
        return s.put(first, last, "NAME", meant)
    return s.drop(first + 1, last - first)


def _is_joined(s: Stuck, ahead: int) -> bool:
    """Whether a hyphen and a word follow without a blank."""
    if s.kind(ahead + 1) != "_MINUS" or not s.word(ahead)[-1:].isalnum() or not s.word(ahead + 2)[:1].isalpha():
        return False
    return not any(char.isspace() for char in s.span(ahead, ahead + 2).text)


_INSIDE = {
    "a scenario": ("state", "entity", "against", "among", "otherwise", "time", "table", "event", "data", "happened",
                   "from", "until"),
    "a theory": ("encouraging", "discouraging", "option", "choose", "consent", "behaviour"),
}  # fmt: skip


def _outside(s: Stuck) -> bool | None:
    """`state UK` where no scenario is open."""
    if END not in s.expected or not s.is_first_on_line():
        return None
    for place, words in _INSIDE.items():
        if s.word() in words:
            help_ = (f"Open {place}, `{place.split()[1]} name {{`, and close it behind what belongs to it, `}}`.",)
            s.bag.error("QA121", f"`{s.word()}` belongs inside {place}", s.span(), help=help_)
            return False
    return None


def _within(s: Stuck) -> bool | None:
    """`run` in a block."""
    if s.word() not in _NEVER_INSIDE or not s.is_first_on_line() or s.open_brace is None or not may_close(s):
        return None
    s.bag.error("QA121", f"`{s.word()}` stands outside of every block, behind the last `}}`", s.span())
    return False


_NEVER_INSIDE = frozenset(STATEMENTS) - {"define", "group", "rule", "instrument", "source", "expect"}


# --- all the rest ------------------------------------------------------------------------------------------------


def _anything(s: Stuck) -> bool | None:
    phrases = belongs(s.symbols, s.expected)
    behind = _shorten(next((word for word in reversed(s.tokens.texts[: s.index]) if word), ""))
    token = _shorten(s.word())
    if not s.symbols or s.before.startswith("__program_"):
        s.bag.error("QA101", f"{token} does not begin a statement", s.span(), help=(_BEGINNINGS,))
    elif s.kind() == END:
        message = f"the text ends before this {_statement(s)} is whole"
        s.bag.error("QA101", message, s.span(-1), f"behind this comes {listed(phrases)}", help=_help(s))
    elif is_whole(s.symbols, s.expected):
        hint = _missing(s) or f"here may come {listed(phrases)}"
        s.bag.error("QA101", f"{token} does not fit behind {behind}", s.span(), hint, help=_help(s))
    elif s.is_first_on_line() and s.open_brace is None and _ASKING & set(s.symbols):
        message = f"this {_statement(s)} is not whole"
        s.bag.error("QA101", message, s.span(-1), f"behind this comes {listed(phrases)}", help=_help(s))
    else:
        message = f"after {behind} comes {listed(phrases)}, not {token}"
        s.bag.error("QA101", message, s.span(), help=_help(s), fix=_only_word(s))
    return False


_ASKING = frozenset({"RUN", "EXPLAIN", "WHY", "EXPECT", "TIPPING"})


def _only_word(s: Stuck) -> Fix | None:
    """The one word that can stand there, put before the token."""
    if len(s.expected) != 1 or not (words := [word for word, kind in s.words.items() if kind in s.expected]):
        return None
    at = Span(s.source, s.span().start, s.span().start)
    return Fix(at, f"{words[0]} ")


def _statement(s: Stuck) -> str:
    """The statement that is open, by its word."""
    word = next((text for text in map(str.lower, s.symbols) if text in STATEMENTS), None)
    return {None: "statement", "why": "`why not`"}.get(word, f"`{word}`")


_BEGINNINGS = "A statement begins with a word such as `use`, `scenario`, `rule`, `theory` or `run`."


def _help(s: Stuck) -> tuple[str, ...]:
    example = form(s.symbols)
    return (example,) if example else ()


def _missing(s: Stuck) -> str:
    """What is perhaps left out where two things stand side by side."""
    if "COMMA" in s.expected and s.kind() in ("NAME", "TEXT", "NUMBER", "PERCENT", "QUOTED_NAME"):
        return "is there a comma missing before it?"
    return ""


def _shorten(word: str) -> str:
    word = word.split("\n")[0]
    word = word if len(word) <= 30 else word[:29] + "…"
    return word if word.startswith("`") else f"`{word}`"


_KINDS: tuple[Callable[[Stuck], bool | None], ...] = (
    *WIDTHS,
    *MANNERS,
    *HABITS,
    *NOTATIONS,
    *PHRASINGS,
    *ITEMS,
    *OMISSIONS,
    *ARROWS,
    *SIGNS,
    *SLIPS,
    *BLOCKS,
    actors_in_a_row,
    _instead_of_when,
    _elif,
    _needless_quotes,
    _hyphenated,
    _misspelt,
    _misspelt_item,
    _misspelt_before,
    names_in_a_row,
    _reserved,
    _keyword_as_name,
    _outside,
    _within,
    _anything,
)
