"""Writes a program in the one style: `docs/formatting.md` says which.

Tokens and comments are written out in the order in which they stand; only what is between them is made anew. So nothing
can be lost, and the result is read again to make sure. Where a text does not parse, or anything is amiss, it stays as
it is.
"""

from __future__ import annotations

import gc
import unicodedata

from qadsl.diagnostics.cells import shown_width
from qadsl.diagnostics.model import Bag, Severity
from qadsl.source import Source, Span
from qadsl.syntax.arrangement import Arranger
from qadsl.syntax.cells import align_cells
from qadsl.syntax.columns import align_items
from qadsl.syntax.comments import Gap, gaps
from qadsl.syntax.layout import Layout
from qadsl.syntax.parser import parse
from qadsl.syntax.phrases import Phrase, phrases
from qadsl.syntax.scanner import Tokens, scan
from qadsl.syntax.spacing import touching
from qadsl.syntax.writing import write

__all__ = ["WIDTH", "format_text"]

WIDTH = 120
"""The line length, unless another is asked for."""


def format_text(
    source: Source, bag: Bag, width: int = WIDTH, written: str | None = None, *, is_sound: bool = False
) -> str:
    """The text of a program in the one style.

    Parameters
    ----------
    source
        The program.
    bag
        Gets what is wrong with a text that does not parse; that text is returned as it is.
    width
        The line length aimed at.
    written
        The text before Unicode normalisation, where it differs: then its spellings of names and comments are kept.
    is_sound
        Whether the text has been parsed already, and without a mistake; then half the time is saved.
    """
    text = source.text if written is None else written
    found = Bag()
    if not is_sound:
        parse(source, found)
    if found.has_errors:
        for diagnostic in found:
            if diagnostic.severity is Severity.ERROR:
                bag.add(diagnostic)
        return text
    tokens, between = _as_written(source, text)
    was_enabled = gc.isenabled()
    gc.disable()  # phrases are no circles, and there are many
    try:
        result = _laid_out(tokens, between, width)
    finally:
        if was_enabled:
            gc.enable()
    if "\r\n" in text[: text.find("\n") + 1]:
        result = result.replace("\n", "\r\n")
    if not _says_the_same(tokens, between, result):
        bag.error("QA799", "internal error: the formatter would have changed what this text says", Span(source, 0, 0))
        return text
    return result


def _as_written(source: Source, text: str) -> tuple[Tokens, dict[int, Gap]]:
    """The tokens and what stands between them, in the author's spelling where each can be told."""
    tokens = scan(source.text)
    between = gaps(source.text, tokens)
    if text == source.text:
        return tokens, between
    own = scan(text)
    if [unicodedata.normalize("NFC", word) for word in own.texts] != tokens.texts:
        return tokens, between
    return Tokens(tokens.kinds, own.texts, own.starts, own.ends), gaps(text, own)


def _laid_out(tokens: Tokens, between: dict[int, Gap], width: int) -> str:
    kinds, texts = tokens.kinds, tokens.texts
    must_break = [False] * len(kinds)
    for index, gap in between.items():
        must_break[index] = gap.has_comments
    arranger = Arranger(kinds, must_break)
    found: list[Phrase] = []
    for phrase in phrases(tokens):
        arranger.arrange(phrase)
        found.append(phrase)
    if not found or found[-1].name != "program":
        return ""  # which never says the same as what does not parse
    widths = [len(word) if word.isascii() else shown_width(word) for word in texts]
    touches = touching(tokens, found)
    layout = Layout(kinds, widths, touches, must_break, width)
    layout.lay_out(found[-1])
    pads: dict[int, int] = {}
    align_items(layout, pads, lambda token: _is_apart(between.get(token), is_item=token in layout.item_starts))
    align_cells(layout, texts, pads)
    return write(texts, touches, layout, pads, between)


def _is_apart(gap: Gap | None, *, is_item: bool) -> bool:
    """Whether a comment stands before a token, or a blank line that is kept."""
    return gap is not None and (bool(gap.own) or (gap.has_blank and is_item))


def _says_the_same(tokens: Tokens, between: dict[int, Gap], result: str) -> bool:
    """Whether a result has the same tokens, and the same comments between the same tokens."""
    after = scan(result)
    return after.texts == tokens.texts and _comments(gaps(result, after)) == _comments(between)


def _comments(between: dict[int, Gap]) -> list[tuple[int, str, list[str]]]:
    return [(i, gap.behind, [comment for _, comment in gap.own]) for i, gap in between.items() if gap.has_comments]
