"""Opens the program that a command names: a file, or standard input."""

from __future__ import annotations

import os
import sys

from qadsl.answers import Program, load
from qadsl.pipeline import fail
from qadsl.source import Source

__all__ = ["open_program", "open_source"]

STDIN = "-"


def open_program(file: str) -> Program:
    """Read and check a program."""
    return Program(_standard_input()) if file == STDIN else load(file)


def open_source(file: str) -> Source:
    """Read a program without checking it."""
    from pathlib import Path

    from qadsl import pipeline

    return _standard_input() if file == STDIN else pipeline.read(Path(file), file)


def _standard_input() -> Source:
    data = sys.stdin.buffer.read() if sys.stdin is not None else b""
    try:
        return Source("<stdin>", data.decode("utf-8-sig"), os.getcwd())
    except UnicodeDecodeError as problem:
        message = f"standard input is not UTF-8 text (byte {problem.start})"
        raise fail("QA607", message, help=["Pass the text in the encoding UTF-8."]) from None
