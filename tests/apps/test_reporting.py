"""`qa run --report`: one page with every answer, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl.apps.cli import main
from tests.unit.views.test_result_pages import Elements

TEXT = """use multifacet
use balance_of_power
scenario suez {
  state UK, France, Egypt
  against Egypt { UK <-> France { common_threat = 0.8, development_interest = 0.6 } }
}
scenario later extends suez { }
run suez with multifacet
run later with multifacet
explain UK -> France in suez with multifacet
why not alliance: UK -> France in suez with multifacet
contrast multifacet, balance_of_power on suez
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "suez.qa"
    file.write_text(TEXT)
    return file


def run(script: Path, *options: str) -> int:
    return main(["run", script.name, "--quiet", *options])


def test_one_page_with_every_answer(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", script.name, "--report", "x.html"]) == 0
    assert "wrote x.html (report)" in capsys.readouterr().err
    shown = Elements(Path("x.html").read_text(encoding="utf-8"))
    words = "".join(shown.words)
    ids = [str(attributes["id"]) for tag, attributes in shown.found if tag == "section"]
    assert [one for one in ids if one.startswith(("run-", "asked-"))] == [
        "run-1",
        "run-2",
        "asked-1",
        "asked-2",
        "asked-3",
    ]
    assert "2 runs and 3 other answers" in words
    assert "Why not alliance: UK with France against Egypt" in words
    assert "qa run suez.qa" in words


def test_the_same_text_gives_the_same_page(script: Path) -> None:
    script.write_text(TEXT.split("explain")[0])
    assert run(script, "--report", "x.html") == run(script, "--report", "y.html") == 0
    assert Path("x.html").read_bytes() == Path("y.html").read_bytes()


@pytest.mark.parametrize("path", ["x.pdf", "no/x.html"])
def test_a_path_is_looked_at_before_anything_runs(script: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    script.write_text(TEXT.split("explain")[0])
    assert main(["run", script.name, "--report", path]) == 2
    shown = capsys.readouterr()
    assert "error[QA72" in shown.err
    assert not shown.out


def test_without_answers_nothing_is_written(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.write_text("use multifacet\n")
    assert main(["run", script.name, "--report", "x.html"]) == 0
    assert "nothing is reported" in capsys.readouterr().err
    assert not Path("x.html").exists()
