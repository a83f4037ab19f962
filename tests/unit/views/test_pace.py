"""How far work is: not at once, not too often, and as long as it will take."""

from __future__ import annotations

import pytest

from qadsl.views.pace import Pace, Way


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_waits_and_is_said_ten_times_a_second() -> None:
    clock = Clock()
    pace = Pace(0.3, clock)
    said = []
    for step in range(1, 101):
        clock.now = step / 100
        said.append(pace.reach(step, 400))
    told = [step for step, way in enumerate(said, 1) if way is not None]
    assert told[0] >= 30
    assert len(told) <= 8
    assert said[told[0] - 1] == Way(told[0] / 400, pytest.approx((400 - told[0]) / 100))


def test_a_part_that_begins_anew_is_measured_for_itself() -> None:
    clock = Clock()
    pace = Pace(0.0, clock)
    clock.now = 10.0
    assert pace.reach(90, 100) is not None
    clock.now = 11.0
    assert pace.reach(0, 100).words == "0%, unknown time left"
    clock.now = 12.0
    assert pace.reach(50, 100).left == pytest.approx(1.0)


@pytest.mark.parametrize(("done", "total"), [(0, 0), (5, 0), (1, -1)])
def test_of_no_work_nothing_is_said(done: int, total: int) -> None:
    assert Pace(0.0, Clock()).reach(done, total) is None


def test_more_than_all_is_all() -> None:
    assert Pace(0.0, Clock()).reach(200, 100) == Way(1.0, 0.0)


@pytest.mark.parametrize(
    ("left", "words"),
    [(0.4, "0 s"), (12.3, "12 s"), (90, "1 min 30 s"), (4000, "1 h 6 min"), (1e7, "2,777 h 46 min")],
)
def test_times_are_told_in_fitting_units(left: float, words: str) -> None:
    assert Way(0.5, left).words == f"50%, {words} left"


def test_what_is_done_is_being_put_together() -> None:
    assert Way(1.0, 0.0).words == "100%, putting it together"
