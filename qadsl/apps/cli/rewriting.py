"""Finds the programs in folders, reads their bytes, and puts new bytes in the place of a file, wholly or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from qadsl.diagnostics import Bag
from qadsl.semantics.folders import programs_below
from qadsl.semantics.loader import read_source

__all__ = ["programs_in", "read_bytes", "replace"]


def programs_in(names: Iterable[str]) -> Iterator[str]:
    """The files named and the `.qa` files in the folders named, each once.

    Hidden folders, caches, environments of Python, and links that lie in a folder are passed over: what a link points
    to may lie elsewhere, and is found where it lies.
    """
    seen: set[str] = set()
    for name in names:
        for file in _in_folder(name) if os.path.isdir(name) else [name]:
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _in_folder(folder: str) -> Iterator[str]:
    return (str(file) for _, files in programs_below(Path(folder)) for file in files)


def read_bytes(name: str, bag: Bag) -> bytes | None:
    """The bytes of a program; what cannot be read, or is no text, is a diagnostic, and None."""
    path = Path(name)
    with suppress(OSError, ValueError):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            bag.error("QA607", f"`{name}` is no file", None, help=["Write `-` for what comes from another command."])
            return None
    return path.read_bytes() if read_source(path, name, bag) is not None else None


def replace(name: str, data: bytes, bag: Bag) -> bool:
    """Put new bytes in the place of a file, whose rights and owner they get; whether that went well.

    They are written beside it first, so that whatever happens, even an interruption, there is the old file or the new
    one. A link keeps pointing to the file that it points to.
    """
    path = Path(os.path.realpath(name))
    try:
        facts = path.stat()
        if not facts.st_mode & 0o222 or not os.access(path, os.W_OK):
            bag.error("QA729", f"`{name}` cannot be written: it may only be read", None)
            return False
        _replace(path, data, facts)
    except OSError as problem:
        bag.error("QA729", f"`{name}` cannot be written: {problem.strerror or problem}", None)
        return False
    return True


def _replace(path: Path, data: bytes, facts: os.stat_result) -> None:
    handle, beside = tempfile.mkstemp(prefix=f".{path.name[:100]}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, stat.S_IMODE(facts.st_mode))
        if hasattr(os, "chown"):
            with suppress(PermissionError):
                os.chown(beside, facts.st_uid, facts.st_gid)
                os.chmod(beside, stat.S_IMODE(facts.st_mode))
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
