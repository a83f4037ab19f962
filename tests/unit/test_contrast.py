"""Theories beside one another: what each says, what would turn it, how far they agree, and who was right."""

from __future__ import annotations

from math import isnan

import pandas as pd
import pytest

import qadsl
from qadsl.contrasts import ContrastResult

TEXT = """
use multifacet
use instruments

theory threat "Threat only" {
  encouraging { common_threat weight 1 }
  discouraging { divergence weight 1 }
  option neutrality { reward 0 }
  option alliance { reward 100%, cost 100% }
}
theory bold extends threat { encouraging { common_threat weight 2 } }

scenario suez {
  time 1955 .. 1957
  state UK, France, Israel, Egypt
  against Egypt {
    among UK, France, Israel {
      common_threat = 0.8, divergence = 0.2, development_interest = 0.5, ideology = 0.5, cultural_identity = 0.4
    }
    otherwise { provocation = 0.5, abandonment = 0.2, entrapment = 0.2 }
    from 1957 { UK <-> France { divergence = 0.9 } }
  }
  happened alliance among UK, France against Egypt at 1955 source "made up"
  happened alliance among UK, France against Egypt at 1956 source "made up"
  happened neutrality among UK, France against Egypt at 1957 source "made up"
  happened quasi_alliance UK -> Israel against Egypt at 1956 source "made up"
  instrument pact military_treaty among UK, France until 1956
}
"""


@pytest.fixture(scope="module")
def program() -> qadsl.Program:
    return qadsl.compile(TEXT)


@pytest.fixture(scope="module")
def found(program: qadsl.Program) -> ContrastResult:
    return program.contrast("suez", ["multifacet", "threat", "bold"], draws=64)


def test_each_theory_says_what_its_own_run_says(program: qadsl.Program, found: ContrastResult) -> None:
    for theory in ("multifacet", "threat", "bold"):
        alone = program.run("suez", theory=theory, draws=64).alignments
        assert found.predictions[theory].tolist() == alone["outcome"].tolist()


def test_the_order_of_theories_changes_nothing_but_the_order_of_columns(
    program: qadsl.Program, found: ContrastResult
) -> None:
    other = program.contrast("suez", ["bold", "threat", "multifacet"], draws=64)
    columns = list(found.predictions.columns)
    pd.testing.assert_frame_equal(other.predictions[columns], found.predictions)
    names = list(found.agreement.columns)
    pd.testing.assert_frame_equal(other.agreement.loc[names, names], found.agreement)


def test_what_is_told_to_turn_a_tie_turns_it(program: qadsl.Program, found: ContrastResult) -> None:
    assert len(found.turns)
    for turn in found.turns.to_dict("records"):
        settings = {turn["input"]: turn["needed"]}
        for name in ("common_threat", "divergence", "development_interest", "ideology", "cultural_identity"):
            if turn["input"].startswith(f"{name}("):
                break
        else:
            continue
        run = program.run("suez", theory=turn["theory"], draws=1, settings=settings).alignments
        row = run[(run.time == turn["time"]) & (run.a == turn["a"]) & (run.b == turn["b"])]
        assert row["outcome"].tolist() == [turn["becomes"]], turn


def test_a_turn_is_the_nearest_one(program: qadsl.Program, found: ContrastResult) -> None:
    turn = next(t for t in found.turns.to_dict("records") if t["theory"] == "bold" and t["input"].startswith("common"))
    now, needed = float(turn["now"]), float(turn["needed"])
    short = {turn["input"]: needed + (0.001 if needed < now else -0.001)}
    run = program.run("suez", theory="bold", settings=short).alignments
    row = run[(run.time == turn["time"]) & (run.a == turn["a"]) & (run.b == turn["b"])]
    assert row["outcome"].tolist() != [turn["becomes"]]


