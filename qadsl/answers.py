"""Programs, as Python and the applications use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qadsl import pipeline
from qadsl.comparisons import ComparisonResult, Side, answer_comparison
from qadsl.contrasts import ContrastResult, answer_contrast, prepare_contrast
from qadsl.data.frames import Handed, handed
from qadsl.data.table import DataError
from qadsl.diagnostics import Diagnostic, Label, Severity
from qadsl.engine.state import WHOLE, Part
from qadsl.ir.program import Plan
from qadsl.lookup import Time, last_of
from qadsl.pipeline import Front, QadslError, fail
from qadsl.result import Figures, State, names_of
from qadsl.results import Result
from qadsl.semantics.loader import NO_FRAMES
from qadsl.settings import draws_and_seed, read_settings, read_sweep, setting_texts
from qadsl.source import Source
from qadsl.states import load_state, save_state
from qadsl.sweeps import SweepResult, answer_sweep, prepare_sweep
from qadsl.syntax import nodes
from qadsl.syntax.spelling import spelled
from qadsl.views.pictures.arguments import asked_in_words
from qadsl.views.stamp import Stamp
from qadsl.views.texts import texts_of

__all__ = ["Program", "QadslError", "compile", "load", "load_state", "save_state"]

Progress = Callable[[int, int], None]


class Program:
    """A checked program.

    Attributes
    ----------
    front
        Its text, tree, libraries and model.
    frames
        The tables that were handed in, by their names.
    """

    def __init__(self, source: Source, frames: Mapping[str, Handed] = NO_FRAMES) -> None:
        self.frames = frames
        self.front: Front = pipeline.check(source, frames)

    @classmethod
    def of(cls, front: Front) -> Program:
        """A program that has been checked already."""
        found = cls.__new__(cls)
        found.front, found.frames = front, NO_FRAMES
        return found

    @property
    def source(self) -> Source:
        """The text it was made from."""
        return self.front.source

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the checks warned of."""
        return self.front.warnings

    @property
    def commands(self) -> tuple[nodes.Command, ...]:
        """The statements that ask, in the order written."""
        return self.front.checked.model.commands

    @property
    def asked_for(self) -> str:
        """The scenario that the first `run` asks about, or the only one there is."""
        return self._asked(None, None).scenario.text

    def run(
        self,
        scenario: str | None = None,
        *,
        theory: str | None = None,
        draws: int | None = None,
        seed: int | None = None,
        settings: Mapping[str, object] | None = None,
        progress: Progress | None = None,
        until: Time = None,
        after: State | str | Path | None = None,
        keep_state: bool | None = None,
    ) -> Result:
        """Run a scenario.

        Parameters
        ----------
        scenario
            Its name, or a composition as in a script: `suez + patch`, `suez then patch`. Without it, the script's
            first `run` is answered, or the only scenario there is.
        theory
            By which theory; without it, the one that the script says, or the only one in use.
        draws, seed
            How many draws and which; they go before what the script says (and 1,000 and 0).
        settings
            Values that go before the script's: `{"fear": 0.4, "common_threat(UK, France, Egypt)": "0.4 .. 0.6"}`.
            A value is a number of Python's or numpy's, a bool, a pair `(low, high)` for a range, None or NaN for
            unknown, or a text as in a script.
        progress
            Called with how much is done and how much there is.
        until
            The last period that is run, by a time as in a script.
        after
            What an earlier run left, or the file that holds it: only the periods after it are run.
        keep_state
            Whether the result keeps what it leaves to later periods; without it, where `until` is said.

        Raises
        ------
        QadslError
            If the program cannot be run so.
        """
        asked = self._asked(scenario, theory)
        made, chosen = draws_and_seed(draws, seed, asked)
        texts = setting_texts(settings)
        plan = pipeline.lower(self.front, asked.scenario, asked.theory, read_settings(texts))
        begun = load_state(after) if isinstance(after, str | Path) else after
        kept = until is not None if keep_state is None else keep_state
        return self.run_plan(plan, made, chosen, progress, Part(last_of(plan, until), begun, kept), tuple(texts))

    def contrast(
        self,
        scenario: str,
        theories: Sequence[str],
        *,
        draws: int | None = None,
        seed: int | None = None,
        settings: Mapping[str, object] | None = None,
        progress: Progress | None = None,
    ) -> ContrastResult:
        """Set theories beside one another on one scenario; the parameters are those of `run`.

        Raises
        ------
        QadslError
            If a scenario or theory is not there, or fewer than two theories are named.
        """
        match pipeline.parse(Source("contrast", f"contrast {', '.join(theories)} on {scenario}")).statements:
            case (nodes.Contrast() as asked,):
                given = read_settings(setting_texts(settings))
                plans = prepare_contrast(self.front, asked.theories, asked.scenario, given)
            case _:
                raise fail("QA723", f"`{scenario}` names no scenario")
        made, chosen = draws_and_seed(draws, seed)
        return ContrastResult(answer_contrast(self.front, asked.scenario, plans, made, chosen, progress))

    def compare(
        self,
        one: str,
        other: str,
        *,
        theory: str | None = None,
        program: Program | None = None,
        draws: int | None = None,
        seed: int | None = None,
        settings: Mapping[str, object] | None = None,
        progress: Progress | None = None,
    ) -> ComparisonResult:
        """Set two scenarios beside one another, and find the statements that make the difference.

        Parameters
        ----------
        one, other
            Two scenarios, or the same one where `program` is another version.
        program
            Where `other` is looked up, if not here: another text, or this one `with_library` another.
        theory, draws, seed, settings, progress
            As of `run`.

        Raises
        ------
        QadslError
            If one of them cannot be run so.
        """
        given = read_settings(setting_texts(settings))
        sides = []
        for which, name in ((self, one), (program or self, other)):
            asked = which._asked(name, theory)
            sides.append(Side(which.front, asked.scenario, asked.theory, given))
        made, chosen = draws_and_seed(draws, seed)
        names = (one, other) if program is None else _versions(self, one, program, other)
        return ComparisonResult(answer_comparison(sides[0], sides[1], made, chosen, names, progress))

    @asked_in_words
    def sweep(
        self,
        over: Mapping[str, Sequence[object]],
        scenario: str | None = None,
        *,
        theory: str | None = None,
        draws: int | None = None,
        seed: int | None = None,
        settings: Mapping[str, object] | None = None,
        progress: Progress | None = None,
    ) -> SweepResult:
        """What comes out as one input, or two, run from one value to another.

        Parameters
        ----------
        over
            Each input with its first and last value, and in how many steps: `{"fear": (0, 1, 101)}`, or
            `{"trade(UK, France)": (0, 1)}` in 101 steps (in 21 of each of two).
        scenario, theory, draws, seed, settings, progress
            As of `run`.

        Raises
        ------
        QadslError
            If it cannot be swept so.
        KeyboardInterrupt
            If interrupted before the first step is finished; later, the answer holds the finished steps.
        """
        asked = self._asked(scenario, theory)
        command = read_sweep(over, asked.scenario.text, asked.theory)
        made, chosen = draws_and_seed(draws, seed, asked)
        swept = prepare_sweep(self.front, command, read_settings(setting_texts(settings)))
        return SweepResult(answer_sweep(self.front, swept, made, chosen, progress))

    def with_library(self, path: str | Path) -> Program:
        """The same program with one of its libraries in another version, read from a file.

        Raises
        ------
        QadslError
            If the file is no library that the program uses, or the program cannot be checked with it.
        """
        return Program.of(pipeline.check_with(self.front, pipeline.read(Path(path), str(path))))

    def run_plan(
        self,
        plan: Plan,
        draws: int,
        seed: int,
        progress: Progress | None = None,
        part: Part = WHOLE,
        settings: tuple[str, ...] = (),
    ) -> Result:
        """Run a lowered plan of this program, or some of its periods; `settings` are those the plan was made with."""
        lean = pipeline.optimise(plan, part.after)
        figures = pipeline.run(lean, draws, seed, progress, replace(part, whole=plan))
        if figures.conflicts and self.front.checked.model.is_strict:
            raise QadslError(_contradictions(self.front, figures))
        texts = tuple((module.name, module.digest) for module in self.front.modules)
        scenarios = frozenset(self.front.checked.model.scenarios)
        written = texts_of(self.front.modules, self.source)
        tables = [table for module in self.front.modules for table in module.tables.values()]
        data = sorted({(table.name, table.digest) for table in tables})
        given = sorted({table.name for table in tables if table.is_handed})
        stamp = Stamp(texts, settings, tuple(data), tuple(given))
        return Result(plan, figures, self.warnings, stamp, scenarios, written)

    def _asked(self, scenario: str | None, theory: str | None) -> nodes.Run:
        runs = [command for command in self.commands if isinstance(command, nodes.Run)]
        for what, name in (("scenario", scenario), ("theory", theory)):
            if name is not None and (not isinstance(name, str) or not name.strip()):
                raise fail("QA723", f"a {what} is asked for by its name, not by `{name!r}`")
        by = f" with {theory}" if theory is not None else ""
        if scenario is None and runs and theory is None:
            return runs[0]
        text = scenario or (runs[0].scenario.text if runs else self._only_scenario())
        match pipeline.parse(Source("run", f"run {text}{by}")).statements:
            case (nodes.Run() as run,):
                return run
            case _:
                raise fail("QA723", f"`{text}` names no scenario", help=["Write `suez`, `suez + patch` or the like."])

    def _only_scenario(self) -> str:
        names = sorted(self.front.checked.model.scenarios)
        if len(names) == 1:
            return spelled(names[0])
        known = ", ".join(f"`{name}`" for name in names) or "none"
        raise fail("QA208", "which scenario?", help=[f"Scenarios of the program: {known}."])

    def __reduce__(self) -> tuple[type[Program], tuple[Source, Mapping[str, Handed]]]:
        return (Program, (self.source, self.frames))

    def __repr__(self) -> str:
        return f"<Program {self.source.name}: {', '.join(sorted(self.front.checked.model.scenarios)) or 'no scenario'}>"


