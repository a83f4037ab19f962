"""Every `qa` block of the README and the documents, every example and every library is a program without mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import qadsl

HOME = Path(__file__).parents[1]
PAGES = ["README.md", "stdlib/README.md", *(f"docs/{page.name}" for page in sorted((HOME / "docs").glob("*.md")))]
PROGRAMS = sorted(
    file.relative_to(HOME).as_posix() for folder in ("examples", "stdlib") for file in (HOME / folder).rglob("*.qa")
)
FENCED = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


def _blocks(page: str, kind: str) -> list[str]:
    found = FENCED.findall((HOME / page).read_text(encoding="utf-8"))
    return [text for language, text in found if language == kind]


def _programs() -> list[tuple[str, int, str]]:
    return [(page, i, text) for page in PAGES for i, text in enumerate(_blocks(page, "qa"))]


@pytest.mark.parametrize(("page", "position", "text"), _programs(), ids=lambda value: str(value)[:24])
def test_blocks_are_whole_programs(page: str, position: int, text: str) -> None:
    assert qadsl.compile(text, name=f"{page}, block {position + 1}").warnings == ()


@pytest.mark.parametrize("file", PROGRAMS)
def test_files_are_whole_programs(file: str) -> None:
    assert qadsl.load(HOME / file).warnings == ()


def test_the_ten_lines_of_the_readme_are_the_example() -> None:
    assert _blocks("README.md", "qa")[0] == (HOME / "examples/ten_lines.qa").read_text(encoding="utf-8")


def test_the_two_commands_stand_first() -> None:
    run, check = _blocks("README.md", "sh")[:2]
    assert "qa run examples/suez_1956.qa" in run
    assert "pytest" in check


def test_python_blocks_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(HOME)
    for text in _blocks("docs/python.md", "python"):
        exec(compile(text, "docs/python.md", "exec"), {"qadsl": qadsl})
    assert "no scenario is called `nowhere`" in capsys.readouterr().out
