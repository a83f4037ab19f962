"""Completes what is being typed in cells of the language, and behind `%%quasi` and `%quasi`, as IPython asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from qadsl.apps.notebook.places import place

if TYPE_CHECKING:
    from qadsl.apps.notebook.cells import Cells

__all__ = ["IDENTIFIER", "matcher"]

IDENTIFIER = "qadsl"
FIRST = 1000
"""Before all others, who are then not asked: Python has no say in a cell of the language."""

log = logging.getLogger("qadsl.notebook")


class _Nothing:
    """No completion, and yet a list that IPython takes for one that has some, so that no other is asked."""

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[SimpleCompletion]:
        return iter(())


def matcher(
    shell: Any, cells: Callable[[], Cells], is_whole: Callable[[], bool], going: Callable[[], list[str]]
) -> Any:
    """What IPython asks for completions.

    Parameters
    ----------
    shell
        The shell, whose variables options may name.
    cells
        Gives the cells of the notebook.
    is_whole
        Whether cells without a magic are programs.
    going
        Gives the names of what works in the background.
    """

    def complete(context: CompletionContext) -> SimpleMatcherResult:
        lines = context.full_text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: context.cursor_line]) + context.cursor_position
        found = place(context.full_text, offset, is_whole=is_whole())
        if found is None:
            return SimpleMatcherResult(completions=[], suppress=False, matched_fragment="")
        length, every = 0, tuple[tuple[str, str], ...]()
        try:
            from qadsl.apps.notebook.listing import listed

            length, every = listed(found, cells(), shell.user_ns, going())
        except Exception:  # a completion that fails is none
            log.debug("completing", exc_info=True)
        completions: Any = [SimpleCompletion(text, type=kind) for text, kind in every] or _Nothing()
        written = context.full_text[offset - length : offset]
        return SimpleMatcherResult(completions=completions, suppress=True, matched_fragment=written, ordered=True)

    marked: Any = context_matcher(identifier=IDENTIFIER, priority=FIRST)
    return marked(complete)
