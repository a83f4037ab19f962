"""Says what is wrong where the parser is stuck, and mends the tokens where the meaning is plain all the same.

Each kind of mistake is one function in `_KINDS`; the first that recognises its own reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qadsl.diagnostics.model import Bag, Fix, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.source import Source, Span
from qadsl.syntax.hints import STATEMENTS, belongs, form
from qadsl.syntax.scanner import Tokens
from qadsl.syntax.tables import END

__all__ = ["Stuck", "report"]


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where the parser is.

    Parameters
    ----------
    source
        The text.
    bag
        Gets the diagnostic.
    tokens
        All tokens; a mend changes them.
    index
        The token that does not fit.
    symbols
        What has been read and is not yet part of something whole, outermost first.
    starts
        Where each of `symbols` starts.
    expected
        The terminals that would fit.
    words
        The terminal of each keyword.
    reserved
        The keywords that are never names.
    is_statement
        Whether the token looks like the beginning of a statement of the top.
    """

    source: Source
    bag: Bag
    tokens: Tokens
    index: int
    symbols: Sequence[str]
    starts: Sequence[int]
    expected: AbstractSet[str]
    words: dict[str, str]
    reserved: AbstractSet[str]
    is_statement: bool

    def kind(self, ahead: int = 0) -> str:
        """The kind of the token there or some tokens ahead (or, negative, before)."""
        return self.tokens.kinds[min(max(self.index + ahead, 0), len(self.tokens.kinds) - 1)]

    def word(self, ahead: int = 0) -> str:
        """Its text."""
        return self.tokens.texts[min(max(self.index + ahead, 0), len(self.tokens.kinds) - 1)]

    def span(self, first: int = 0, last: int | None = None) -> Span:
        """From one token to another, counted from the one that does not fit."""
        last = first if last is None else last
        return Span(self.source, self.tokens.starts[self.index + first], self.tokens.ends[self.index + last])

    @property
    def open_brace(self) -> int | None:
        """Where the innermost block that is open begins."""
        return next(
            (s for symbol, s in zip(reversed(self.symbols), reversed(self.starts), strict=True) if symbol == "LBRACE"),
            None,
        )

    @property
    def before(self) -> str:
        """The symbol read last."""
        return self.symbols[-1] if self.symbols else ""

    def is_first_on_line(self, ahead: int = 0) -> bool:
        """Whether nothing but blanks stands before the token on its line."""
        index = self.index + ahead
        return index == 0 or "\n" in self.source.text[self.tokens.ends[index - 1] : self.tokens.starts[index]]

    def change(self, kind: str) -> bool:
        """Read the token as another kind, and go on with it."""
        self.tokens.kinds[self.index] = kind
        return True

    def drop(self, first: int = 0, count: int = 1) -> bool:
        """Leave tokens out, and go on behind them."""
        for column in self.tokens:
            del column[self.index + first : self.index + first + count]
        return True


def report(stuck: Stuck) -> bool:
    """Add the diagnostic; whether the tokens are mended, so that the parser can go on where it is."""
    for kind in _KINDS:
        mended = kind(stuck)
        if mended is not None:
            return mended
    raise AssertionError("the last kind takes everything")


# --- slips of the pen --------------------------------------------------------------------------------------------


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
        "this text stands between other quotes than `\"`",
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
    s.bag.error(
        "QA117", "decimals stand behind a point, not a comma", span, f"write `{meant}`", fix=Fix(span, meant)
    )
    return s.drop(0, 2) if at == 0 else s.drop()


# --- blocks and brackets -----------------------------------------------------------------------------------------


def _unclosed_block(s: Stuck) -> bool | None:
    """At the end of the text, or at the start of a statement that no block can hold."""
    opened = s.open_brace
    if opened is None or not (s.kind() == END or s.is_statement):
        return None
    if not _is_whole(s):
        return None
    opened = _by_indentation(s, opened)
    here = "the text ends here" if s.kind() == END else f"`{s.word()}` begins a new statement here"
    s.bag.error(
        "QA108",
        "this block is not closed",
        Span(s.source, opened, opened + 1),
        "the `}` that belongs to it is missing",
        labels=() if s.kind() == END else (Label(s.span(), here),),
    )
    return False


def _by_indentation(s: Stuck, opened: int) -> int:
    """The block that was probably left open: the first that is closed by a `}` further out than its own line."""
    open_blocks: list[int] = []
    for i in range(s.tokens.starts.index(opened), s.index):
        start = s.tokens.starts[i]
        if s.tokens.kinds[i] == "LBRACE":
            open_blocks.append(start)
        elif s.tokens.kinds[i] == "RBRACE" and open_blocks:
            block = open_blocks.pop()
            if s.is_first_on_line(i - s.index) and _indentation(s, start) < _indentation(s, block):
                return block
    return opened


def _indentation(s: Stuck, offset: int) -> int:
    line = s.source.line(s.source.position(offset).line)
    return len(line) - len(line.lstrip())


def _is_whole(s: Stuck) -> bool:
    """Whether the last item read is whole, so that only the end of its block is missing."""
    return "RBRACE" in s.expected


