"""Frames handed to cells."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.apps.notebook.test_magics import Shell

CELL = """use multifacet
scenario s {
  state UK, France, Egypt
  against Egypt { data "dyads.csv" { match self = one, partner = other  common_threat = threat } }
}
"""


@pytest.fixture
def shell():
    made = Shell()
    made.shell.user_ns["df"] = pd.DataFrame({"one": ["UK", "France"], "other": ["France", "UK"], "threat": [0.8, 0.7]})
    yield made
    made.shell.run_line_magic("unload_ext", "qadsl")


def stamped(shell: Shell) -> str:
    assert shell.run("%quasi run s --draws 10 --as r").ok
    return " ".join(" ".join(pair) for pair in shell.shell.user_ns["r"].stamp.data)


@pytest.mark.parametrize("using", ["--using dyads=df", "--using=dyads.csv=df", "--using 'dyads=df'"])
def test_a_frame_holds_for_all_cells(shell, using: str) -> None:
    assert shell.run(f"%%quasi s {using}\n{CELL}").ok
    assert stamped(shell).startswith("dyads")
    assert "0.8 at dyads" in shell.run("%quasi explain UK -> France against Egypt in s").plain


def test_a_frame_is_that_of_when_the_cell_was_run(shell) -> None:
    shell.run(f"%%quasi s --using dyads=df\n{CELL}")
    before = stamped(shell)
    shell.shell.user_ns["df"].loc[0, "threat"] = 0.1
    assert stamped(shell) == before
    shell.run(f"%%quasi s --using dyads=df\n{CELL}")
    assert stamped(shell) != before


@pytest.mark.parametrize(
    ("using", "said"),
    [
        ("--using df", "no `data` item of the cells reads `df`"),
        ("--using dyads=dg", "did you mean `df`?"),
        ("--using dyads=In", "is no table"),
        ("--using dyads=nothing_alike", "Tables there are: "),
        ("--using df.head(1)", "Give the table a name first"),
        ("--using dyads=df.head(n=1)", "Give the table a name first"),
        ("--using", "lacks its value"),
        ("", "there is no such file beside the program"),
    ],
)
def test_what_cannot_be_handed_in_is_refused(shell, using: str, said: str) -> None:
    shown = shell.run(f"%%quasi s {using}\n{CELL}")
    assert said in shown.error
    assert "Traceback" not in shown.printed


def test_two_cells_do_not_hand_in_different_tables_of_one_name(shell) -> None:
    assert shell.run(f"%%quasi one --using dyads=df\n{CELL}").ok
    other = CELL.replace("scenario s", "scenario t")
    assert shell.run(f"%%quasi two --using dyads=df\n{other}").ok  # the same table
    shell.shell.user_ns["df"].loc[0, "threat"] = 0.1
    assert (
        "`cell one` and `cell two` hand in different tables `dyads`"
        in shell.run(f"%%quasi two --using dyads=df\n{other}").error
    )


def test_a_cell_reads_files_beside_the_notebook(shell, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    shell.shell.user_ns["df"].to_csv(tmp_path / "dyads.csv", index=False)
    assert shell.run(f"%%quasi s\n{CELL}").ok
    assert stamped(shell).startswith("dyads.csv")


def test_a_name_of_data_may_be_quoted(shell) -> None:
    cell = CELL.replace("dyads.csv", "my data")
    assert shell.run(f'%%quasi s --using "my data"=df\n{cell}').ok
    assert stamped(shell).startswith("my data")
