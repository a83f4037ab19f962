"""Tells what a name in a cell of the language is, where JupyterLab asks for it (Shift-Tab, contextual help)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qadsl.apps.notebook.places import BODY, LINE, Place, place
from qadsl.apps.notebook.wording import OPTIONS, WORDS

if TYPE_CHECKING:
    from qadsl.apps.notebook.cells import Cells

__all__ = ["inspector", "told"]

log = logging.getLogger("qadsl.notebook")
_MARKS = re.compile(r"\\(.)|\*\*|(?<!\w)\*|\*(?!\w)|`+ ?| ?`+")


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
        data = {"text/markdown": text, "text/plain": _MARKS.sub(r"\1", text)} if text else {}
        return {"status": "ok", "found": bool(text), "data": data, "metadata": {}}

    return do_inspect


def told(found: Place, cells: Cells) -> str | None:
    """What is said of what stands at a place, as Markdown."""
    if found.kind != BODY and (text := _of_magic(found)) is not None:
        return text
    if found.kind not in (BODY, LINE):
        return None
    from qadsl.apps.notebook.knowing import known
    from qadsl.assist.describing import description, form, named
    from qadsl.assist.texts import Text

    program, analysis = Text(found.text), known(cells, found)
    offset = program.to_program(found.offset)
    mention = analysis.references.at(analysis.file, offset)
    if mention is not None:
        return description(analysis, analysis.references.symbols[mention.key])
    symbol = named(analysis, program.normal, offset)
    return description(analysis, symbol) if symbol is not None else form(program.normal, offset)


def _of_magic(found: Place) -> str | None:
    """What is said of an option, or of the first word behind `%quasi`."""
    before, _, begun = found.said.rpartition(" ")
    word = begun + re.match(r"[\w-]*", found.behind)[0]  # type: ignore[index]
    is_first = found.kind == LINE and not before.strip()
    said = OPTIONS.get(word) or (WORDS.get(word) if is_first else None)
    return f"**{word}** {_plain(said).lstrip(': ')}" if said else None


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#!|])", r"\\\1", text)
