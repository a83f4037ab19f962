"""What `%%quasi` and `%quasi` do: read their line, take the cell in, answer and show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qadsl.apps.notebook import lines, pages
from qadsl.apps.notebook.cell import Cell
from qadsl.apps.notebook.cells import Cells, Taken
from qadsl.apps.notebook.frames import handed
from qadsl.apps.notebook.jobs import Jobs
from qadsl.apps.notebook.live import show_live
from qadsl.apps.notebook.noting import changes, holding_nothing, noted, of_change, resting, rising
from qadsl.apps.notebook.places import is_program
from qadsl.apps.notebook.reading import Asked, read_line
from qadsl.apps.notebook.refusing import CellError, failure, refusal
from qadsl.apps.notebook.showing import kept, show_text, show_warnings
from qadsl.apps.notebook.wording import HELP, unquoted
from qadsl.apps.notebook.working import Work
from qadsl.failing import QadslError, fail
from qadsl.source import Source, Span
from qadsl.syntax.spelling import spelled

if TYPE_CHECKING:
    from qadsl.explorer.explorer import Explorer
    from qadsl.results import Result

__all__ = ["Magics"]

CELL, LINE = "%%quasi", "%quasi"
UNREAD = "QA810"
"""The warning that nothing reads what a program declares or states."""


class Magics:
    """The cells of one notebook, and what is asked about them."""

    def __init__(self, shell: Any, cells: Cells) -> None:
        self.shell = shell
        self.cells = cells
        self.jobs = Jobs()

    def cell(self, line: str, body: str) -> None:
        """Take a cell in and answer what it asks."""
        with self._failing():
            if line.strip() in lines.MEANT["help"]:
                show_text("help", HELP)
                if not body.strip():
                    return
                line = ""
            head = Source("", f"{CELL} {line}".rstrip())
            called = lines.called(head, len(CELL)) or str(self._number())
            head = Source(f"cell {called}", head.text)
            # the line of the magic is the first of the cell, as a notebook counts them
            source = Source(head.name, body if self._is_without_magic() else f"\n{body}", os.getcwd())
            try:
                asked = read_line(head, len(CELL))
                name = lines.cell_name(asked)
                frames = handed(asked.using, self.shell.user_ns)
            except QadslError as error:
                # what it declares does not hang on how it is to be answered
                taken = self.cells.put(source, lines.called(head, len(CELL)), self._id())
                raise QadslError(of_change(taken, error.diagnostics)) from None
            made = asked.options
            taken = self.cells.put(
                source,
                name,
                self._id(),
                frames,
                asked.places.get("--using"),
                draws=made.draws,
                seed=made.seed,
                settings=made.settings,
            )
            if taken.is_mistaken:
                broken = [one for one in self.cells.broken if one not in taken.fallen]
                raise failure(noted(of_change(taken), broken, is_whole=self._is_whole))
            self._show_taken(taken, asked)
            self._answered(taken.cell, asked, called)

    def _show_taken(self, taken: Taken, asked: Asked) -> None:
        """What is warned of in a cell, what it declares where it asks nothing, and what it has changed."""
        if asked.is_quiet:
            return
        own = [one for one in taken.found if one.span is not None and one.span.source is taken.cell.source]
        # what nothing reads yet may be read by the next cell
        show_warnings(own if taken.cell.asks else [one for one in own if one.code != UNREAD])
        if not taken.cell.asks:
            show_text("kept", "\n".join([kept(taken.cell), *changes(taken), *lines.unused(asked)]))
        elif said := changes(taken):
            show_text("kept", "\n".join(said))

    def line(self, line: str) -> None:
        """Do what a line says."""
        with self._failing():
            typed = Source(LINE, f"{LINE} {line}", os.getcwd())
            word = lines.first_word(typed, len(LINE))
            rest = Span(typed, word.end, len(typed.text))
            match word.text:
                case "" | "help":
                    show_text("help", lines.help_of(rest))
                case "library":
                    show_text("library", pages.library(lines.name_behind(rest), rest))
                case "reset":
                    self._reset(rest)
                case "jobs":
                    lines.nothing_behind(rest)
                    show_text("jobs", self.jobs.words)
                case "stop":
                    self._stop(lines.name_behind(rest))
                case "explain" if pages.is_code(rest.text):
                    show_text("page", pages.diagnostic(rest))
                case "run" | "explore" | "explain" | "why" | "tipping" | "sweep" | "compare" | "contrast":
                    self._ask(word, rest)
                case _:
                    raise lines.unknown_word(word)

    def _ask(self, word: Span, rest: Span) -> None:
        """Answer a statement of the language; `explore` runs a scenario for its explorer, which Python gets by name."""
        asked = read_line(word.source, rest.start)
        if word.text in ("run", "explore") and not asked.words:
            named = f"{word.text} {self._only_scenario(word)}"
            typed = Source(LINE, f"{LINE} {named}{rest.text}", os.getcwd())
            word = Span(typed, word.start, word.end)
            asked = read_line(typed, word.end)
        is_run = word.text in ("run", "explore")
        frames = handed(asked.using, self.shell.user_ns)
        cell = replace(lines.as_cell(word, asked), frames=frames, handing=asked.places.get("--using"))
        wanted = lines.explored(asked, word) if word.text == "explore" else asked
        shown = self._answered(cell, wanted, unquoted(asked.words[0].text) if is_run else word.text)
        if shown and wanted.result is None and asked.result is not None:
            self.shell.user_ns[asked.result] = shown[-1]

    def _only_scenario(self, word: Span) -> str:
        """The scenario that is meant where none is named."""
        known = self.cells.scenarios
        if len(known) == 1:
            return spelled(known[0])
        hint = f"The cells have: {', '.join(known) or 'none yet'}."
        raise fail("QA208", "which scenario?", word, "name it", help=[hint, *holding_nothing(self.cells.broken)])

    def _answered(self, cell: Cell, asked: Asked, name: str) -> list[Explorer[Result]]:
        """Answer and show what a cell asks, and hand out its last result; the explorers that are shown."""
        if not asked.is_run or not (cell.asks or asked.result is not None or asked.is_live):
            return []
        work = Work(self.shell, self.cells, self.jobs, cell, asked, name)
        work.do()
        if not asked.is_live:
            return []
        return show_live(zip(work.results, work.kept, strict=True), is_alone=asked.is_quiet)

    def _stop(self, name: str) -> None:
        job = self.jobs.stop(name)
        show_text("jobs", job.words if job.ended.is_set() else f"{job.words}; it ends as soon as it can")

    def end(self) -> None:
        """Stop what works in the background."""
        self.jobs.clear()

    def _reset(self, rest: Span) -> None:
        """Forget a cell, or all of them and what works in the background."""
        name = lines.name_behind(rest)
        if not name:
            self.jobs.clear()
        before = self.cells.broken
        if not self.cells.forget(name or None) and name:
            raise lines.unknown_cell(rest, self.cells.names)
        fallen = [one for one in self.cells.broken if one not in before]
        said = [resting(fallen)] if fallen else rising(self.cells.held(before)) if name else []
        if said:
            show_text("changed", said[0])

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
            raise failure(noted(error.diagnostics, self.cells.broken, is_whole=self._is_whole)) from None
        except CellError as error:
            raise error from None
        except KeyboardInterrupt:
            raise refusal("interrupted before anything was answered", is_interruption=True) from None
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
