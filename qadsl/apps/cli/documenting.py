"""`qa doc`: the page of a library, made from its own text."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from qadsl import pipeline
from qadsl.apps.cli.screen import width
from qadsl.diagnostics.cells import printable
from qadsl.lookup import without_picture
from qadsl.pipeline import QadslError
from qadsl.semantics.loader import MAIN
from qadsl.source import Source
from qadsl.syntax.spelling import spelled_path
from qadsl.views import document_html, document_markdown, document_text
from qadsl.views.document import Document
from qadsl.views.library_page import library_page

__all__ = ["main", "page", "rendered"]

SUFFIXES = {"md": ".md", "html": ".html", "text": ".txt"}
COLUMNS = 80


def main(options: argparse.Namespace) -> int:
    """Print the page of a library, or write it to a file."""
    kind = options.format or _kind_of(options.out)
    text = rendered(page(options.name), kind, width(sys.stdout))
    if options.out is None:
        print(text, end="")
        return 0
    print(_write(text, options.out, Path(options.name).name.removesuffix(".qa") + SUFFIXES[kind]))
    return 0


def page(name: str, folder: str | None = None) -> Document:
    """The page of a library by its name, of a file, or of a folder of files.

    Raises
    ------
    QadslError
        If there is no such library, or it has mistakes.
    """
    path = Path(name)
    if path.suffix == ".qa" or path.is_file():
        front = pipeline.check(pipeline.read(path, name))
        return library_page(front.modules, front.checked.model, MAIN)
    if path.is_dir() and len(path.parts) > 1:
        name, folder = path.name, str(path.parent)
    made = Source("qa doc", f"use {_spelt(name)}\n", folder or os.getcwd())
    try:
        front = pipeline.check(made)
    except QadslError as error:
        raise without_picture(error, made) from None
    return library_page(front.modules, front.checked.model, name.replace("`", ""))


def rendered(document: Document, kind: str, columns: int = COLUMNS) -> str:
    """A page as `md`, `html` or `text`."""
    match kind:
        case "md":
            return document_markdown.text(document)
        case "html":
            return document_html.text(document)
        case _:
            return document_text.text(document, columns)


def _spelt(name: str) -> str:
    """A name as `use` takes it."""
    words = name.replace("`", "").split(".")
    if not all(word.strip() and word.isprintable() for word in words):
        raise pipeline.fail("QA601", f"`{printable(name)}` is not the name of a library")
    return spelled_path(".".join(words))


def _kind_of(out: Path | None) -> str:
    """What is to be written, by the ending of the file: plain text where it has none, and into a folder."""
    if out is None or not out.suffix or out.is_dir():
        return "text"
    for kind, suffix in SUFFIXES.items():
        if out.suffix.lower() == suffix:
            return kind
    raise pipeline.fail(
        "QA729", f"`{printable(str(out))}` cannot be written: a page ends in .md, .html or .txt",
        help=["With `--format`, the file may end as you like."],
    )  # fmt: skip


def _write(text: str, out: Path, name: str) -> Path:
    """Write the page to a file, or under its own name into a folder."""
    file = out / name if out.is_dir() else out
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise pipeline.fail("QA729", f"`{file}` cannot be written: {reason}") from None
    return file
