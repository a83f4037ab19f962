"""Programs and results from Python: what they give, what they refuse, and that they travel."""

from __future__ import annotations

import math
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import qadsl
from qadsl import commands
from qadsl.analysis.account import Explanation

SUEZ = """
use multifacet

scenario suez {
  time 1955 .. 1957
  state UK { capability = 8% }, France { capability = 3% }, Israel { capability = 0.3% }, Egypt { capability = 0.4% }
  against Egypt {
    among UK, France, Israel {
      common_threat = 0.8, development_interest = 0.5, ideology = 0.4, cultural_identity = 0.3, divergence = 0.5
    }
    otherwise { provocation = 0.5, abandonment = 0.2, entrapment = 0.3 }
  }
}
scenario calm { UK -> France against Egypt { divergence = 0.1 } }

run suez
"""


@pytest.fixture(scope="module")
def program() -> qadsl.Program:
    return qadsl.compile(SUEZ)


@pytest.fixture(scope="module")
def result(program: qadsl.Program) -> qadsl.Result:
    return program.run()


def test_frames(result: qadsl.Result) -> None:
    assert result.decisions.shape == (18, 20)
    assert result.alignments.shape == (9, 11)
    assert result.decisions["time"].tolist()[0] == 1955
    assert set(result.decisions["status"]) == {"ok"}
    assert result.decisions is result.decisions
    assert (result.draws, result.seed) == (1, 0)


def test_payoffs_are_those_of_the_theory(result: qadsl.Result) -> None:
    frame = result.decisions
    row = frame[(frame.time == 1956) & (frame.self == "UK") & (frame.partner == "France")].iloc[0]
    gain = 0.35 * 0.8 + 0.30 * 0.5 + 0.20 * 0.4 + 0.15 * 0.3
    alone = 0.25 * 0.08 / (0.08 + 0.004)
    assert row.encouraging == pytest.approx(gain, abs=1e-12)
    assert row.payoff_neutrality == pytest.approx(alone * gain, abs=1e-12)
    quasi = (alone + 0.65 * (1 - alone)) * gain - 0.25 * (0.5 * 0.5 + 0.25 * 0.3 + 0.35 * 0.5 + 0.2)
    assert row.payoff_quasi_alliance == pytest.approx(quasi, abs=1e-12)
    assert row.payoff_alliance == pytest.approx(gain - 0.25 * (0.5 + 0.3 + 0.5 + 0.2), abs=1e-12)


def test_every_account_adds_up_to_its_row(result: qadsl.Result) -> None:
    for row in result.decisions.itertuples():
        tree = result.explain(row.self, row.partner, "Egypt", row.time).tree
        assert isinstance(tree, Explanation)
        assert tree.choice == row.choice
        for option in tree.options:
            assert option.payoff == getattr(row, f"payoff_{option.name}")
            total = 0.0
            for entry in option.contributions:
                assert entry.value is not None
                total += entry.value
            assert total == option.payoff


def test_accounts_show_themselves(result: qadsl.Result) -> None:
    account = result.explain("UK", "France", time=1956)
    assert "UK with France against Egypt in 1956" in str(account)
    assert "<table " in account.html
    assert account.to_dict()["command"] == "explain"
    assert "Why not alliance" in str(result.why_not("alliance", "UK", "France", time="1956"))
    assert pickle.loads(pickle.dumps(account)).text == account.text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("UK", "Frence"), "QA203"),
        (("UK", "UK"), "QA720"),
        (("UK", "France"), "QA721"),
        (("UK", "France", "Israel", 1956), "QA720"),
        (("UK", "France", "Egypt", 1999), "QA720"),
        (("UK", "France", "Egypt", "1956-Q5"), "QA504"),
    ],
)
def test_what_is_no_decision_is_refused(result: qadsl.Result, arguments: tuple[object, ...], code: str) -> None:
    with pytest.raises(qadsl.QadslError) as caught:
        result.explain(*arguments)  # type: ignore[arg-type]
    assert [item.code for item in caught.value.diagnostics] == [code]
    with pytest.raises(qadsl.QadslError, match="QA722"):
        result.why_not("aliance", "UK", "France")


