"""Everything that is wrong with a text that has been read: what `qa check` finds, in two steps."""

from __future__ import annotations

from collections.abc import Callable

from qadsl.answers import Program
from qadsl.assist.reading import Analysis
from qadsl.commands import prepare
from qadsl.diagnostics import Bag, Diagnostic
from qadsl.pipeline import Front, QadslError, check_loaded

__all__ = ["check", "check_questions"]


def check(analysis: Analysis, go_on: Callable[[], None] = lambda: None) -> Front | tuple[Diagnostic, ...]:
    """Check a text: what stands in its way, or else the checked program with its warnings; `go_on` may stop it."""
    try:
        return check_loaded(analysis.source, analysis.tree, analysis.modules, Bag(list(analysis.found)), go_on)
    except QadslError as error:
        return error.diagnostics


def check_questions(front: Front, go_on: Callable[[], None] = lambda: None) -> tuple[Diagnostic, ...]:
    """What `qa check` finds after that, by lowering every question; `go_on` may stop the work by raising."""
    try:
        prepare(Program.of(front), between=go_on)
    except QadslError as error:
        return error.diagnostics
    return front.warnings
