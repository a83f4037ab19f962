"""Each example prints what is recorded for it; `pytest --accept` records anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.qa"))
CASES = sorted(path for path in (ROOT / "examples" / "cases").glob("*.qa") if path.stem != "indicators")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4
    assert len(CASES) >= 5


@pytest.mark.parametrize("path", [*EXAMPLES, *CASES], ids=lambda path: path.stem)
def test_example_prints_what_is_recorded(path: Path, request: pytest.FixtureRequest) -> None:
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
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    recorded = ROOT / "examples" / "expected" / f"{path.stem}.txt"
    if request.config.getoption("--accept"):
        recorded.parent.mkdir(exist_ok=True)
        recorded.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == recorded.read_text(encoding="utf-8")
