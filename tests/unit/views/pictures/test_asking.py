"""Pictures of one decision and of sweeps: they say the numbers that the answers say, and never fail for want of any."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import qadsl
from qadsl.apps.cli import main
from qadsl.results import Result
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.rows import nice_ticks
from qadsl.views.pictures.waterfall import MOST_BARS, entries

PROGRAM = """
theory plain {
  encouraging { threat weight 100% }
  discouraging { quarrel weight 100% }
  option neutrality     { reward 0% }
  option quasi_alliance { reward 60%, cost 40% }
  option alliance       { reward 100%, cost 100% }
}
parameter enough : number 0 .. 1 = 0.5
attribute nuclear : flag
rule shelf "Set aside" when threat > enough or self.nuclear then quarrel -= 0.1
scenario suez "Suez" {
  time 1955 .. 1957
  state UK { nuclear = no }, France { nuclear = yes }, Israel { nuclear = no }, Egypt
  against Egypt {
    among UK, France, Israel { threat = 0.4, quarrel = 0.5 ± 0.1 }
    from 1956 event canal "The canal" { threat += 0.3 }
    from 1957 { UK <-> France { quarrel = 0.9 } }
  }
}
run suez with plain { draws 200 }
"""
KINDS = ("waterfall", "tornado", "timeline", "sweep")


@pytest.fixture(scope="module")
def result() -> Result:
    return qadsl.compile(PROGRAM).run()


def drawn(picture: Picture) -> Picture:
    """It is drawn, and says what it shows."""
    assert picture.to_svg().startswith("<svg")
    assert picture.title
    assert picture.summary
    assert json.loads(picture.to_json()) == picture.spec
    return picture


@pytest.mark.parametrize("kind", KINDS)
def test_without_arguments_it_picks_and_says_which(result: Result, kind: str) -> None:
    picture = drawn(result.plot(kind))
    assert any(name in picture.title for name in ("UK", "France", "Israel"))
    assert picture.to_json() == result.plot(kind).to_json()
    assert len(picture.table) == len(picture.rows) > 0


def test_bars_of_a_waterfall_add_up_to_the_last_bit(result: Result) -> None:
    for _, row in result.decisions.iterrows():
        told = result.explain(row.self, row.partner, row.target, row.time).tree
        for option in told.options:
            parts = entries(told, option)
            total = 0.0
            for part in parts:
                total += part.amount
            assert total == option.payoff
            assert math.fsum(part.amount for part in parts) == option.payoff
    table = result.plot.waterfall("UK", "France", time=1956).table
    assert table.end.iloc[-1] == result.explain("UK", "France", time=1956).tree.option(table.option.iloc[0]).payoff
    assert set(table.rule) == {"", "event canal", "shelf"}


def test_a_waterfall_beside_another_option(result: Result) -> None:
    picture = drawn(result.plot.waterfall("UK", "Israel", time=1956, option="alliance", beside="quasi_alliance"))
    assert set(picture.table.option) == {"alliance", "quasi_alliance"}
    assert "quasi-alliance" in picture.title
    with pytest.raises(qadsl.QadslError, match="Did you mean `alliance`"):
        result.plot.waterfall("UK", "Israel", time=1956, option="aliance")


def test_many_bars_are_folded() -> None:
    variables = ", ".join(f"v{i} weight 1" for i in range(80))
    stated = ", ".join(f"v{i} = {0.001 * (i + 1):.3f}" for i in range(80))
    program = f"""
    theory wide {{
      encouraging {{ {variables} }}
      discouraging {{ quarrel weight 1 }}
      option neutrality {{ reward 0 }}
      option alliance {{ reward 1, cost 1 }}
    }}
    scenario s {{ state A, B, C
      against C {{ A <-> B {{ {stated}, quarrel = 0.3 }} }}
    }}"""
    picture = drawn(qadsl.compile(program).run().plot.waterfall())
    assert len(picture.rows) <= MOST_BARS + 1
    assert "22 others, each smaller" in picture.summary


def test_a_tornado_shows_what_tips(result: Result) -> None:
    found = result.tipping("UK", "Israel", time=1956)
    picture = drawn(result.plot.tornado("UK", "Israel", time=1956))
    assert picture.table.input.tolist() == [point.input for point in found.tree.nearest]
    assert picture.to_json() == found.picture.to_json()
    assert found.tree.nearest[0].input in picture.title
    drawn(result.plot.tornado("UK", "Israel", time=1956, tie=True))


def test_beside_itself_an_option_stands_with_the_best_of_the_others(result: Result) -> None:
    ends = {"self_": "UK", "partner": "Israel", "time": 1956}
    chosen = result.explain("UK", "Israel", time=1956).tree
    mine = drawn(result.plot.waterfall(**ends, beside=chosen.choice))
    others = [one for one in chosen.options if one.name != chosen.choice]
    best = max(others, key=lambda one: one.payoff or 0.0).name
    assert list(dict.fromkeys(mine.table.option)) == [chosen.choice, best]
    assert mine.title == result.plot.waterfall(**ends, beside=best).title
    assert f"the best of the others, {best.replace('_', '-')}." in " ".join(mine.spec["title"]["subtitle"])
    for one in chosen.options:
        words = one.name.replace("_", "-")
        title = result.plot.waterfall(**ends, option=one.name, beside=one.name).title
        assert f": {words} pays" in title
        assert not title.endswith((f"than {words}", f"as {words}"))


def test_a_timeline_has_events_and_changes(result: Result) -> None:
    picture = drawn(result.plot.timeline())
    assert "Event canal: 1956 to 1957." in picture.summary
    assert "in 1956" in picture.summary
    rows = picture.table[(picture.table.a == "France") & (picture.table.b == "UK")]
    ties = result.alignments[(result.alignments.a == "France") & (result.alignments.b == "UK")]
    assert [row.tie for row in rows.itertuples() for _ in range(int(row.first), int(row.last) + 1)] == (
        ties.outcome.tolist()
    )


def test_a_sweep_of_a_result_is_that_of_its_program(result: Result) -> None:
    mine = drawn(result.plot.sweep("enough", 0, 1, 5, self_="UK", partner="Israel", time=1956)).table
    swept = qadsl.compile(PROGRAM).sweep({"enough": (0, 1, 5)}).decisions
    its = swept[(swept.self == "UK") & (swept.partner == "Israel") & (swept.time == 1956)]
    for option in ("neutrality", "quasi_alliance", "alliance"):
        assert mine[mine.option == option].figure.tolist() == its[f"p_{option}"].tolist()
    for name in ("threat(UK, Israel, Egypt)", "threat"):
        drawn(result.plot.sweep(name, self_="UK", partner="Israel", time=1956, tie=True))
    for wrong, code in (("enoug", "QA211"), ("UK.nuclear", "QA733"), ("threat(UK, Isral, Egypt)", "QA211")):
        with pytest.raises(qadsl.QadslError, match=code):
            result.plot.sweep(wrong, self_="UK", partner="Israel", time=1956)
    with pytest.raises(qadsl.QadslError, match="QA735"):
        result.plot.sweep("enough", 0, 2)


def test_sweeps_of_one_and_two_inputs() -> None:
    program = qadsl.compile(PROGRAM)
    for over in ({"threat": (0, 1, 9)}, {"threat": (0, 1, 5), "quarrel": (0, 1, 4)}, {"enough": (0, 1, 2)}):
        found = program.sweep(over, draws=20)
        drawn(found.picture)
        drawn(found.plot("UK", "France", time=1956))
        drawn(found.plot("UK", "France", time=1956, tie=True))
        with pytest.raises(qadsl.QadslError, match="QA721"):
            found.plot("UK", "France")
        with pytest.raises(qadsl.QadslError, match="QA720"):
            found.plot("UK", "Egypt", time=1956)


HOSTILE = ("<script>alert(1)</script>", "__proto__", "a\\b\"c'd ${x} {{y}}", "\u202eesrever", "x" * 90)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_text(kind: str) -> None:
    one, other, three, *_ = HOSTILE
    text = PROGRAM
    for name, bad in (("UK", one), ("France", other), ("Israel", three), ("canal", HOSTILE[4])):
        text = text.replace(name, f"`{bad}`")
    picture = drawn(qadsl.compile(text).run().plot(kind))
    for shown in (picture.to_svg(), picture.html, picture.to_html()):
        assert "<script>alert" not in shown


DEGENERATE = {
    "empty": "scenario s { }",
    "one actor": "scenario s { state A }",
    "no target": "scenario s { state A, B, C }",
    "no time": "scenario s { state A, B, C against C { A <-> B { threat = 0.9, quarrel = 0.1 } } }",
    "all unknown": "scenario s { state A, B, C against C { } }",
    "conflict": "rule one then quarrel = 0.1\nrule two then quarrel = 0.9\n"
    "scenario s { state A, B, C against C { A <-> B { threat = 0.9 } } }",
    "nothing pays": "scenario s { state A, B, C against C { A <-> B { threat = 0, quarrel = 0 } } }",
    "unbounded": "relation trade : number\nrule t when trade(self, partner) > 3 then threat += 0.1\n"
    "scenario s { state A, B, C against C { A <-> B { threat = 0.9, quarrel = 0.1 } } }",
    "many periods": "scenario s { time 1000 .. 1399 state A, B, C against C { A <-> B { threat = 0.9, quarrel = 0.1 } "
    "from 1200 { A <-> B { quarrel = 0.9 } } } }",
    "forty actors": f"scenario s {{ state {', '.join(f'A{i}' for i in range(40))}, Z "
    "against Z { otherwise { threat = 0.9, quarrel = 0.1 } } }",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", DEGENERATE)
def test_little_or_much_is_shown_clearly(kind: str, what: str) -> None:
    theory = PROGRAM[: PROGRAM.index("parameter enough")]
    picture = drawn(qadsl.compile(f"{theory}\n{DEGENERATE[what]}").run(draws=10).plot(kind))
    assert "nan" not in picture.to_svg().lower().replace("nance", "")
    assert picture.title[0].isupper() or not picture.title[0].isalpha() or what != "nothing"


def test_the_script_says_which_decision_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.qa"
    file.write_text(
        f"{PROGRAM}\nexplain UK -> Israel at 1957 in suez\ntipping Israel -> UK at 1955 in suez\n"
        "sweep threat from 0 to 1 steps 3, quarrel from 0 to 1 steps 3 in suez\n"
    )
    asked = [word for kind in KINDS for word in ("--plot", f"{kind}:{tmp_path / kind}.svg")]
    assert main(["run", str(file), *asked]) == 0
    told = capsys.readouterr().err
    assert "UK with Israel against Egypt in 1957" in told
    assert "Israel with UK against Egypt in 1955" in told
    assert all((tmp_path / f"{kind}.svg").read_text().startswith("<svg") for kind in KINDS)


def test_ticks_are_round_and_few() -> None:
    assert nice_ticks(0, 1, 5) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert nice_ticks(-0.03, 0.5, 5) == [0, 0.2, 0.4]
    assert nice_ticks(2, 2) == [2]
    assert nice_ticks(-20100, 20100, 5) == [-20000, -10000, 0, 10000, 20000]


def test_the_last_period_is_drawn_where_none_is_asked_for() -> None:
    program = qadsl.compile("use multifacet\nscenario s { time 1955 .. 1957\n state A, B, C\n against C { } }")
    plot = program.run(draws=4).plot
    assert "in 1957" in plot.waterfall("A", "B").title
    assert "in 1957" in plot.tornado("A", "B").title
