"""Heatmaps and bars of probabilities: what stands where, and how full."""

from __future__ import annotations

import pytest

import qadsl
from tests.unit.views.pictures.programs import pair, run, triangle
from tests.unit.views.pictures.test_network import rows


def test_a_heatmap_has_a_square_for_each_pair() -> None:
    picture = triangle().plot.heatmap(time=1956)
    told = picture.table[["a", "b", "outcome", "probability"]].to_numpy().tolist()
    assert told == [
        ["France", "Israel", "neutrality", 1.0],
        ["France", "UK", "alliance", 1.0],
        ["Israel", "UK", "quasi_alliance", 1.0],
    ]
    squares = [(row["x"], row["y"]) for row in rows(picture.spec, "weight")]
    assert len(set(squares)) == 3


def test_the_less_likely_the_smaller_the_square() -> None:
    result = run("state A, B, C\nagainst C { among A, B { threat = 0 .. 1, quarrel = 0.4 } }", draws=400)
    share = float(result.figures.tie_probability[0].max())
    assert share < 0.9
    (square,) = rows(result.plot.heatmap().spec, "weight")
    assert square["size"] == pytest.approx(44**2 * share, rel=0.02)


def test_bars_are_as_long_as_their_shares_and_fill_the_whole() -> None:
    result = run("state A, B, C\nagainst C { among A, B { threat = 0 .. 1, quarrel = 0.4 } }", draws=400)
    parts = [row for row in rows(result.plot.probabilities().spec, "x2") if "told" in row]
    shares = [share for share in result.figures.tie_probability[0].tolist() if share]
    assert [round(part["x2"] - part["x"]) for part in parts] == [round(320 * share) for share in shares]
    assert sum(part["x2"] - part["x"] for part in parts) == pytest.approx(320, abs=0.5)
    assert [part["outcome"] for part in parts] == ["neutrality", "quasi-alliance", "alliance"]


def test_bars_of_decisions_tell_each_end() -> None:
    picture = triangle().plot.probabilities(of="decisions", time=1956)
    assert [row["name"] for row in rows(picture.spec, "full")] == [
        "France → UK", "Israel → UK", "UK → France", "UK → Israel",
    ]  # fmt: skip
    assert "Not drawn: 2 more, certain to be neutrality." in picture.spec["title"]["subtitle"]
    with pytest.raises(qadsl.QadslError, match="decisions"):
        pair().plot.probabilities(of="decision")  # type: ignore[arg-type]
