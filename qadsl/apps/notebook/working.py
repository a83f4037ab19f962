"""Answers a cell, here or in the background: shows each answer, hands results out, says what failed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from qadsl.analysis.expect import Verdict
from qadsl.apps.notebook.asking import Ready, answers, prepared
from qadsl.apps.notebook.cell import Cell
from qadsl.apps.notebook.cells import Cells
from qadsl.apps.notebook.jobs import Job, Jobs
from qadsl.apps.notebook.noting import left_out
from qadsl.apps.notebook.outlets import Bundle, outlet
from qadsl.apps.notebook.reading import LINE_CODE, Asked
from qadsl.apps.notebook.refusing import CellError, failure, refusal
from qadsl.apps.notebook.showing import bundle, error_bundle, show_text
from qadsl.commands import Answer
from qadsl.failing import QadslError, fail
from qadsl.results import Result
from qadsl.syntax import nodes
from qadsl.views.bundle import stored

__all__ = ["Work"]

ANSWERED: tuple[type[nodes.Command], ...] = (
    nodes.Run, nodes.Explain, nodes.WhyNot, nodes.Tipping, nodes.Sweep, nodes.Contrast, nodes.CompareRuns
)  # fmt: skip
"""Statements whose answers Python can hold."""


class Work:
    """What one cell asks, and where its answers go.

    Parameters
    ----------
    shell, cells, jobs
        Of the notebook.
    cell, asked
        What is asked, and what its line says besides.
    name
        What the work is called, where it goes on in the background.
    """

    def __init__(self, shell: Any, cells: Cells, jobs: Jobs, cell: Cell, asked: Asked, name: str) -> None:
        self._shell, self._cells, self._cell, self._asked = shell, cells, cell, asked
        self._jobs = jobs
        self._job = Job(name, asked.result)
        self.results: list[Result] = []
        """What its runs found."""
        self.kept: list[int] = []
        """Bytes that a saved notebook keeps of each of them."""

    def do(self) -> None:
        """Answer, in this cell or behind it.

        Raises
        ------
        CellError, QadslError
            If anything is wrong or fails; in the background, only what is known before it begins.
        """
        self._check_options()
        if self._asked.is_background:
            self._jobs.start(self._job, self._prepare_behind)
            return
        with self._jobs.working(self._job):
            ready = self._prepare()
            self._job.outlet = outlet(self._shell, is_quiet=self._asked.is_quiet)
            self._answer(ready)

    def _prepare(self) -> Ready:
        """Look everything up as it is by now, and say which cells it is without."""
        ready = prepared(self._cells, self._cell, self._asked.options)
        if self._cells.broken and not self._asked.is_quiet:
            show_text("left-out", left_out(self._cells.broken))
        if ready.is_torn and not self._asked.is_quiet:
            show_text("left-out", "cells run it with different `--set`: this is without them")
        return ready

    def _check_options(self) -> None:
        """Refuse what no answer of this cell could give."""
        places, name = self._asked.places, self._asked.result
        if name is not None and not self._asks(ANSWERED):
            tip = "What is run or asked has one; claims have none."
            raise fail(LINE_CODE, f"there is no result to call `{name}`", places["--as"], help=[tip])
        if self._asked.is_live and not self._asks(nodes.Run):
            tip = "It is for what is run: `run suez`, say."
            raise fail(LINE_CODE, "there is nothing for `--live` to move", places["--live"], help=[tip])

    def _asks(self, kinds: type[nodes.Command] | tuple[type[nodes.Command], ...]) -> bool:
        return any(isinstance(one, kinds) for one in self._cell.tree.statements)

    def _prepare_behind(self) -> partial[None]:
        """Look everything up as it is by now, and say below the cell that it is being worked on."""
        ready = self._prepare()
        name = self._job.name
        said = f"{name} works in the background: %quasi jobs tells how far it is, %quasi stop {name} ends it"
        self._job.outlet = outlet(self._shell, is_quiet=False, background=said)
        return partial(self._answer_behind, ready)

    def _answer_behind(self, ready: Ready) -> None:
        """Answer; what fails is shown where the answer would be."""
        out = self._job.outlet
        assert out is not None
        try:
            self._answer(ready)
        except CellError as error:
            self._job.state = "interrupted" if error.is_interruption else "failed"
            out.put(error_bundle(error))
        except Exception as error:  # nobody else would say so
            self._job.state = "failed"
            out.put(error_bundle(refusal(f"{type(error).__name__}: {error}", "This is a mistake of qadsl's.")))
        out.close()

    def _answer(self, ready: Ready) -> None:
        out = self._job.outlet
        assert out is not None
        try:
            failed = self._show_all(answers(ready, self._job))
        except QadslError as error:
            raise failure(error.diagnostics) from None
        except KeyboardInterrupt:
            raise refusal("interrupted: nothing more was finished", is_interruption=True) from None
        finally:
            out.close()
        if failed:
            raise refusal(f"{failed} claim{'s' if failed > 1 else ''} failed")

    def _show_all(self, found: Iterator[Answer]) -> int:
        """Show every answer; how many claims failed."""
        out = self._job.outlet
        assert out is not None
        failed = 0
        for answer in found:
            failed += not answer.holds
            self._hand_out(answer.value)
            if answer.partly:
                out.say(f"interrupted: {answer.partly}")
            forms = _drawn(answer) if not self._asked.is_quiet or not answer.holds else {}
            if forms:
                out.put(forms)
            if isinstance(answer.value, Result):
                self.kept.append(stored(str(forms.get("text/html", ""))))
            if answer.partly:
                raise refusal(f"interrupted: {answer.partly}", is_interruption=True)
        return failed

    def _hand_out(self, value: object) -> None:
        """Give Python an answer; `_` is that of a cell, not of what goes on behind others.

        Under its name a cell gives what it runs; what it asks besides only where it runs nothing.
        """
        if isinstance(value, Verdict):
            return
        if isinstance(value, Result):
            self.results.append(value)
        if not self._asked.is_background:
            self._shell.displayhook.update_user_ns(value)
        if self._asked.result is not None and (isinstance(value, Result) or not self._asks(nodes.Run)):
            self._shell.user_ns[self._asked.result] = value


def _drawn(answer: Answer) -> Bundle:
    """The forms of an answer that Python has already."""
    try:
        return bundle(answer)
    except KeyboardInterrupt:
        raise refusal("interrupted while it was drawn: `print(_)` shows the answer", is_interruption=True) from None
