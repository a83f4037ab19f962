"""The network: lines that both ends agree to, arrows that one end wishes for, each where its actors stand."""

from __future__ import annotations

from typing import Any

import pytest

from qadsl.views.pictures.layout import ring, ring_order
from qadsl.views.pictures.palette import looks
from tests.unit.views.pictures.programs import pair, run, triangle


def layers(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """All layers of a mark, however deep."""
    found = []
    for layer in spec.get("layer", ()):
        found += [layer] if layer.get("mark", {}).get("type") == kind else []
        found += layers(layer, kind)
    return found


def rows(spec: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """All rows of data that have a key."""
    found = []
    for layer in spec.get("layer", ()):
        found += [row for row in layer.get("data", {}).get("values", ()) if key in row]
        found += rows(layer, key)
    return found


def test_two_who_ally_are_joined_by_one_line_between_their_points() -> None:
    spec = pair().plot.network().spec
    line = next(row for row in rows(spec, "told") if "x2" in row)
    dots = [(row["x"], row["y"]) for row in rows(spec, "told") if "size" in row]
    assert [(line["x"], line["y"]), (line["x2"], line["y2"])] == dots
    assert (line["outcome"], line["told"], line["width"]) == ("alliance", "France and UK: alliance", 5.5)


def test_outcomes_have_their_colours_and_dashes() -> None:
    spec = triangle().plot.network().spec
    ties = next(layer for layer in layers(spec, "rule") if "strokeWidth" in layer["encoding"])
    known = looks(3)
    assert ties["encoding"]["color"]["scale"]["range"][:3] == [look.colour for look in known]
    assert ties["encoding"]["strokeDash"]["scale"]["range"][:3] == [list(look.dash) for look in known]
    assert ties["encoding"]["color"]["scale"]["domain"][:3] == ["neutrality", "quasi-alliance", "alliance"]


def test_what_one_end_alone_wishes_is_an_arrow_to_the_other() -> None:
    spec = triangle().plot.network(time=1956).spec
    arrows = [row for row in rows(spec, "told") if "angle" in row]
    assert [row["told"] for row in arrows] == ["Israel alone would choose alliance with UK"]
    assert "Israel alone would choose alliance with UK." in triangle().plot.network(time=1956).summary
    lines = sorted(row["told"] for row in rows(spec, "told") if "width" in row)
    assert lines == ["France and UK: alliance", "Israel and UK: quasi-alliance"]


def test_every_period_has_a_panel_until_there_are_too_many() -> None:
    picture = triangle().plot.network()
    assert [row["name"] for row in rows(picture.spec, "name") if row["name"].startswith("19")] == ["1955", "1956"]
    many = run(
        "time 1950 .. 1989\nstate UK, France, Egypt\nagainst Egypt { otherwise { threat = 0.1, quarrel = 0.5 }\n"
        "among UK, France { threat = 0.9 from 1970 } }"
    ).plot.network()
    names = [row["name"] for row in rows(many.spec, "name") if row["name"].startswith("19")]
    assert names == ["1950–1969", "1970–1989"]  # neighbours that look the same are one
    assert many.table[["time", "until"]].to_numpy().tolist() == [[1950, 1969], [1970, 1989]]
    assert many.title == "France and UK are tied together against Egypt since 1970: alliance; nobody before"
    moving = "".join(f"quarrel = {year % 7 / 50 + 0.1} at {year}, " for year in range(1950, 1960))
    turns = run(
        "time 1950 .. 1959\nstate UK, France, Egypt\n"
        f"against Egypt {{ among UK, France {{ threat = 0.2 .. 0.4, {moving.rstrip(', ')} }} }}",
        draws=50,
    ).plot.network()
    assert any(line.startswith("Not drawn: ") and "=" not in line for line in turns.spec["title"]["subtitle"])


def test_periods_in_which_one_end_alone_chooses_otherwise_are_drawn_before_such_as_only_vary() -> None:
    moving = ", ".join(f"quarrel = {year % 5 / 50 + 0.2} at {year}" for year in range(1950, 1970))
    picture = run(
        "time 1950 .. 1969\nstate UK, France, Egypt\n"
        "against Egypt { UK -> France { threat = 0 .. 0.5, threat = 0.2 .. 0.9 from 1955 to 1966 }\n"
        f"France -> UK {{ threat = 0 .. 0.3 }} among UK, France {{ {moving} }} }}",
        draws=50,
    ).plot.network()
    drawn = [row["name"][:4] for row in rows(picture.spec, "name") if row["name"].startswith("19")]
    assert drawn == ["1950", "1955", "1967"]
    assert [row["told"] for row in rows(picture.spec, "told") if "angle" in row]


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    wish = run("state UK, France, Egypt\nagainst Egypt { UK -> France { threat = 0.6, quarrel = 0.2 }\n"
               "France -> UK { threat = 0.1, quarrel = 0.9 } }").plot.network()  # fmt: skip
    assert wish.title == "No tie against Egypt, though UK would choose alliance with France"
    assert wish.spec["title"]["subtitle"] == ["Arrows are what one end alone would choose."]
    widths = [layer["mark"]["strokeWidth"] for layer in layers(wish.spec, "rule") if "strokeWidth" in layer["mark"]]
    assert set(widths) == {1.2}
    assert [row["said"] for row in rows(wish.spec, "said")] == ["alliance"]
    tied = pair().plot.network()
    assert "rrows" not in " ".join(tied.spec["title"]["subtitle"])
    assert [row["said"] for row in rows(tied.spec, "said")] == ["alliance"]


def test_a_title_tells_the_blocs_and_who_stands_alone() -> None:
    two = run("state A, B, C, D, E, Z\nagainst Z { otherwise { threat = 0.1, quarrel = 0.9 }\n"
              "A <-> B { threat = 0.9, quarrel = 0.1 }\nC <-> D { threat = 0.6, quarrel = 0.5 } }")  # fmt: skip
    assert (
        two.plot.network().title
        == "2 blocs against Z, in alliance and quasi-alliance: A and B; C and D; E stands alone"
    )
    none = run("state A, B, Z\nagainst Z { otherwise { threat = 0.1, quarrel = 0.9 } }").plot.network()
    assert (none.title, none.spec["title"]["subtitle"]) == (
        "No tie against Z", ["No line is drawn, for no two are tied."],
    )  # fmt: skip
    gone = run("time 2000 .. 2002\nstate A, B, Z\nagainst Z { A <-> B { threat = 0.9, quarrel = 0.1 }\n"
               "from 2001 { A <-> B { threat = 0.1, quarrel = 0.9 } } }")  # fmt: skip
    assert gone.plot.network().title == "A and B are tied together against Z in 2000: alliance; nobody since"


def test_the_third_party_stands_apart() -> None:
    spec = pair().plot.network().spec
    square = next(layer for layer in layers(spec, "point") if layer["mark"].get("shape") == "square")
    assert square["data"]["values"][0]["told"] == "Egypt, the third party"
    lowest = max(row["y"] for row in rows(spec, "told") if "size" in row)
    assert square["data"]["values"][0]["y"] > lowest


def test_who_stands_together_is_shaded() -> None:
    result = run(
        "state A, B, C, D, E\nagainst E { otherwise { threat = 0.1, quarrel = 0.5 }\n"
        "among A, B, C { threat = 0.9, quarrel = 0.1 } }"
    )
    spec = result.plot.network().spec
    assert [row["outcome"] for row in rows(spec, "group")] == ["alliance"] * 3
    dots = {(row["x"], row["y"]) for row in rows(spec, "told") if "size" in row}
    assert {(row["x"], row["y"]) for row in rows(spec, "group")} < dots


def test_many_are_bundled_and_it_is_said() -> None:
    camps = "".join(
        f"among {', '.join(f'{camp}{i}' for i in range(14))} {{ threat = 0.9, quarrel = 0.1 }}\n" for camp in "abc"
    )
    names = ", ".join(f"{camp}{i}" for camp in "abc" for i in range(14))
    picture = run(
        f"state {names}, E\nagainst E {{ otherwise {{ threat = 0.1, quarrel = 0.5 }}\n{camps} }}"
    ).plot.network()
    assert {row["name"] for row in rows(picture.spec, "name")} == {"a0 + 13", "b0 + 13", "c0 + 13", "against E"}
    assert picture.spec["title"]["subtitle"][0].startswith("42 actors are drawn as 3 bundles")
    assert picture.title == "3 blocs against E, in alliance: 14 around a0; 14 around b0; 14 around c0"


@pytest.mark.parametrize("count", [1, 2, 3, 4, 12, 13, 40])
def test_a_ring_has_a_place_for_each_far_from_the_next(count: int) -> None:
    places = ring(count, 100)
    assert len(set(places)) == count
    for i, one in enumerate(places):
        for other in places[i + 1 :]:
            assert (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 > 100


def test_the_tied_stand_beside_one_another() -> None:
    weights = {(0, 4): 2, (1, 5): 2, (2, 3): 2, (4, 5): 1}
    order = ring_order(range(6), weights)
    gap = [abs(order.index(one) - order.index(other)) for one, other in weights]
    assert all(min(apart, 6 - apart) == 1 for apart in gap)


def test_equals_keep_the_order_of_their_names() -> None:
    assert ring_order(range(5), {}) == (0, 1, 2, 3, 4)
    every = {(a, b): 1 for a in range(5) for b in range(a + 1, 5)}
    assert ring_order(range(5), every) == (0, 1, 2, 3, 4)
