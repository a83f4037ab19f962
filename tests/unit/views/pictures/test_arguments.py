"""A picture that is asked for wrongly is answered in words, with what was probably meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import qadsl
from qadsl.plots import KINDS
from qadsl.results import Result
from qadsl.views.pictures.mentions import mentioned
from tests.unit.views.pictures.programs import THEORY, pair, triangle

WRONG: dict[str, tuple[Callable[[Result], object], str]] = {
    "a year": (lambda r: r.plot.network(year=1956), "Did you mean `time`"),
    "a misspelt argument": (lambda r: r.plot.heatmap(targt="Egypt"), "Did you mean `target`"),
    "a word for self": (lambda r: r.plot.plane(self="UK"), "Did you mean `self_`"),
    "an argument without a name": (lambda r: r.plot.network(1956), "Write `time=1956`"),
    "one too many": (lambda r: r.plot.waterfall("UK", "France", "Egypt", 1956, "alliance"), "`option='alliance'`"),
    "twice": (lambda r: r.plot.plane("UK", self_="UK"), "twice"),
    "a list": (lambda r: r.plot.timeline(target=["Egypt"]), "Write `target='Egypt'`"),
    "a number for a name": (lambda r: r.plot.tornado(3), "a name as text"),
    "a word for a flag": (lambda r: r.plot.sweep("threat", tie="yes"), "True or False"),
    "a word for a number": (lambda r: r.plot.sweep("threat", low="zero"), "a number"),
    "a list of inputs": (lambda r: r.plot.sweep(["threat"]), "Write `input='threat'`"),
    "half an input": (lambda r: r.plot.sweep("threat("), "Did you mean `threat`"),
    "too many steps": (lambda r: r.plot.sweep("threat", 0, 1, 10**9), "QA734"),
    "a time outside": (lambda r: r.plot.network(time=2020), "from 1955 to 1956"),
    "no picture": (lambda r: r.plot("netwrk"), "Did you mean `network`"),
    "no method": (lambda r: r.plot.netwrk(), "Did you mean `network`"),
    "a list of pictures": (lambda r: r.plot(["network"]), "no picture"),
    "no ground": (lambda r: r.plot.network().to_svg(["white"]), "Write `ground='white'`"),
    "no pixels": (lambda r: r.plot.network().to_png(0), "pixels a point"),
    "too many pixels": (lambda r: r.plot.network().to_png(1000), "pixels a point"),
    "no number of pixels": (lambda r: r.plot.network().to_png(float("nan")), "pixels a point"),
    "no file": (lambda r: r.plot.network().save(3), "named by a text"),
}


@pytest.fixture(scope="module")
def result() -> Result:
    return triangle()


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_argument_is_answered_with_the_right_one(result: Result, what: str) -> None:
    ask, tip = WRONG[what]
    with pytest.raises(qadsl.QadslError) as caught:
        ask(result)
    assert tip in " ".join(str(caught.value).split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_which_argument_was_meant(result: Result, kind: str) -> None:
    with pytest.raises(qadsl.QadslError, match="Did you mean `time`"):
        result.plot(kind, year=1956)
    with pytest.raises(qadsl.QadslError, match="Did you mean `Egypt`"):
        result.plot(kind, target="Egipt")
    with pytest.raises(qadsl.QadslError, match="QA720"):
        result.plot(kind, time=1900)


def test_what_python_asks_of_any_object_is_answered(result: Result) -> None:
    assert getattr(result.plot, "hist", None) is None
    assert not hasattr(result.plot, "_repr_svg_")


def test_a_year_of_a_column_with_gaps_is_a_year(result: Result) -> None:
    assert result.plot.network(time=1956.0).to_json() == result.plot.network(time=1956).to_json()


def test_a_sweep_is_of_the_decision_that_its_input_speaks_of() -> None:
    plot = triangle().plot
    assert plot.sweep("threat(UK, Israel, Egypt)", steps=3).title.startswith("UK with Israel against Egypt in 1956")
    assert plot.sweep("threat(Israel, France, Egypt)", steps=3).title.startswith("Israel with France")
    asked = plot.sweep("threat(UK, Israel, Egypt)", steps=3, self_="France")
    assert asked.title.startswith("France with ")
    program = qadsl.compile(
        f"attribute power : number 0 .. 1\nrule r then threat += self.power\n{THEORY}scenario s {{\n"
        "state UK, France, Israel { power = 0.1 }, Egypt\n"
        "against Egypt { otherwise { threat = 0.6, quarrel = 0.2 } }\n}"
    )
    assert program.run().plot.sweep("Israel.power", steps=3).title.startswith("Israel with ")
    swept = program.sweep({"threat(UK, Israel, Egypt)": (0.4, 0.5, 3)})
    assert {"UK", "Israel"} <= set(swept.picture.title.replace(",", " ").split())
    with pytest.raises(qadsl.QadslError, match="Did you mean `Israel`"):
        swept.plot("UK", "Isreal")


def test_who_is_mentioned() -> None:
    assert mentioned("threat(UK, `a, b`, Egypt)") == ("UK", "a, b", "Egypt")
    assert mentioned("`a.b`.capability") == ("a.b",)
    assert mentioned("threat") == mentioned("threat(") == ()


def test_too_large_a_png_is_refused_and_a_large_one_drawn() -> None:
    picture = pair().plot.network()
    assert picture.to_png(1).startswith(b"\x89PNG")
    with pytest.raises(qadsl.QadslError, match="pixels a point"):
        picture.to_png(500)
