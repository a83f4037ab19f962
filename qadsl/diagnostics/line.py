"""A diagnostic as one line, for editors and logs: `suez.qa:9:19: error[QA203]: message`."""

from __future__ import annotations

from qadsl.diagnostics.cells import printable
from qadsl.diagnostics.model import Diagnostic

__all__ = ["render"]


def render(diagnostic: Diagnostic) -> str:
    """The line, without a line end; the hint follows the message in brackets."""
    place = f"{diagnostic.span.place}: " if diagnostic.span else ""
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return printable(f"{place}{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}{hint}")
