"""What a run leaves behind, kept in a file for a later run to go on from."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from qadsl.engine.state import StateError
from qadsl.engine.state_text import LARGEST_STATE, read_state, write_state
from qadsl.failing import fail
from qadsl.result import State

__all__ = ["load_state", "save_state"]


def save_state(state: State, path: str | Path) -> None:
    """Write a state to a file, which is there in whole or, if anything goes wrong, as it was.

    Raises
    ------
    QadslError
        If it cannot be written.
    """
    path = Path(path)
    made = ""
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            made = file.name
            file.write(write_state(state))
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, path)
    except BaseException as problem:
        with suppress(OSError):
            os.unlink(made)
        if isinstance(problem, OSError):
            raise fail("QA729", f"`{path}` cannot be written: {problem.strerror or problem}") from None
        raise


def load_state(path: str | Path) -> State:
    """Read a state that `save_state` wrote.

    Raises
    ------
    QadslError
        If it cannot be read, is no saved state, or is damaged.
    """
    try:
        if Path(path).stat().st_size > 4 * LARGEST_STATE:
            raise fail("QA761", f"`{path}` is too large for a saved state")
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        said = problem.strerror if isinstance(problem, OSError) else "it is no text"
        raise fail(
            "QA761", f"`{path}` cannot be read: {said}", help=["Name the file that `--save-state` wrote."]
        ) from None
    try:
        return read_state(text)
    except StateError as problem:
        raise fail("QA761", f"`{path}`: {problem}", help=[problem.help]) from None