def load(path: str | Path, *, frames: Mapping[str, object] | None = None) -> Program:
    """Read and check a program; libraries and data are looked for beside it, `frames` are as of `compile`.

    Raises
    ------
    QadslError
        If it cannot be read or has mistakes; all of them at once.
    """
    return Program(pipeline.read(Path(path), str(path)), tables_of(frames))


def compile(
    text: str,
    name: str = "<text>",
    folder: str | Path | None = None,
    *,
    frames: Mapping[str, object] | None = None,
) -> Program:
    """Check a program text.

    Parameters
    ----------
    text, name
        The text, and what messages call it.
    folder
        Where libraries and data beside it are looked for.
    frames
        Tables for the `data` items of the text, by the names that these say: frames of pandas, polars or Arrow, a dict
        of columns, or a list of rows as dicts. `{"dyads": df}` is what `data "dyads"` and `data "dyads.csv"` read,
        whether there is such a file or not.

    Raises
    ------
    QadslError
        If it has mistakes; all of them at once.
    """
    return Program(Source(name, text, None if folder is None else str(folder)), tables_of(frames))


def tables_of(frames: object) -> dict[str, Handed]:
    """Tables that are handed in, as they are by now.

    Raises
    ------
    QadslError
        If one of them is no table.
    """
    if frames is None:
        return {}
    if not isinstance(frames, Mapping) or not all(isinstance(name, str) for name in frames):
        raise fail("QA540", "frames are a dict of names and tables", help=['Write `frames={"dyads": df}`.'])
    found = {}
    for name, frame in frames.items():
        try:
            found[name] = handed(name, frame)
        except DataError as problem:
            raise fail("QA540", f"`{name}`: {problem}", help=[problem.help] if problem.help else []) from None
    return found