def _unclosed_bracket(s: Stuck) -> bool | None:
    if "LPAR" not in s.symbols or "RPAR" not in s.expected:
        return None
    ends = (END, "RBRACE", "LBRACE", "THEN", "OVERRIDES", "BECAUSE", "FROM", "UNTIL", "AT", "SOURCE")
    if s.kind() not in ends and not s.is_first_on_line():
        return None
    position = max(i for i, symbol in enumerate(s.symbols) if symbol == "LPAR")
    if "LBRACE" in s.symbols[position:]:
        return None
    start = s.starts[position]
    s.bag.error("QA108", "this bracket is not closed", Span(s.source, start, start + 1), "the `)` that belongs to it is missing")
    return False


def _closes_nothing(s: Stuck) -> bool | None:
    closed = {"RBRACE": "LBRACE", "RPAR": "LPAR"}.get(s.kind())
    if closed is None or closed in s.symbols:
        return None
    s.bag.error("QA109", f"this `{s.word()}` closes nothing", s.span(), "delete it, or open what it closes")
    return s.drop()


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
    if s.kind() in ("DOT", "RBRACE", "RPAR", END) or belongs(s.symbols, s.expected) is None and s.kind() == "NAME":
        return None
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


def _reserved(s: Stuck) -> bool | None:
    """A reserved word where a name must stand, and what follows would fit behind the name."""
    if s.word() not in s.reserved or "NAME" not in s.expected or s.is_first_on_line():
        return None
    if belongs(s.symbols, s.expected) is None:
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
    """`scenario no-us-pressure`."""
    if s.kind() != "_MINUS" or s.index < 1 or not s.word(-1)[-1].isalnum() or not s.word(1)[:1].isalpha():
        return None
    last = 1
    while s.kind(last + 1) == "_MINUS" and s.tokens.ends[s.index + last] == s.tokens.starts[s.index + last + 1]:
        last += 2
    span = s.span(-1, min(last, len(s.tokens.kinds) - 1 - s.index))
    if any(char.isspace() for char in span.text):
        return None
    meant = span.text.replace("-", "_")
    s.bag.error("QA120", "a name has no hyphens", span, f"write `{meant}`", fix=Fix(span, meant))
    return s.drop(0, last + 1)


def _two_in_a_row(s: Stuck) -> bool | None:
    """`state UK France`: the second name was taken for the start of an item."""
    if s.before not in ("name", "word", "NAME") or s.index < 2 or s.is_first_on_line(-1):
        return None
    if s.kind(-2) not in ("NAME", "TEXT", "QUOTED_NAME") or s.kind() not in ("NAME", "COMMA", "RBRACE", "TEXT", "LBRACE"):
        return None
    if len(s.symbols) < 2 or s.symbols[-2] not in ("_whole", "_open", "_headed", "_list"):
        return None
    words = f"`{s.word(-2)}` and `{s.word(-1)}`"
    s.bag.error("QA101", f"a comma is missing between {words}", s.span(-1), "put a comma before this", help=_help(s))
    return False


_INSIDE = {
    "a scenario": ("state", "entity", "against", "among", "otherwise", "time", "table", "event", "data", "happened",
                   "from", "until"),
    "a theory": ("encouraging", "discouraging", "option", "choose", "consent", "behaviour"),
}  # fmt: skip


def _outside(s: Stuck) -> bool | None:
    """`state UK` where no scenario is open."""
    if s.symbols and s.before not in ("__program_star_0", "statement") or not s.is_first_on_line():
        return None
    for place, words in _INSIDE.items():
        if s.word() in words:
            help_ = (f"Open {place}, `{place.split()[1]} name {{`, and close it behind what belongs to it, `}}`.",)
            s.bag.error("QA121", f"`{s.word()}` belongs inside {place}", s.span(), help=help_)
            return False
    return None


def _within(s: Stuck) -> bool | None:
    """`run` in a block."""
    if s.word() not in _NEVER_INSIDE or not s.is_first_on_line() or s.open_brace is None or not _is_whole(s):
        return None
    s.bag.error("QA121", f"`{s.word()}` stands outside of every block, behind the last `}}`", s.span())
    return False


_NEVER_INSIDE = frozenset(STATEMENTS) - {"define", "group", "rule", "instrument", "source", "expect"}


# --- all the rest ------------------------------------------------------------------------------------------------


def _anything(s: Stuck) -> bool | None:
    what = belongs(s.symbols, s.expected)
    behind = _shorten(s.word(-1)) if s.index else ""
    token = _shorten(s.word())
    if not s.symbols or s.before == "__program_star_0":
        s.bag.error("QA101", f"{token} does not begin a statement", s.span(), help=(_BEGINNINGS,))
    elif s.kind() == END:
        message = "the text ends in the middle of a statement"
        s.bag.error("QA101", message, s.span(-1), f"{what or 'more'} belongs behind this", help=_help(s))
    elif what is None:
        s.bag.error("QA101", f"{token} does not fit behind {behind}", s.span(), _missing(s), help=_help(s))
    else:
        s.bag.error("QA101", f"after {behind} comes {what}, not {token}", s.span(), help=_help(s))
    return False


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
    return f"`{word if len(word) <= 30 else word[:29] + '…'}`"


_KINDS: tuple[Callable[[Stuck], bool | None], ...] = (
    _unclosed_text,
    _unclosed_name,
    _curly_text,
    _foreign_operator,
    _stray,
    _decimal_comma,
    _closes_nothing,
    _unclosed_bracket,
    _unclosed_block,
    _misspelt,
    _misspelt_item,
    _misspelt_before,
    _reserved,
    _keyword_as_name,
    _hyphenated,
    _two_in_a_row,
    _outside,
    _within,
    _anything,
)
