"""What would tip an outcome: a value named does, one just short of it does not, and so it is said in every form."""

from __future__ import annotations

import json

import pytest

import qadsl
from qadsl.analysis.tipping import Tipping, TippingPoint

EXACT = """
use multifacet

attribute regime : category(crown, republic, junta)
rule likeness when self.regime = partner.regime then ideology += 0.2

scenario suez {
  state UK { regime = crown, capability = 0.2 }, France { regime = republic, capability = 0.2 }
  state Israel { regime = republic, capability = 0.1 }, Egypt { regime = junta, capability = 0.15 }
  against Egypt {
    among UK, France, Israel {
      common_threat = 0.6, divergence = 0.4, development_interest = 0.5, ideology = 0.3, cultural_identity = 0.4
    }
    UK -> France { common_threat = 0.45 }
    otherwise { provocation = 0.5, abandonment = 0.2, entrapment = 0.2 }
  }
}
"""
PAST = """
theory wary {
  encouraging { threat weight 1 }
  discouraging { divergence weight 1 }
  option neutrality { reward 0 }
  option alliance { reward 1, cost 1 }
}
rule habit when previous alliance(self, partner) initially no then divergence -= 0.3
scenario long {
  time 1955 .. 1957
  state UK, France, Egypt
  against Egypt { UK <-> France { threat = 0.4, divergence = 0.5 } }
}
"""


def said(program: qadsl.Program, found: Tipping, changes: dict[str, float | str | None]) -> str:
    """What comes out of the whole program with some inputs otherwise."""
    run = program.run(settings={name: value for name, value in changes.items() if value is not None})
    assert not run.figures.is_sampled
    frame = run.alignments if found.is_tie else run.decisions
    one, other = ("a", "b") if found.is_tie else ("self", "partner")
    row = frame[(frame[one] == found.self) & (frame[other] == found.partner)]
    if found.time is not None:
        row = row[row.time == found.time]
    return str(row["outcome" if found.is_tie else "choice"].item())


def just_short(point: TippingPoint) -> float | None:
    if point.turns_at is None or point.low is None or point.high is None or point.now_value is None:
        return None
    hair = 1e-6 * (point.high - point.low)
    return point.turns_at + (hair if point.now_value > point.turns_at else -hair)


@pytest.mark.parametrize("tie", [False, True])
@pytest.mark.parametrize("ends", [("UK", "France"), ("France", "UK"), ("Israel", "UK")])
def test_a_value_tips_and_one_just_short_does_not(ends: tuple[str, str], tie: bool) -> None:
    program = qadsl.compile(EXACT)
    found = program.run().tipping(*ends, tie=tie).tree
    assert {point.kind for point in found.points} >= {"variable"}
    for point in found.points:
        assert point.becomes != found.outcome
        assert said(program, found, {point.input: point.needed}) == point.becomes
        if point.is_nearest:
            assert said(program, found, {point.input: just_short(point)}) == found.outcome
    if found.joint is not None:
        changes: dict[str, float | str | None] = {move.input: move.needed_value for move in found.joint.moves}
        assert said(program, found, changes) == found.joint.becomes
        assert found.joint.reach < min(point.distance for point in found.points if point.low is not None)
        assert all(said(program, found, {name: value}) == found.outcome for name, value in changes.items())


def test_a_change_that_works_through_earlier_periods_is_found() -> None:
    program = qadsl.compile(PAST)
    found = program.run().tipping("UK", "France", time=1957).tree
    assert found.reads_past
    assert found.outcome == "neutrality"
    # once tied, they stay tied with far less: what counts is what makes a tie in the first place
    points = {point.input: point for point in found.points}
    assert points["threat(UK, France, Egypt)"].needed_value == pytest.approx(0.5001)
    for point in found.points:
        assert said(program, found, {point.input: point.needed}) == "alliance"
        assert said(program, found, {point.input: just_short(point)}) == "neutrality"


def test_what_only_an_earlier_period_reads_is_tried() -> None:
    rule = "relation trade : share rule memory then threat += 0.4 * (previous trade(self, partner) initially 0.1)"
    said = "trade(UK, France) = 0.1 at 1955 trade(UK, France) = 0.2 at 1956 trade(UK, France) = 0.9 at 1957"
    text = PAST.replace("scenario long {", f"{rule} scenario long {{ {said}")
    found = qadsl.compile(text).run().tipping("UK", "France", time=1957).tree
    points = {(point.input, point.time): point for point in found.points}
    # 0.4 + 0.4 t beyond 0.5: what is traded in 1956 counts at once, that of 1955 makes a tie that lasts
    assert points["trade(UK, France)", 1956].turns_at == pytest.approx(0.25, abs=1e-6)
    assert ("trade(UK, France)", 1957) not in points
    assert points["trade(UK, France)", 1955].turns_at == pytest.approx(0.25, abs=1e-6)
    assert not any("previous" in name for name in found.still)
    assert found.unsearched == 0
    assert found.joint is None or not found.joint.is_least


def test_it_says_where_the_run_comes_out_otherwise_than_the_middle() -> None:
    text = PAST.replace("threat = 0.4", "threat = 0.3 .. 0.59").replace("rule habit", "# rule habit")
    program = qadsl.compile(text.replace("time 1955 .. 1957", ""))
    found = program.run(draws=400).tipping("UK", "France")
    assert found.tree.outcome == "neutrality"
    assert "held at its middle" in str(found)
    assert "In the run it comes out so in" in str(found)


def test_it_is_the_same_in_every_form() -> None:
    found = qadsl.compile(EXACT).run().tipping("UK", "France")
    told = json.loads(json.dumps(found.to_dict()))
    assert told["command"] == "tipping"
    assert [point["input"] for point in told["points"]] == found.points.input.tolist()
    assert found.points.needed_value.notna().any()
    for point in found.tree.nearest[:3]:
        assert point.input in found._repr_html_()
        assert point.input.split("(")[0] in str(found)
    assert all(len(line) <= 40 for line in found.in_width(40).splitlines())


def test_hostile_names_are_only_text() -> None:
    text = EXACT.replace("UK", "`<script>alert(1)</script>`").replace("France", "`__proto__`")
    found = qadsl.compile(text).run().tipping("<script>alert(1)</script>", "__proto__")
    assert "<script>alert" not in found._repr_html_()
    assert found.tree.points
    assert said(qadsl.compile(text), found.tree, {found.tree.points[0].input: found.tree.points[0].needed})


def test_nobody_and_nothing_to_tip() -> None:
    result = qadsl.compile(EXACT).run()
    with pytest.raises(qadsl.QadslError, match=r"did you mean `France`|Did you mean `France`"):
        result.tipping("UK", "Frnace")
    undecided = qadsl.compile(EXACT.replace("capability = 0.15", "capability = unknown")).run()
    assert str(undecided.tipping("UK", "France"))
