"""Pages that a line asks for: of a diagnostic, of a library, and the list of libraries."""

from __future__ import annotations

import os
import re

from qadsl import pipeline
from qadsl.answers import Program
from qadsl.apps.notebook.reading import guessed
from qadsl.commands import prepare
from qadsl.diagnostics import manual, page_text
from qadsl.diagnostics.terminal import render_all
from qadsl.failing import QadslError, fail
from qadsl.semantics.loader import library_names
from qadsl.source import Source, Span
from qadsl.syntax.spelling import spelled_path
from qadsl.views import document_text
from qadsl.views.library_page import library_page

__all__ = ["diagnostic", "is_code", "library"]

CODE = re.compile(r"\s*(?:QA)?\d+(?=\s|$)(?!.*[->])", re.IGNORECASE)
WIDTH = 88


def is_code(text: str) -> bool:
    """Whether `QA203`, `qa203` or `203` is asked about, rather than a decision."""
    return CODE.match(text) is not None


def diagnostic(rest: Span) -> str:
    """The page of a diagnostic."""
    name = f"QA{rest.text.strip().upper().removeprefix('QA')}"
    page = manual.page(name)
    if page is None:
        near = manual.near(name)
        tips = [
            "A message begins with its code: `%quasi explain QA203`, say.",
            *([f"Near it: {'; '.join(near)}."] * bool(near)),
        ]
        start = rest.end - len(rest.text.lstrip())
        raise fail("QA730", f"there is no page `{name}`", Span(rest.source, start, rest.end), help=tips)
    return page_text.render(page, _said(page), width=WIDTH)


def _said(page: manual.Page) -> str:
    """What is said of the program that fails."""
    try:
        program = Program(Source("example.qa", page.fails, str(manual.FOLDER)))
        prepare(program)
        found = program.warnings
    except QadslError as error:
        found = error.diagnostics
    return render_all([item for item in found if item.code == page.code], width=WIDTH - 2)


def library(name: str, where: Span) -> str:
    """The page of a library, or the list of those that `use` finds from here."""
    names = library_names(os.getcwd())
    if not name:
        return "\n".join(["Libraries that `use` finds:", *(f"  {known}" for known in sorted(names))])
    if name not in names:
        start = where.end - len(where.text.lstrip())
        hint = guessed(name, names)
        place = Span(where.source, start, where.end)
        raise fail(
            "QA601", f"no library is called `{name}`", place, hint, help=["`%quasi library` lists all there are."]
        )
    front = pipeline.check(Source("%quasi library", f"use {spelled_path(name)}\n", os.getcwd()))
    return document_text.text(library_page(front.modules, front.checked.model, name), WIDTH)
