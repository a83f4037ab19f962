"""What the page works out for itself, under Node, against Python."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from typing import Any

import numpy as np
import pytest

import qadsl
from qadsl.engine.javascript import Compiled, runtime
from qadsl.explorer.bundle import STATIC
from qadsl.explorer.explorer import Explorer
from qadsl.explorer.facts import json_of
from qadsl.views.words import percent
from tests.unit.explorer.made import MOVES, canal

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node (`node`) to run JavaScript")

QUANTAL = """use multifacet
theory loose extends multifacet { choose with precision 6 }
scenario s { state A, B, C  against C { A <-> B { common_threat = 0.6, divergence = 0.2 .. 0.4 } } }
"""

OVERRULED = """use multifacet
theory firm extends multifacet { rule settled then provocation = 0.4 because "made up" }
scenario s { state A, B, C  against C { A <-> B { common_threat = 0.6, divergence = 0.2 .. 0.4, provocation = 0.1 } } }
run s with firm
"""
SMALL = """use multifacet
scenario s { state A, B, C  against C { A -> B { common_threat = 0.0003, divergence = 0.5 } } }
run s
"""
SOLVED = """use multifacet
attribute size : number 0 .. 10
measure tied "Whether they are tied" : flag = not neutrality(self, partner)
measure worth "What it is worth" : number = 3 * common_threat
measure stage : category(none, some) = if neutrality(self, partner) then none else some
theory camps extends multifacet {
  solve sides "Two camps" = blocs 2 { apart if self.size > 3 and partner.size > 3 then 1 else -1 }
  solve net = links { worth links(self) * self.size * 0.1 - 0.2, stable pairwise }
}
scenario s {
  state A { size = 1 .. 5 }, B { size = 2 .. 6 }, C { size = 4 }, D { size = 2 }
  against D { among A, B, C { common_threat = 0.3 .. 0.9 } }
}
run s with camps
"""

SHARES = [*(draws / 1000 for draws in range(1001)), 0.0051, 0.9949, 0.9951, 1e-300, 1 - 2**-53, 0.125, 1 / 3]
"""Every share that a thousand draws can have, and some that they cannot."""


def explorers() -> list[Explorer[Any]]:
    dated = canal().explore()
    for name, value in MOVES.items():
        dated[name] = value
    quantal = qadsl.compile(QUANTAL).run(theory="loose", draws=40, seed=2**60 + 1).explore()
    quantal["divergence(A, B, C)"] = 0.75
    overruled = qadsl.compile(OVERRULED).run(draws=40).explore()
    solved = qadsl.compile(SOLVED).run(draws=40).explore()
    solved["A.size"] = 3.5
    small = qadsl.compile(SMALL).run().explore()
    small["common_threat(A, B, C)"] = 0.00031
    return [dated, canal().explore(pair=("France", "UK")), quantal, overruled, solved, small]


def middle_of(explorer: Explorer[Any]) -> Any:
    said, buffers = explorer.answer({"turn": 1, "values": dict(explorer._moved), "draws": 0})
    assert said["isMiddle"]
    return said, buffers


@cache
def answers() -> tuple[list[Explorer[Any]], dict[str, Any]]:
    made = explorers()
    asked = []
    for one in made:
        compiled = one._compiled
        assert isinstance(compiled, Compiled)
        asked.append(
            {"facts": json_of(one._facts()), "code": compiled.code, "data": compiled.data, "values": one._moved}
        )
    script = str(STATIC.parents[2] / "tests" / "unit" / "explorer" / "logic.mjs")
    text = json.dumps({"folder": STATIC.as_uri(), "runtime": runtime(), "asked": asked, "shares": SHARES})
    found = subprocess.run(["node", script], input=text, capture_output=True, text=True, check=False)
    assert not found.stderr
    return made, json.loads(found.stdout)


def test_page_and_python_call_inputs_alike() -> None:
    for one, told in zip(answers()[0], answers()[1]["programs"], strict=True):
        python = [[i.id, i.name, i.when, i.middle] for i in one._all]
        page = [[*row[:3], float(row[3])] for row in told["inputs"]]
        # what is moved stands at its given value in both
        assert [row[:3] for row in page] == [row[:3] for row in python]
        np.testing.assert_array_equal([row[3] for row in page], [row[3] for row in python])


def test_what_a_rule_overrules_is_no_input() -> None:
    overruled = answers()[0][3]
    assert "divergence(A, B, C)" in overruled.inputs
    assert "provocation(A, B, C)" not in overruled.inputs


def test_page_and_python_write_the_same_patch() -> None:
    for one, told in zip(answers()[0], answers()[1]["programs"], strict=True):
        assert told["patch"] == one.patch


def test_page_and_python_find_the_same() -> None:
    for one, told in zip(answers()[0], answers()[1]["programs"], strict=True):
        figures = one.result().figures
        assert told["drawn"]["choice"] == figures.choice.tolist()
        assert told["drawn"]["tie"] == figures.tie.tolist()
        for name in ("payoff", "probability"):
            found = np.array([float(value) for value in told["drawn"][name]])
            np.testing.assert_array_equal(found, getattr(figures, name).ravel())


def test_measures_and_company_are_pythons() -> None:
    for one, told in zip(answers()[0], answers()[1]["programs"], strict=True):
        _, buffers = one.answer({"turn": 1, "values": dict(one._moved), "draws": one._facts()["draws"]})
        python = [np.frombuffer(buffer) for buffer in buffers[9:]]
        page = [np.array([float(value) for value in table]) for found in told["drawn"]["measures"] for table in found]
        assert len(page) == len(python) == 3 * len(one._plan.measures)
        for own, other in zip(page, python, strict=True):
            np.testing.assert_array_equal(own, other)


def test_who_stands_together_is_what_is_solved() -> None:
    solved = answers()[0][4]
    facts, figures = solved._facts(), solved.result().figures
    assert [one["name"] for one in facts["solves"]] == ["net", "sides"]
    found = answers()[1]["programs"][4]["drawn"]["measures"][facts["solves"][1]["partner"]][2]
    a_with_b = sum(
        one.chosen for one in figures.solutions if one.solve == 1 and any({0, 1} <= set(group) for group in one.groups)
    )
    row = figures.cells.tolist().index([0, 0, 0, 1])
    assert float(found[2 * row + 1]) == pytest.approx(a_with_b)
    assert 0 < a_with_b < 1
    assert answers()[1]["groups"] == [[0, 1, 2, 3], [4, 5]]


def test_a_page_answered_by_python_shows_the_same() -> None:
    for one, told in zip(answers()[0], answers()[1]["programs"], strict=True):
        said, buffers = middle_of(one)
        found = np.array([float(value) for value in told["middle"]["payoff"]])
        np.testing.assert_array_equal(np.frombuffer(buffers[0]), found)
        assert np.frombuffer(buffers[5], dtype="<i4").tolist() == told["middle"]["choice"]
        assert said["isUncertain"]


def test_the_inputs_of_a_decision_are_those_that_it_reads() -> None:
    one, told = answers()[0][1], answers()[1]["programs"][1]
    assert {one._called(own).name for own in told["own"]} >= {
        "fear", "`run of luck`", "UK.old", "distance(France, UK)", "common_threat(France, UK, Egypt)"
    }  # fmt: skip
    assert not [own for own in told["own"] if "Soviet" in one._called(own).name]


def test_numbers_are_written_without_exponents() -> None:
    told = answers()[1]["written"]
    values = [0.4, 1e-7, 1e21, 123456.5, 1.5e300, 5e-324, 5000, -0.25]
    assert [float(text) for text in told] == values
    assert not [text for text in told if "e" in text]


def test_shares_are_told_as_in_pythons_tables() -> None:
    told = dict(zip(SHARES, answers()[1]["percents"], strict=True))
    assert told == {share: percent(share) for share in SHARES}
    assert [told[share] for share in (0, 0.001, 0.005, 0.0051)] == ["0%", "<1%", "<1%", "1%"]
    assert [told[share] for share in (0.9949, 0.995, 0.9951, 0.999, 1)] == ["99%", ">99%", ">99%", ">99%", "100%"]
    assert [share for share in SHARES if told[share] in {"0%", "100%"}] == [0, 1]


def test_sliders_keep_to_their_grid() -> None:
    assert answers()[1]["grid"] == [0.12, 0.13, 1, 0]


def test_what_is_small_keeps_its_digits() -> None:
    assert answers()[1]["amounts"] == [
        "0.0003",
        "0.0144",
        "0.0144",
        "0",
        "0.5",
        "\N{MINUS SIGN}0.00021",
        "1e\N{MINUS SIGN}9",
        "12.346",
    ]


def test_steps_fit_what_is_given() -> None:
    assert answers()[1]["small"]["fine"] == 0.00001
    assert answers()[1]["walks"] == [
        [0.0003, 0.00031, 0.0003, 0.00029, 0.00039, 0.00049],
        [0.0099, 0.01, 0.011, 0.01, 0.0099, 0.0098],
        [0.34, 0.35, 0.25],
        [0.02, 0.03, 0, 0.01],
    ]


def test_a_hand_finds_what_is_small_on_its_slider() -> None:
    along = answers()[1]["along"]
    assert along[0] == 0
    assert along[1] == pytest.approx(0.25)
    assert 0.25 < along[2] < along[3] == 1
    assert answers()[1]["back"] == [0, 0.0003, 0.5, 1]


def test_groups_hold_every_pair() -> None:
    assert answers()[1]["cliques"] == [[0, 1, 2], [2, 3]]


def test_regions_share_the_plane() -> None:
    def area(corners: list[list[float]]) -> float:
        shifted = [*corners[1:], *corners[:1]]
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, shifted, strict=True))) / 2

    assert sum(area(one) for one in answers()[1]["regions"] if one) == pytest.approx(1)
    assert area(answers()[1]["cut"]) == pytest.approx(0.5)


def test_names_cannot_steer_a_page() -> None:
    assert answers()[1]["named"] == "a\ufffdb\ufffdc\u200d"
