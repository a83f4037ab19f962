"""Values of an explorer read and set from Python, and what follows from them."""

from __future__ import annotations

import pickle

import pytest

import qadsl
from qadsl.explorer.patch import Frame
from qadsl.failing import QadslError
from tests.unit.explorer.made import CANAL, MOVES, canal


def same(one, other) -> bool:
    """Whether two results say the same, but for what their scenarios are called."""
    frames = [(a.drop(columns="scenario"), b.drop(columns="scenario")) for a, b in
              ((one.decisions, other.decisions), (one.alignments, other.alignments))]  # fmt: skip
    return all(a.equals(b) for a, b in frames)


def moved(explorer, moves=MOVES):
    for name, value in moves.items():
        explorer[name] = value
    return explorer


def test_inputs_are_called_as_programs_write_them() -> None:
    explorer = canal().explore()
    assert {"fear at 1955", "fear from 1956 to 1957", "UK.old", "distance(France, UK)"} <= set(explorer.inputs)
    assert "ideology(`state`, UK, Egypt)" in explorer.inputs
    assert not [name for name in explorer.inputs if name.startswith("previous")]
    assert explorer.values["UK.capability"] == 0.049
    assert explorer["`run of luck`"] == pytest.approx(0.3)
    assert explorer["UK.culture"] == "western"
    assert explorer["`state`.crew"] is None


def test_values_are_set_and_put_back() -> None:
    explorer = canal().explore()
    explorer["fear"] = 0.1
    explorer["France.old"] = True
    assert explorer.changed == {"fear at 1955": 0.1, "fear from 1956 to 1957": 0.1, "France.old": True}
    explorer.reset("fear at 1955")
    assert explorer["fear at 1955"] == 0.4
    del explorer["France.old"]
    explorer.reset()
    assert explorer.changed == {}
    assert same(explorer.result(), canal())


@pytest.mark.parametrize(("name", "value"), [
    ("fear", 1.5), ("fear", True), ("fear", float("nan")), ("UK.old", 1), ("UK.culture", "martian"), ("UK.crew", "7"),
])  # fmt: skip
def test_what_an_input_may_not_be_is_refused(name, value) -> None:
    explorer = canal().explore()
    with pytest.raises(QadslError, match="QA781"):
        explorer[name] = value
    assert explorer.changed == {}


def test_several_are_moved_at_once_or_none() -> None:
    explorer = canal().explore()
    explorer.values = explorer.values
    assert explorer.changed == {}
    explorer.values = {"UK.capability": 0.3, "UK.old": True}  # the second is so already
    assert explorer.changed == {"UK.capability": 0.3}
    for wrong in ({"UK.capability": 0.1, "UK.old": 7}, {"UK.capability": 0.1, "nobody": 1}, 7):
        with pytest.raises(QadslError):
            explorer.values = wrong  # type: ignore[assignment]
    assert explorer.changed == {"UK.capability": 0.3}


def test_a_name_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(QadslError, match=r"QA780.*\n.*Did you mean `UK.capability`"):
        canal().explore()["UK.capabilty"]


def test_the_engine_runs_with_the_values() -> None:
    undated = {name: value for name, value in MOVES.items() if name != "UK.culture" and " at " not in name
               and " from " not in name}  # fmt: skip
    explorer = moved(canal().explore(), undated)
    assert not same(explorer.result(), canal())
    assert same(explorer.result(), canal(settings=undated))
    assert explorer.result().stamp.settings == explorer.settings


@pytest.mark.parametrize("name", MOVES)
def test_the_patch_of_each_kind_gives_the_figures_of_the_explorer(name) -> None:
    explorer = moved(canal().explore(), {name: MOVES[name]})
    assert same(qadsl.compile(CANAL + explorer.patch).run(), explorer.result())


