"""`qa check --watch`: checks again after each change of a program or of what it uses, and ends with Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qadsl.apps.cli import main

QA = [sys.executable, "-u", "-c", "from qadsl.apps.cli import main; raise SystemExit(main())"]


class Watch:
    """A watch that runs, and what it has said."""

    def __init__(self, folder: Path, *files: str) -> None:
        self.process = subprocess.Popen(
            [*QA, "check", "--watch", "--format", "line", *files],
            cwd=folder, env={**os.environ, "PYTHONPATH": os.getcwd()},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        self.said: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))

    def until(self, fits: Callable[[str], bool]) -> str:
        """Wait for something to be said."""
        for _ in range(400):
            text = "".join(self.said)
            if fits(text):
                return text
            time.sleep(0.05)
        raise AssertionError("".join(self.said))


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    (tmp_path / "lib.qa").write_text("parameter fear : share = 0.4\n", encoding="utf-8")
    (tmp_path / "main.qa").write_text("use lib\ndefine dread = fear\n", encoding="utf-8")
    found = Watch(tmp_path, "main.qa")
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.process.wait()


def rounds(number: int) -> Callable[[str], bool]:
    return lambda text: text.count("Watching") >= number


def test_a_change_of_the_program_or_a_library_is_checked(watch: Watch, tmp_path: Path) -> None:
    assert "error" not in watch.until(rounds(1))
    (tmp_path / "lib.qa").write_text("parameter fright : share = 0.4\n", encoding="utf-8")
    assert "QA201" in watch.until(rounds(2))
    (tmp_path / "lib.qa").unlink()
    assert "QA601" in watch.until(rounds(3))
    (tmp_path / "lib.qa").write_text("parameter fear : share = 0.4\n", encoding="utf-8")
    (tmp_path / "main.qa").write_text("use lib\ndefine dread = faer\n", encoding="utf-8")
    assert "`fear`" in watch.until(lambda text: "`fear`" in text)


def test_control_c_ends_it(watch: Watch) -> None:
    watch.until(rounds(1))
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(20) == 0
    assert "Traceback" not in "".join(watch.said)


def test_standard_input_cannot_be_watched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--watch", "-"]) == 2
    assert "standard input cannot be watched" in capsys.readouterr().err


def test_what_is_not_there_cannot_be_watched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--watch", str(tmp_path / "nowhere.qa")]) == 2
    assert "there is no file" in capsys.readouterr().err
