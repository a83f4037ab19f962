"""The one style, kept for the parts of a text that stay as they are while another is being written.

A text is cut before statements that follow a blank line. The formatter looks across none of these places, so each part
is formatted on its own, and only once; where that is not possible, the text as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qadsl.assist.texts import Text
from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax.formatter import format_text

__all__ = ["Styles"]

MOST_KEPT = 5000


@dataclass(slots=True)
class Styles:
    """Parts of texts as the formatter writes them; None for what does not parse on its own."""

    kept: dict[str, str | None] = field(default_factory=dict)

    def styled(self, text: Text) -> str:
        """A text in the one style; as it is, where it does not parse."""
        raw, normal = text.raw, text.normal
        if raw == normal and "\r" not in raw:
            found: list[str] = []
            for part in _parts(text):
                written = self._part(part)
                if written is None:
                    break
                found.append(written)
            else:
                return "\n".join(found)
        return format_text(Source("", normal), Bag(), written=None if normal == raw else raw)

    def _part(self, part: str) -> str | None:
        if part not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            bag = Bag()
            written = format_text(Source("", part), bag)
            self.kept[part] = None if bag.has_errors else written
            return self.kept[part]
        return self.kept[part]


def _parts(text: Text) -> list[str]:
    """The text from each statement behind a blank line to the next one."""
    raw, tokens, cuts = text.raw, text.tokens, [0]
    for token in text.statements:
        if token:
            between = raw[tokens.ends[token - 1] : tokens.starts[token]]
            if between.count("\n") > 1 and "#" not in between:
                cuts.append(tokens.starts[token])
    return [raw[start:end] for start, end in zip(cuts, [*cuts[1:], len(raw)], strict=True)]
