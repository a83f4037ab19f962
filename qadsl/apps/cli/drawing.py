"""`qa run --plot`: pictures of every run, in files."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qadsl.commands import Answer
from qadsl.failing import fail, unknown
from qadsl.plots import KINDS
from qadsl.results import Account, Result
from qadsl.sweeps import SweepResult
from qadsl.tippings import TippingResult
from qadsl.views.pictures.picture import Picture, check_path
from qadsl.views.words import listed

__all__ = ["Drawing", "draw", "drawings"]

ASKED_BY: dict[str, type] = {"waterfall": Account, "tornado": TippingResult, "sweep": SweepResult}
"""Pictures of one decision, and the answers that they are of."""
NAMED = re.compile(r"([A-Za-z_]{2,}):(.*)")
"""A picture by its name and a file; one letter before a colon is a drive."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which picture goes into which file."""

    kind: str
    path: Path

    def numbered(self, number: int) -> Path:
        """The file of one of several runs: `suez.svg`, `suez-2.svg`."""
        return self.path if number == 1 else self.path.with_name(f"{self.path.stem}-{number}{self.path.suffix}")


def drawings(options: argparse.Namespace) -> tuple[Drawing, ...]:
    """What is to be drawn; whether it can be written is found out before a long run."""
    found = tuple(_drawing(asked) for asked in options.plot)
    for one in found:
        check_path(one.path)
    twice = next((one.path for i, one in enumerate(found) if one.path in {other.path for other in found[:i]}), None)
    if twice is not None:
        raise fail("QA729", f"two pictures are to be written to `{twice}`", help=["Give each a file of its own."])
    return found


def _drawing(asked: str) -> Drawing:
    named = NAMED.fullmatch(asked)
    kind, equals, file = asked.partition("=")
    if equals and kind in KINDS and file:
        raise fail("QA770", f"`{asked}` names no picture", help=[f"Did you mean `{kind}:{file}`?"])
    if named is None:
        return Drawing("network", Path(asked))
    if named[1] not in KINDS:
        raise unknown("QA770", "picture", named[1], KINDS)
    return Drawing(named[1], Path(named[2]))


def draw(answers: Sequence[Answer], asked: Sequence[Drawing], *, is_quiet: bool) -> None:
    """Draw every run, each after the first into files with a number.

    What is about one decision is drawn of those that the script asks about; if it asks about none, of one of each run.
    """
    written = []
    for one in asked:
        for number, picture in enumerate(_pictures(answers, one.kind), 1):
            written.append(f"{picture.save(one.numbered(number))} ({one.kind}: {picture.title})")
    if asked and not is_quiet:
        told = f"drew {listed(written)}" if written else "nothing is drawn: the program asks for no run"
        print(told, file=sys.stderr)


def _pictures(answers: Sequence[Answer], kind: str) -> Iterator[Picture]:
    """The pictures of one kind."""
    own = [one.value.picture for one in answers if isinstance(one.value, ASKED_BY.get(kind, ()))]  # type: ignore[union-attr]
    yield from own or (one.value.plot(kind) for one in answers if isinstance(one.value, Result))
