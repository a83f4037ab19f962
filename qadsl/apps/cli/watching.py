"""`qa check --watch`: checks again whenever a program, or a library it uses, has changed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath

from qadsl.apps.cli.rewriting import programs_in
from qadsl.diagnostics import Bag
from qadsl.diagnostics.cells import printable
from qadsl.pipeline import fail
from qadsl.semantics import loader
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.data_columns import names_of_data

__all__ = ["watch"]

PAUSE = 0.3
"""Seconds between two looks."""

State = dict[Path, tuple[int, int]]


def watch(files: Sequence[str], check: Callable[[], int]) -> int:
    """Check, and again after each change, until interrupted; that is its ordinary end."""
    if "-" in files:
        raise fail("QA607", "standard input cannot be watched", help=["Name a file."])
    for file in files:
        if not os.path.exists(file):
            raise fail("QA607", f"there is no file `{printable(file)}`", help=["Only what is there can be watched."])
    try:
        while True:
            before = _state(files)
            _clear()
            check()
            print(f"Watching {_count(len(before), 'file')}; Ctrl-C ends.", file=sys.stderr, flush=True)
            while _state(files, before) == before:
                time.sleep(PAUSE)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0


def _clear() -> None:
    """Wipe a terminal; elsewhere what has been printed stays."""
    sys.stdout.flush()
    if sys.stdout.isatty():
        print("\x1b[2J\x1b[3J\x1b[H", end="", flush=True)


def _state(names: Sequence[str], before: State | None = None) -> State:
    """When each file was last changed and how large it is; what was found before says which files matter."""
    files = list(programs_in(names))
    paths = list(before) if before is not None else [path for file in files for path in _reached(Path(file))]
    found = {path: _stamp(path) for path in paths}
    if before is not None:
        beside = {path for file in files for path in Path(file).parent.glob("*.qa")}
        found |= {path: _stamp(path) for path in beside | set(map(Path, files))}
    return found


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (0, -1)
    return (facts.st_mtime_ns, facts.st_size)


def _reached(file: Path) -> Iterator[Path]:
    """A program, the libraries and data it uses wherever they lie, and what beside it it may come to use."""
    reached = {file, *file.parent.glob("*.qa")}

    def parse(source: Source, bag: Bag) -> nodes.Program:
        if source.folder is not None:
            reached.add(Path(source.folder, PurePath(source.name).name))
        return parser.parse(source, bag)

    bag = Bag()
    source = loader.read_source(file, str(file), bag)
    if source is not None:
        tree = parse(source, bag)
        reached |= {file.parent / name for name in names_of_data(tree)}
        loader.load(tree, source, bag, parse)
    yield from sorted(reached)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
