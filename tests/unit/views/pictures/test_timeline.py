"""Bands of a timeline: what is said of several periods, and the shade of each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from qadsl.results import Result
from qadsl.views.pictures.palette import ink_on
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.timeline_bands import Band
from qadsl.views.words import percents
from tests.unit.views.pictures.programs import run
from tests.unit.views.pictures.test_network import rows


def fading(count: int = 4) -> Result:
    """An alliance that is less likely every year, and at last none."""
    moves = " ".join(
        f"A <-> B {{ threat = {0.75 - 0.35 * i / count:.4f} ± 0.2 at {2000 + i}, quarrel = 0.3 at {2000 + i} }}\n"
        for i in range(count)
    )
    return run(f"time 2000 .. {1999 + count}\nstate A, B, C\nagainst C {{ {moves} }}", draws=400)


def shades(picture: Picture) -> list[dict[str, Any]]:
    """What is drawn of ties."""
    return [row for row in rows(picture.spec, "opacity") if row["told"].startswith("A and B: ")]


def written(picture: Picture) -> list[dict[str, Any]]:
    """What is written on bands."""
    values = []
    for layer in picture.spec["layer"]:
        if str(layer["mark"].get("color", "")).startswith("#") and layer["mark"].get("type") == "text":
            values += [{**row, "ink": layer["mark"]["color"]} for row in layer["data"]["values"]]
    return values


def test_a_band_says_from_what_to_what_and_each_period_its_own() -> None:
    result = fading()
    picture = result.plot.timeline()
    ties = result.alignments
    likely = [float(row[f"p_{row['outcome']}"]) for _, row in ties.iterrows()]
    known = dict(zip(ties.time, zip(ties.outcome, likely, strict=True), strict=True))
    table = picture.table
    assert table.columns.tolist() == ["target", "a", "b", "first", "last", "tie", "lowest", "highest"]
    for band in table.itertuples():
        held = [known[year][1] for year in range(int(band.first), int(band.last) + 1)]
        assert (band.lowest, band.highest) == (min(held), max(held))
    assert any(band.highest - band.lowest > 0.1 for band in table.itertuples())
    told = [row["told"] for row in shades(picture)]
    said = [f"A and B: {tie.replace('_', '-')} {share:.0%}, {year}" for year, (tie, share) in known.items()]
    assert told == said
    long = max(table.itertuples(), key=lambda one: int(one.last) - int(one.first))
    assert percents([long.lowest, long.highest]) in " ".join(row["said"] for row in written(picture))


def test_the_fuller_shade_is_the_likelier_and_they_leave_no_ground_between_them() -> None:
    found = shades(fading().plot.timeline())
    assert len({row["colour"] for row in found}) == len(found) == 4
    for one, other in pairwise(found):
        if one["told"].split()[3] == other["told"].split()[3]:
            assert one["x2"] > other["x"]


@pytest.mark.parametrize("count", [1, 2, 4, 12, 40, 300])
def test_what_is_written_lies_on_its_band_in_an_ink_that_can_be_read(count: int) -> None:
    picture = fading(count).plot.timeline()
    found = shades(picture)
    assert len(found) <= 760 / 4 + 1
    for text in written(picture):
        under = [row for row in found if row["x"] < text["x"] < row["x2"]]
        assert under
        assert any(ink_on(row["colour"]) == text["ink"] for row in under)


def test_periods_that_read_the_same_are_one_shade() -> None:
    band = Band(3, 2, (0.5, 0.501, 0.7, 0.7, 0.9))
    assert [(one.first, one.last) for one in band.pieces()] == [(3, 4), (5, 6), (7, 7)]
    assert [(one.first, one.last) for one in band.pieces(2)] == [(3, 4), (5, 7)]
    assert [one.shares for one in band.pieces(9)] == [band.shares]


def test_a_run_without_draws_has_one_shade_a_band_and_no_percentage() -> None:
    sure = run(
        "time 2000 .. 2003\nstate A, B, C\nagainst C { A <-> B { threat = 0.9, quarrel = 0.2 } }"
    ).plot.timeline()
    assert [row["told"] for row in shades(sure)] == ["A and B: alliance, 2000 to 2003"]


def test_shares_of_several_periods_in_words() -> None:
    assert percents([0.58, 0.86, 0.7]) == "58 to 86%"
    assert percents([0.721, 0.72]) == "72%"
    assert percents([0.001, 1.0]) == "<1 to 100%"