def test_settings_and_compositions(program: qadsl.Program) -> None:
    plain = program.run().decisions
    calm = program.run("suez then calm").decisions
    less = program.run(settings={"self_help": 0.1, "UK.capability": "7% .. 9%"}, draws=7, seed=3)
    row = (plain.self == "UK") & (plain.partner == "France")
    assert (calm[row].payoff_alliance > plain[row].payoff_alliance).all()
    assert (less.draws, less.seed) == (7, 3)
    assert (less.decisions.payoff_neutrality < plain.payoff_neutrality).all()
    assert program.run(theory="multifacet").theory == "multifacet"


@pytest.mark.parametrize(
    "arguments",
    [
        {"scenario": "nowhere"},
        {"scenario": "suez run calm"},
        {"theory": "none"},
        {"settings": {"no_such": 1}},
        {"settings": {"self_help": 7}},
        {"draws": 10**12, "settings": {"self_help": "0 .. 1"}},
    ],
)
def test_what_cannot_be_run_is_refused(program: qadsl.Program, arguments: dict[str, object]) -> None:
    with pytest.raises(qadsl.QadslError, match=r"error\[QA"):
        program.run(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"draws": 0}, r"QA703.*`draws` is a whole number from 1 on, not `0`"),
        ({"draws": -3}, "QA703"),
        ({"draws": True}, "QA703.*not `True`"),
        ({"draws": 100.0}, r"(?s)QA703.*Write `draws=100`"),
        ({"draws": "100"}, "QA703.*not `'100'`"),
        ({"seed": -1}, "QA703.*`seed` is a whole number from 0 on"),
        ({"seed": 2**63}, "QA703"),
        ({"scenario": "suezz"}, r"(?s)QA208.*did you mean `suez`"),
        ({"scenario": 5}, "QA723"),
        ({"theory": "multifaced"}, r"(?s)QA207.*`multifaced`.*did you mean `multifacet`"),
        ({"settings": [("self_help", 0.4)]}, "QA723.*not a list"),
        ({"settings": {1: 0.4}}, "QA723.*the name of a setting"),
        ({"settings": {"self_help": math.inf}}, "QA723.*inf"),
        ({"settings": {"self_help": {}}}, "QA723.*cannot be set to `{}`"),
        ({"settings": {"self_help": (0.1, 0.2, 0.3)}}, "QA723"),
        ({"settings": {"self_help": True}}, "QA302"),
        ({"settings": {"selfhelp": 0.4}}, r"(?s)QA211.* 1 \| selfhelp = 0.4\n.*did you mean `self_help`"),
        ({"settings": {"self_help": "0.4 } x"}}, r"QA723\]: `self_help = 0.4 } x` is not a setting"),
        ({"settings": {"self_help": "0,4"}}, r"(?s)QA117.* 1 \| self_help = 0,4\n"),
    ],
)
def test_what_is_refused_is_named(program: qadsl.Program, arguments: dict[str, object], said: str) -> None:
    with pytest.raises(qadsl.QadslError, match=said) as caught:
        program.run(**arguments)  # type: ignore[arg-type]
    assert "scenario setting" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "draws"),
    [
        (0.25, 1),
        (np.float64(0.25), 1),
        (np.float32(0.25), 1),
        (pd.Series([0.25])[0], 1),
        (Decimal("0.25"), 1),
        (Fraction(1, 4), 1),
        (1, 1),
        (np.int64(1), 1),
        (1e-05, 1),
        ("25%", 1),
        ((0.2, 0.3), 9),
        ([0.2, 0.3], 9),
        (np.array([0.2, 0.3]), 9),
        (None, 9),
        (math.nan, 9),
        (np.float64("nan"), 9),
        (pd.NA, 9),
        ("unknown", 9),
    ],
)
def test_settings_are_values_of_many_kinds(program: qadsl.Program, value: object, draws: int) -> None:
    assert program.run(settings={"self_help": value}, draws=np.int64(9)).draws == draws  # type: ignore[arg-type]


