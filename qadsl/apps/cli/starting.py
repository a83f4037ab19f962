"""`qa new`: makes a commented start for a scenario, a theory or a library.

What is made is checked in memory first, so that a name on which the start itself would fail makes no file; and either
everything is written or nothing is.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from qadsl import pipeline, resources
from qadsl.apps.cli.naming import NewName, read_name
from qadsl.diagnostics import Bag
from qadsl.diagnostics.cells import printable
from qadsl.pipeline import QadslError, fail
from qadsl.source import Source
from qadsl.syntax.formatter import format_text

__all__ = ["main"]

PACKAGE_TEXT = '"""A rule library for qadsl. There is no code in it."""\n'


def main(options: argparse.Namespace) -> int:
    """Make what is asked for, and say what can be done with it."""
    name = read_name(options.name)
    texts = _library(name, options.license) if options.kind == "library" else _program(name, options.kind)
    into = Path(options.into)
    place = into / name.text if options.kind == "library" else into
    _write(place, texts, is_new=options.kind == "library")
    for line in _next(options.kind, name, place, texts):
        print(line)
    return 0


# --- what is written ---------------------------------------------------------------------------------------------


def _program(name: NewName, kind: str) -> dict[str, str]:
    text = _formatted(_filled(f"{kind}.qa", _marks(name)), name)
    _check(text, name)
    return {name.file: text}


def _library(name: NewName, licence: str) -> dict[str, str]:
    marks = {**_marks(name), "LICENSE_HERE": licence}
    library = _formatted(_filled("library/library.qa", marks), name)
    _check(library, name)
    example = _formatted(_filled("library/example.qa", marks), name)
    return {
        "pyproject.toml": _filled("library/pyproject.toml.txt", {**marks, "PATH_HERE": _quoted(_library_file(name))}),
        "README.md": _filled("library/README.md", {**marks, "PATH_HERE": shlex.quote(_library_file(name))}),
        "LICENSE": _filled(f"licences/{licence}.txt", {**marks, "NAME_HERE": name.text}),
        marks["EXAMPLE_HERE"]: example,
        f"{name.package}/__init__.py": PACKAGE_TEXT,
        _library_file(name): library,
    }


def _library_file(name: NewName) -> str:
    return f"{name.package}/{name.file}"


def _marks(name: NewName) -> dict[str, str]:
    """What stands for what in the templates."""
    return {
        "NAME_HERE": name.spelt,
        "TITLE_HERE": name.title,
        "FILE_HERE": shlex.quote(name.file),
        "SHELL_HERE": shlex.quote(name.text),
        "KEY_HERE": _quoted(name.text),
        "PACKAGE_HERE": name.package,
        "PROJECT_HERE": f"qadsl-{name.slug}",
        "EXAMPLE_HERE": "example.qa" if name.text.casefold() != "example" else "scenario.qa",
        "YEAR_HERE": str(datetime.date.today().year),
    }


def _quoted(text: str) -> str:
    """As TOML writes a text; what JSON writes is that, too."""
    return json.dumps(text, ensure_ascii=False)


def _filled(template: str, marks: Mapping[str, str]) -> str:
    text = resources.read("templates", template)
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


def _formatted(text: str, name: NewName) -> str:
    """In the one style, whatever the length of the name; a text that does not parse is left to be refused."""
    return format_text(Source(name.file, text), Bag())


def _check(text: str, name: NewName) -> None:
    """Refuse a name on which the start itself would fail."""
    try:
        pipeline.check(Source(name.file, text))
    except QadslError as error:
        reason = error.diagnostics[0].message
        tips = ["The start uses this word itself, or the language does. Choose another name."]
        raise fail("QA740", f"`{printable(name.text)}` cannot be the name: {reason}", help=tips) from None


# --- where it is written -----------------------------------------------------------------------------------------


def _write(place: Path, texts: Mapping[str, str], *, is_new: bool) -> None:
    """Write all files, none over another; where one fails, take the others away again."""
    blocker = place if is_new else next((place / file for file in texts), place)
    if blocker.is_symlink() or blocker.exists():
        tips = ["Nothing was written. Choose another name or another folder (`--into`)."]
        raise fail("QA741", f"`{printable(str(blocker))}` is there already", help=tips)
    made: list[Path] = []
    try:
        if is_new:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.mkdir()
            made.append(place)
        for file, text in texts.items():
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            with (place / file).open("x", encoding="utf-8", newline="\n") as opened:
                made.append(place / file)
                opened.write(text)
    except BaseException as problem:
        _take_back(made)
        if not isinstance(problem, OSError):
            raise
        where = printable(str(problem.filename or place))
        raise fail("QA743", f"`{where}` cannot be written: {problem.strerror or problem}") from None


def _take_back(made: list[Path]) -> None:
    for path in reversed(made):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _next(kind: str, name: NewName, place: Path, texts: Mapping[str, str]) -> list[str]:
    """What was made, and the first commands."""
    files = [f"made {printable(str(place / file))}" for file in texts]
    if kind != "library":
        file = shlex.quote(str(place / name.file))
        return [*files, f"next: qa check {file}, qa test {file}, qa run {file}"]
    files_first = (_library_file(name), _marks(name)["EXAMPLE_HERE"])
    library, example = (shlex.quote(str(place / file)) for file in files_first)
    folder = (
        str(place) if place.is_absolute() else f"./{place}"
    )  # else pip would ask an index for a package of that name
    return [*files, f"next: qa test {library}, qa run {example}, then pip install {shlex.quote(folder)}"]
