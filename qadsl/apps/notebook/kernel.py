"""The kernel "Quasi": a notebook whose cells are programs, without a magic. All else is IPython's own kernel.

A cell that begins with `%` or `!` is one of IPython's, so that `%quasi run`, `%%quasi --draws 100` and `%%time` work;
what is below `%%python` is run as any cell of IPython's is, and has the results at hand.
Jupyter starts it by `python -m qadsl.apps.notebook.kernel`.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__" and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]  # a file beside the notebook must not be taken for a module of the kernel's; cells find it later

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ipykernel.ipkernel import IPythonKernel

from qadsl.apps.notebook.places import is_program

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


def as_cells(lines: list[str]) -> list[str]:
    """The lines of a cell as IPython reads them: a program below `%%quasi`, what is below `%%python` as Python.

    IPython itself would hand the latter to a process of its own, which knows nothing of the results.
    """
    if is_program("".join(lines)):
        return ["%%quasi\n", *lines]
    return ["\n", *lines[1:]] if lines and lines[0].strip() == "%%python" else lines


_Kernel: Any = IPythonKernel


class QuasiKernel(_Kernel):  # type: ignore[misc]
    """IPython's kernel, for notebooks in the language."""

    implementation = "qadsl"
    implementation_version = LANGUAGE["version"]
    language_info = LANGUAGE
    banner = f"qadsl {LANGUAGE['version']}. Cells are programs; %quasi help says what can be asked about them.\n"
    is_quasi = True
    """Tells the magics and the completion that a cell without a magic is a program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.shell.input_transformers_cleanup.insert(0, as_cells)

    def do_is_complete(self, code: str) -> Any:
        """Whether a console may run what has been typed."""
        if not is_program(code):
            return super().do_is_complete(code)
        from qadsl.apps.notebook.ending import ended

        return ended(code)


def main() -> None:
    """Serve a notebook."""
    from ipykernel.kernelapp import IPKernelApp

    from qadsl.apps.notebook import kernel  # by the name that everybody else knows it by

    IPKernelApp.launch_instance(kernel_class=kernel.QuasiKernel, extra_extensions=["qadsl"])


if __name__ == "__main__":
    main()
