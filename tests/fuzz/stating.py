"""What must hold of `qa test` and `qa doc` for any text; each judgment says what it has reached."""

from __future__ import annotations

from xml.etree import ElementTree

import qadsl
from qadsl import pipeline
from qadsl.apps.cli.documenting import rendered
from qadsl.semantics.loader import MAIN
from qadsl.source import Source
from qadsl.testing import telling
from qadsl.testing.running import How, Report, run_tests
from qadsl.views import objects
from qadsl.views.library_page import library_page
from tests.fuzz.running import BESIDE
from tests.fuzz.saying import described, diagnostics

Features = set[str]

HOW = How(draws=3, tries=20, covers=True)


def tests(text: str) -> Features:
    """Tests and properties are run and what they found is shown in every form, or the program is refused."""
    reports: list[Report] = []
    try:
        for report in run_tests("text.qa", qadsl.compile(text, "text.qa", folder=BESIDE), HOW):
            reports[:] = [report]
    except qadsl.QadslError as error:
        diagnostics(tuple(error.diagnostics))
        return {code for diagnostic in error.diagnostics for code in described(diagnostic)}
    found = reports[0]
    for result in found.results:
        assert "\n".join(telling.result_lines(result, is_verbose=True))
    telling.summary(reports)
    "\n".join(telling.coverage_lines("text.qa", found.coverage))
    objects.as_line(telling.to_object(found, has_coverage=True))
    ElementTree.fromstring(telling.junit(reports))
    return {type(result).__name__ for result in found.results} | {"tested"}


def doc(text: str) -> Features:
    """The page of a library is made in every form, or the library is refused."""
    try:
        front = pipeline.check(Source("text.qa", text, str(BESIDE)))
        page = library_page(front.modules, front.checked.model, MAIN)
    except qadsl.QadslError as error:
        return {diagnostic.code for diagnostic in error.diagnostics}
    for kind in ("md", "html", "text"):
        rendered(page, kind).encode("utf-8")
    assert "<script" not in rendered(page, "html").lower()
    return {"written"}
