"""The commands of `qa` and their arguments: one row a command.

A row names the file that does the work; it is imported when its command is given, and not before, so that no command
waits for what another needs. That file has a function `main(options) -> int`, the exit code.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from qadsl.diagnostics.suggest import suggest

__all__ = ["COMMANDS", "Command", "parser"]

STAGES = ("parse", "load", "check", "lower", "optimise", "run")


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `qa`.

    Parameters
    ----------
    name
        As it is typed.
    help
        What it does, for the list of commands.
    module
        The file beside this one that does it.
    add_arguments
        Declares its arguments.
    """

    name: str
    help: str
    module: str
    add_arguments: Callable[[_Reader], None]

    def run(self, options: argparse.Namespace) -> int:
        """Do it, and return the exit code."""
        main: Callable[[argparse.Namespace], int] = import_module(f"qadsl.apps.cli.{self.module}").main
        return main(options)


class _Reader(argparse.ArgumentParser):
    """A parser that asks about a word it does not know, and tells what a command needs."""

    needs = ""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, with what was probably meant, and leave."""
        wrong = _WRONG_WORD.search(message)
        guess = suggest(wrong[1], re.findall(r"[\w-]+", wrong[2])) if wrong else None
        if guess:
            message += f"\ndid you mean `{guess}`?"
        elif message.startswith(_UNKNOWN):
            message += self._unknown(message.removeprefix(_UNKNOWN).split())
        elif "required" in message and self.needs:
            message += f"\n{self.needs}"
        super().error(message)

    def _unknown(self, words: list[str]) -> str:
        """What was probably meant by an option that no command has."""
        word = next((word.partition("=")[0] for word in words if word.startswith("--")), "")
        if word == "--using":
            return "\nframes are for notebooks; in a file, a `data` item names the table"
        commands = [a for a in self._actions if isinstance(a, argparse._SubParsersAction)]
        parsers = [each for action in commands for each in action.choices.values()] or [self]
        guess = suggest(word, sorted({option for each in parsers for option in each._option_string_actions}))
        return f"\ndid you mean `{guess}`?" if word and guess else ""


_UNKNOWN = "unrecognized arguments: "
_WRONG_WORD = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")
"""How `argparse` tells of a word that is none of those it knows."""


@cache
def parser() -> argparse.ArgumentParser:
    """What reads the command line; without a command it lists them, which is a misuse."""
    found = _Reader(
        prog="qa",
        description="Run, check and explain programs about alliances, quasi-alliances and neutrality.",
        epilog="Exit code: 0 fine, 1 a claim failed, 2 the program or a command is wrong, 130 interrupted.",
    )
    found.add_argument("--version", action=_Version, nargs=0, help="show the version and leave")
    commands = found.add_subparsers(title="commands", metavar="COMMAND")
    found.set_defaults(command=lambda _: _list(found))
    for command in COMMANDS:
        each = commands.add_parser(command.name, help=command.help)
        command.add_arguments(each)
        each.set_defaults(command=command.run)
    return found


def _list(commands: argparse.ArgumentParser) -> int:
    commands.print_help(sys.stderr)
    return 2


# --- the arguments of each ---------------------------------------------------------------------------------------


def _run(run: argparse.ArgumentParser) -> None:
    run.add_argument("file", metavar="FILE", help="a program; - reads standard input")
    run.add_argument("--draws", type=positive, metavar="N", help="how many draws (1000 unless the program says)")
    run.add_argument("--seed", type=whole, metavar="N", help="which draws (0 unless the program says)")
    run.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="set a parameter, attribute or cell"
    )
    run.add_argument(
        "--format", choices=("table", "json", "csv"), default="table", help="what is printed; csv has the decisions"
    )
    run.add_argument("--out", type=Path, metavar="FILE", help="write decisions and ties to FILE: .csv, .parquet, .xlsx")
    run.add_argument(
        "--plot",
        action="append",
        default=[],
        metavar="[PICTURE:]FILE",
        help="draw the network, or another picture by its name, into FILE: .svg, .png, .pdf, .html, .json",
    )
    run.add_argument("--report", type=Path, metavar="FILE", help="write one page with every answer to FILE: .html")
    run.add_argument("--until", metavar="TIME", help="the last period that is run, such as 1956 or 1956-10")
    run.add_argument("--save-state", type=Path, metavar="FILE", help="write what the last period leaves to FILE")
    run.add_argument(
        "--continue", dest="continued", type=Path, metavar="FILE", help="go on from what --save-state wrote to FILE"
    )
    run.add_argument("--all", action="store_true", help="show every row and period of long tables")
    run.add_argument("--quiet", action="store_true", help="no tables, notes or progress: only claims that fail")


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument("files", nargs="+", metavar="FILE", help="programs or folders; - reads standard input")
    check.add_argument("--format", choices=("table", "line", "json"), default="table", help="how mistakes are shown")
    check.add_argument("--watch", action="store_true", help="check again whenever a program or its libraries change")


def _fmt(fmt: argparse.ArgumentParser) -> None:
    fmt.add_argument("files", nargs="+", metavar="FILE", help="programs or folders; - reads standard input")
    fmt.add_argument("--check", action="store_true", help="write nothing; list what is not in the style, exit code 1")
    fmt.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    fmt.add_argument(
        "--line-length", type=positive, default=120, metavar="N", help="how long a line may be (120 unless said)"
    )


def _show(show: argparse.ArgumentParser) -> None:
    show.add_argument("stage", choices=STAGES, metavar="STAGE", help=", ".join(STAGES))
    show.add_argument("file", metavar="FILE", help="a program; - reads standard input")


def _explain(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("code", metavar="CODE", help="its code, such as QA203")


def _doc(doc: argparse.ArgumentParser) -> None:
    doc.add_argument("name", metavar="NAME", help="a library by its name, or its file or folder")
    doc.add_argument("--format", choices=("md", "html", "text"), help="Markdown, HTML, or plain text (the default)")
    doc.add_argument("--out", type=Path, metavar="FILE", help="write it to FILE, or under its name into a folder")


def _test(test: argparse.ArgumentParser) -> None:
    test.add_argument(
        "names", nargs="*", metavar="NAME", help="files, folders, or libraries by name (this folder unless said)"
    )
    test.add_argument("--coverage", action="store_true", help="tell which rules and outcomes the tests exercise")
    test.add_argument("--fail-under", type=percentage, metavar="PCT", help="fail where less than PCT %% is covered")
    test.add_argument("--fail-on-empty", action="store_true", help="fail where there is nothing to test")
    test.add_argument("--tries", type=positive, default=10_000, metavar="N", help="situations tried for each property")
    test.add_argument("--draws", type=positive, default=1000, metavar="N", help="draws of a case that is uncertain")
    test.add_argument("--seed", type=whole, default=0, metavar="N", help="which situations and draws")
    test.add_argument("--junit", type=Path, metavar="FILE", help="write the results for a build server")
    test.add_argument(
        "--format", choices=("table", "json"), default="table", help="lines, or one JSON object a program"
    )
    test.add_argument("--verbose", action="store_true", help="tell what holds, too, and how each outcome is reached")
    test.add_argument("--quiet", action="store_true", help="only what fails")


def _compare(compare: argparse.ArgumentParser) -> None:
    compare.add_argument("file", metavar="FILE", help="a program")
    compare.add_argument("other", metavar="OTHER", help="its other version, or that of a library that it uses")
    compare.add_argument("--scenario", metavar="NAME", help="which scenario (what the first `run` asks unless said)")
    compare.add_argument("--theory", metavar="NAME", help="by which theory (the program's own unless said)")
    compare.add_argument("--draws", type=positive, metavar="N", help="how many draws (1000 unless said)")
    compare.add_argument("--seed", type=whole, metavar="N", help="which draws (0 unless said)")
    compare.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="set a parameter, attribute or cell in both"
    )
    compare.add_argument("--format", choices=("table", "json"), default="table", help="what is printed")
    compare.add_argument("--all", action="store_true", help="show every row and period, and what differs a little")


def _new(new: _Reader) -> None:
    new.needs = "KIND is scenario, library or theory: write `qa new scenario suez`, say"
    kinds = ("scenario", "library", "theory")
    new.add_argument("kind", metavar="KIND", choices=kinds, help="what to begin: a scenario, a library or a theory")
    new.add_argument("name", metavar="NAME", help="its name; quotes around it where it has blanks")
    new.add_argument("--into", default=".", metavar="FOLDER", help="where (this folder unless said)")
    new.add_argument(
        "--license",
        choices=("BSD-3-Clause", "CC-BY-4.0", "MIT"),
        default="BSD-3-Clause",
        help="of a library (BSD-3-Clause unless said)",
    )


def _lsp(_: argparse.ArgumentParser) -> None:
    """It takes none: it speaks over standard input and output."""


COMMANDS = (
    Command("run", "answer every statement of a program that asks", "running", _run),
    Command("check", "find mistakes without running anything", "checking", _check),
    Command("fmt", "write programs in the one style", "formatting", _fmt),
    Command("show", "print what a stage makes of a program", "showing", _show),
    Command("explain", "show the page of a diagnostic", "explaining", _explain),
    Command("test", "run the tests and properties of programs and libraries", "testing", _test),
    Command("compare", "compare two versions of a program or library", "comparing", _compare),
    Command("new", "make a commented start: a scenario, a theory or a library", "starting", _new),
    Command("lsp", "serve an editor: mistakes, hover, completion, rename", "serving", _lsp),
    Command("doc", "show the page of a library, made from its own text", "documenting", _doc),
)


# --- kinds of argument -------------------------------------------------------------------------------------------


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("qadsl")
        except PackageNotFoundError:
            found = "(not installed)"
        print(f"qadsl {found}")
        parser.exit()


def positive(text: str) -> int:
    """A whole number of at least 1."""
    number = whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return number


def percentage(text: str) -> float:
    """A number from 0 to 100, with or without a per cent sign."""
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage") from None
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 100")
    return number


def whole(text: str) -> int:
    """A whole number of at least 0 that fits into 63 bits."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"{text} is out of range")
    return number