def test_the_patch_of_all_together_does() -> None:
    explorer = moved(canal().explore())
    program = qadsl.compile(CANAL + explorer.patch)
    assert program.warnings == qadsl.compile(CANAL).warnings
    assert same(program.run(), explorer.result())
    assert program.asked_for == "canal_changed"


def test_what_was_set_from_outside_is_in_the_patch() -> None:
    explorer = canal(settings={"fear": 0.2, "UK.capability": "0.1 .. 0.3"}).explore()
    for change in ({}, {"fear": 0.7}):
        moved(explorer, change)
        assert same(qadsl.compile(CANAL + explorer.patch).run(), explorer.result())


def test_scenarios_put_together_are_patched_together() -> None:
    explorer = moved(canal("canal then pressure").explore(), {"divergence(UK, France, Egypt)": 0.1})
    assert "run canal then pressure then canal_then_pressure_changed" in explorer.patch
    assert same(qadsl.compile(CANAL + explorer.patch).run(), explorer.result())


def test_a_patch_takes_no_name_that_is_taken() -> None:
    text = CANAL + "scenario canal_changed extends canal { }\n"
    explorer = moved(qadsl.compile(text).run("canal", draws=20).explore(), {"fear": 0.7})
    assert "scenario canal_changed_2 extends canal {" in explorer.patch
    assert same(qadsl.compile(text + explorer.patch).run(), explorer.result())


def test_statements_stand_in_the_order_of_the_page() -> None:
    frame = Frame("", "", "")
    assert frame.around(["\ufb00 = 1", "\U0001f600 = 1"]) == "  \U0001f600 = 1\n  \ufb00 = 1\n"


def test_a_page_that_cannot_be_written_is_refused_before_it_is_made(tmp_path) -> None:
    explorer = canal().explore()
    assert explorer.save(tmp_path / "page.html").is_file()
    for path, said in ((tmp_path / "page.txt", "QA727"), (tmp_path / "nowhere" / "page.html", "QA729")):
        with pytest.raises(QadslError, match=said):
            explorer.save(path)


def test_what_is_no_input_is_told_with_its_reason() -> None:
    text = """use multifacet
    parameter fear : share = 0.2
    attribute culture : category(arab, western)
    group arabs = actors where culture = arab
    rule kin when self.culture = arab then ideology += 0.1 because "made up"
    rule calm then provocation = 0.1 because "made up"
    scenario s {
      state A { culture = arab }, B { culture = arab }, C { culture = western }, T
      against T { among arabs { common_threat = 0.9, entrapment = fear / 2 } }
      event crisis with probability 40% { abandonment += 0.1 }
    }
    """
    explorer = qadsl.compile(text).run(draws=10).explore()
    assert "A.culture" not in explorer.inputs
    assert set(explorer._facts()["fixed"]) == {"culture", "provocation", "entrapment", "crisis"}
    for name in ("A.culture", "provocation(A, B, T)", "entrapment(A, B, T)", "crisis"):
        with pytest.raises(QadslError, match=r"QA780.*\n.*has no input here: "):
            explorer[name]


def test_a_result_that_was_pickled_is_explored() -> None:
    explorer = moved(pickle.loads(pickle.dumps(canal())).explore(), {"fear": 0.7})
    assert "extends canal" in explorer.patch


def test_the_pair_that_is_looked_at_is_checked() -> None:
    assert canal().explore(pair=("UK", "France"), time=1955)._start.time == 0
    with pytest.raises(QadslError, match="QA203"):
        canal().explore(pair=("UK", "Francs"))
    for wrong in (("UK", "Egypt"), "UK", ("UK",), 7):
        with pytest.raises(QadslError, match="QA720"):
            canal().explore(pair=wrong)  # type: ignore[arg-type]


def test_a_run_that_goes_on_from_another_is_not_explored() -> None:
    program = qadsl.compile(CANAL)
    first = program.run("canal", draws=20, until=1955)
    with pytest.raises(QadslError, match="QA782"):
        program.run("canal", draws=20, after=first.state).explore()
