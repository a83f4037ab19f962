"""What `result.explore()` is: values read and set from Python, shown live in a notebook, saved as a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from qadsl import pipeline
from qadsl.engine.javascript import CannotCompile, Compiled, emit, freed
from qadsl.explorer import page
from qadsl.explorer.answering import answer, remote_facts
from qadsl.explorer.bundle import packed
from qadsl.explorer.changing import moved
from qadsl.explorer.facts import Start, facts_of, json_of, told_in_parts
from qadsl.explorer.fixed import fixed
from qadsl.explorer.inputs import Input, input_called, inputs_of, movable
from qadsl.explorer.kept import kept
from qadsl.explorer.patch import Frame, frame_of, setting, value_text
from qadsl.explorer.values import named_input, shown_value, wanted_value, wanted_values
from qadsl.failing import fail
from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.whole import check_file, write_whole
from qadsl.views.words import named

if TYPE_CHECKING:
    from qadsl.explorer.widget import ExplorerWidget

__all__ = ["Explorer", "Subject"]

R = TypeVar("R")
PAGES = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Subject(Generic[R]):
    """What is explored.

    Parameters
    ----------
    plan, figures
        The program as lowered, and what its run found.
    settings
        What was set from outside.
    scenarios
        Names that the program's scenarios have.
    made
        Makes a result of a plan, its figures and its settings.
    still
        What is shown where nothing is live: a MIME bundle.
    """

    plan: Plan
    figures: Figures
    settings: tuple[str, ...]
    scenarios: frozenset[str]
    made: Callable[[Plan, Figures, tuple[str, ...]], R]
    still: Callable[[], Mapping[str, Any]]


class Explorer(Generic[R]):
    """Sliders for what a result rests on.

    In a notebook it is shown live. `e["fear"] = 0.4` moves an input, `e.values` says what all are, `e.changed` which
    were moved, `e.reset()` puts them back; `e.result()` runs the engine with them, `e.patch` is the same as code, and
    `e.save("x.html")` writes a page that works by itself.
    """

    def __init__(self, subject: Subject[R], start: Start) -> None:
        self._subject = subject
        self._start = start
        self._plan = told_in_parts(subject.plan)
        self._moved: dict[str, float] = {}
        self._known: dict[str, Input] = {}
        self._widget: ExplorerWidget | None = None

    # --- values ---------------------------------------------------------------------------------------------------

    @cached_property
    def _read(self) -> Plan:
        """The plan without what no figure needs: its inputs are those that a page can move."""
        return freed(self._plan)

    @cached_property
    def _all(self) -> tuple[Input, ...]:
        return tuple(inputs_of(self._read))

    def _called(self, id: str) -> Input:
        """The input that the page calls so."""
        if id not in self._known:
            found = input_called(self._read, id)
            assert found is not None
            self._known[id] = found
        return self._known[id]

    def _named(self, name: object) -> list[Input]:
        return named_input(self._read, name, self._fixed)

    def _fixed(self) -> dict[str, str]:
        """What has no slider, and why."""
        return fixed(self._plan, self._read)

    def _valid(self, values: Mapping[str, Any]) -> dict[str, float]:
        """What a page says of values that there are."""
        plan, known = self._read, self._known
        return {one: float(value) for one, value in values.items() if one in known or input_called(plan, one)}

    @property
    def inputs(self) -> list[str]:
        """What can be moved, by the names that programs write."""
        return [one.key for one in self._all]

    def ids_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """What the page calls the inputs of these names."""
        return tuple(one.id for name in names for one in self._named(name))

    @property
    def values(self) -> dict[str, float | bool | str | None]:
        """Every input with the value at which its slider stands: moved, or as given; None for what is not known."""
        return {one.key: self._shown(one) for one in self._all}

    @values.setter
    def values(self, values: Mapping[str, object]) -> None:
        """Move the inputs that are named: all, or none if one cannot be; what stands there already stays as it is."""
        wanted = wanted_values(self._read, values, self._fixed)
        self._moved |= {one.id: value for one, value in wanted if value != self._moved.get(one.id, one.middle)}
        self._send()

    @property
    def changed(self) -> dict[str, float | bool | str | None]:
        """The inputs that were moved, with their values: settings as `program.run` takes them."""
        return {self._called(one).key: self._shown(self._called(one)) for one in self._moved}

    def __getitem__(self, name: str) -> float | bool | str | None:
        return self._shown(self._named(name)[0])

    def __setitem__(self, name: str, value: object) -> None:
        quantities = self._subject.plan.quantities
        found = [(one, wanted_value(one, quantities[one.quantity], value)) for one in self._named(name)]
        self._moved |= {one.id: wanted for one, wanted in found}
        self._send()

    def __delitem__(self, name: str) -> None:
        self.reset(name)

    def reset(self, *names: str) -> None:
        """Put inputs back to what the program says: those named, or all."""
        ids = [one.id for name in names for one in self._named(name)] if names else list(self._moved)
        for one in ids:
            self._moved.pop(one, None)
        self._send()

    def _shown(self, one: Input) -> float | bool | str | None:
        value = self._moved.get(one.id, one.middle)
        return shown_value(self._subject.plan.quantities[one.quantity], value)

    # --- what follows from them -----------------------------------------------------------------------------------

    @property
    def settings(self) -> tuple[str, ...]:
        """The moved values as statements: `fear = 0.4`."""
        return tuple(setting(one, text) for one, (_, text) in self._changes(self._moved).items())

    @property
    def patch(self) -> str:
        """The moved values as code: a scenario that extends the one that is explored, and a statement that runs it."""
        return self._frame.around(self.settings)

    def result(self) -> R:
        """What the engine finds with these values, by as many draws as the result that is explored."""
        plan = moved(self._subject.plan, self._changes(self._moved))
        figures = self._subject.figures
        found = pipeline.run(pipeline.optimise(plan), figures.draws, figures.seed)
        return self._subject.made(plan, found, (*self._subject.settings, *self.settings))

    def _changes(self, values: Mapping[str, float]) -> dict[Input, tuple[float, str]]:
        """Inputs with their values, as numbers and as programs write them."""
        quantities = self._subject.plan.quantities
        found = {self._called(one): value for one, value in values.items()}
        return {one: (value, value_text(quantities[one.quantity], value)) for one, value in found.items()}

    @cached_property
    def _frame(self) -> Frame:
        subject, figures = self._subject, self._subject.figures
        how = f" {{ draws {figures.draws}, seed {figures.seed} }}" if figures.is_sampled else ""
        return frame_of(subject.plan.scenario, subject.plan.theory, subject.scenarios, subject.settings, how)

    # --- what is shown --------------------------------------------------------------------------------------------

    @cached_property
    def _compiled(self) -> Compiled | str:
        """The model in JavaScript, or why there is none."""
        try:
            return emit(self._plan)
        except CannotCompile as problem:
            return problem.reason

    @property
    def needs_kernel(self) -> str:
        """Why its figures can only be worked out by Python; empty where a page can work them out by itself."""
        return self._compiled if isinstance(self._compiled, str) else ""

    def _facts(self) -> dict[str, Any]:
        subject = self._subject
        found = facts_of(subject.figures, subject.plan, movable(self._read), self._frame, self._start)
        return {**found, "fixed": self._fixed(), "values": dict(self._moved), "remote": None}

    def _portable(self) -> Compiled:
        if isinstance(self._compiled, str):
            told = "Show it in a notebook, where Python works out its figures."
            raise fail("QA782", f"this explorer cannot leave the notebook: {self._compiled}", help=[told])
        return self._compiled

    def to_html(self) -> str:
        """A page that works by itself, without Python and without a network.

        Raises
        ------
        QadslError
            If its figures can only be worked out by Python.
        """
        return page.standalone(self._title, json_of(self._facts()), self._portable())

    def page_piece(self, id: str = "explorer", *, with_style: bool = True) -> str:
        """The same as a piece of a page; each piece has an `id` of its own, and one of them brings the style."""
        return page.piece(json_of(self._facts()), self._portable(), id, with_style=with_style)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file, whole or not at all.

        Raises
        ------
        QadslError
            If it cannot be written there, or its figures can only be worked out by Python.
        """
        file = check_file(Path(path), PAGES)
        write_whole(file, self.to_html().encode())
        return file

    @property
    def widget(self) -> ExplorerWidget:
        """The live explorer, to be put where a notebook shows widgets."""
        if self._widget is None:
            self._widget = self._live()
        return self._widget

    def _live(self) -> ExplorerWidget:
        from qadsl.explorer.widget import ExplorerWidget

        facts = self._facts()
        made = ExplorerWidget(matter=self._matter(facts), values=dict(self._moved), picked=dict(facts["picked"]))
        made.observe(self._heard, names="values")
        made.answer_with(self.answer)
        return made

    def _matter(self, facts: dict[str, Any]) -> str:
        """What the page's program needs, as packed text: facts and, unless the kernel answers, the model."""
        if isinstance(self._compiled, str):
            facts["remote"] = remote_facts(self._subject.figures, self._plan)
            return packed(json_of({"facts": facts, "code": "", "data": ""}))
        return packed(json_of({"facts": facts, "code": self._compiled.code, "data": self._compiled.data}))

    def _heard(self, change: Mapping[str, Any]) -> None:
        """What a hand has moved."""
        self._moved = self._valid(change["new"])

    def answer(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Figures for a page that cannot work them out; what it asks is checked like anything from outside."""
        values = self._valid(dict(message.get("values", {})))
        said: dict[str, Any] = {"kind": "figures", "turn": message.get("turn")}
        most = self._subject.figures.draws
        try:
            plan = moved(self._plan, self._changes(values))
            found = answer(plan, max(0, min(most, int(message.get("draws", 0)))), self._subject.figures.seed)
        except pipeline.QadslError as problem:
            return {**said, "problem": str(problem)}, []
        return {**said, **found.said}, found.buffers

    def _send(self) -> None:
        if self._widget is not None:
            self._widget.values = dict(self._moved)

    def show_live(self, besides: int = 0) -> None:
        """Show it below what is there already, of which a notebook keeps so many characters."""
        self._put({"text/plain": self._title}, besides)

    def _ipython_display_(self) -> None:
        self._put(self._subject.still())

    def _put(self, still: Mapping[str, Any], besides: int = 0) -> None:
        from qadsl.explorer.widget import WORDS, put

        matter = None if self.needs_kernel else self._matter(self._facts())
        put(self.widget, kept(still, WORDS, matter, besides))

    @property
    def _title(self) -> str:
        return f"{named(self._subject.plan.scenario)}: what if"

    def __repr__(self) -> str:
        return f"<Explorer of {self._subject.plan.scenario}: {len(self._moved)} inputs moved>"
