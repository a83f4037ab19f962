"""What is raised for a program that cannot be run: its diagnostics."""

from __future__ import annotations

from collections.abc import Iterable

from qadsl.diagnostics import Bag, Diagnostic, Severity
from qadsl.diagnostics.suggest import suggest
from qadsl.diagnostics.terminal import render_all
from qadsl.source import Span

__all__ = ["QadslError", "fail", "stop", "unknown"]


class QadslError(Exception):
    """A program that cannot be run; its text is the rendered diagnostics.

    Attributes
    ----------
    diagnostics
        Everything found, errors and warnings, by place.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return render_all(self.diagnostics)


def fail(code: str, message: str, span: Span | None = None, hint: str = "", *, help: Iterable[str] = ()) -> QadslError:
    """An error of one diagnostic, to be raised."""
    return QadslError([Diagnostic(code, Severity.ERROR, message, span, hint, help=tuple(help))])


def stop(bag: Bag) -> None:
    """Raise what a bag holds, if any of it is an error."""
    if bag.has_errors:
        raise QadslError(bag)


def unknown(code: str, what: str, name: object, known: Iterable[str]) -> QadslError:
    """There is nothing of this name; what there is instead."""
    every = sorted(known)
    guess = suggest(str(name), every)
    tip = f"Did you mean `{guess}`?" if guess else f"There are: {', '.join(every)}."
    return fail(code, f"there is no {what} `{name}`", help=[tip])
