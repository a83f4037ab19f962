"""Blocks and brackets that are not opened, not closed, or opened by another sign."""

from __future__ import annotations

from collections.abc import Callable

from qadsl.diagnostics.model import Fix, Label
from qadsl.source import Span
from qadsl.syntax.hints import form, is_whole
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END

__all__ = ["BLOCKS", "may_close"]


def _unclosed_block(s: Stuck) -> bool | None:
    """At the end of the text, or at the start of a statement that no block can hold."""
    opened = s.open_brace
    if opened is None or not (s.kind() == END or s.is_statement):
        return None
    if not may_close(s):
        return None
    first = s.tokens.starts.index(opened)
    if any(s.tokens.kinds[i] == "LBRACE" and s.tokens.texts[i] != "{" for i in range(first, s.index)):
        return False  # that has been said where a block is not opened
    block, end = _by_indentation(s, opened)
    others = [start for symbol, start in zip(s.symbols, s.starts, strict=True) if symbol == "LBRACE"][:-1]
    here = "the text ends here" if s.kind() == END else f"`{s.word()}` begins a new statement here"
    s.bag.error(
        "QA108",
        "this block is not closed",
        Span(s.source, block, block + 1),
        "the `}` that belongs to it is missing",
        labels=() if s.kind() == END else (Label(s.span(), here),),
        help=_further(len(others), "}"),
        fix=_closing(s, block, end, others),
    )
    return False


def _further(count: int, sign: str) -> tuple[str, ...]:
    """What else is open: the mend closes that, too."""
    if not count:
        return ()
    return (f"One more `{sign}` is missing." if count == 1 else f"{count} more `{sign}` are missing.",)


def _closing(s: Stuck, block: int, end: int, others: list[int]) -> Fix:
    """Closes the block before the token `end`, and the others, innermost first, behind all that was read."""
    last, sign = _last_inside(s, block, end)
    place, behind = s.tokens.ends[last], s.tokens.ends[s.index - 1]
    signs = "".join(_own_line(s, other) for other in reversed(others))
    between = s.source.text[place:behind] if signs else ""
    return Fix(Span(s.source, place, place + len(between)), sign + between + signs)


def _last_inside(s: Stuck, block: int, end: int) -> tuple[int, str]:
    """The token behind which a block is closed, and how: on its line if it holds no other, else on one of its own."""
    line = s.source.position(block).line
    first = s.tokens.starts.index(block) + 1
    last = first
    while last < end and s.source.position(s.tokens.starts[last]).line == line:
        last += 1
    is_on_one_line = last > first and (last == end or _indentation(s, s.tokens.starts[last]) <= _indentation(s, block))
    return (last - 1, " }") if is_on_one_line else (end - 1, _own_line(s, block))


def _own_line(s: Stuck, block: int) -> str:
    return f"\n{' ' * _indentation(s, block)}}}"


def _by_indentation(s: Stuck, opened: int) -> tuple[int, int]:
    """The block that was probably left open, and the token before which it ends.

    It is the first that is closed by a `}` further out than its own line.
    """
    open_blocks: list[int] = []
    for i in range(s.tokens.starts.index(opened), s.index):
        start = s.tokens.starts[i]
        if s.tokens.kinds[i] == "LBRACE":
            open_blocks.append(start)
        elif s.tokens.kinds[i] == "RBRACE" and open_blocks:
            block = open_blocks.pop()
            if s.is_first_on_line(i - s.index) and _indentation(s, start) < _indentation(s, block):
                return block, i
    return opened, s.index


def _indentation(s: Stuck, offset: int) -> int:
    line = s.source.line(s.source.position(offset).line)
    return len(line) - len(line.lstrip())


def may_close(s: Stuck) -> bool:
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
    start, end = s.starts[position], s.tokens.ends[s.index - 1]
    outer = max((i for i, symbol in enumerate(s.symbols[:position]) if symbol == "LBRACE"), default=0)
    others = s.symbols[outer:position].count("LPAR")
    s.bag.error(
        "QA108",
        "this bracket is not closed",
        Span(s.source, start, start + 1),
        "the `)` that belongs to it is missing",
        help=_further(others, ")"),
        fix=Fix(Span(s.source, end, end), ")" * (others + 1)),
    )
    return False


def _unopened_block(s: Stuck) -> bool | None:
    """A `{` left out, or another bracket or sign in its place."""
    if "LBRACE" not in s.expected or s.index == 0:
        return None
    if s.word() in ("(", "[") or (s.word() == ":" and s.is_first_on_line(1)):
        message = "a block stands between `{` and `}`"
        end = s.closing(0) if s.word() != ":" else None
        fix = Fix(s.span(), "{") if not end else Fix(s.span(0, end), f"{{{s.span(0, end).text[1:-1]}}}")
        opened = s.open_brace
        is_inner = opened is not None and s.source.text[opened] != "{"  # mended together with the one around it
        s.bag.error("QA105", message, s.span(), "write `{`", help=_help(s), fix=None if is_inner else fix)
        return s.change("LBRACE")
    if not s.is_first_on_line() or not _begins_item(s) or s.kind() == END or s.is_statement:
        return None
    if END in s.expected or is_whole(s.symbols, s.expected):
        return None  # what is before may do without a block
    end = s.span(-1).end
    s.bag.error(
        "QA108", "the block that belongs to this is not opened", s.span(-1), "put `{` behind this, and `}` at its end",
        labels=(Label(s.span(), "this stands in the block"),), help=_help(s), fix=Fix(Span(s.source, end, end), " {"),
    )  # fmt: skip
    return s.insert(0, "LBRACE")


def _begins_item(s: Stuck) -> bool:
    """Whether something begins that stands in a block: by its word, or by the sign behind a name."""
    if s.kind() in ("NAME", "QUOTED_NAME"):
        return s.kind(1) in ("ARROW", "BOTH", "DOT", "EQUALS", "LPAR")
    return s.word() in s.words


def _closes_otherwise(s: Stuck) -> bool | None:
    """The `)` of a block that has been opened by `(`."""
    if s.word() not in (")", "]") or s.open_brace is None or "RBRACE" not in s.expected:
        return None
    opening = s.tokens.texts[s.tokens.starts.index(s.open_brace)]
    return s.change("RBRACE") if opening in ("(", "[") else None


def _help(s: Stuck) -> tuple[str, ...]:
    example = form(s.symbols)
    return (example,) if example else ()


def _closes_nothing(s: Stuck) -> bool | None:
    closed = {"RBRACE": "LBRACE", "RPAR": "LPAR"}.get(s.kind())
    if closed is None or closed in s.symbols:
        return None
    if not s.span().text:
        return s.drop()  # put in with another mend, which has been said
    message = f"this `{s.word()}` closes nothing"
    s.bag.error("QA109", message, s.span(), "delete it, or open what it closes", fix=Fix(s.span(), ""))
    return s.drop()


BLOCKS: tuple[Callable[[Stuck], bool | None], ...] = (
    _unopened_block,
    _closes_otherwise,
    _closes_nothing,
    _unclosed_bracket,
    _unclosed_block,
)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