def test_scores_by_hand(found: ContrastResult) -> None:
    scores = {score.name: score for score in found.tree.scores}
    # threat: UK and France ally in 1955 and 1956 (0.8 > 0.2) and not in 1957 (0.8 < 0.9); it knows no quasi-alliance
    threat = scores["threat"]
    assert (threat.hits, threat.scored, threat.undecided) == (3, 4, 0)
    assert (round(threat.low, 4), round(threat.high, 4)) == (0.3006, 0.9544)  # Wilson 1927, by hand
    assert threat.balanced == pytest.approx(2 / 3)
    assert threat.brier == pytest.approx(
        0.5
    )  # three certain hits, one certain miss of an option it has not: (1 + 1) / 4
    assert scores["always alliance"].hits == 2
    # a treaty until 1956 between UK and France alone: alliance, alliance, neutrality, and neutrality for UK and Israel
    assert (scores["treaty on paper"].hits, scores["treaty on paper"].scored) == (3, 4)
    assert (scores["same as last period"].hits, scores["same as last period"].scored) == (1, 2)
    assert isnan(scores["treaty on paper"].brier)


def test_agreement_by_hand(found: ContrastResult) -> None:
    # `bold` doubles the threat: it allies everywhere, where `threat` misses one tie of nine
    agreed = next(a for a in found.tree.agreements if (a.one, a.other) == ("threat", "bold"))
    assert (agreed.same, agreed.compared) == (8, 9)
    assert agreed.kappa == pytest.approx(0.0)  # one side always says the same


def test_text_and_objects_tell_it(found: ContrastResult) -> None:
    assert "right most often" in str(found)
    assert found.to_dict()["command"] == "contrast"
    assert "right most often" in found._repr_html_()


def test_without_history_there_are_no_scores() -> None:
    text = TEXT.replace("  happened", "  # happened")
    assert qadsl.compile(text).contrast("suez", ["threat", "bold"]).tree.scores == ()


def test_a_scenario_without_ties_is_told_so() -> None:
    program = qadsl.compile(TEXT + "\nscenario empty { state UK, France }\n")
    assert "no ties" in str(program.contrast("empty", ["threat", "bold"]))


def test_a_contrast_of_one_theory_is_refused(program: qadsl.Program) -> None:
    assert len(program.contrast("suez", ["threat", "bold", "threat"], draws=4).tree.theories) == 2
    for theories in ([], ["nobody", "threat"]):
        with pytest.raises(qadsl.QadslError):
            program.contrast("suez", theories)


def test_what_nobody_stated_is_told_so() -> None:
    text = """
    theory plain {
      encouraging { threat weight 1 }
      discouraging { divergence weight 1 }
      option neutrality { reward 0 }
      option alliance { reward 100%, cost 100% }
    }
    theory heavy extends plain { discouraging { divergence weight 2 } }
    scenario s {
      state A, B, C
      against C { A <-> B { threat = 0.8 } }
    }
    """
    turn = qadsl.compile(text).contrast("s", ["plain", "heavy"], draws=256).turns.to_dict("records")[0]
    assert (turn["theory"], turn["now"], turn["becomes"]) == ("plain", "unknown", "neutrality")


def test_theories_that_are_right_equally_often_are_not_listed(program: qadsl.Program) -> None:
    text = TEXT + "\ntheory bolder extends bold { }\ntheory boldest extends bold { }\n"
    told = str(qadsl.compile(text).contrast("suez", ["bold", "bolder", "boldest"]))
    assert "right most often: all equally, " in told


def test_a_new_parting_is_looked_at_before_one_that_goes_on() -> None:
    text = """
theory one { encouraging { x weight 1 } option no_tie { } option tie { reward 100%, cost 0.5 } }
theory other extends one { option tie { reward 0 } }
scenario s {
  time 1950 .. 1999
  state A, B, C, T
  against T { A <-> B { x = 1 }  A <-> C { x = 0  x = 1 from 1990 }  otherwise { x = 0 } }
}
"""
    found = qadsl.compile(text).contrast("s", ["one", "other"])
    told = {(row.first, row.second, str(row.time)) for row in (found.tree.predictions[t.row] for t in found.tree.turns)}
    assert {("A", "B", "1950"), ("A", "C", "1990")} <= told
    assert found.tree.unexamined == 60 - 24
