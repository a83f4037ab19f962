"""Writes a file whole or not at all, and finds out before long work whether it can."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

from qadsl.failing import fail

__all__ = ["check_file", "write_whole"]


def check_file(file: Path, endings: Collection[str]) -> Path:
    """The path, if it can be written: of a known ending, in a folder that is there.

    Raises
    ------
    QadslError
        If it cannot.
    """
    if file.suffix.lower() not in endings:
        raise fail("QA727", f"`{file}` has no known ending", help=[f"Known endings: {', '.join(endings)}."])
    folder = file.parent
    if not folder.is_dir():
        raise fail("QA729", f"`{file}` cannot be written", help=[f"There is no folder `{folder}`; make it first."])
    if file.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if file.is_dir() else "nothing may be written into its folder"
        raise fail("QA729", f"`{file}` cannot be written: {reason}", help=["Choose another name or folder."])
    return file


def write_whole(file: Path, content: bytes) -> None:
    """Write beside the file and move it there, so that nobody ever finds half of it."""
    made = None
    try:
        handle, made = tempfile.mkstemp(prefix=".qadsl-", dir=file.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.chmod(made, 0o666 & ~_umask())
        os.replace(made, file)
    except OSError as problem:
        if made is not None:
            Path(made).unlink(missing_ok=True)
        tip = "Choose another name or folder."
        raise fail("QA729", f"`{file}` cannot be written: {problem.strerror or problem}", help=[tip]) from None


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found
