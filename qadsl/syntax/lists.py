"""Names in a row without commas: several actors, or one whose name has a blank in it.

`state UK France Egypt` is three actors, `Saudi Arabia -> Egypt` is about two. Which of the two mistakes it is can be
told where only one name may stand, and elsewhere by how the words are used in the rest of the text.
"""

from __future__ import annotations

from itertools import pairwise

from qadsl.diagnostics.model import Fix
from qadsl.source import Span
from qadsl.syntax.hints import form
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END

__all__ = ["actors_in_a_row", "names_in_a_row"]

_NAMES = ("NAME", "QUOTED_NAME")
_IN_ACTORS = (*_NAMES, "TEXT", "COMMA", "LBRACE", "STATE", "ENTITY")
_JOINING = ("of", "and", "the")
_LONGEST_NAME = 8  # words
_SAYING = ("EQUALS", "DOUBLE_EQUALS", "ARROW", "BOTH", "DOT", "LPAR", "WRONG_ARROW", "OTHER_SIGN", "COLON")
_BEHIND_ONE = ("ARROW", "BOTH", "WRONG_ARROW", "AGAINST", "AT", "IN", "LBRACE", "COMMA", "FROM", "UNTIL", "RBRACE", END)
_BEFORE_ONE = ("ARROW", "BOTH", "AGAINST", "EXPLAIN", "AMONG", "TIPPING", "COLON", "WRONG_ARROW")


# --- actors declared ---------------------------------------------------------------------------------------------


def actors_in_a_row(s: Stuck) -> bool | None:
    """`state UK France Egypt`; the parser is stuck only behind `France`, which might have begun something new."""
    first = _start_of_actors(s)
    return None if first is None or not s.can_read_again else _actors(s, first)


def _start_of_actors(s: Stuck) -> int | None:
    """The index of `state` or `entity`, if the token that does not fit stands right behind such a list."""
    kinds, depth = s.tokens.kinds, 0
    for i in range(s.index - 1, -1, -1):
        kind = kinds[i]
        depth += (kind == "RBRACE") - (kind == "LBRACE")
        if depth < 0 or (depth == 0 and kind not in _IN_ACTORS and s.tokens.texts[i] not in _JOINING):
            return None
        if depth == 0 and kind in ("STATE", "ENTITY") and (i == 0 or kinds[i - 1] != "DOT"):
            return i
    return None


def _actors(s: Stuck, first: int) -> bool | None:
    gaps = _gaps(s, first)
    if not gaps:
        return None
    on_a_line = [i for i in gaps if not s.is_first_on_line(i - s.index)]
    blanks = [
        i for i in on_a_line if s.tokens.kinds[i - 1] == "NAME" and s.tokens.kinds[i] not in ("TEXT", *_NAMES[1:])
    ]
    has_commas = any(kind == "COMMA" for kind in s.tokens.kinds[first : s.index])
    for i in blanks:
        start, end = _run(s, i)
        if start > first and _is_one(s, start, end, has_commas or s.kind() == "COMMA"):
            return _one_name(s, start, end)
    return _commas(s, gaps)


def _gaps(s: Stuck, first: int) -> list[int]:
    """The tokens before which a comma is missing in the list of actors that begins behind `first`."""
    kinds, gaps = s.tokens.kinds, []
    i = first + 1
    while kinds[i] in _NAMES:
        i += 1
        if kinds[i] == "TEXT":
            i += 1
        if kinds[i] == "LBRACE":
            if "RBRACE" not in kinds[i:]:
                break
            i = kinds.index("RBRACE", i) + 1
        if kinds[i] == "COMMA":
            i += 1
        elif kinds[i] in _NAMES and kinds[i + 1] not in _SAYING and _continues(s, first, i):
            gaps.append(i)
        else:
            if s.tokens.texts[i] in _JOINING and kinds[i + 1] == "NAME" and not s.is_first_on_line(i - s.index):
                gaps.append(i)
            break
    return gaps


def _continues(s: Stuck, first: int, index: int) -> bool:
    """Whether a name is on the line of the one before it, or further in than the line that begins the list."""
    if not s.is_first_on_line(index - s.index):
        return True
    opening = s.source.position(s.tokens.starts[first]).column
    return s.source.position(s.tokens.starts[index]).column > opening


