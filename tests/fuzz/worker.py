"""Judges one text after another in a process of its own, with twenty seconds and one GiB for each.

The seconds are those of the processor, so that a busy machine is no fault; what waits for ever is ended after minutes.
"""

from __future__ import annotations

import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import traceback
from typing import NamedTuple

from tests.fuzz.surfaces import SURFACES
from tests.fuzz.texts import ROOT
from tests.fuzz.timing import SlowError

__all__ = ["Verdict", "Worker", "work"]

SECONDS = 20.0
WAITING = 300.0
BYTES = 1 << 30
UNLIKE = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\d+(\.\d+)?")


class Verdict(NamedTuple):
    """`ok`, `slow`, `memory`, `wrong`, `hang`, `waits` or `died`; what was raised; what was reached first."""

    status: str
    detail: str = ""
    features: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What two failures of one kind have in common: what was raised, and where."""
        lines = [line.strip() for line in self.detail.strip().split("\n")]
        places = [line for line in lines if line.startswith("File")]
        name = UNLIKE.sub("_", lines[-1])[:60] if places else ""
        return f"{self.status} {name} {places[-1] if places else ''}".strip()


def work() -> None:
    """Judge the texts from standard input, one JSON line each, until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    verdicts = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    known: set[str] = set()
    signal.signal(signal.SIGPROF, hangs)
    for line in sys.stdin:
        surface, text = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        verdict = judged(surface, text)
        signal.setitimer(signal.ITIMER_PROF, 0)
        news = tuple(sorted({f"{surface}: {feature}" for feature in verdict.features} - known))
        known.update(news)
        print(json.dumps(verdict._replace(features=news)), file=verdicts, flush=True)


class HangsError(BaseException):
    """Nothing that is judged catches this."""


def hangs(*_: object) -> None:
    raise HangsError


def judged(surface: str, text: str) -> Verdict:
    """What becomes of a text."""
    try:
        return Verdict("ok", features=tuple(SURFACES[surface](text)))
    except MemoryError:
        return Verdict("memory", traceback.format_exc(limit=-4))
    except SlowError:
        return Verdict("slow", traceback.format_exc(limit=1))
    except HangsError:
        return Verdict("hang", traceback.format_exc(limit=-3))
    except BaseException:
        return Verdict("wrong", traceback.format_exc(limit=-12))


class Worker:
    """The process; a new one takes its place when it hangs or dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def judge(self, surface: str, text: str) -> Verdict:
        """What becomes of a text."""
        process = self.process or self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps([surface, text]) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return self.ended("died")
        if not select.select([process.stdout], [], [], WAITING)[0]:
            return self.ended("waits")
        line = process.stdout.readline()
        if not line:
            return self.ended("died")
        status, detail, features = json.loads(line)
        return Verdict(status, detail, tuple(features))

    def start(self) -> subprocess.Popen[str]:
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        command = [sys.executable, "-X", "faulthandler", "-m", "tests.fuzz", "--worker"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment,
            cwd=ROOT,
        )  # fmt: skip
        return self.process

    def ended(self, status: str) -> Verdict:
        process, self.process = self.process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        return Verdict(status)

    def stop(self) -> None:
        """End the process."""
        self.ended("")
