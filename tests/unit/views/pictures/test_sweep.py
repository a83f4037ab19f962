"""A sweep of one input: where its switches are marked, and from where to where it goes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

import qadsl
from qadsl.plan_sweeps import ends_near
from qadsl.plots import NEAR
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.specs import text_width
from qadsl.views.pictures.sweep import HEIGHT, TOP, WIDTH
from tests.unit.views.pictures.programs import THEORY, run

SMALL = """
attribute might : share
rule strong_stay_apart then quarrel += 12 * self.might
scenario s {
  state A { might = 0.0095 }, B { might = 0.001 }, C
  against C { among A, B { threat = 0.6 ± 0.05, quarrel = 0.2 ± 0.05 } }
}
run s with plain { draws 200 }
"""
"""Alliance pays where the quarrel is below 0.4: A tips near a might of 0.0167."""


def lines(picture: Picture, dash: list[int], style: str = "way") -> list[float]:
    """Where upright lines of a kind stand."""
    return [
        row["x"]
        for layer in picture.spec["layer"]
        if layer["mark"].get("strokeDash") == dash and layer["mark"].get("style") == style
        for row in layer["data"]["values"]
        if row["x"] == row["x2"]
    ]


def curves(picture: Picture) -> list[list[tuple[float, float]]]:
    """The lines of options in points of the page."""
    layers = (layer for layer in picture.spec["layer"] if layer["mark"].get("type") == "line")
    return [[(row["x"], row["y"]) for row in layer["data"]["values"]] for layer in layers]


def said(picture: Picture, beginning: str) -> list[dict[str, Any]]:
    """Texts that begin so."""
    layers = (layer for layer in picture.spec["layer"] if layer["mark"].get("type") == "text")
    return [row for layer in layers for row in layer["data"]["values"] if row["said"].startswith(beginning)]


def height(curve: list[tuple[float, float]], x: float) -> float:
    """How high a line is somewhere."""
    (left, one), (right, other) = next((a, b) for a, b in pairwise(curve) if a[0] <= x <= b[0])
    return one + (other - one) * (x - left) / (right - left)


@pytest.mark.parametrize("steps", [2, 3, 7, 41, 200])
@pytest.mark.parametrize("draws", [None, 300])
def test_a_switch_is_marked_where_lines_cross_and_says_between_what(steps: int, draws: int | None) -> None:
    sure = "threat = 0.6, quarrel = 0.31" if draws is None else "threat = 0.6 ± 0.1, quarrel = 0.31 ± 0.1"
    result = run(f"state A, B, C\nagainst C {{ among A, B {{ {sure} }} }}", draws=draws)
    picture = result.plot.sweep("quarrel", 0, 1, steps, self_="A", partner="B")
    marks = lines(picture, [3, 3])
    assert marks
    for mark in marks:
        heights = sorted(height(curve, mark) for curve in curves(picture))
        assert min(other - one for one, other in pairwise(heights)) < 0.2
    table = picture.table
    values = sorted(set(table.value))
    for mark in marks:
        below = max(value for value in values if value * WIDTH <= mark + 0.01)
        above = min(value for value in values if value * WIDTH >= mark - 0.01)
        assert f"to {below:.6g}" in picture.title or f"from {above:.6g}" in picture.title
    for words in said(picture, "between"):
        assert any(f"and {value:.6g}" in words["said"] for value in values)


def test_what_is_said_of_a_switch_keeps_clear_of_lines() -> None:
    result = qadsl.compile(THEORY + SMALL).run()
    picture = result.plot.sweep("A.might", 0, 1, self_="A", partner="B")
    (words,) = said(picture, "between")
    left, right = words["x"], words["x"] + text_width(words["said"], 11.5)
    assert 0 <= left < right <= WIDTH
    for curve in curves(picture):
        for x in range(int(left) + 1, int(right)):
            assert abs(height(curve, x) - words["y"]) > 6


def test_without_an_input_it_goes_round_what_that_is() -> None:
    result = qadsl.compile(THEORY + SMALL).run()
    picture = result.plot.sweep(self_="A", partner="B")
    values = sorted(set(picture.table.value))
    assert "A.might" in picture.title
    assert len(values) == 41
    assert values[-1] < 0.1
    assert values[0] <= 0.0095 <= values[-1]
    (mark,) = lines(picture, [3, 3])
    assert 0.1 * WIDTH < mark < 0.9 * WIDTH
    assert values[0] + mark / WIDTH * (values[-1] - values[0]) == pytest.approx(0.2 / 12, rel=0.2)
    assert NEAR in " ".join(picture.spec["title"]["subtitle"])
    whole = result.plot.sweep(self_="A", partner="B", low=0, high=1)
    assert max(whole.table.value) == 1
    assert NEAR not in " ".join(whole.spec["title"]["subtitle"])


def test_where_it_tips_far_away_the_whole_range_is_swept() -> None:
    picture = run("state A, B, C\nagainst C { among A, B { threat = 0.9, quarrel = 0.1 } }").plot.sweep()
    assert (min(picture.table.value), max(picture.table.value)) == (0, 1)


@pytest.mark.parametrize(
    ("now", "turn", "ends"),
    [(0.0095, 0.0167, (0, 0.04)), (0.5, 0.52, (0.46, 0.56)), (0.999, 0.99, (0.96, 1)), (0.2, 0.9, None)],
)
def test_ends_are_round_and_hold_what_is_given_and_the_turn(
    now: float, turn: float, ends: tuple[float, float] | None
) -> None:
    result = run("state A, B, C\nagainst C { among A, B { threat = 0.9, quarrel = 0.1 } }")
    point = replace(result.tipping("A", "B").tree.nearest[0], now_value=now, turns_at=turn)
    found = ends_near(point, 41)
    assert found == ends
    for steps in (2, 3, 10_001):
        found = ends_near(point, steps)
        assert found is None or found[0] <= min(now, turn) < max(now, turn) <= found[1]


def test_the_given_value_and_the_name_of_the_input_stand_apart() -> None:
    result = qadsl.compile(THEORY + SMALL).run()
    for high in (1, 0.011):
        picture = result.plot.sweep("A.might", 0, high, self_="A", partner="B")
        (given,), (name,) = said(picture, "given: "), said(picture, "A.might")
        half = text_width(given["said"], 11.5) / 2
        assert half - 0.01 <= given["x"] <= WIDTH - half + 0.01
        assert given["x"] - half > text_width(name["said"], 11.5) or name["y"] - given["y"] >= 12
        assert TOP + HEIGHT < given["y"] < name["y"] < picture.spec["height"]