def test_a_sweep_in_a_loop(program: qadsl.Program) -> None:
    found = [
        program.run(settings={"self_help": share}).decisions["payoff_neutrality"].sum()
        for share in np.linspace(0, 1, 5)
    ]
    assert found == sorted(found)
    assert found[0] < found[-1]


@pytest.mark.parametrize("time", [1956, "1956", np.int64(1956), "1956-10", "1956-Q4", "1956-10-29", date(1956, 10, 29)])
def test_a_time_means_the_period_it_touches(result: qadsl.Result, time: object) -> None:
    assert "in 1956" in repr(result.explain("UK", "France", time=time))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (1956, r"(?s)QA721\]: 12 decisions.*Say when: 1956-01, 1956-02, "),
        ("1956-Q4", r"(?s)QA721\]: 3 decisions.*Say when: 1956-10, 1956-11, 1956-12\."),
        (1990, r"(?s)QA720\]: the time 1990 lies outside scenario `suez`.*from 1955-01 to 1957-12"),
        ("October", r"QA504\]: `October` is no date"),
    ],
)
def test_a_time_may_touch_many_periods(time: int | str, said: str) -> None:
    monthly = qadsl.compile(SUEZ.replace("1955 .. 1957", "1955 .. 1957 by month")).run()
    assert "in 1956-10" in repr(monthly.explain("UK", "France", time="1956-10"))
    assert "in 1956-10" in repr(monthly.explain("UK", "France", time="1956-10-29"))
    with pytest.raises(qadsl.QadslError, match=said):
        monthly.explain("UK", "France", time=time)


def test_without_time_none_can_be_asked_for() -> None:
    timeless = qadsl.compile(SUEZ.replace("time 1955 .. 1957", "")).run()
    with pytest.raises(qadsl.QadslError, match="scenario `suez` has no time"):
        timeless.explain("UK", "France", time=1956)


def test_programs_and_results_travel(program: qadsl.Program, result: qadsl.Result) -> None:
    again = pickle.loads(pickle.dumps(program)).run()
    pd.testing.assert_frame_equal(again.decisions, result.decisions)
    copy = pickle.loads(pickle.dumps(result))
    pd.testing.assert_frame_equal(copy.alignments, result.alignments)
    assert copy.explain("UK", "France", time=1956).text == result.explain("UK", "France", time=1956).text


def test_errors_travel_and_read_well() -> None:
    with pytest.raises(qadsl.QadslError) as caught:
        qadsl.compile("run nowhere", name="cell 1")
    error = pickle.loads(pickle.dumps(caught.value))
    assert str(error) == str(caught.value)
    assert "--> cell 1:1:5" in str(error)


def test_load_reads_files(tmp_path: Path) -> None:
    path = tmp_path / "suez.qa"
    path.write_text(SUEZ, encoding="utf-8")
    assert qadsl.load(path).run().scenario == "suez"
    with pytest.raises(qadsl.QadslError, match="QA607"):
        qadsl.load(tmp_path / "none.qa")


def test_representations(program: qadsl.Program, result: qadsl.Result) -> None:
    assert repr(program) == "<Program <text>: calm, suez>"
    assert repr(result) == "<Result of suez by multifacet: 18 decisions, exact>"
    assert "against Egypt" in str(result)
    assert "<table " in result._repr_html_()
    assert repr(result.explain("UK", "France", time=1956)) == "<Explanation of UK with France against Egypt in 1956>"


def test_a_script_states_its_seed_to_the_last_digit() -> None:
    text = "use multifacet\nscenario s { state A, B, C  against C { A <-> B { divergence = 0 .. 1 } } }\n"
    for written, meant in ((f"{2**60 + 1}", 2**60 + 1), ("1_000", 1000), ("1e3", 1000), ("7.0", 7)):
        program = qadsl.compile(f"{text}run s {{ draws 8, seed {written} }}")
        assert program.run().seed == meant
        (answer,) = commands.answer(program, commands.prepare(program))
        assert answer.value.seed == meant
