"""Every exact mend of a diagnostic is one: put in place, it ends what was said, and the program is no worse.

Tried on all programs of `tests/bad` and `tests/newcomers` and on the failing programs of the manual's pages.
`python tests/test_fixes.py` prints which codes have how many mends there, and the diagnostics without one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import line, manual
from qadsl.diagnostics.model import Diagnostic, Severity
from qadsl.pipeline import QadslError
from qadsl.source import Source

FOLDER = Path(__file__).parent
MARK = "#! "
SYNTAX = "QA1"
"""A mend may uncover what a name means, which nobody could see before, but no mistake of writing."""


def programs() -> Iterator[tuple[str, str, Path]]:
    """Name, text and folder of every program."""
    for path in sorted((*FOLDER.glob("bad/*.qa"), *FOLDER.glob("newcomers/*.qa"))):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        yield path.stem, "".join(row for row in lines if not row.startswith(MARK)), path.parent
    for code in manual.codes():
        shown = manual.page(code)
        if shown and shown.fails:
            yield code, shown.fails, FOLDER / "bad"


def said(text: str, folder: Path) -> tuple[Diagnostic, ...]:
    """All that is said of a program."""
    try:
        program = Program(Source("x.qa", text, str(folder)))
        prepare(program)
    except QadslError as error:
        return error.diagnostics
    return program.warnings


@cache
def found() -> tuple[tuple[str, str, Path, tuple[Diagnostic, ...]], ...]:
    return tuple((name, text, folder, said(text, folder)) for name, text, folder in programs())


def slips(items: tuple[Diagnostic, ...]) -> int:
    return sum(item.severity is Severity.ERROR and item.code.startswith(SYNTAX) for item in items)


def is_there(items: tuple[Diagnostic, ...], item: Diagnostic) -> bool:
    """Whether it is said of the same place."""
    place = item.span.start if item.span else 0
    return any((o.code, o.message, o.span.start if o.span else 0) == (item.code, item.message, place) for o in items)


def failures() -> Iterator[str]:
    """What is wrong with a mend."""
    for name, text, folder, items in found():
        for item in items:
            if item.fix is None or item.fix.span.source.name != "x.qa":
                continue
            mended = text[: item.fix.span.start] + item.fix.replacement + text[item.fix.span.end :]
            after = said(mended, folder)
            shown = f"{name}: {line.render(item)}\n    {item.fix.span.text!r} -> {item.fix.replacement!r}"
            if is_there(after, item):
                yield f"{shown}\n    is said again"
            if slips(after) > slips(items):
                new = [line.render(other) for other in after]
                yield f"{shown}\n    uncovers {new}"


def test_every_mend_mends() -> None:
    assert list(failures()) == []


if __name__ == "__main__":
    with_fix: Counter[str] = Counter()
    without: dict[str, set[str]] = {}
    for _, _, _, items in found():
        for item in items:
            if item.fix:
                with_fix[item.code] += 1
            else:
                without.setdefault(item.code, set()).add(f"{item.message} ({item.hint})")
    print(dict(sorted(with_fix.items())))
    for code, texts in sorted(without.items()):
        print(code, *sorted(texts), sep="\n    ")
    print(*failures(), sep="\n")
