"""`qa fmt`: writes programs in the one style, or says which are not in it."""

from __future__ import annotations

import argparse
import codecs
import difflib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qadsl.apps.cli.rewriting import programs_in, read_bytes, replace
from qadsl.apps.cli.screen import has_colour, show_diagnostics
from qadsl.diagnostics import Bag
from qadsl.diagnostics.cells import printable
from qadsl.source import Source
from qadsl.syntax.formatter import format_text

__all__ = ["main"]

STDIN = "-"
FINE, UNFORMATTED, WRONG = 0, 1, 2
_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


@dataclass(slots=True)
class _Tally:
    """How many programs are in the style, are not, and cannot be brought into it."""

    same: int = 0
    changed: int = 0
    wrong: int = 0

    def sentence(self, *, is_written: bool) -> str:
        """`2 formatted, 1 already in the style`."""
        done = "formatted" if is_written else "to be formatted"
        parts = [(self.changed, done), (self.same, "already in the style"), (self.wrong, "left as it is")]
        return ", ".join(f"{count} {what}" for count, what in parts if count) or "no `.qa` files found"


def main(options: argparse.Namespace) -> int:
    """Format programs one by one: 2 if any cannot be, else 1 if `--check` finds one that is not in the style."""
    tally = _Tally()
    for name in programs_in(options.files):
        _format(name, options, tally)
    if options.files != [STDIN]:
        sys.stdout.flush()
        print(tally.sentence(is_written=not (options.check or options.diff)), file=sys.stderr)
    if tally.wrong:
        return WRONG
    return UNFORMATTED if options.check and tally.changed else FINE


def _format(name: str, options: argparse.Namespace, tally: _Tally) -> None:
    bag = Bag()
    data = _standard_input() if name == STDIN else read_bytes(name, bag)
    shown = "<stdin>" if name == STDIN else name
    result = data if data is None else _formatted(data, shown, options.line_length, bag)
    is_only_shown = options.check or options.diff
    if data is not None and result is not None and result != data and not bag.has_errors:
        if is_only_shown:
            _show(shown, data, result, options)
        elif name != STDIN and replace(name, result, bag):
            print(
                f"{printable(name)}: formatted", file=sys.stderr if STDIN in options.files else sys.stdout, flush=True
            )
    if name == STDIN and not is_only_shown and result is not None:
        _print_bytes(result)
    if bag.has_errors:
        tally.wrong += 1
        show_diagnostics(bag.sorted(), as_json=False)
        if data is not None:
            print(f"{printable(shown)}: left as it is", file=sys.stderr)
    elif result == data:
        tally.same += 1
    else:
        tally.changed += 1


def _formatted(data: bytes, name: str, width: int, bag: Bag) -> bytes:
    """The bytes of a program in the style: UTF-8, with the byte order mark that it had; itself if it has mistakes."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError as problem:
        message = f"`{name}` is not UTF-8 text (byte {problem.start})"
        bag.error("QA607", message, None, help=["Save the file with the encoding UTF-8."])
        return data
    folder = os.getcwd() if name == "<stdin>" else str(Path(name).parent)
    result = format_text(Source(name, text, folder), bag, width, text)
    return data if bag.has_errors or result == text else mark + result.encode("utf-8")


def _standard_input() -> bytes:
    return sys.stdin.buffer.read() if sys.stdin is not None else b""


def _print_bytes(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


# --- differences -------------------------------------------------------------------------------------------------


def _show(name: str, before: bytes, after: bytes, options: argparse.Namespace) -> None:
    """The difference as a patch, or else only the name."""
    if not options.diff:
        print(printable(name))
    elif has_colour(sys.stdout):
        for line in _difference(name, before, after):
            colour = _COLOURS.get(line[:1], "")
            print(f"{colour}{printable(line.expandtabs().rstrip())}\x1b[0m" if colour else printable(line.rstrip()))
    else:
        _print_bytes("".join(_difference(name, before, after)).encode("utf-8"))


def _difference(name: str, before: bytes, after: bytes) -> Iterator[str]:
    for line in difflib.unified_diff(_lines(before), _lines(after), name, f"{name} (formatted)"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    """The lines with their ends; only a line feed ends one."""
    *lines, last = data.decode("utf-8").split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
