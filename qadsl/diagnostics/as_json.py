"""Diagnostics as plain objects for tools: everything the picture shows, with lines, columns and offsets."""

from __future__ import annotations

from qadsl.diagnostics.model import Diagnostic
from qadsl.source import Span

__all__ = ["as_object"]


def as_object(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic as an object that `json.dumps` takes; places that do not exist are null."""
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "place": _place(diagnostic.span),
        "hint": diagnostic.hint,
        "labels": [{"place": _place(label.span), "text": label.text} for label in diagnostic.labels],
        "help": list(diagnostic.help),
        "fix": None
        if diagnostic.fix is None
        else {"place": _place(diagnostic.fix.span), "replacement": diagnostic.fix.replacement},
    }


def _place(span: Span | None) -> dict[str, object] | None:
    """Lines and columns count characters from 1, offsets from 0; `end` is behind the last character."""
    if span is None:
        return None
    first, last = span.first, span.last
    return {
        "file": span.source.name,
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.column,
        "start": span.start,
        "end": span.end,
    }
