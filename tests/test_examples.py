"""Each example prints what is recorded for it; `pytest --accept` records anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qadsl.apps import cli

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.qa"))
CASES = sorted(path for path in (ROOT / "examples" / "cases").glob("*.qa") if path.stem != "indicators")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4
    assert len(CASES) >= 5


@pytest.mark.parametrize("path", [*EXAMPLES, *CASES], ids=lambda path: path.stem)
def test_example_prints_what_is_recorded(
    path: Path, is_accepting: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    code = cli.main(["run", path.relative_to(ROOT).as_posix()])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    assert printed.err == ""
    if is_accepting:
        recorded(path).parent.mkdir(exist_ok=True)
        recorded(path).write_text(printed.out, encoding="utf-8")
    assert printed.out == recorded(path).read_text(encoding="utf-8")


def test_so_does_a_process_of_its_own() -> None:
    path = ROOT / "examples" / "ten_lines.qa"
    env = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", "import sys; from qadsl.apps.cli import main; sys.exit(main())"]
    done = subprocess.run(
        [*command, "run", path.relative_to(ROOT).as_posix()],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == recorded(path).read_text(encoding="utf-8")


def recorded(path: Path) -> Path:
    """Where it stands what an example prints."""
    return ROOT / "examples" / "expected" / f"{path.stem}.txt"
