"""The plane: where decisions stand, and what divides it, against figures worked out by hand."""

from __future__ import annotations

import math

import pytest

import qadsl
from qadsl.engine.spread import spread
from qadsl.views.pictures.labels import Box, along, leader_end, place_labels
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.plane_drawing import WIDTH
from qadsl.views.pictures.regions import regions
from qadsl.views.pictures.specs import spec_of, text_width
from tests.unit.views.pictures.programs import pair, run, triangle
from tests.unit.views.pictures.test_network import rows

SURE = "state A, B, C\nagainst C { among A, B { threat = 0.3 .. 0.7, quarrel = 0.1 .. 0.5 } }"


def test_wedges_meet_on_the_lines_where_options_pay_the_same() -> None:
    neutral, quasi, ally = regions((0.0, 0.6, 1.0), (0.0, 0.4, 1.0), 1.0, 1.0)
    # quasi-alliance beats neutrality where 0.6 E > 0.4 D, alliance beats it where 0.4 E > 0.6 D
    assert (1.0, 2 / 3) in [(x, round(y, 12)) for x, y in neutral] or math.isclose(max(y for _, y in neutral), 2 / 3)
    assert any(math.isclose(x, 2 / 3) and y == 1.0 for x, y in ally)
    assert any(math.isclose(x, 2 / 3) and y == 1.0 for x, y in quasi)


def test_an_option_that_never_pays_most_has_no_region() -> None:
    never = regions((0.0, 0.4, 1.0), (0.0, 0.6, 1.0), 1.0, 1.0)
    assert [bool(part) for part in never] == [True, False, True]


def test_of_equal_options_the_least_committed_has_the_region() -> None:
    assert [bool(part) for part in regions((1.0, 1.0), (0.5, 0.5), 1.0, 1.0)] == [True, False]


def test_a_decision_stands_where_its_figures_say() -> None:
    picture = pair().plot.plane()
    told = picture.table[["self", "partner", "encouraging", "discouraging", "choice"]].to_numpy().tolist()
    assert told == [["France", "UK", 0.6, 0.2, "alliance"], ["UK", "France", 0.6, 0.2, "alliance"]]
    points = [(row["x"], row["y"]) for row in rows(picture.spec, "told")]
    # axes end at a round number beyond the greatest: 0.25 and 0.65, over 440 by 400 points
    assert points == [(352.0, round((1 - 0.6 / 0.65) * 400, 1))]


def test_linear_options_are_said_to_divide_the_plane_and_others_only_on_average() -> None:
    assert "In each region its option pays most." in " ".join(pair().plot.plane().spec["title"]["subtitle"])
    other = qadsl.load("examples/ten_lines.qa").run().plot.plane()
    assert "average decision" in " ".join(other.spec["title"]["subtitle"])


def test_the_spread_is_that_of_the_run_draw_by_draw() -> None:
    result = run(SURE, draws=300)
    found = spread(result.plan, result.figures, result.figures.cells.tolist(), 300)
    assert found is not None
    means = [sum(draws) / 300 for draws in found.encouraging]
    assert means == pytest.approx(result.figures.encouraging.tolist(), abs=1e-12)
    shares = [[draws.count(option) / 300 for option in range(3)] for draws in found.option]
    assert shares == result.figures.probability.tolist()
    assert found.is_linear
    assert found.rewards == pytest.approx((0.0, 0.6, 1.0))
    assert found.costs == pytest.approx((0.0, 0.4, 1.0))


def test_the_spread_goes_through_what_periods_left() -> None:
    result = qadsl.load("examples/life_of_a_tie.qa").run()
    cells = [row for row in result.figures.cells.tolist() if row[0] == len(result.plan.periods) - 1]
    found = spread(result.plan, result.figures, cells, 10)
    assert found is not None
    last = result.figures.encouraging[-len(cells) :].tolist()
    assert [draws[0] for draws in found.encouraging] == last


def test_dots_are_draws_and_fewer_where_decisions_are_many() -> None:
    spec = run(SURE, draws=1000).plot.plane().spec
    dots = next(layer for layer in spec["layer"] if layer["mark"].get("type") == "circle")["data"]["values"]
    # names stay free of dots
    assert 270 < len(dots) <= 2 * 150
    assert {row["outcome"] for row in dots} <= {"neutrality", "quasi-alliance", "alliance"}


def test_a_decision_goes_its_way_through_time() -> None:
    picture = triangle().plot.plane("Israel", "UK")
    way = rows(picture.spec, "path")
    assert [row["outcome"] for row in way] == ["neutrality", "alliance"]
    assert [row["said"] if "said" in row else row["name"] for row in rows(picture.spec, "name")][-2:] == [
        "1955",
        "1956",
    ]


def test_what_cannot_be_asked_is_refused() -> None:
    result = triangle()
    for ends in (("UK", "UK"), ("Egypt", "UK")):
        with pytest.raises(qadsl.QadslError, match="QA720"):
            result.plot.plane(*ends)
    with pytest.raises(qadsl.QadslError, match="Did you mean `Israel`"):
        result.plot.plane("Isreal")


