"""Help with writing cells: put in where IPython and its kernel ask for it, and taken away again without a trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qadsl.apps.notebook.completing import IDENTIFIER, matcher
from qadsl.apps.notebook.inspecting import inspector

if TYPE_CHECKING:
    from qadsl.apps.notebook.cells import Cells

__all__ = ["begin", "end"]

INSPECT = "do_inspect"
MAGIC = "quasi"


def begin(shell: Any, cells: Callable[[], Cells], going: Callable[[], list[str]]) -> None:
    """Complete what is typed, and say what names are; `cells` gives those of the notebook, `going` what works."""
    kernel = getattr(shell, "kernel", None)

    def is_whole() -> bool:
        return bool(getattr(kernel, "is_quasi", False))

    end(shell)
    shell.Completer.custom_matchers.append(matcher(shell, cells, is_whole, going))
    if (lexers := _lexers(shell)) is not None:
        from qadsl.apps.notebook.colouring import Colours

        lexers[MAGIC] = Colours()
    if hasattr(kernel, INSPECT):
        made = inspector(getattr(kernel, INSPECT), cells, is_whole)
        made.is_ours = True  # type: ignore[attr-defined]
        setattr(kernel, INSPECT, made)


def end(shell: Any) -> None:
    """Undo that."""
    matchers = shell.Completer.custom_matchers
    matchers[:] = [one for one in matchers if getattr(one, "matcher_identifier", "") != IDENTIFIER]
    if (lexers := _lexers(shell)) is not None:
        lexers.pop(MAGIC, None)
    kernel = getattr(shell, "kernel", None)
    if getattr(vars(kernel).get(INSPECT) if kernel is not None else None, "is_ours", False):
        delattr(kernel, INSPECT)


def _lexers(shell: Any) -> dict[str, Any] | None:
    """What colours cells in a terminal by their magics, where there is a terminal."""
    lexer = getattr(getattr(shell, "pt_app", None), "lexer", None)
    found = getattr(lexer, "magic_lexers", None)
    return found if isinstance(found, dict) else None
