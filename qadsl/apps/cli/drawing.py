"""`qa run --plot`: pictures of every run, in files."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qadsl.lookup import unknown
from qadsl.plots import KINDS
from qadsl.results import Result
from qadsl.views.pictures.picture import check_path
from qadsl.views.words import listed

__all__ = ["Drawing", "draw", "drawings"]

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
    return found


def _drawing(asked: str) -> Drawing:
    named = NAMED.fullmatch(asked)
    if named is None:
        return Drawing("network", Path(asked))
    if named[1] not in KINDS:
        raise unknown("QA770", "picture", named[1], KINDS)
    return Drawing(named[1], Path(named[2]))


def draw(results: Sequence[Result], asked: Sequence[Drawing], *, is_quiet: bool) -> None:
    """Draw every run, each after the first into files with a number."""
    written = [
        f"{result.plot(one.kind).save(one.numbered(number))} ({one.kind})"
        for number, result in enumerate(results, 1)
        for one in asked
    ]
    if asked and not is_quiet:
        told = f"drew {listed(written)}" if written else "nothing is drawn: the program asks for no run"
        print(told, file=sys.stderr)