def _commas(s: Stuck, gaps: list[int]) -> bool:
    starts, ends = s.tokens.starts, s.tokens.ends
    span = Span(s.source, starts[gaps[0] - 1], ends[gaps[-1]])
    text, cuts = s.source.text, [span.start, *(ends[i - 1] for i in gaps), span.end]
    meant = ",".join(text[start:end] for start, end in pairwise(cuts))
    if len(gaps) == 1:
        one, two = s.tokens.texts[gaps[0] - 1 : gaps[0] + 1]
        where = "before" if one == "}" else f"between `{one}` and"
        message, hint = f"a comma is missing {where} `{two}`", "put a comma before this"
        place = Span(s.source, starts[gaps[0]], ends[gaps[0]])
    else:
        message, place = "commas are missing between these names", span
        hint = f"write `{meant}`" if len(meant) <= 60 and "\n" not in meant else "put a comma behind each"
    example = form(s.symbols)
    backticks = "A name of several words stands between backticks: `` `Saudi Arabia` ``."
    s.bag.error("QA101", message, place, hint, help=(*((example,) if example else ()), backticks), fix=Fix(span, meant))
    s.insert_all(gaps, "COMMA")
    s.is_to_read_again = True
    return True


# --- names elsewhere ---------------------------------------------------------------------------------------------


def names_in_a_row(s: Stuck) -> bool | None:
    """`among UK France`, `Saudi Arabia -> Egypt`."""
    if s.index < 2 or s.kind(-1) not in _NAMES or s.kind() not in _NAMES or s.is_first_on_line():
        return None
    start, end = _run(s, s.index)
    before, behind = s.tokens.kinds[start - 1], s.tokens.kinds[end]
    if end - start < 2 or not s.can_read_again or (behind not in _BEHIND_ONE and not s.is_first_on_line(end - s.index)):
        return None
    if _is_in_list(s, start, behind) and not _is_one(s, start, end, False):
        return _commas(s, list(range(start + 1, end)))
    if end - start > _LONGEST_NAME:
        return None
    return _one_name(s, start, end) if before in _BEFORE_ONE or behind in ("ARROW", "BOTH", "WRONG_ARROW") else None


def _is_in_list(s: Stuck, start: int, behind: str) -> bool:
    """Whether several names may stand there: behind `among`, `group x =`, and the `against` that opens a block."""
    kinds, i = s.tokens.kinds, start - 1
    while i > 0 and kinds[i] in (*_NAMES, "COMMA"):
        i -= 1
    if kinds[i] == "AGAINST":
        is_item = kinds[i - 1] not in _NAMES or s.is_first_on_line(i - s.index)
        return is_item and behind in ("LBRACE", "COMMA")
    return kinds[i] == "AMONG" or (kinds[i] == "EQUALS" and "GROUP" in kinds[max(0, i - 3) : i])


def _one_name(s: Stuck, start: int, end: int) -> bool:
    words = s.tokens.texts[start:end]
    span = Span(s.source, s.tokens.starts[start], s.tokens.ends[end - 1])
    meant = f"`{' '.join(words)}`"
    places = _occurrences(s, words)
    s.bag.error(
        "QA120", "a name has no blanks", span, f"write it between backticks: {meant}",
        help=("If these are several names, put commas between them.",), fix=Fix(span, meant),
    )  # fmt: skip
    for place in reversed(places):
        s.put(place - s.index, place + len(words) - 1 - s.index, "QUOTED_NAME", meant)
    return True


def _run(s: Stuck, index: int) -> tuple[int, int]:
    """The first and behind the last of the names on one line around a token."""
    start = end = index
    while start > 0 and s.tokens.kinds[start - 1] == "NAME" and not s.is_first_on_line(start - s.index):
        start -= 1
    while s.tokens.kinds[end] == "NAME" or (s.tokens.texts[end] in _JOINING and end > start):
        if end > index and s.is_first_on_line(end - s.index):
            break
        end += 1
    while s.tokens.texts[end - 1] in _JOINING:
        end -= 1
    return start, end


def _occurrences(s: Stuck, words: list[str]) -> list[int]:
    """Where these words, and no others, stand in a row."""
    kinds, texts, count = s.tokens.kinds, s.tokens.texts, len(words)
    return [
        i
        for i, text in enumerate(texts)
        if text == words[0]
        and texts[i : i + count] == words
        and (kinds[i - 1] != "NAME" or s.is_first_on_line(i - s.index))
        and (kinds[i + count] != "NAME" or s.is_first_on_line(i + count - s.index))
    ]


def _is_one(s: Stuck, start: int, end: int, is_likely: bool) -> bool:
    """Whether names in a row are one: none of the words stands alone anywhere, and the list or the text say so."""
    words = s.tokens.texts[start:end]
    if len(words) > _LONGEST_NAME:
        return False
    places = _occurrences(s, words)
    if any(word in _JOINING for word in words):
        return True
    if any(s.tokens.texts.count(word) > len(places) * words.count(word) for word in words):
        return False
    return is_likely or len(places) > 1
