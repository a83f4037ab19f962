"""The work that answers cells: one piece at a time, in its cell or in the background, and how it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from qadsl.apps.notebook.outlets import Outlet
from qadsl.apps.notebook.refusing import CellError, refusal
from qadsl.diagnostics.cells import printable
from qadsl.diagnostics.suggest import suggest
from qadsl.views.pace import Pace, Way

__all__ = ["Job", "Jobs"]

WAIT = 0.3
"""Seconds before it is told how far the work is."""
PATIENCE = 2.0
"""Seconds that stopping waits for the work to end."""
YIELDED = 0.005
"""Seconds for which work in the background gives way to cells each time it tells how far it is."""
MOST_KEPT = 20
"""Pieces of work in the background that are remembered when they are done."""


class Job:
    """A piece of work under a name; it is what long work calls to tell how far it is."""

    def __init__(self, name: str, result: str | None = None, pace: Pace | None = None) -> None:
        self.name = name
        self.result = result
        self.outlet: Outlet | None = None
        self.state = "works"
        self.gives_way = False
        """Whether something else goes on meanwhile."""
        self.ended = Event()
        self._way: Way | None = None
        self._pace = pace or Pace(WAIT)
        self._is_stopped = False

    def __call__(self, done: int, total: int) -> None:
        """Tell how far the work is; end it here, as a key would, if it was stopped."""
        if self._is_stopped:
            raise KeyboardInterrupt
        if self.gives_way:
            time.sleep(YIELDED)
        way = self._pace.reach(done, total)
        if way is not None:
            self._way = way
            if self.outlet is not None:
                self.outlet.tell(way)

    def stop(self) -> None:
        """Let the work end where it tells next how far it is."""
        self._is_stopped = True

    @property
    def words(self) -> str:
        """`suez: works, 34%, 12 s left`."""
        how = f", {self._way.words}" if self._way is not None and self.state == "works" else ""
        held = f", handed out as {self.result}" if self.result is not None and self.state != "works" else ""
        return f"{printable(self.name)}: {self.state}{how}{held}"


class Jobs:
    """The work of one notebook."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._working: Job | None = None
        self._known: list[Job] = []

    @property
    def words(self) -> str:
        """Every piece of work in the background, a line each."""
        return "\n".join(job.words for job in self._known) or "nothing works in the background, and nothing has"

    @contextmanager
    def working(self, job: Job) -> Iterator[None]:
        """While this work goes on, none other begins."""
        self._begin(job)
        try:
            yield
        finally:
            self._end(job)

    def start(self, job: Job, prepare: Callable[[], Callable[[], None]]) -> None:
        """Make work ready, here, and do it in the background; what goes wrong in making it ready is raised."""
        self._begin(job)
        job.gives_way = True
        try:
            work = prepare()
            self._known = [*(one for one in self._known if one.name != job.name), job][-MOST_KEPT:]
            # nothing waits for it: a notebook that is shut down ends it
            Thread(target=self._work, args=(job, work), name=f"quasi {job.name}", daemon=True).start()
        except BaseException:
            self._end(job)
            raise

    @property
    def going(self) -> list[str]:
        """Names of what works in the background by now."""
        return [job.name for job in self._going()]

    def _going(self) -> list[Job]:
        return [job for job in self._known if not job.ended.is_set()]

    def stop(self, name: str = "") -> Job:
        """Stop work in the background, and wait a while until it has ended.

        Raises
        ------
        CellError
            If no such work goes on.
        """
        found = next((job for job in self._going() if name in ("", job.name)), None)
        if found is None:
            guess = suggest(name, self.going) if name else None
            what = f"nothing called `{name}` works in the background" if name else "nothing works in the background"
            raise refusal(what, f"Did you mean `{guess}`?" if guess else "`%quasi jobs` tells what does.")
        found.stop()
        found.ended.wait(PATIENCE)
        return found

    def clear(self) -> None:
        """Stop everything without waiting, and forget it."""
        for job in self._known:
            job.stop()
        self._known = []

    def _begin(self, job: Job) -> None:
        with self._lock:
            other = self._working
            self._working = other or job
        if other is not None:
            raise refusal(
                f"another run is at work: {other.words}",
                f"Wait until it is done, or keep what it has by `%quasi stop {printable(other.name)}`."
                if other in self._known
                else "Wait until it is done, or interrupt it.",
            )

    def _end(self, job: Job) -> None:
        if job.state == "works":
            job.state = "done"
        self._working = None
        job.ended.set()

    def _work(self, job: Job, work: Callable[[], None]) -> None:
        try:
            work()
        except CellError:
            pass  # it is shown where the answer would be
        finally:
            self._end(job)
