"""Long work in cells: how far it is, one piece at a time, in the background, stopped."""

from __future__ import annotations

from io import StringIO
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.display import DisplayHandle

from qadsl.apps.notebook import jobs, outlets
from qadsl.apps.notebook.jobs import Job, Jobs
from qadsl.apps.notebook.outlets import Corner, Line, Page, Plain, outlet
from qadsl.apps.notebook.refusing import CellError
from qadsl.engine import runner
from qadsl.views.pace import Pace, Way
from tests.apps.notebook.test_magics import SUEZ, Shell

HALF = Way(0.5, 12.0)
ANSWER = {"text/html": "<p>answer</p>", "text/plain": "answer"}
PLENTY = 10
"""Seconds that a test waits for what must happen; it is there long before."""


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The outputs of a cell, each with what it showed in turn."""
    shown: list[list[str]] = []
    by_id: dict[str, list[str]] = {}

    def display(forms: dict[str, str], raw: bool, display_id: str | None) -> None:
        assert raw
        shown.append([forms["text/html"]])
        by_id[display_id or ""] = shown[-1]

    def update(handle: DisplayHandle, forms: dict[str, str], raw: bool) -> None:
        by_id[handle.display_id].append(forms["text/html"])

    monkeypatch.setattr(outlets, "display", display)
    monkeypatch.setattr(DisplayHandle, "update", update)
    return shown


def test_the_answer_takes_the_place_of_the_bar(screen: list[list[str]]) -> None:
    page = Page()
    page.tell(HALF)
    page.tell(HALF)
    page.put(ANSWER)
    page.put(ANSWER)
    page.close()
    assert [len(one) for one in screen] == [3, 1]
    assert "<progress" in screen[0][0]
    assert "aria-label" in screen[0][0]
    assert [one[-1] for one in screen] == ["<p>answer</p>"] * 2


def test_no_dead_bar_is_left(screen: list[list[str]]) -> None:
    page = Page()
    page.tell(HALF)
    page.close()
    page.close()
    assert [one[-1] for one in screen] == [""]


def test_a_bar_that_is_interrupted_while_it_is_shown_is_not_left(screen: list[list[str]], monkeypatch) -> None:
    show = outlets.display

    def interrupted(*given: Any, **named: Any) -> None:
        show(*given, **named)
        raise KeyboardInterrupt

    page = Page()
    monkeypatch.setattr(outlets, "display", interrupted)
    with pytest.raises(KeyboardInterrupt):
        page.tell(HALF)
    monkeypatch.setattr(outlets, "display", show)
    page.put(ANSWER)
    assert [one[-1] for one in screen] == ["", "<p>answer</p>"]


def test_one_output_holds_what_comes_of_work_in_the_background(screen: list[list[str]]) -> None:
    corner = Corner("<suez> works")
    corner.tell(HALF)
    corner.put(ANSWER)
    corner.tell(HALF)
    corner.put(ANSWER)
    corner.close()
    (one,) = screen
    assert "&lt;suez&gt; works" in one[0]
    assert one[-1] == "<p>answer</p>" * 2


def test_a_terminal_is_wiped(screen: list[list[str]]) -> None:
    stream = StringIO()
    line = Line(stream)
    line.tell(HALF)
    line.put(ANSWER)
    assert stream.getvalue() == "\r\x1b[K50%, 12 s left \r\x1b[K"
    assert screen == [["<p>answer</p>"]]


def test_nothing_is_told_where_nobody_looks() -> None:
    assert isinstance(outlet(SimpleNamespace(kernel=None), is_quiet=True), Plain)
    assert isinstance(outlet(SimpleNamespace(kernel=None), is_quiet=False), Page)


def test_work_that_is_stopped_ends_where_it_tells_how_far_it_is() -> None:
    told: list[Way] = []
    job = Job("suez", pace=Pace(0.0))
    job.outlet = SimpleNamespace(tell=told.append)  # type: ignore[assignment]
    job(1, 4)
    job.stop()
    with pytest.raises(KeyboardInterrupt):
        job(2, 4)
    assert len(told) == 1
    assert "25%" in job.words


def test_one_piece_of_work_at_a_time() -> None:
    every = Jobs()
    with every.working(Job("one")):
        with pytest.raises(CellError, match="one: works"), every.working(Job("other")):
            raise AssertionError
        with pytest.raises(CellError, match="nothing works in the background"):
            every.stop()
    with every.working(Job("other")):
        pass


def test_work_in_the_background_gives_way_to_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(jobs, "time", SimpleNamespace(sleep=slept.append))
    every = Jobs()
    here, behind = Job("here"), Job("behind")
    with every.working(here):
        here(1, 2)
    every.start(behind, lambda: lambda: behind(1, 2))
    assert behind.ended.wait(PLENTY)
    assert slept == [jobs.YIELDED]


def test_work_that_cannot_begin_leaves_the_way_free() -> None:
    every = Jobs()

    def fail() -> Any:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        every.start(Job("one"), fail)
    assert "one" not in every.words
    with every.working(Job("other")):
        pass


class Held:
    """A run that waits, at its second chunk of draws, until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.has_begun, self.may_go = Event(), Event()
        held = self

        class Waiting(runner.Blocked):  # type: ignore[misc]
            def advance(self, tallies: Any, first: int, count: int, report: Any, past: Any = None) -> Any:
                if first:
                    held.has_begun.set()
                    assert held.may_go.wait(PLENTY)
                return super().advance(tallies, first, count, report, past)

        monkeypatch.setitem(runner.BACKENDS, "numpy", Waiting)
        monkeypatch.setattr(runner, "EVERY", 0.0)
        monkeypatch.setattr(jobs, "PATIENCE", 0.0)


