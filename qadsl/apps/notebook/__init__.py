"""The notebook: `%load_ext qadsl` gives `%%quasi` cells and `%quasi` lines.

Nothing of the language is imported before the first cell is run, so that loading costs next to nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from qadsl.apps.notebook.cells import Cells
    from qadsl.apps.notebook.magics import Magics

__all__ = ["load", "unload"]

NAME = "quasi"

LOADED: WeakKeyDictionary[Any, Magics] = WeakKeyDictionary()
"""For each shell what answers its cells, from the first of them on."""


def load(shell: Any) -> None:
    """Register `%%quasi` and `%quasi`, and help with writing them."""
    from IPython.core.magic import no_var_expand

    from qadsl.apps.notebook import helping
    from qadsl.apps.notebook.places import as_taken

    @cache
    def cells() -> Cells:
        from qadsl.apps.notebook.cells import Cells

        return Cells()

    @cache
    def magics() -> Magics:
        from qadsl.apps.notebook.magics import Magics

        LOADED[shell] = Magics(shell, cells())
        return LOADED[shell]

    @no_var_expand
    def cell(line: str, body: str) -> None:
        """A cell in the language: %%quasi [NAME] [options]; %quasi help says more."""
        magics().cell(line, body)

    @no_var_expand
    def line(line: str) -> Any:
        """What is asked about the cells: %quasi run | explain | why | ...; %quasi help says more."""
        return magics().line(line)

    shell.register_magic_function(cell, "cell", NAME)
    shell.register_magic_function(line, "line", NAME)
    as_taken.has_side_effects = True  # type: ignore[attr-defined]  # so that it is not asked while a cell is typed
    if as_taken not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.insert(0, as_taken)
    helping.begin(shell, cells, lambda: LOADED[shell].jobs.going if shell in LOADED else [])


def unload(shell: Any) -> None:
    """Take away what `load` registered."""
    from qadsl.apps.notebook import helping
    from qadsl.apps.notebook.places import as_taken

    if shell in LOADED:
        LOADED.pop(shell).end()
    for kind in ("cell", "line"):
        shell.magics_manager.magics[kind].pop(NAME, None)
    if as_taken in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(as_taken)
    helping.end(shell)
