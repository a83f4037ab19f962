"""Finds rule libraries that packages announce (entry-point group `qadsl.libraries`): installed ones, and projects.

A project is a folder with a `pyproject.toml`, from which such a package is made. A program in it, or in the folder that
holds it, uses the library that is being written as others will when it is installed.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

__all__ = ["GROUP", "announced", "in_project", "installed", "is_project"]

GROUP = "qadsl.libraries"
PROJECT = "pyproject.toml"
LARGEST_PROJECT = 100_000


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


def announced() -> list[str]:
    """Names of the libraries that installed packages announce."""
    return sorted(_announced())


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


def is_project(folder: Path) -> bool:
    """Whether a folder holds what a package is made from, and so is no library itself."""
    return (folder / PROJECT).is_file()


def in_project(folder: Path, name: str) -> tuple[Path, ...]:
    """Folders of the library of this name in the project that a folder is, or in the one of that name that it holds."""
    places: list[Path] = []
    for project in (folder, folder / name):
        for module in _announced_by(project, name):
            parts = module.split(".")
            if all(part.isidentifier() for part in parts):
                places += [project.joinpath(*parts), project.joinpath("src", *parts)]
    return tuple(place for place in places if place.is_dir())


def _announced_by(project: Path, name: str) -> tuple[str, ...]:
    """The packages that a project's file names for a library; a file that is none of ours says nothing."""
    file = project / PROJECT
    if not file.is_file() or file.stat().st_size > LARGEST_PROJECT:
        return ()
    import tomllib

    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))["project"]["entry-points"][GROUP][name]
    except (OSError, ValueError, LookupError, TypeError):
        return ()
    return (found,) if isinstance(found, str) else ()
