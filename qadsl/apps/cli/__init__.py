"""The command line: `qa run`, `qa check`, `qa show`, `qa explain`. Thin: it reads arguments and shows views.

Nothing heavy is imported before a command needs it; a table or JSON needs no pandas.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["main"]

FINE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130
STAGES = ("parse", "load", "check", "lower", "optimise", "run")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no mistake of the user's ends in a traceback."""
    _prepare_streams()
    try:
        code = _dispatch(_parser().parse_args(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()  # the reader has gone: nothing is left to say
        return FINE
    except OSError as problem:
        if problem.filename is not None:
            return _give_up(f"{type(problem).__name__}: {problem}")
        return _cannot_print(problem)
    except KeyboardInterrupt:
        print("interrupted: nothing was finished", file=sys.stderr)
        return INTERRUPTED
    except RecursionError:
        return _give_up("the program is nested too deeply")
    except MemoryError:
        return _give_up("there is not enough memory")
    except Exception as problem:
        if os.environ.get("QADSL_TRACEBACK"):
            raise
        return _give_up(f"{type(problem).__name__}: {problem}")
    return code


def _silence() -> None:
    """Let what is still to be printed go nowhere, so that Python does not complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _cannot_print(problem: OSError) -> int:
    _silence()
    print(f"error[QA729]: the answer cannot be written: {problem.strerror or problem}", file=sys.stderr)
    return WRONG


def _give_up(reason: str) -> int:
    from qadsl.diagnostics.cells import printable

    print(f"error[QA799]: internal error: {printable(reason)}", file=sys.stderr)
    print("  = help: this is a fault of qadsl; QADSL_TRACEBACK=1 shows where", file=sys.stderr)
    return WRONG


def _prepare_streams() -> None:
    """Names come in any script: write UTF-8 where the stream can take it, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _dispatch(options: argparse.Namespace) -> int:
    from qadsl.apps.cli.screen import show_diagnostics
    from qadsl.pipeline import QadslError

    try:
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except QadslError as error:
        show_diagnostics(error.diagnostics, as_json=getattr(options, "format", "") == "json")
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qa",
        description="Run, check and explain programs about alliances, quasi-alliances and neutrality.",
        epilog="Exit code: 0 fine, 1 a claim failed, 2 the program or a command is wrong, 130 interrupted.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and leave")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _run_options(commands.add_parser("run", help="answer every statement of a program that asks"))
    check = commands.add_parser("check", help="find mistakes without running anything")
    check.add_argument("files", nargs="+", metavar="FILE", help="programs; - reads standard input")
    check.add_argument("--format", choices=("table", "line", "json"), default="table", help="how mistakes are shown")
    check.set_defaults(command=_check)
    show = commands.add_parser("show", help="print what a stage makes of a program")
    show.add_argument("stage", choices=STAGES, metavar="STAGE", help=", ".join(STAGES))
    show.add_argument("file", metavar="FILE", help="a program; - reads standard input")
    show.set_defaults(command=_show)
    explain = commands.add_parser("explain", help="show the page of a diagnostic")
    explain.add_argument("code", metavar="CODE", help="its code, such as QA203")
    explain.set_defaults(command=_explain)
    return parser


def _run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("file", metavar="FILE", help="a program; - reads standard input")
    run.add_argument("--draws", type=_positive, metavar="N", help="how many draws (1000 unless the program says)")
    run.add_argument("--seed", type=_whole, metavar="N", help="which draws (0 unless the program says)")
    run.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="set a parameter, attribute or cell"
    )
    run.add_argument(
        "--format", choices=("table", "json", "csv"), default="table", help="what is printed; csv has the decisions"
    )
    run.add_argument("--out", type=Path, metavar="FILE", help="write decisions and ties to FILE: .csv, .parquet, .xlsx")
    run.add_argument("--all", action="store_true", help="show every row and period of long tables")
    run.add_argument("--quiet", action="store_true", help="no tables, notes or progress: only claims that fail")
    run.set_defaults(command=_run)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("qadsl")
        except PackageNotFoundError:
            found = "(not installed)"
        print(f"qadsl {found}")
        parser.exit()


def _positive(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return number


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"{text} is out of range")
    return number


def _run(options: argparse.Namespace) -> int:
    from qadsl.apps.cli.running import run

    return run(options)


def _check(options: argparse.Namespace) -> int:
    from qadsl.apps.cli.checking import check

    return check(options)


def _show(options: argparse.Namespace) -> int:
    from qadsl.apps.cli.showing import show

    return show(options)


def _explain(options: argparse.Namespace) -> int:
    from qadsl.apps.cli.explaining import explain

    return explain(options)