@pytest.fixture
def shell():
    made = Shell()
    yield made
    made.shell.run_line_magic("unload_ext", "qadsl")


@pytest.fixture
def held(shell, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Work in the background, under way."""
    made = Held(monkeypatch)
    shell.run(f"%%quasi suez\n{SUEZ}")
    assert shell.run("%quasi run suez --draws 60000 --background --as later").ok
    assert made.has_begun.wait(PLENTY)
    return made


def ended(shell: Shell) -> None:
    """Wait until the work in the background has ended."""
    for job in magics(shell).jobs._known:
        assert job.ended.wait(PLENTY)


def magics(shell: Shell) -> Any:
    from qadsl.apps.notebook import LOADED

    return LOADED[shell.shell]


def test_the_definitions_are_those_of_when_it_was_started(shell, held: Held) -> None:
    assert shell.run(f"%%quasi suez\n{SUEZ.replace('0.8', '0.1')}").ok  # cells that ask nothing are taken in meanwhile
    held.may_go.set()
    ended(shell)
    later = shell.shell.user_ns["later"]
    assert (later.draws, later.figures.is_complete) == (60000, True)
    shell.run(f"%%quasi suez\n{SUEZ}")
    shell.run("%quasi run suez --draws 60000 --as now")
    now = shell.shell.user_ns["now"]
    assert (str(later), later.stamp) == (str(now), now.stamp)
    assert "done, handed out as later" in shell.run("%quasi jobs").plain


def test_a_second_run_is_refused_meanwhile(shell, held: Held) -> None:
    for line in ("%quasi run suez", "%quasi run suez --background", "%%quasi\nrun suez"):
        shown = shell.run(line)
        assert "another run is at work: suez" in shown.error
        assert "%quasi stop suez" in shown.error
    assert shell.run("%quasi library").ok
    held.may_go.set()
    ended(shell)
    assert shell.run("%quasi run suez --draws 20").ok


def test_what_is_stopped_keeps_what_it_has(shell, held: Held) -> None:
    assert "nothing called" in shell.run("%quasi stop suezz").error
    assert "it ends as soon as it can" in shell.run("%quasi stop suez").plain
    held.may_go.set()
    ended(shell)
    assert "interrupted" in shell.run("%quasi jobs").plain
    found = shell.shell.user_ns["later"]
    assert not found.figures.is_complete
    assert found.draws < 60000
    assert "interrupted" in found._repr_html_()
    assert "nothing works" in shell.run("%quasi stop").error


@pytest.mark.parametrize("line", ["%quasi reset", "%unload_ext qadsl"])
def test_what_goes_on_is_ended_with_all_the_rest(shell, held: Held, line: str) -> None:
    (job,) = magics(shell).jobs._known
    assert shell.run(line).ok
    held.may_go.set()
    assert job.ended.wait(PLENTY)
    assert shell.shell.user_ns["later"].draws < 60000
    shell.run("%load_ext qadsl")


def test_mistakes_are_told_before_it_begins(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    assert "suezz" in shell.run("%quasi run suezz --background").error
    assert "nothing works" in shell.run("%quasi jobs").plain
    assert shell.run("%quasi run suez --draws 20").ok


def test_what_fails_in_the_background_is_told_where_the_answer_would_be(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    assert shell.run("%%quasi claim --background\nexpect neutrality: UK <-> France against Egypt in suez").ok
    ended(shell)
    assert "claim: failed" in shell.run("%quasi jobs").plain


@pytest.mark.parametrize("line", ["run suez --as partly", "explain UK -> France against Egypt in suez"])
def test_an_interruption_loses_nothing(shell, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    class Stopped(runner.Blocked):  # type: ignore[misc]
        def advance(self, tallies: Any, first: int, *others: Any) -> Any:
            if first:
                raise KeyboardInterrupt
            return super().advance(tallies, first, *others)

    shell.run(f"%%quasi suez\n{SUEZ}")
    with monkeypatch.context() as patch:
        patch.setitem(runner.BACKENDS, "numpy", Stopped)
        shown = shell.run(f"%quasi {line} --draws 60000")
    assert "interrupted: the last answer rests on" in shown.error
    assert "Traceback" not in shown.printed
    assert "interrupted" in shown.plain.splitlines()[0]
    assert "· interrupted ·" in shown.html
    assert shell.shell.user_ns["_"].draws < 60000
    assert shell.run("%quasi run suez --draws 20").ok


def test_a_cell_that_is_interrupted_while_it_is_taken_in_leaves_all_as_it_was(shell, monkeypatch) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    with monkeypatch.context() as patch:
        patch.setattr("qadsl.pipeline.check_loaded", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        shown = shell.run(f"%%quasi suez\n{SUEZ.replace('0.8', '0.1')}")
    assert "interrupted" in shown.error
    assert "Traceback" not in shown.printed
    assert shell.run("%quasi run suez --draws 20").ok


def test_an_answer_that_is_interrupted_while_it_is_drawn_is_there(shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")

    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("qadsl.results.Result._repr_mimebundle_", stopped)
        shown = shell.run("%quasi run suez --draws 20 --as found")
    assert shown.error == "error: interrupted while it was drawn: `print(_)` shows the answer"
    assert shell.shell.user_ns["found"].draws == 20
