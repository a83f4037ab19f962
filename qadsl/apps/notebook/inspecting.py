"""Tells what a name in a cell of the language is, where JupyterLab asks for it (Shift-Tab, contextual help)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qadsl.apps.notebook.places import BODY, HEAD, LINE, Place, place
from qadsl.apps.notebook.wording import OPTIONS, WORDS

if TYPE_CHECKING:
    from qadsl.apps.notebook.cells import Cells

__all__ = ["inspector", "told"]

log = logging.getLogger("qadsl.notebook")
_MARKS = re.compile(r"(?P<fence>`+) ?(?P<code>.*?) ?(?P=fence)(?!`)|\\(?P<sign>.)|\*\*|(?<!\w)\*|\*(?!\w)")


def inspector(
    inner: Callable[..., Any], cells: Callable[[], Cells], is_whole: Callable[[], bool]
) -> Callable[..., Any]:
    """What the kernel asks in the place of `inner`, which answers everywhere else."""

    def do_inspect(code: str, cursor_pos: int, *args: Any, **options: Any) -> Any:
        found = place(code, cursor_pos, is_whole=is_whole())
        if found is None:
            return inner(code, cursor_pos, *args, **options)
        text = None
        try:
            text = told(found, cells())
        except Exception:  # help that fails is none
            log.debug("telling", exc_info=True)
        data = {"text/markdown": text, "text/plain": _bare(text)} if text else {}
        return {"status": "ok", "found": bool(text), "data": data, "metadata": {}}

    return do_inspect


def told(found: Place, cells: Cells) -> str | None:
    """What is said of what stands at a place, as Markdown."""
    word = _word(found) if found.kind != BODY else ""
    if word and (text := _of_magic(found, word)) is not None:
        return text
    from qadsl.apps.notebook.knowing import known
    from qadsl.assist.describing import description, named
    from qadsl.assist.forms import form
    from qadsl.assist.texts import Text

    program, analysis = Text(found.text), known(cells, found)
    if found.kind == HEAD:
        symbol = named(analysis, word, 0) if word else None
        return description(analysis, symbol) if symbol is not None else None
    offset = program.to_program(found.offset)
    mention = analysis.references.at(analysis.file, offset)
    if mention is not None:
        return description(analysis, analysis.references.symbols[mention.key])
    symbol = named(analysis, program.normal, offset)
    return description(analysis, symbol) if symbol is not None else form(program.normal, offset)


def _word(found: Place) -> str:
    """The word on the line of a magic, or the option, that the cursor is in."""
    begun = re.search(r"(?:`[^`]*|[\w-]*)$", found.said)
    behind = re.match(r"[^`]*`" if begun and begun[0].startswith("`") else r"[\w-]*", found.behind)
    return (begun[0] if begun else "") + (behind[0] if behind else "")


def _of_magic(found: Place, word: str) -> str | None:
    """What is said of an option, of the first word behind `%quasi`, or of the code of a message."""
    said = OPTIONS.get(word)
    if said is None and found.kind == LINE:
        before = found.said.split()
        is_first = not before or before == [word[: len(before[0])]]
        said = WORDS.get(word) if is_first else _title(word)
    return f"**{word}** {_plain(said).lstrip(': ')}" if said else None


def _title(word: str) -> str | None:
    """What a message says, by its code."""
    from qadsl.diagnostics import manual

    page = manual.page(word.upper()) if re.fullmatch(r"QA\d{3}", word, re.IGNORECASE) else None
    return page.title if page is not None else None


def _bare(text: str) -> str:
    """What is said, without the marks of Markdown; what stands between backticks is as it is."""
    return _MARKS.sub(lambda found: found["code"] or found["sign"] or "", text)


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#!|])", r"\\\1", text)
