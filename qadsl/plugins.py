"""Finds rule libraries that installed packages announce (entry-point group `qadsl.libraries`)."""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

__all__ = ["GROUP", "installed"]

GROUP = "qadsl.libraries"


def _is_announced() -> bool:
    """Whether any package mentions the group at all; a look that costs a tenth of importing `importlib.metadata`."""
    word = GROUP.encode()
    for folder in sys.path:
        for file in Path(folder or ".").glob("*-info/entry_points.txt"):
            try:
                if word in file.read_bytes():
                    return True
            except OSError:
                continue
    return False


@cache
def _announced() -> dict[str, tuple[str, ...]]:
    if not _is_announced():
        return {}
    from importlib.metadata import entry_points

    found: dict[str, set[str]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, set()).add(point.module)
    return {name: tuple(sorted(modules)) for name, modules in found.items()}


def installed(name: str) -> tuple[Path, ...]:
    """Folders of the packages that announce a library of this name.

    A package is located, never imported: opening a library runs no code of its author's.
    """
    places: list[Path] = []
    for module in _announced().get(name, ()):
        path: list[str] | None = None
        for part in module.split("."):
            spec = PathFinder.find_spec(part, path)
            path = list(spec.submodule_search_locations or ()) if spec else []
        places.extend(Path(folder) for folder in path or ())
    return tuple(places)
