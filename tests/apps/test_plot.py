"""`qa run --plot`: pictures in files, found to be writable before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.apps.test_cli import qa

SUEZ = "examples/suez_1956.qa"


def test_a_picture_is_drawn_beside_the_tables(tmp_path: Path) -> None:
    found = qa("run", SUEZ, "--draws", "50", "--plot", str(tmp_path / "x.svg"))
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "x.svg (network" in found.stderr
    assert "against Egypt" in found.stdout


def test_each_run_has_its_file_and_each_kind_its_name(tmp_path: Path) -> None:
    asked = [f"--plot=heatmap:{tmp_path / 'h.png'}", f"--plot=plane:{tmp_path / 'p.json'}"]
    found = qa("run", "examples/own_theory.qa", "--quiet", *asked)
    assert (found.returncode, found.stderr) == (0, "")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["h-2.png", "h.png", "p-2.json", "p.json"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("netwrk:x.svg", "Did you mean `network`?"),
        ("x.gif", "Known endings: .svg"),
        ("no/x.svg", "There is no folder `no`"),
        ("", "no known ending"),
        ("network=x.svg", "Did you mean `network:x.svg`?"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_the_run(asked: str, said: str) -> None:
    found = qa("run", SUEZ, "--plot", asked)
    assert found.returncode == 2
    assert said in found.stderr
    assert found.stdout == ""


def test_no_picture_is_written_over_another(tmp_path: Path) -> None:
    found = qa("run", SUEZ, "--plot", f"plane:{tmp_path / 'x.svg'}", "--plot", f"heatmap:{tmp_path / 'x.svg'}")
    assert found.returncode == 2
    assert "two pictures" in found.stderr


def test_a_program_without_runs_draws_nothing_and_says_so(tmp_path: Path) -> None:
    found = qa("run", "-", "--plot", str(tmp_path / "x.svg"), text="use multifacet\n")
    assert "nothing is drawn" in found.stderr
    assert list(tmp_path.iterdir()) == []
