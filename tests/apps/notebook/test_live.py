"""`%%quasi --live` and `%quasi explore`: an explorer below what a saved notebook keeps."""

from __future__ import annotations

import pytest

from tests.apps.notebook.test_magics import ASKS, SUEZ, shell

__all__ = ["shell"]

LIVE = "application/vnd.jupyter.widget-view+json"


def kinds(shell, text: str) -> list[set[str]]:
    """The forms of each output of a cell, in order."""
    shown = shell.run(text)
    assert shown.ok, shown.error
    return [set(one) for one in shown.outputs]


def test_a_live_cell_shows_its_result_and_below_it_an_explorer(shell) -> None:
    found = kinds(shell, f"%%quasi --live\n{SUEZ}{ASKS}")
    assert ["text/html" in one for one in found] == [True, True, False]  # the result, what is kept of the explorer, it
    assert [LIVE in one for one in found] == [False, False, True]


def test_a_scenario_is_explored_under_its_picture(shell) -> None:
    shell.run(f"%%quasi\n{SUEZ}")
    found = kinds(shell, "%quasi explore suez --draws 20")
    assert ["text/html" in one for one in found] == [True, False]
    assert LIVE in found[1]
    assert shell.shell.user_ns["_"].draws == 20


def test_a_result_shows_its_explorer(shell) -> None:
    shell.run(f"%%quasi --as found\n{SUEZ}{ASKS}")
    assert LIVE in kinds(shell, "found.explore()")[1]


def test_python_gets_the_explorer_that_is_shown(shell) -> None:
    shell.run(f"%%quasi\n{SUEZ}")
    (_, shown) = shell.run("%quasi explore suez --draws 20 --as ex").outputs
    explorer = shell.shell.user_ns["ex"]
    assert shown[LIVE]["model_id"] == explorer.widget.model_id
    (hand,) = explorer.ids_of(["common_threat(UK, France, Egypt)"])
    explorer.widget.values = {hand: 0.5}
    assert explorer.changed == {"common_threat(UK, France, Egypt)": 0.5}
    assert "common_threat(UK, France, Egypt) = 0.5" in explorer.patch
    explorer.values = {"common_threat(UK, France, Egypt)": 0.25}
    assert explorer.widget.values == {hand: 0.25}


def test_a_live_cell_gives_its_result(shell) -> None:
    shell.run(f"%%quasi --live --as r\n{SUEZ}{ASKS}")
    assert shell.shell.user_ns["r"].scenario == "suez"
    assert "has no `values`" in shell.run("r.values = {'UK.capability': 0.5}").error


def test_values_go_both_ways(shell) -> None:
    shell.run(f"%%quasi --as found\n{SUEZ}{ASKS}")
    explorer = shell.shell.user_ns["found"].explore()
    widget = explorer.widget
    explorer["common_threat(UK, France, Egypt)"] = 0.25
    (moved,) = explorer.ids_of(["common_threat(UK, France, Egypt)"])
    assert widget.values == {moved: 0.25}
    widget.values = {moved: 0.5, "999.0": 1.0}
    assert explorer.changed == {"common_threat(UK, France, Egypt)": 0.5}
    explorer.reset()
    assert widget.values == {}


@pytest.mark.parametrize("line", ["%quasi explore suez --background", "%%quasi --live --background\n" + SUEZ + ASKS])
def test_what_is_live_cannot_work_in_the_background(shell, line) -> None:
    shell.run(f"%%quasi\n{SUEZ}")
    assert "background" in shell.run(line).error
