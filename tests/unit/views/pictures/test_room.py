"""What has little room: long names, many options, lines that run where words would stand, inks on pale ground."""

from __future__ import annotations

import pytest

from qadsl.views.pictures.brief import brief_names
from qadsl.views.pictures.palette import ink_on, looks, tint
from qadsl.views.pictures.specs import spec_of
from qadsl.views.pictures.sweep import _apart
from qadsl.views.words import percent
from tests.unit.views.pictures.programs import THEORY, run
from tests.unit.views.pictures.test_network import rows

OPTIONS = """
theory plain {
  encouraging { threat weight 100% }
  discouraging { quarrel weight 100% }
  option standing_aside_altogether { reward 0% }
  option friendly_neutrality { reward 20%, cost 8% }
  option consultation_and_coordination { reward 50%, cost 30% }
  option limited_defence_commitment { reward 80%, cost 60% }
  option full_alliance_with_command { reward 100%, cost 100% }
}
"""


def test_long_names_that_begin_alike_are_told_apart() -> None:
    long = [f"The most serene and ancient republic of greater {name}" for name in ("Athens", "Sparta", "Thebes")]
    brief = brief_names((*long, "UK", "Constantinople and its dependencies"))
    assert len(set(brief)) == 5
    assert [name.startswith("\N{HORIZONTAL ELLIPSIS}") for name in brief] == [True] * 3 + [False] * 2
    assert "Athens" in brief[0]
    assert brief[3:] == ("UK", "Constantinople\N{NO-BREAK SPACE}an\N{HORIZONTAL ELLIPSIS}")
    assert len(set(brief_names(("a" * 60, "a" * 61)))) == 2


def test_a_legend_of_many_options_takes_rows() -> None:
    pairs = "".join(
        f"{one} <-> {other} {{ threat = {0.5 + i / 20}, quarrel = {i / 8} }}\n"
        for i, (one, other) in enumerate((a, b) for a in "ABCD" for b in "ABCD" if a < b)
    )
    result = run(f"state A, B, C, D, E\nagainst E {{ {pairs} }}", theory=OPTIONS)
    for kind in ("network", "heatmap"):
        spec = result.plot(kind).spec
        samples = [row for row in rows(spec, "said") if "-" in str(row["said"]) and "x" in row]
        assert max(row["x"] for row in samples) < spec["width"]
        assert len({row["y"] for row in samples}) > 1


def test_text_on_a_band_reads_on_any_ground() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for look in looks(6):
        for share in (0.4, 0.6, 0.8, 1.0):
            low, high = sorted((light(tint(look.colour, share)), light(ink_on(tint(look.colour, share)))))
            assert (high + 0.05) / (low + 0.05) >= 4.5
    text = "time 2000 .. 2004\nstate A, B, C\nagainst C { A <-> B { threat = 0 .. 1, quarrel = 0.4 } }"
    spec = run(text, draws=100).plot.timeline().spec
    bars = [row for row in rows(spec, "opacity") if row["colour"].startswith("#")]
    assert {row["opacity"] for row in bars} == {1.0}


def test_names_at_the_ends_of_lines_are_moved_no_farther_than_need_be() -> None:
    assert _apart([10, 100, 100, 100], 110) == [10, 82, 96, 110]
    assert _apart([10, 12], 300) == [10, 24]
    assert _apart([], 10) == []


def test_a_line_that_begins_from_right_to_left_keeps_its_own_place() -> None:
    told = spec_of("the closest call is \u0627\u0644\u0639\u0631\u0628 and more of it " * 4, (), {}, 400)["title"][
        "text"
    ]
    for line in told:
        assert not "\u0590" <= line[0] <= "\u08ff"
        assert not "\u0590" <= line[-1] <= "\u08ff"


def test_a_title_is_broken_evenly() -> None:
    told = spec_of("all of these words are of much the same length and go on for a while, one", (), {}, 400)["title"][
        "text"
    ]
    assert len(told) == 2
    assert abs(len(told[0]) - len(told[1])) < 12


def test_periods_without_ties_are_one_network_however_likely_that_is() -> None:
    result = run(
        "time 2000 .. 2003\nstate A, B, C\nagainst C { A <-> B { threat = 0 .. 0.3, quarrel = 0.6 }\n"
        "A <-> B { quarrel = 0.3 at 2002 } }",
        draws=100,
    )
    shown = result.plot.network().table
    assert shown.time.tolist() == [2000]
    assert shown.until.tolist() == [2003]
    assert len(result.plot.heatmap().table) == 3


def test_what_costs_just_as_much_is_said_in_words() -> None:
    even = "option quasi_alliance { reward 50%, cost 50% }\n  option alliance       { reward 100%, cost 100% }"
    theory = THEORY[: THEORY.index("option quasi")] + even + "\n}\n"
    text = "state A, B, C\nagainst C { among A, B { threat = 0.3, quarrel = 0.3 } }"
    title = run(text, theory=theory).plot.waterfall("A", "B", option="alliance", beside="quasi_alliance").title
    assert title.endswith("just as much as quasi-alliance")


@pytest.mark.parametrize(
    ("share", "words"), [(0.005, "<1%"), (0.0051, "1%"), (0.995, ">99%"), (0.0, "0%"), (1.0, "100%")]
)
def test_a_share_that_is_not_zero_is_never_called_so(share: float, words: str) -> None:
    assert percent(share) == words
