"""Gathers the parts of blocks into items, each with its comma, dates and source, and says which blocks must break.

The grammar lets an item's `against`, period and `source` stand behind it as phrases of their own; what belongs together
is known only by what follows. The rules are those by which the parser builds its nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qadsl.syntax.phrases import Part, Phrase, first_token
from qadsl.syntax.styles import ATTACHED, PLAIN, STYLES, Style
from qadsl.syntax.tables import load

__all__ = ["Arranger"]

_HEADS = frozenset({"head", "dated_head"})
_BLOCKS = frozenset({"items", "event"})


@dataclass(frozen=True, slots=True)
class Arranger:
    """Arranges the phrases of one text.

    Parameters
    ----------
    kinds
        The terminal of each token.
    breaks
        For each token whether a line must begin with it; the arranger adds what blocks and titles ask for.
    """

    kinds: list[str]
    breaks: list[bool]

    def arrange(self, phrase: Phrase) -> None:
        """Gather the items of a phrase, if it has a block, and mark where it must break."""
        style = STYLES.get(phrase.name, PLAIN)
        if phrase.name == "program":
            phrase.parts = self._gathered(phrase, phrase.parts, style)
        elif phrase.parts and phrase.parts[-1] == phrase.last - 1 and self.kinds[phrase.last - 1] == "RBRACE":
            self._arrange_block(phrase, style)
        elif phrase.name == "scale" and isinstance(phrase.parts[-1], Phrase):
            phrase.parts[-1].name = "words"
            self._arrange_block(phrase.parts[-1], STYLES["words"])
        elif phrase.name == "conditional":
            _chain(phrase)
        if style.breaks_with_title and any(self.symbol(part) == "TEXT" for part in phrase.parts):
            self._break_before(next((part for part in phrase.parts if self.symbol(part) in style.before), None))

    def symbol(self, part: Part) -> str:
        """The name by which styles know a part."""
        return self.kinds[part] if isinstance(part, int) else part.name

    def _break_before(self, part: Part | None) -> None:
        if part is not None:
            self.breaks[first_token(part)] = True

    def _arrange_block(self, phrase: Phrase, style: Style) -> None:
        parts = phrase.parts
        opening = next(i for i, part in enumerate(parts) if self.symbol(part) == "LBRACE")
        items = self._gathered(phrase, parts[opening + 1 : -1], style)
        parts[opening + 1 : -1] = items
        if items and self._must_break(items, style.block):
            self._break_before(items[0])

    def _must_break(self, items: list[Part], block: str) -> bool:
        match block:
            case "ALWAYS":
                return True
            case "SEVERAL":
                return len(items) > 1
            case "BARE":
                return any(not self._ends_in_comma(item) for item in items[:-1])
        return False

    def _ends_in_comma(self, item: Part) -> bool:
        return not isinstance(item, int) and self.kinds[item.last - 1] == "COMMA"

    # --- gathering -----------------------------------------------------------------------------------------------

    def _gathered(self, phrase: Phrase, parts: list[Part], style: Style) -> list[Part]:
        """The items of a block, or the statements of a program."""
        lines: list[list[Part]] = []
        heads: list[Part] = []
        for part in parts:
            symbol = self.symbol(part)
            if symbol in _HEADS:
                heads.append(part)
                continue
            head = heads.pop() if heads and symbol in _BLOCKS and not self._is_dated(part) else None
            _settle(lines, heads)
            if head is not None:
                lines.append([Phrase("headed", [head, part], _last(part))])
            elif lines and self._continues(phrase, lines[-1], part, style):
                lines[-1].append(part)
            else:
                lines.append([part])
        _settle(lines, heads)
        return [self._line(line, style) for line in lines]

    def _is_dated(self, part: Part) -> bool:
        return isinstance(part, Phrase) and part.name == "event" and any(self.symbol(p) == "period" for p in part.parts)

    def _continues(self, phrase: Phrase, line: list[Part], part: Part, style: Style) -> bool:
        """Whether a part belongs to the item before it."""
        symbol = self.symbol(part)
        if symbol == "cited":
            return self._takes_source(line)
        if style.starts:
            return symbol not in style.starts
        before = line[-1]
        is_behind_a_word = isinstance(before, int) and self.kinds[before] in _keywords()
        return symbol == "COMMA" or (is_behind_a_word and phrase.name != "program")

    def _takes_source(self, line: list[Part]) -> bool:
        item = line[0]
        if not isinstance(item, Phrase):
            return False
        if item.name == "rule":
            return True
        is_event = item.name == "headed" and self.symbol(item.parts[-1]) == "event"
        inner = item.parts[-1 if is_event else 0] if item.name == "headed" else item
        has_one = len(line) > 1 or any(self.symbol(part) == "SOURCE" for part in getattr(inner, "parts", ()))
        return item.name in ATTACHED and not has_one and self.symbol(inner) in ATTACHED

    def _line(self, line: list[Part], style: Style) -> Part:
        if len(line) == 1:
            return line[0]
        item = line[0]
        if isinstance(item, Phrase) and item.name == "rule":
            parts = [*item.parts]
            for cited in line[1:]:
                parts += cited.parts if isinstance(cited, Phrase) else [cited]
            return Phrase("rule", parts, _last(parts[-1]))
        return Phrase("payoff" if style.starts else "line", line, _last(line[-1]))


def _chain(phrase: Phrase) -> None:
    """`if a then x else if b then y else z`, as branches that stand under one another."""
    *branch, otherwise, last = phrase.parts
    if not isinstance(last, Phrase) or last.name not in {"conditional", "chain"}:
        return
    if last.name == "conditional":
        *inner, inner_otherwise, inner_last = last.parts
        last.parts = [Phrase("branch", inner, _last(inner[-1])), inner_otherwise, inner_last]
    phrase.name = "chain"
    phrase.parts = [Phrase("branch", branch, _last(branch[-1])), otherwise, *last.parts]


def _settle(lines: list[list[Part]], heads: list[Part]) -> None:
    """Give heads without a block to the item before them."""
    if heads and lines:
        lines[-1] = [Phrase("headed", [*lines[-1], *heads], _last(heads[-1]))]
    heads.clear()


def _last(part: Part) -> int:
    return part + 1 if isinstance(part, int) else part.last


@cache
def _keywords() -> frozenset[str]:
    return frozenset(load().words.values())