def _versions(one: Program, first: str, other: Program, second: str) -> tuple[str, str]:
    """What two versions are called: by their files, or by the version of the library in which they differ."""
    here, there = Path(one.source.name), Path(other.source.name)
    if here != there:
        names = (here.name, there.name) if here.name != there.name else (str(here), str(there))
        return f"{first} in {names[0]}", f"{second} in {names[1]}"
    digests = {module.name: module.digest for module in one.front.modules}
    changed = [module for module in other.front.modules if module.digest != digests.get(module.name)]
    told = [f"{module.name} {module.header.version}" for module in changed if module.header is not None]
    return first, f"{second} with {', '.join(told)}" if told else second


def _contradictions(front: Front, figures: Figures) -> Iterator[Diagnostic]:
    """What `strict` does not let pass: each two rules that contradict each other somewhere, and where first."""
    where: dict[int, int] = {}
    for row, positions in sorted(figures.conflicts.items()):
        for position in positions:
            where.setdefault(position, row)
    for position, row in sorted(where.items()):
        conflict, names = figures.plan.conflicts[position], names_of(figures.plan, figures.cells[row].tolist())
        rules = [front.checked.model.rules[name] for name in conflict.rules]
        one, two = (next(e.span for e in rule.effects if e.variable == conflict.variable) for rule in rules)
        yield Diagnostic(
            "QA403",
            Severity.ERROR,
            f"rules `{rules[0].name}` and `{rules[1].name}` set `{conflict.variable}` to different values",
            two,
            f"both apply to {names.first} with {names.second} against {names.target}",
            labels=(Label(one, "one rule"),),
            help=("The program is `strict`. Say which is the exception: `overrides`.",),
        )
