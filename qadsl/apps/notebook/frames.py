"""Tables of data among the variables of Python, and those that a line hands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qadsl.apps.notebook.refusing import refusal
from qadsl.data.table import Table
from qadsl.diagnostics.suggest import suggest

__all__ = ["frames_of", "handed"]

FRAMES = ("DataFrame", "Table", "LazyFrame")
"""What tables of data are called in Python."""


def frames_of(variables: Mapping[str, Any]) -> list[str]:
    """Names of the variables that hold tables of data."""
    return sorted(
        name for name, value in variables.items() if type(value).__name__ in FRAMES and not name.startswith("_")
    )


def handed(using: Iterable[str], variables: Mapping[str, Any]) -> dict[str, Table]:
    """The frames that a line names, as they are by now.

    Raises
    ------
    CellError
        If a variable is not there, or something else than a variable is named.
    """
    from qadsl.answers import tables_of

    found = dict(_named(said, variables) for said in using)
    return tables_of(found) if found else {}


def _named(said: str, variables: Mapping[str, Any]) -> tuple[str, Any]:
    """A name of data, and what the variable holds that is handed in under it."""
    name, is_given, variable = said.rpartition("=")
    name = _unquoted(name) if is_given else variable
    if not variable.isidentifier():
        raise refusal(
            f"`--using` takes the name of a variable, and `{said}` is none",
            "Give the table a name first: `table = ...`; then write `--using table`, or `--using NAME=table`.",
        )
    if variable not in variables:
        known = frames_of(variables)
        guess = suggest(variable, known)
        tables = f"Tables there are: {', '.join(known)}." if known else "There is no table yet."
        raise refusal(f"there is no variable `{variable}`", f"Did you mean `{guess}`?" if guess else tables)
    return name, variables[variable]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
