"""Corners of the language's meaning, each with its answer worked out by hand."""

from __future__ import annotations

import pytest

import qadsl

THEORY = """
theory t { encouraging { x weight 1, z weight 1 } discouraging { y weight 1 }
           option a {} option b { reward 100%, cost 100% } }
"""


def row(text: str, first: str = "A", second: str = "B") -> dict[str, object]:
    """The first decision of one actor about another."""
    frame = qadsl.compile(text).run().decisions
    return dict(frame[(frame["self"] == first) & (frame["partner"] == second)].iloc[0])


def test_a_quantifier_passes_over_an_actor_and_itself() -> None:
    program = (
        THEORY
        + """
        relation tr : share
        scenario s { state A, B, C  against C { otherwise { x = 0, y = 0, z = 0 } }  otherwise { tr = 100% } }
        rule one then z = count(p in actors where tr(self, p) > 0.5) / 10
        rule two then x = sum(sum(tr(p, q) for q in actors) for p in actors) / 100
        rule three then y = min(tr(self, p) for p in actors) / 100
        """
    )
    found = row(program)
    assert qadsl.compile(program).run().draws == 1
    assert found["encouraging"] == pytest.approx(0.2 + 0.06, abs=1e-12)
    assert found["discouraging"] == pytest.approx(0.01, abs=1e-12)


def test_a_rule_about_a_named_actor_is_silent_for_that_actor() -> None:
    program = (
        THEORY
        + """
        relation tr : share
        scenario s { state A, B, C  against C { otherwise { x = 0, y = 0, z = 0 } }  otherwise { tr = 100% } }
        rule far when tr(self, A) > 0.5 then x += 0.1
        """
    )
    assert row(program, "A", "B")["encouraging"] == 0
    assert row(program, "B", "A")["encouraging"] == pytest.approx(0.1, abs=1e-12)


@pytest.mark.parametrize(
    ("theories", "expected"),
    [
        ("theory own extends t { }", "own"),
        ("theory own { encouraging { x weight 1 } option c {} }", None),
        ("", "t"),
    ],
)
def test_which_theory_a_run_means(theories: str, expected: str | None) -> None:
    program = THEORY + theories + " scenario s { state A, B, C against C { otherwise { x = 0, y = 0, z = 0 } } } run s"
    if expected is None:
        with pytest.raises(qadsl.QadslError) as caught:
            qadsl.compile(program)
        assert [d.code for d in caught.value.diagnostics] == ["QA701"]
    else:
        assert row(program)["theory"] == expected


def test_two_used_theories_must_be_told_apart() -> None:
    program = (
        "use multifacet use noncompensatory scenario s { state A, B, C against C { A <-> B { ideology = 1 } } } run s"
    )
    with pytest.raises(qadsl.QadslError) as caught:
        qadsl.compile(program)
    assert [d.code for d in caught.value.diagnostics] == ["QA701"]
    assert row(program.replace("use multifacet ", ""))["theory"] == "noncompensatory"
    assert row(program + " with multifacet")["theory"] == "multifacet"


def test_time_given_in_months_runs_by_months() -> None:
    program = THEORY + "scenario s { time 1990-02 .. 1990-04 state A, B, C against C { otherwise { x = 0 } } } run s"
    assert qadsl.compile(program).run().decisions["time"].unique().tolist() == ["1990-02", "1990-03", "1990-04"]


def test_a_payoff_that_hangs_on_an_unknown_flag_is_unknown() -> None:
    program = (
        THEORY
        + """
        attribute nuclear : flag
        scenario s { state A, B, C  against C { otherwise { x = 0.9, y = 0.1, z = 0.2 } } }
        rule shadow when target.nuclear then y += 0.1
        """
    )
    found = row(program)
    assert (found["choice"], found["status"], found["possible"]) == (None, "unknown", ("b",))
    assert found["p_b"] != found["p_b"], "shares of the settled draws are no probabilities"
    assert row(program.replace("state A, B, C", "state A, B, C { nuclear = no }"))["choice"] == "b"
