"""The notebook: `%load_ext qadsl` gives `%%quasi` cells and `%quasi` lines.

Nothing of the language is imported before the first cell is run, so that loading costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qadsl.apps.notebook.magics import Magics

__all__ = ["load", "unload"]

NAME = "quasi"


def load(shell: Any) -> None:
    """Register `%%quasi` and `%quasi`, and complete their options."""
    from IPython.core.magic import no_var_expand

    from qadsl.apps.notebook.completing import complete

    made: list[Magics] = []

    def magics() -> Magics:
        if not made:
            from qadsl.apps.notebook.magics import Magics

            made.append(Magics(shell))
        return made[0]

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
    for prefix in (f"%%{NAME}", f"%{NAME}"):
        shell.set_hook("complete_command", complete, str_key=prefix)


def unload(shell: Any) -> None:
    """Take away what `load` registered."""
    from qadsl.apps.notebook.completing import complete

    for kind in ("cell", "line"):
        shell.magics_manager.magics[kind].pop(NAME, None)
    hooks = getattr(shell.strdispatchers.get("complete_command"), "strs", {})
    for prefix in (f"%%{NAME}", f"%{NAME}"):
        known = hooks.get(prefix)
        if known is not None:
            known.chain = [
                (priority, function)
                for priority, function in known.chain
                if getattr(function, "__func__", function) is not complete
            ]
            if not known.chain:
                del hooks[prefix]
