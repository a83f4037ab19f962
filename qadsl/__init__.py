"""qadsl: write a scenario and rules in a small declarative language, run it, and see why it answers as it does.

    >>> import qadsl
    >>> program = qadsl.load("suez.qa")
    >>> program.run().alignments

Nothing but this roof is imported until a name of it is used, so that `import qadsl` costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["Program", "QadslError", "Result", "__version__", "compile", "load", "load_state", "save_state"]

if TYPE_CHECKING:
    from qadsl.answers import Program, compile, load, load_state, save_state
    from qadsl.pipeline import QadslError
    from qadsl.results import Result


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'qadsl' has no attribute {name!r}")
    from qadsl import answers

    return getattr(answers, name)


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext qadsl`: `%%quasi` and `%quasi` in a notebook."""
    from qadsl.apps.notebook import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext qadsl`: take both away again."""
    from qadsl.apps.notebook import unload

    unload(shell)


def __dir__() -> list[str]:
    return sorted(__all__)