def test_names_cover_neither_points_nor_one_another() -> None:
    points = [(50.0 + 3 * i, 50.0 + 2 * (i % 3)) for i in range(9)]
    frame = Box(0, 0, 400, 300)
    found = place_labels(points, [60.0] * 9, 14, frame)
    boxes = [Box(label.x, label.y - 7, label.x + 60, label.y + 7) for label in found if label is not None]
    # a name whose line would cross another is left out
    assert len(boxes) >= 5
    for i, (point, label) in enumerate(zip(points, found, strict=True)):
        if label is not None and label.is_far:
            pieces = along(*point, leader_end(point[0], label.x, 60.0), label.y)
            near = Box(point[0] - 5, point[1] - 5, point[0] + 5, point[1] + 5)
            earlier = [Box(one.x, one.y - 7, one.x + 60, one.y + 7) for one in found[:i] if one is not None]
            assert not any(piece.meets(box) for piece in pieces if not piece.meets(near) for box in earlier)
    for i, one in enumerate(boxes):
        assert one.is_within(frame)
        assert not any(one.meets(other) for other in boxes[i + 1 :])
        assert not any(one.left < x < one.right and one.top < y < one.bottom for x, y in points)


def named_points(picture: Picture) -> list[str]:
    """The names on the plane, without those of regions."""
    regions = {"neutrality", "quasi-alliance", "alliance"}
    return [row["name"] for row in rows(picture.spec, "name") if row["name"] not in regions]


@pytest.mark.parametrize("far", [0.2, 0.9])
def test_names_stay_within_the_frame(far: float) -> None:
    text = (
        "state Atlantis, Byzantium, Dalmatia, C\nagainst C { "
        f"among Atlantis, Byzantium {{ threat = 0.9, quarrel = {far} }} "
        f"Atlantis -> Dalmatia {{ threat = 0.95, quarrel = {far} }} }}"
    )
    result = run(text)
    for picture in (result.plot.plane(), pair().plot.plane(), triangle().plot.plane()):
        placed = rows(picture.spec, "name")
        assert len(placed) >= 3
        for row in placed:
            assert 0 <= row["x"] <= row["x"] + text_width(row["name"], 10.0) <= WIDTH


def test_decisions_that_coincide_share_a_point_and_a_name() -> None:
    assert named_points(pair().plot.plane()) == ["France and UK"]
    three = run("state A, B, C, D\nagainst D { among A, B, C { threat = 0.9, quarrel = 0.1 } }").plot.plane()
    assert named_points(three) == ["6 decisions"]
    told = [row["told"] for row in rows(three.spec, "told")]
    assert len(told) == 1
    assert all(f"{one} → {other}" in told[0] for one, other in (("A", "B"), ("B", "A"), ("C", "A")))
    assert len(three.table) == 6


def test_many_ways_are_left_out_and_few_names_are_drawn() -> None:
    ends = [(a, b) for a in range(5) for b in range(5) if a != b]
    moves = "".join(
        f"A{a} -> A{b} {{ threat = {0.5 + 0.02 * i:.2f}, "
        f"quarrel = {0.05 * i:.2f} at 2000, quarrel = {0.04 * i:.2f} at 2001 }}\n"
        for i, (a, b) in enumerate(ends)
    )
    picture = run(
        f"time 2000 .. 2001\nstate {', '.join(f'A{i}' for i in range(5))}, Z\nagainst Z {{ {moves} }}"
    ).plot.plane()
    said = " ".join(picture.spec["title"]["subtitle"])
    assert not rows(picture.spec, "path")
    assert "in 2001" in said
    assert "8 less committed decisions are not drawn." in said
    assert "_=" not in said
    assert len(named_points(picture)) <= 8


def test_the_title_is_about_what_is_drawn_and_leaves_names_as_they_are() -> None:
    result = triangle()
    assert (
        result.plot.plane("Israel", "UK").title == "Israel → UK against Egypt: neutrality from 1955, alliance from 1956"
    )
    assert result.plot.plane("Israel", "France").title == "Israel → France against Egypt: neutrality throughout"
    small = run("state a0, b0, c\nagainst c { among a0, b0 { threat = 0.9, quarrel = 0.1 } }")
    assert small.plot.plane().title == "Against c, both decisions are for alliance"
    assert small.plot.network().title == "a0 and b0 are tied together against c: alliance"
    assert small.plot.heatmap().title == "Against c, a0 and b0 come to alliance"
    assert small.plot.probabilities().title == "Against c, one pair comes to alliance"


def test_a_title_that_is_cut_ends_in_one_ellipsis() -> None:
    title = spec_of("many words " * 60, (), {}, 400)["title"]["text"]
    assert title[-1].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert not title[-1].endswith("\N{HORIZONTAL ELLIPSIS}" * 2)
