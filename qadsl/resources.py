"""Finds `grammar/` and `stdlib/`: inside the installed package, or in the checkout beside it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["folder", "read"]

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `grammar` or `stdlib`.

    Raises
    ------
    FileNotFoundError
        If the installation is broken: neither the package nor a checkout around it has the folder.
    """
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"qadsl is not installed completely: the folder `{name}` is missing")


def read(name: str, file: str) -> str:
    """The text of a file in one of these folders: `read("grammar", "qa.lark")`."""
    return (folder(name) / file).read_text(encoding="utf-8")
