"""What must hold of checker and answers for any text; each judgment says what it has reached."""

from __future__ import annotations

import qadsl
from qadsl.commands import Options, answer, prepare
from qadsl.diagnostics import Diagnostic, Severity
from qadsl.views import objects
from tests.fuzz.saying import described, diagnostics
from tests.fuzz.texts import ROOT
from tests.fuzz.timing import timely

Features = set[str]

BESIDE = ROOT / "tests" / "language"


def checker(text: str) -> Features:
    """A program is checked and prepared, or refused with diagnostics; each fix fits, and one of one mends."""
    found = timely(4.0, lambda: said_of(text))
    diagnostics(found)
    is_alone = sum(item.severity is Severity.ERROR for item in found) == 1  # what follows a mistake may be led astray
    for diagnostic in found[:6]:
        if diagnostic.fix is not None and diagnostic.fix.span.source.name == "text.qa":
            again = fixed(diagnostic)
            alike = [item for item in found if (item.code, item.message) == (diagnostic.code, diagnostic.message)]
            if is_alone:
                assert len(again) < max(1, len(alike)), f"{diagnostic.code} is said again: {diagnostic.message}"
    return {code for diagnostic in found for code in described(diagnostic)}


def said_of(text: str) -> tuple[Diagnostic, ...]:
    """All that is said of a program before it runs."""
    try:
        found = qadsl.compile(text, "text.qa", folder=BESIDE)
        prepare(found)
    except qadsl.QadslError as error:
        refused = tuple(error.diagnostics)
    else:
        return tuple(found.front.warnings)
    assert any(item.severity is Severity.ERROR for item in refused)
    return refused


def fixed(diagnostic: Diagnostic) -> list[Diagnostic]:
    """Put a fix in: all that is said in the same words after it, if it is said at the same place again."""
    fix = diagnostic.fix
    assert fix is not None
    assert diagnostic.span is not None
    text = fix.span.source.text
    assert fix.replacement != fix.span.text, f"{diagnostic.code}: the fix changes nothing"
    mended = text[: fix.span.start] + fix.replacement + text[fix.span.end :]
    again = [item for item in said_of(mended) if (item.code, item.message) == (diagnostic.code, diagnostic.message)]
    is_there = any(item.span is not None and item.span.start == diagnostic.span.start for item in again)
    return again if is_there else []


def answers(text: str) -> Features:
    """A program is run and its answers shown, or it is refused."""
    try:
        found = qadsl.compile(text, "text.qa", folder=BESIDE)
        draws = None if "draws 1000000000" in text else 3
        reached = {"ok"}
        for item in answer(found, prepare(found, Options(draws=draws))):
            objects.as_line(item.to_dict())
            str(item.value)
            reached.add(f"{type(item.command).__name__} {type(item.value).__name__}")
    except qadsl.QadslError as error:
        str(error)
        diagnostics(tuple(error.diagnostics))
        return {code for diagnostic in error.diagnostics for code in described(diagnostic)}
    return reached
