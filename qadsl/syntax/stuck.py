"""Where the parser is when a token does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qadsl.diagnostics.model import Bag
from qadsl.source import Source, Span
from qadsl.syntax.scanner import Tokens, scan
from qadsl.syntax.tables import END

__all__ = ["Stuck"]

_NEAR = 200  # tokens
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@dataclass(slots=True)
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
    can_read_again
        Whether tokens before `index` may be mended, too, so that the parser reads the statement again.
    is_to_read_again
        Whether that has been done.
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
    can_read_again: bool = False
    is_to_read_again: bool = False

    def kind(self, ahead: int = 0) -> str:
        """The kind of the token there or some tokens ahead (or, negative, before)."""
        return self.tokens.kinds[min(max(self.index + ahead, 0), len(self.tokens.kinds) - 1)]

    def word(self, ahead: int = 0) -> str:
        """Its text."""
        return self.tokens.texts[min(max(self.index + ahead, 0), len(self.tokens.kinds) - 1)]

    def span(self, first: int = 0, last: int | None = None) -> Span:
        """From one token to another, counted from the one that does not fit."""
        last = first if last is None else last
        last = min(self.index + last, len(self.tokens.kinds) - 1)
        return Span(self.source, self.tokens.starts[self.index + first], self.tokens.ends[last])

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

    def end_of_line(self, ahead: int) -> int:
        """The last token on the line of another; both counted from the one that does not fit."""
        while self.kind(ahead + 1) != END and not self.is_first_on_line(ahead + 1):
            ahead += 1
        return ahead

    def end_of_clause(self, ahead: int) -> int:
        """The last token on the line that is no further clause."""
        last = self.end_of_line(ahead)
        clauses = ("overrides", "because", "source", "}", "{", "then")
        return next((i - 1 for i in range(ahead, last + 1) if self.word(i) in clauses), last)

    def closing(self, ahead: int) -> int | None:
        """The bracket that closes the one there."""
        depth = 0
        for i in range(self.index + ahead, len(self.tokens.texts)):
            text = self.tokens.texts[i]
            depth += (text in _OPENING) - (text in _CLOSING)
            if depth == 0:
                return i - self.index
        return None

    def change(self, kind: str) -> bool:
        """Read the token as another kind, and go on with it."""
        self.tokens.kinds[self.index] = kind
        return True

    def put(self, first: int, last: int, kind: str, text: str) -> bool:
        """Make one token of several; where the first of them has been read, the parser reads the statement again."""
        start, end = self.tokens.starts[self.index + first], self.tokens.ends[self.index + last]
        for column, value in zip(self.tokens, (kind, text, start, end), strict=True):
            column[self.index + first : self.index + last + 1] = [value]  # type: ignore[index]
        self.is_to_read_again |= first < 0
        return True

    def rewrite(self, first: int, last: int, text: str) -> bool:
        """Read other text in place of the tokens from one to another; what stands in both keeps its place."""
        here = slice(self.index + first, min(self.index + last + 1, len(self.tokens.kinds) - 1))
        old = list(zip(*(column[here] for column in self.tokens), strict=True))
        written = scan(text)
        kinds, texts = written.kinds[:-1], written.texts[:-1]
        starts, ends, known = [], [], 0
        heads = [i == 0 or "\n" in text[written.ends[i - 1] : written.starts[i]] for i in range(len(texts))]
        begins = [j == 0 or self.is_first_on_line(first + j) for j in range(len(old))]
        for i, word in enumerate(texts):
            near = range(known, min(known + _NEAR, len(old)))
            same = (j for j in near if old[j][1] == word and (word != "|" or heads[i] == begins[j]))
            found = next(same, None)
            if found is not None:
                known = found + 1
                starts.append(old[found][2])
                ends.append(old[found][3])
                continue
            next_line = next((j for j in near if begins[j]), min(known + _NEAR, len(old)) - 1)
            place = old[next_line][2] if heads[i] or not ends else ends[-1]
            starts.append(place)
            ends.append(place)
        highest = self.tokens.starts[here.stop]
        for i in reversed(range(len(starts))):  # what is put in stands before what follows it
            starts[i], ends[i] = min(starts[i], highest), min(ends[i], highest)
            highest = starts[i]
        for column, values in zip(self.tokens, (kinds, texts, starts, ends), strict=True):
            column[here] = values  # type: ignore[index]
        self.is_to_read_again |= first < 0
        return True

    def insert(self, ahead: int, kind: str) -> bool:
        """Put a token that is missing before another."""
        end = self.tokens.ends[self.index + ahead - 1]
        for column, value in zip(self.tokens, (kind, "", end, end), strict=True):
            column.insert(self.index + ahead, value)  # type: ignore[attr-defined]
        self.is_to_read_again |= ahead < 0
        return True

    def insert_all(self, places: Sequence[int], kind: str) -> bool:
        """Put a token that is missing before each of these, which are counted from the first of all, in one pass."""
        wanted, end = set(places), 0
        rows: list[tuple[object, ...]] = []
        for index, row in enumerate(zip(*self.tokens, strict=True)):
            if index in wanted:
                rows.append((kind, "", end, end))
            rows.append(row)
            end = row[3]
        self._take(rows)
        self.is_to_read_again |= min(places) < self.index
        return True

    def drop_all(self, places: Sequence[int]) -> bool:
        """Leave these tokens out, which are counted from the first of all, in one pass."""
        unwanted = set(places)
        self._take([row for index, row in enumerate(zip(*self.tokens, strict=True)) if index not in unwanted])
        return True

    def _take(self, rows: Sequence[tuple[object, ...]]) -> None:
        for column, values in zip(self.tokens, zip(*rows, strict=True), strict=True):
            column[:] = values  # type: ignore[index]

    def drop(self, first: int = 0, count: int = 1) -> bool:
        """Leave tokens out, and go on behind them."""
        for column in self.tokens:
            del column[self.index + first : min(self.index + first + count, len(column) - 1)]
        return True
