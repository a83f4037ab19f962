"""What a saved notebook keeps of an explorer: a picture and, where it is small enough, the explorer itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qadsl.explorer.bundle import opening, program, static
from qadsl.views.bundle import LARGEST_OUTPUT, stored

__all__ = ["kept"]


def kept(still: Mapping[str, Any], words: str, matter: str | None, besides: int = 0) -> dict[str, Any]:
    """The forms of the output above a live explorer, which shows the explorer where no kernel does.

    Parameters
    ----------
    still
        What is shown where nothing is live: a MIME bundle.
    words
        What the live explorer's own output says where there are no widgets.
    matter
        What the explorer is made of, packed; None where only a kernel can work it out.
    besides
        Bytes that the cell keeps already.
    """
    page = str(still.get("text/html", ""))
    small, whole = _piece(page, words, "null"), _piece(page, words, _filling(matter or ""))
    is_whole = matter is not None and besides + stored(whole) < LARGEST_OUTPUT
    return {**still, "text/html": whole if is_whole else small}


def _piece(page: str, words: str, filling: str) -> str:
    """The picture, and a script beside it that knows how to show the explorer."""
    called = f"qadslKept(document.currentScript.parentElement, {json.dumps(words)}, {filling});"
    script = f"(() => {{\n{opening()}{static('kept')}{called}\n}})();"
    return f'<div class="qa-kept-explorer mathjax_ignore tex2jax_ignore">{page}<script>{script}</script></div>'


def _filling(matter: str) -> str:
    """What shows the explorer in an element, as JavaScript."""
    return f'async (element) => (await qadslProgram("{program()}"))(element, "{matter}")'
