"""What must hold of every diagnostic: a page, a place inside its text, an analyst's words, a picture in every form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qadsl.diagnostics import Diagnostic, manual
from qadsl.diagnostics.html import render_all as as_html
from qadsl.diagnostics.line import render as as_line
from qadsl.diagnostics.terminal import render_all
from qadsl.source import Source, Span
from qadsl.syntax.tables import load
from qadsl.views import objects
from tests.fuzz.timing import timely

QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|\d[\d.,_]*")
CODES = frozenset(manual.codes())


def inside(span: Span, source: Source | None = None) -> None:
    assert source is None or span.source is source
    assert 0 <= span.start <= span.end <= len(span.source.text), (span.start, span.end, len(span.source.text))


def described(diagnostic: Diagnostic) -> Iterator[str]:
    """What is said, without the names and numbers of the program."""
    yield f"{diagnostic.code} {QUOTED.sub('_', diagnostic.message)[:80]}"
    if diagnostic.hint:
        yield f"{diagnostic.code} ({QUOTED.sub('_', diagnostic.hint)[:80]})"


def internal() -> re.Pattern[str]:
    """Names of terminals, states and Python, which no analyst has written."""
    names = {kind for row in load().actions for kind in row if len(kind) > 3}
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, names), reverse=True)) + r"|NoneType|<class|Traceback)\b")


INTERNAL = internal()


def diagnostics(found: tuple[Diagnostic, ...]) -> None:
    """Each has a page, lies inside its text, is in an analyst's words, and can be shown in every form."""
    for diagnostic in found:
        assert diagnostic.code in CODES, diagnostic.code
        spans = [diagnostic.span, *(label.span for label in diagnostic.labels)]
        spans += [diagnostic.fix.span] if diagnostic.fix else []
        for span in spans:
            if span is not None:
                inside(span)
        said = (diagnostic.message, diagnostic.hint, *diagnostic.help, *(label.text for label in diagnostic.labels))
        for sentence in said:
            own = QUOTED.sub("_", sentence)
            written = diagnostic.span.text if diagnostic.span else ""
            assert not any(word not in written for word in INTERNAL.findall(own)), sentence
        assert diagnostic.message.strip(), diagnostic
        as_line(diagnostic)
    if found:
        timely(2.0, lambda: render_all(found))
        as_html(found)
        objects.as_line(objects.diagnostics_object(found))
