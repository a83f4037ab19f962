"""Problems as data: code, severity, spans with roles, help, an exact fix; and the bag that collects them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from qadsl.source import Span

__all__ = ["Bag", "Diagnostic", "Fix", "Label", "Severity"]


class Severity(StrEnum):
    """How much a diagnostic matters: an error stops the program before it runs, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A further place that a diagnostic speaks of, and what it says there."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """An exact mend: put `replacement` where `span` is."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem.

    Parameters
    ----------
    code
        Stable code, `QA203`; it has a page in `qadsl/diagnostics/pages`.
    severity
        Whether the program can run all the same.
    message
        One sentence in the analyst's words; names from the program in backticks.
    span
        The exact place; None only where there is none (an option of the command line).
    hint
        What is written under the caret, as in "did you mean `Israel`?".
    labels
        Further places with their roles.
    help
        Whole sentences after the picture.
    fix
        The exact mend where there is one.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""
    labels: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: by place, then code."""
        if self.span is None:
            return ("", -1, -1, self.code, self.message)
        return (self.span.source.name, self.span.start, self.span.end, self.code, self.message)


_QUESTION = re.compile(r"did you mean `(.*)`\?")


def _meant(hint: str, span: Span | None) -> Fix | None:
    """What "did you mean `Israel`?" puts in place of the span; a name with blanks stands between backticks."""
    found = _QUESTION.fullmatch(hint)
    if found is None or span is None:
        return None
    meant = f"`{found[1]}`" if re.search(r"\s", found[1]) and ".." not in found[1] else found[1]
    owner, dot, name = span.text.rpartition(".")
    if dot and owner.replace(".", "").isidentifier() and "." not in meant and name != "qa":
        meant = f"{owner}.{meant}"  # only the last part of a name is meant
    return Fix(span, f'"{meant}"' if span.text[:1] == '"' else meant)


@dataclass(slots=True)
class Bag:
    """Collects diagnostics; every stage gets one and adds to it."""

    items: list[Diagnostic] = field(default_factory=list)
    _known: dict[tuple[str, int, int, str, str], list[Diagnostic]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def error(
        self,
        code: str,
        message: str,
        span: Span | None,
        hint: str = "",
        *,
        labels: Iterable[Label] = (),
        help: Iterable[str] = (),
        fix: Fix | None = None,
    ) -> None:
        """Add an error; a hint that asks `did you mean` is its own mend, unless another is given."""
        fix = fix or _meant(hint, span)
        self.add(Diagnostic(code, Severity.ERROR, message, span, hint, tuple(labels), tuple(help), fix))

    def warning(
        self,
        code: str,
        message: str,
        span: Span | None,
        hint: str = "",
        *,
        labels: Iterable[Label] = (),
        help: Iterable[str] = (),
        fix: Fix | None = None,
    ) -> None:
        """Add a warning."""
        self.add(Diagnostic(code, Severity.WARNING, message, span, hint, tuple(labels), tuple(help), fix))

    def note(self, code: str, message: str, span: Span, hint: str, *, help: Iterable[str] = (), fix: Fix) -> None:
        """Add a note: the program is fine, and is written otherwise as a rule."""
        self.add(Diagnostic(code, Severity.NOTE, message, span, hint, (), tuple(help), fix))

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic unless the very same one is there already."""
        alike = self._known.setdefault(diagnostic.order, [])
        if diagnostic not in alike:
            alike.append(diagnostic)
            self.items.append(diagnostic)

    def withdraw(self, is_unwanted: Callable[[Diagnostic], bool]) -> None:
        """Take back diagnostics that turn out to follow from others."""
        self.items[:] = [item for item in self.items if not is_unwanted(item)]
        self._known.clear()
        for item in self.items:
            self._known.setdefault(item.order, []).append(item)

    @property
    def has_errors(self) -> bool:
        """Whether any of them stops the program."""
        return any(item.severity is Severity.ERROR for item in self.items)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them by place, so that their order says nothing about how they were found."""
        return tuple(sorted(self.items, key=lambda item: item.order))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.sorted())

    def __len__(self) -> int:
        return len(self.items)
