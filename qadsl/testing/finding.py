"""Finds the programs whose tests are run: files, all those in a folder, and libraries by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from qadsl import pipeline
from qadsl.answers import Program
from qadsl.diagnostics import Bag
from qadsl.diagnostics.cells import printable
from qadsl.lookup import without_picture
from qadsl.pipeline import QadslError, fail
from qadsl.semantics import loader
from qadsl.semantics.folders import programs_below
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.spelling import spelled_path

__all__ = ["Parts", "found", "programs"]

Parts = tuple[str, tuple[Path, ...]]
"""What a program is called, and its files; none for a library that is known by name."""


def found(names: Iterable[str]) -> list[Parts]:
    """What the names given mean, each program once."""
    parts: dict[Parts, None] = {}
    for name in names:
        path = Path(name)
        if path.is_dir():
            parts |= dict.fromkeys(_inside(path))
        elif path.suffix == ".qa" or path.is_file():
            parts[name, (path,)] = None
        else:
            parts[name, ()] = None
    return list(parts)


def programs(parts: Iterable[Parts]) -> Iterator[tuple[str, Program]]:
    """The programs themselves, each read and checked when its turn comes."""
    for name, files in parts:
        yield name, _library(name) if not files else _of_files(name, files)


def _inside(folder: Path) -> Iterator[Parts]:
    """Every program in a folder and those below it; files that `use` would read as one library are one."""
    for place, own in programs_below(folder):
        headers = [file for file in own if _header(file) is not None]
        if len(own) > 1 and len(headers) == 1 and _header(headers[0]) == place.resolve().name:
            yield str(place), tuple(own)
        else:
            yield from ((str(file), (file,)) for file in own)


def _header(file: Path) -> str | None:
    """What a library calls itself, where the file says that it is one."""
    bag = Bag()
    source = loader.read_source(file, str(file), bag)
    tree = parser.parse(source, bag) if source is not None else None
    statements = tree.statements if tree is not None else ()
    return next((statement.name.text for statement in statements if isinstance(statement, nodes.Library)), None)


def _of_files(name: str, files: tuple[Path, ...]) -> Program:
    if len(files) == 1:
        return Program(pipeline.read(files[0], str(files[0])))
    return _joined(
        [statement for file in files for statement in pipeline.parse(pipeline.read(file, str(file))).statements]
    )


def _library(name: str) -> Program:
    """A library found by name as `use` finds it: beside this folder, installed, or in the standard library."""
    words = name.replace("`", "").split(".")
    if not all(word.strip() and word.isprintable() for word in words):
        raise fail("QA601", f"`{printable(name)}` is neither a file, a folder nor the name of a library")
    made = Source("qa test", f"use {spelled_path('.'.join(words))}\n", os.getcwd())
    try:
        front = pipeline.check(made)
    except QadslError as error:
        raise without_picture(error, made) from None
    module = next(module for module in front.modules if module.name == ".".join(words))
    return _joined(list(module.statements))


def _joined(statements: list[nodes.Statement]) -> Program:
    """The program that these statements make together."""
    if not statements:
        return Program(Source("qa test", ""))
    source = statements[0].span.source
    tree = nodes.Program(tuple(statements), statements[0].span)
    bag = Bag()
    return Program.of(pipeline.check_loaded(source, tree, loader.load(tree, source, bag, parser.parse), bag))
