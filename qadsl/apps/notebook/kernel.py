"""The kernel "Quasi": a notebook whose cells are programs, without a magic. All else is IPython's own kernel.

Lines that begin with `%` or `!` are IPython's, above a program and alone, and so are cells that begin with `%%`:
`%quasi run`, `%%quasi --draws 100` and `%%time` work; what is below `%%python` is run as any cell of IPython's is, and
has the results at hand. `fear?` says what a name is.
Jupyter starts it by `python -m qadsl.apps.notebook.kernel`.
"""

from __future__ import annotations

import os
import re
import sys

if __name__ == "__main__" and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]  # a file beside the notebook must not be taken for a module of the kernel's; cells find it later

from importlib.metadata import PackageNotFoundError, version
from typing import Any, ClassVar

from ipykernel.ipkernel import IPythonKernel

from qadsl.apps.notebook.places import is_program, program_start

__all__ = ["LANGUAGE", "QuasiKernel", "main"]


def _version() -> str:
    try:
        return version("qadsl")
    except PackageNotFoundError:
        return "unknown"


LANGUAGE = {
    "name": "qadsl",
    "version": _version(),
    "mimetype": "text/x-qadsl",
    "file_extension": ".qa",
    "pygments_lexer": "qa",
    "codemirror_mode": "qadsl",
}
"""What Jupyter is told of the language of a notebook."""


PYTHON = "%%python"
_ASKED = re.compile(r"\s*(?:\?{1,2}\s*(?P<behind>[\w.%-]*|`[^`\n]+`)|(?P<before>[\w.-]+|`[^`\n]+`)\s*\?{1,2})\s*")
"""A cell that asks what a name is, as IPython's do."""


def as_cells(lines: list[str]) -> list[str]:
    """The lines of a cell as IPython reads them: a program below `%%quasi`, what is below `%%python` as Python.

    IPython itself would hand the latter to a process of its own, which knows nothing of the results. A program below
    lines of IPython's is handed in with a blank line for each of them, so that lines are counted as the notebook does.
    """
    text = "".join(lines)
    if asked := _ASKED.fullmatch(text):
        name = asked["behind"] or asked["before"]
        return [f"get_ipython().kernel.tell({name!r})\n" if name else "%quasi help\n"]
    if is_program(text):
        return ["%%quasi\n", *lines]
    start = program_start(text)
    if start is not None:
        above = text[:start].splitlines(keepends=True)
        program = "\n" * (len(above) - 1) + text[start:]
        return [*above, f"get_ipython().run_cell_magic('quasi', '', {program!r})\n"]
    if _begins_python(text):
        first = next(i for i, line in enumerate(lines) if line.strip())
        return [*lines[:first], "\n", *lines[first + 1 :]]
    return lines


def _begins_python(text: str) -> bool:
    return text.lstrip().partition("\n")[0].rstrip() == PYTHON


_Kernel: Any = IPythonKernel


class QuasiKernel(_Kernel):  # type: ignore[misc]
    """IPython's kernel, for notebooks in the language."""

    implementation = "qadsl"
    implementation_version = LANGUAGE["version"]
    language_info = LANGUAGE
    banner = f"qadsl {LANGUAGE['version']}. Cells are programs; %quasi help says what can be asked about them.\n"
    help_links: ClassVar[list[dict[str, str]]] = []
    """Those of Python lead elsewhere; what helps here is at hand without a network."""
    is_quasi = True
    """Tells the magics and the completion that a cell without a magic is a program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.shell.input_transformers_cleanup.insert(0, self._as_cells)

    def _as_cells(self, lines: list[str]) -> list[str]:
        """As `as_cells`; but what a magic inside of a cell of Python hands on (`%time f()`) is Python."""
        code = str((self.shell.get_parent() or {}).get("content", {}).get("code", ""))
        is_handed_on = _begins_python(code) and "".join(lines).strip() != code.strip()
        return lines if is_handed_on else as_cells(lines)

    def do_is_complete(self, code: str) -> Any:
        """Whether a console may run what has been typed."""
        if code.strip() == PYTHON:
            return {"status": "incomplete", "indent": ""}
        start = program_start(code)
        if start is None or _ASKED.fullmatch(code):
            return super().do_is_complete(code)
        from qadsl.apps.notebook.ending import ended

        return ended(code[start:])

    def tell(self, name: str) -> None:
        """Say what a name is, where IPython says it: in the pager of a console, below a cell."""
        found = self.do_inspect(name, len(name))
        if found["found"]:
            page = {"source": "page", "data": {"text/plain": found["data"]["text/plain"]}, "start": 0}
            self.shell.payload_manager.write_payload(page)
        else:
            print(f"Nothing is called {name} here.")


def main() -> None:
    """Serve a notebook."""
    from ipykernel.kernelapp import IPKernelApp

    from qadsl.apps.notebook import kernel  # by the name that everybody else knows it by

    IPKernelApp.launch_instance(kernel_class=kernel.QuasiKernel, extra_extensions=["qadsl"])


if __name__ == "__main__":
    main()
