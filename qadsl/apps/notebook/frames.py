"""Tables of data among the variables of Python, and those that a line hands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from qadsl.apps.notebook.wording import unquoted
from qadsl.data.frames import Handed
from qadsl.diagnostics.suggest import suggest
from qadsl.failing import QadslError, fail
from qadsl.source import Span

__all__ = ["frames_of", "handed"]

FRAMES = ("DataFrame", "Table", "LazyFrame")
"""What tables of data are called in Python."""


def frames_of(variables: Mapping[str, Any]) -> list[str]:
    """Names of the variables that hold tables of data."""
    return sorted(
        name for name, value in variables.items() if type(value).__name__ in FRAMES and not name.startswith("_")
    )


def handed(using: Iterable[tuple[str, Span]], variables: Mapping[str, Any]) -> dict[str, Handed]:
    """The frames that a line names, as they are by now.

    Parameters
    ----------
    using
        What stands behind each `--using`, and where.
    variables
        Those of Python.

    Raises
    ------
    QadslError
        If a variable is not there, is no table, or something else than a variable is named.
    """
    found: dict[str, Handed] = {}
    for said, where in using:
        name, value = _named(said, where, variables)
        if name in found:
            raise fail("QA540", f"two tables are handed in as `{name}`", where, "leave one of them out")
        found[name] = _table(name, value, where)
    return found


def _named(said: str, where: Span, variables: Mapping[str, Any]) -> tuple[str, Any]:
    """A name of data, and what the variable holds that is handed in under it."""
    name, is_given, variable = said.rpartition("=")
    name = unquoted(name) if is_given else variable
    if not variable.isidentifier() or not name:
        raise fail(
            "QA540",
            f"`--using` takes the name of a variable, and `{said}` is none",
            where,
            help=["Give the table a name first: `table = ...`; then write `--using table`, or `--using NAME=table`."],
        )
    if variable not in variables:
        known = frames_of(variables)
        guess = suggest(variable, known)
        tables = f"Tables there are: {', '.join(known)}." if known else "There is no table yet: run its cell first."
        hint = f"did you mean `{guess}`?" if guess else ""
        raise fail("QA540", f"there is no variable `{variable}`", where, hint, help=[] if guess else [tables])
    return name, variables[variable]


def _table(name: str, value: Any, where: Span) -> Handed:
    """A variable's value as a table; what is wrong with it is said where it is named."""
    from qadsl.answers import tables_of

    try:
        return tables_of({name: value})[name]
    except QadslError as error:
        raise QadslError(replace(item, span=item.span or where) for item in error.diagnostics) from None
