"""Finds the programs that lie in a folder and in those below it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["programs_below"]

_PASSED_OVER = ("__pycache__", "node_modules", "site-packages")


def programs_below(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Each folder with its `.qa` files, in order of name.

    Hidden folders, caches, environments of Python, and links that lie in a folder are passed over: what a link points
    to may lie elsewhere, and is found where it lies. So is what is no file, such as a pipe.
    """
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not _is_passed_over(here / name))
        paths = [here / name for name in sorted(files) if name.endswith(".qa")]
        yield here, [path for path in paths if not path.is_symlink() and path.is_file()]


def _is_passed_over(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in _PASSED_OVER or (folder / "pyvenv.cfg").exists()
