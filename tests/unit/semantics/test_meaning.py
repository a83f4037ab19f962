"""Corners of the language's meaning, each with its answer worked out by hand."""

from __future__ import annotations

from pathlib import Path

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


def test_scenarios_that_are_joined_agree_on_time_and_groups() -> None:
    program = (
        THEORY
        + """
        scenario base { state A, B, C against C { otherwise { x = 0.5, y = 0, z = 0 } } }
        scenario p extends base { time 1990 .. 1991 group g = A, B }
        scenario q extends base { time 1990 .. 1992 group g = A, C }
        scenario r extends base { time 1990 .. 1991 group g = B, A }
        """
    )
    assert len(qadsl.compile(program + "run p + r").run().decisions) == 4
    assert len(qadsl.compile(program + "run p then q").run().decisions) == 6
    with pytest.raises(qadsl.QadslError) as caught:
        qadsl.compile(program + "run p + q")
    assert [d.code for d in caught.value.diagnostics] == ["QA502", "QA502"]


def test_a_group_of_a_scenario_is_known_to_that_scenario_alone() -> None:
    program = (
        THEORY
        + """
        rule raised for self in g then x += 0.3
        scenario s { state A, B, C group g = A against C { otherwise { x = 0.5, y = 0, z = 0 } } }
        scenario other { state A, B, C against C { otherwise { x = 0.5, y = 0, z = 0 } } }
        run other
        """
    )
    assert row(program)["encouraging"] == 0.5


def test_a_group_of_a_librarys_name_does_not_hide_the_programs_own(tmp_path: Path) -> None:
    (tmp_path / "a.qa").write_text("library a 1.0.0\ngroup nato = B, C", encoding="utf-8")
    program = (
        "use a\n"
        + THEORY
        + """
        group nato = A, B
        scenario s { state A, B, C against C { among nato { x = 0.9 } otherwise { x = 0.5, y = 0, z = 0 } } }
        run s
        """
    )
    frame = qadsl.compile(program, folder=tmp_path).run().decisions
    assert frame["encouraging"].tolist() == [0.9, 0.9]


def test_groups_that_double_at_each_step_end() -> None:
    steps = "".join(f"group g{i} = g{i - 1}, g{i - 1}\n" for i in range(1, 40))
    program = THEORY + "group g0 = A, B\n" + steps
    program += "scenario s { state A, B, C against C { among g39 { x = 0.9, y = 0, z = 0 } } } run s"
    assert row(program)["encouraging"] == 0.9


def test_a_definition_reads_those_of_the_theory_it_extends() -> None:
    program = (
        THEORY.replace("option a {}", "define half = 0.5 option a {}")
        + """
        theory u extends t { define quarter = half / 2 option a { reward quarter } }
        scenario s { state A, B, C against C { otherwise { x = 0.4, y = 0, z = 0 } } }
        run s
        """
    )
    assert row(program)["payoff_a"] == pytest.approx(0.1, abs=1e-12)


def test_an_instrument_gives_way_to_what_a_derived_scenario_says_of_all() -> None:
    program = (
        THEORY
        + """
        relation bond : share = 0
        instrument pact { bond = 0.7 }
        rule bound then x = bond(self, partner)
        scenario s { state A, B, C against C { otherwise { x = 0, y = 0, z = 0 } } instrument one pact among A, B }
        scenario loose extends s { otherwise { bond = 0.1 } }
        """
    )
    assert row(program + "run s")["encouraging"] == 0.7
    assert row(program + "run loose")["encouraging"] == 0.1


@pytest.mark.parametrize(
    ("time", "labels"),
    [
        ("1955-Q3 .. 1956-Q1", ["1955-Q3", "1955-Q4", "1956-Q1"]),
        ("1955-Q4 .. 1955 by quarter", ["1955-Q4"]),
        ("1955-Q4 .. 1955-Q4 by month", ["1955-10", "1955-11", "1955-12"]),
        ("1955-12 .. 1956-Q1", ["1955-12", "1956-01", "1956-02", "1956-03"]),
    ],
)
def test_a_quarter_stands_for_its_three_months(time: str, labels: list[str]) -> None:
    program = f"{THEORY} scenario s {{ time {time} state A, B, C against C {{ A -> B {{ x = 0.5 }} }} }}"
    frame = qadsl.compile(program).run().decisions
    assert sorted({str(label) for label in frame["time"]}) == labels
