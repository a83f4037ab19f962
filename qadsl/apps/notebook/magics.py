"""What `%%quasi` and `%quasi` do: read their line, take the cell in, answer and show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from qadsl.apps.notebook import pages
from qadsl.apps.notebook.cells import Cell, Cells
from qadsl.apps.notebook.frames import handed
from qadsl.apps.notebook.jobs import Jobs
from qadsl.apps.notebook.live import show_live
from qadsl.apps.notebook.noting import holding_nothing, noted
from qadsl.apps.notebook.places import is_program
from qadsl.apps.notebook.reading import Asked, read_line, unknown
from qadsl.apps.notebook.refusing import CellError, failure, refusal
from qadsl.apps.notebook.showing import show_kept, show_text, show_warnings
from qadsl.apps.notebook.wording import HELP, WORDS
from qadsl.apps.notebook.working import Work
from qadsl.failing import QadslError
from qadsl.pipeline import parse
from qadsl.source import Source
from qadsl.syntax import nodes

__all__ = ["Magics"]

LINE = "%quasi"


class Magics:
    """The cells of one notebook, and what is asked about them."""

    def __init__(self, shell: Any, cells: Cells) -> None:
        self.shell = shell
        self.cells = cells
        self.jobs = Jobs()

    def cell(self, line: str, body: str) -> None:
        """Take a cell in and answer what it asks."""
        with self._failing():
            asked = read_line(line)
            if len(asked.words) > 1:
                raise refusal(f"a cell has one name, and `{asked.words[1]}` is another", "Write `%%quasi suez`, say.")
            name = asked.words[0] if asked.words else None
            number = self._number()
            # the line of the magic is the first of the cell, as a notebook counts them
            text = body if self._is_without_magic() else f"\n{body}"
            source = Source(f"cell {name or number}", text, os.getcwd())
            cell, warnings = self.cells.put(source, name, self._id(), handed(asked.using, self.shell.user_ns))
            if not asked.is_quiet:
                show_warnings(warnings)
            self._answered(cell, asked, name or str(number))
            if not asked.is_quiet and not _asks(cell):
                show_kept(cell)

    def line(self, line: str) -> None:
        """Do what a line says."""
        with self._failing():
            word, _, rest = line.strip().partition(" ")
            match word:
                case "" | "help":
                    show_text("help", HELP)
                case "library":
                    show_text("library", pages.library(rest.strip()))
                case "reset":
                    self._reset(rest.strip())
                case "jobs":
                    show_text("jobs", self.jobs.words)
                case "stop":
                    self._stop(rest.strip())
                case "explain" if pages.is_code(rest):
                    show_text("page", pages.diagnostic(rest.strip()))
                case "explore":
                    self._explore(read_line(rest))
                case "run" | "explain" | "why" | "tipping" | "sweep" | "compare" | "contrast":
                    self._ask(word, read_line(rest))
                case _:
                    raise unknown("word", word, WORDS)

    def _explore(self, asked: Asked) -> None:
        """Run a scenario for its explorer alone, over the picture of what was found."""
        if asked.is_background:
            raise refusal("what is live cannot work in the background", "Leave out `--background`.")
        self._ask("run", replace(asked, is_quiet=True, is_live=True))

    def _ask(self, word: str, asked: Asked) -> None:
        words = asked.words
        if word == "run" and not words:
            known = self.cells.scenarios
            if len(known) != 1:
                hint = f"The cells have: {', '.join(known) or 'none yet'}."
                raise refusal("which scenario?", " ".join([hint, *holding_nothing(self.cells.broken)]))
            words = (f"`{known[0]}`",) if not known[0].isidentifier() else (known[0],)
        source = Source(LINE, " ".join((word, *words)), os.getcwd())
        self._answered(
            Cell(source, parse(source), frames=handed(asked.using, self.shell.user_ns)),
            asked,
            words[0].strip("`") if word == "run" else word,
        )

    def _answered(self, cell: Cell, asked: Asked, name: str) -> None:
        """Answer and show what a cell asks, and hand out its last result."""
        if asked.is_run and (_asks(cell) or asked.result is not None or asked.is_live):
            work = Work(self.shell, self.cells, self.jobs, cell, asked, name)
            work.do()
            if asked.is_live:
                show_live(work.results, is_alone=asked.is_quiet)

    def _stop(self, name: str) -> None:
        job = self.jobs.stop(name)
        show_text("jobs", job.words if job.ended.is_set() else f"{job.words}; it ends as soon as it can")

    def end(self) -> None:
        """Stop what works in the background."""
        self.jobs.clear()

    def _reset(self, name: str) -> None:
        if not name:
            self.jobs.clear()
        if not self.cells.forget(name or None) and name:
            raise unknown("cell", name, self.cells.names or ["none"])

    def _number(self) -> int:
        """The number that the notebook shows beside the cell; IPython counts on before the cell runs, or behind it."""
        result: Any = getattr(self.shell.displayhook, "exec_result", None)
        return getattr(result, "execution_count", None) or int(getattr(self.shell, "execution_count", 0))

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """A mistake as the failure of the cell."""
        try:
            yield
        except QadslError as error:
            raise failure(noted(error.diagnostics, self.cells, is_whole=self._is_whole)) from None
        except CellError as error:
            raise error from None
        except KeyboardInterrupt:
            raise refusal("interrupted: nothing was changed", is_interruption=True) from None
        except RecursionError:
            raise refusal("the program is nested too deeply") from None

    @property
    def _is_whole(self) -> bool:
        """Whether cells without a magic are programs, as in notebooks of the language's own kernel."""
        return bool(getattr(getattr(self.shell, "kernel", None), "is_quasi", False))

    def _is_without_magic(self) -> bool:
        """Whether the cell is a program from its first line on."""
        return self._is_whole and is_program(str(self.shell.get_parent().get("content", {}).get("code", "")))

    def _id(self) -> str | None:
        """What the notebook calls the cell, where it does."""
        try:
            found = self.shell.get_parent()["metadata"]["cellId"]
        except (AttributeError, KeyError, TypeError):
            return None
        return str(found) if found else None


def _asks(cell: Cell) -> bool:
    return any(isinstance(one, nodes.Command) for one in cell.tree.statements)
