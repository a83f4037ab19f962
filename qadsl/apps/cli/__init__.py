"""The command line. Thin: it reads arguments, gives the work to the command's file, and never ends in a traceback.

Nothing heavy is imported before a command needs it; a table or JSON needs no pandas. The commands stand in `arguments`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from qadsl.apps.cli.arguments import parser

__all__ = ["main"]

FINE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no mistake of the user's ends in a traceback."""
    _prepare_streams()
    try:
        code = _dispatch(parser().parse_args(arguments))
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
