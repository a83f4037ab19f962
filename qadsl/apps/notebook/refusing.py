"""What makes a cell fail: an exception that shows itself as the message alone, without a traceback of Python's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qadsl.diagnostics import Diagnostic, Severity
from qadsl.diagnostics.cells import printable
from qadsl.diagnostics.terminal import render

__all__ = ["CellError", "failure", "refusal"]

MOST_LINES = 10
"""Lines that mistakes of a cell take, where the first of them alone does not take more."""
MOST_CHARACTERS = 180
"""Characters of a sentence."""
MOST_PLACES = 4
"""Places that are named of mistakes that are not shown."""
WIDTH = 96


class CellError(Exception):
    """A cell or line that cannot be answered. It fails in every runner, and its picture is all that is shown."""

    is_interruption = False
    """Whether it only says that something was interrupted."""

    def __init__(self, text: str, picture: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(text)
        self.picture = picture
        self.diagnostics = tuple(diagnostics)

    def _render_traceback_(self) -> list[str]:
        return self.picture.split("\n")


def failure(diagnostics: Iterable[Diagnostic]) -> CellError:
    """What mistakes look like below their cell: the first with its picture, others as far as there is room."""
    every = tuple(map(_short, diagnostics))
    found = [item for item in every if item.severity is Severity.ERROR] or list(every)
    if not found:
        return CellError("", "", every)
    shown = [_fitting(found[0])]
    for item in found[1:]:
        if sum(map(_height, [*shown, item])) + 1 > MOST_LINES:
            break
        shown.append(item)
    tail = f"   = %quasi explain {found[0].code} says more{_more(shown, found[len(shown) :])}"
    plain, picture = (
        "\n".join([*(render(item, width=WIDTH, colour=colour) for item in shown), tail]) for colour in (False, True)
    )
    return CellError(*_tight(plain, picture), every)


def _tight(plain: str, picture: str) -> tuple[str, str]:
    """A text and its picture without lines of the rim alone, where there are too many lines."""
    lines = plain.split("\n")
    idle = [i for i, line in enumerate(lines) if line.strip() == "|"][: max(0, len(lines) - MOST_LINES)]
    pictured = picture.split("\n")
    kept = [i for i in range(len(lines)) if i not in idle]
    return "\n".join(lines[i] for i in kept), "\n".join(pictured[i] for i in kept)


def _short(item: Diagnostic) -> Diagnostic:
    """The mistake without the middle of sentences that repeat something overlong."""
    if max(map(len, (item.message, item.hint, *item.help))) <= MOST_CHARACTERS:
        return item
    return replace(item, message=_cut(item.message), hint=_cut(item.hint), help=tuple(map(_cut, item.help)))


def _cut(text: str) -> str:
    return (
        text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS // 2]} ... {text[-MOST_CHARACTERS // 3 :]}"
    )


def _height(item: Diagnostic) -> int:
    return render(item, width=WIDTH).count("\n") + 1


def _fitting(item: Diagnostic) -> Diagnostic:
    """The mistake with as much help as there is room for."""
    while len(item.help) > 1 and _height(item) + 1 > MOST_LINES:
        item = replace(item, help=item.help[:-1])
    return item


def _more(shown: Sequence[Diagnostic], left: Sequence[Diagnostic]) -> str:
    """Where the mistakes stand that are not shown."""
    if not left:
        return ""
    known = {item.span.place for item in shown if item.span is not None}
    places = list(dict.fromkeys(item.span.place for item in left if item.span and item.span.place not in known))
    where = f": {', '.join(places[:MOST_PLACES])}{', ...' if len(places) > MOST_PLACES else ''}" if places else ""
    return f"; there {'is' if len(left) == 1 else 'are'} {len(left)} more{printable(where)}"


def refusal(message: str, help: str = "", *, is_interruption: bool = False) -> CellError:
    """A line that cannot be understood or done, or was not to its end."""
    message = printable(_cut(message))
    below = f"\n  = help: {printable(help)}" if help else ""
    found = CellError(f"error: {message}{below}", f"\x1b[1;31merror\x1b[0m\x1b[1m: {message}\x1b[0m{below}")
    found.is_interruption = is_interruption
    return found
