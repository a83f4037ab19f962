"""Sweeps: each step is the run with that value, to the last bit, however it is asked for; what is finished is kept."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import qadsl
from qadsl import sweeps
from qadsl.analysis.sweeping import Sweep
from qadsl.commands import answer, prepare
from qadsl.plan_sweeps import sweep_of_plan
from qadsl.views.sweep import finding

TEXT = """
use multifacet

attribute regime : number -10 .. 10
symmetric relation distance : number 0 .. 20000
group near = actors where regime > 2
rule likeness when abs(self.regime - partner.regime) < 4 then ideology += 0.2
rule far when distance(self, partner) > 900 then divergence += 0.15
rule habit when previous alliance(self, partner) initially no then divergence -= 0.1

scenario suez {
  time 1955 .. 1956
  state UK { regime = 7, capability = 0.2 .. 0.3 }, France { regime = 6 }, Israel { regime = 1 }, Egypt
  distance(UK, France) = 300 .. 1200
  against Egypt {
    among UK, France, Israel {
      common_threat = 0.6, divergence = 0.4 ± 0.1, development_interest = 0.5, cultural_identity = 0.4
    }
    from 1956 { UK <-> France { common_threat = 0.7 } }
    otherwise { provocation = 0.5, abandonment = 0.2, entrapment = 0.2 }
  }
}
scenario grouped extends suez { against Egypt { among near { common_threat = 0.8 } } }
"""
PLAIN = TEXT.replace("group near = actors where regime > 2\n", "").partition("scenario grouped")[0]


@pytest.mark.parametrize(
    ("text", "scenario", "name", "low", "high"),
    [
        (PLAIN, "suez", "common_threat(UK, France, Egypt)", 0.2, 0.9),
        (PLAIN, "suez", "divergence", 0, 1),
        (PLAIN, "suez", "multifacet.self_help", 0, 1),
        (PLAIN, "suez", "UK.regime", -10, 10),
        (PLAIN, "suez", "distance(UK, France)", 0, 2000),
        (TEXT, "grouped", "UK.regime", -4, 8),
        (TEXT, "suez", "entrapment(UK, Israel, Egypt)", 0, 0.5),
    ],
)
def test_a_step_is_the_run_with_that_value(text: str, scenario: str, name: str, low: float, high: float) -> None:
    program = qadsl.compile(text)
    found = program.sweep({name: (low, high, 4)}, scenario, draws=300, seed=5).tree
    for step in range(found.steps):
        run = program.run(scenario, settings={name: found.values(step)[0]}, draws=300, seed=5).figures
        for mine, its in (
            (found.probability, run.probability),
            (found.payoff, run.payoff),
            (found.choice, run.choice),
            (found.tie_probability, run.tie_probability),
            (found.tie, run.tie),
        ):
            assert mine[step].tobytes() == np.asarray(its).tobytes()


def test_a_sweep_of_a_result_alone_is_the_same() -> None:
    text = """
theory wary {
  encouraging { threat weight 1 }
  discouraging { divergence weight 1 }
  option neutrality { reward 0 }
  option alliance { reward 1, cost 1 }
}
relation trade : share
rule memory then threat += 0.4 * (previous trade(self, partner) initially 0.1) + 0.2 * trade(self, partner)
scenario long {
  time 1955 .. 1957
  state UK, France, Egypt
  trade(UK, France) = 0.1 at 1955  trade(UK, France) = 0.2 from 1956  trade(France, UK) = 0.3
  against Egypt { UK <-> France { threat = 0.2, divergence = 0.5 } }
}
"""
    program = qadsl.compile(text)
    result = program.run()
    for name in ("trade(UK, France)", "trade"):
        mine, its = sweep_of_plan(result.plan, name, (0, 1), 5, 1, 0), program.sweep({name: (0, 1, 5)}).tree
        assert mine.payoff.tobytes() == its.payoff.tobytes()
        assert len(set(its.choice[:, -1].tolist())) == 2


def test_two_inputs_are_every_value_of_one_with_every_of_the_other() -> None:
    program = qadsl.compile(PLAIN)
    found = program.sweep({"multifacet.self_help": (0, 1, 3), "divergence": (0, 0.5, 2)}, draws=100).tree
    assert [found.values(step) for step in range(found.steps)] == [
        (0, 0), (0, 0.5), (0.5, 0), (0.5, 0.5), (1, 0), (1, 0.5)
    ]  # fmt: skip
    settings = {"multifacet.self_help": 0.5, "divergence": 0.5}
    assert found.payoff[3].tobytes() == program.run(settings=settings, draws=100).figures.payoff.tobytes()


def test_the_heading_names_both_inputs_and_counts_what_either_of_them_switches() -> None:
    names = ("divergence(UK, Israel, Egypt)", "common_threat(UK, France, Egypt)")
    program = qadsl.compile(PLAIN)
    for pair in (names, names[::-1]):
        found = program.sweep({pair[0]: (0, 1, 5), pair[1]: (0, 1, 5)}, draws=20)
        (told,) = finding(found.tree)
        assert told.startswith(f"as {pair[0]} and {pair[1]} change, somewhere in ")
        counts = [int(word) for word in told.partition("somewhere")[2].split() if word.isdigit()]
        assert counts[::2] == both(found.tree)
    still = program.sweep(
        {"abandonment(UK, Israel, Egypt)": (0.2, 0.2001, 2), names[1]: (0.7, 0.7001, 2)}, draws=20
    ).tree
    assert finding(still)[0].startswith("nothing switches")


def both(found: Sweep) -> list[int]:
    """How many ties and decisions come out in more than one way, counted by their shares."""
    return [
        sum(len(found.shares(row, is_tie=is_tie)) > 1 for row in range(len(about)))
        for is_tie, about in ((True, found.ties), (False, found.decisions))
    ]


def test_a_setting_of_the_same_input_gives_way() -> None:
    program = qadsl.compile(PLAIN)
    plain = program.sweep({"divergence": (0, 1, 3)}, draws=50).tree
    given = program.sweep({"divergence": (0, 1, 3)}, draws=50, settings={"divergence": 0.9}).tree
    assert given.payoff.tobytes() == plain.payoff.tobytes()
    other = program.sweep({"divergence": (0, 1, 3)}, draws=50, settings={"multifacet.self_help": 0.9}).tree
    assert other.payoff.tobytes() != plain.payoff.tobytes()


def test_switches_lie_between_two_steps() -> None:
    found = qadsl.compile(PLAIN).sweep({"common_threat": (0, 1, 21)}, draws=100)
    assert len(found.switches)
    for row in found.switches.itertuples():
        frame = found.alignments if row.kind == "tie" else found.decisions
        one, other, what = ("a", "b", "tie") if row.kind == "tie" else ("self", "partner", "choice")
        mine = frame[(frame[one] == row.a) & (frame[other] == row.b) & (frame.time == row.time)].set_index(
            "common_threat"
        )
        assert mine.loc[row.below, what] == row.before
        assert mine.loc[row.above, what] == row.after
        assert row.before != row.after
    for is_tie, about in ((True, found.tree.ties), (False, found.tree.decisions)):
        for place in range(len(about)):
            stretches = found.tree.stretches(place, is_tie=is_tie)
            assert stretches[0].first == 0
            assert stretches[-1].last == 1


def test_an_interrupted_sweep_keeps_its_finished_steps() -> None:
    program = qadsl.compile(PLAIN)

    def stop(done: int, total: int) -> None:
        if done > total * 0.4:
            raise KeyboardInterrupt

    found = program.sweep({"divergence": (0, 1, 10)}, draws=100, progress=stop)
    assert 0 < found.tree.steps < 10
    assert not found.tree.is_complete
    assert f"{found.tree.steps} of 10 steps" in str(found)
    whole = program.sweep({"divergence": (0, 1, 10)}, draws=100).tree
    assert found.tree.payoff.tobytes() == whole.payoff[: found.tree.steps].tobytes()


def test_progress_counts_all_steps() -> None:
    told: list[tuple[int, int]] = []
    qadsl.compile(PLAIN).sweep({"divergence": (0, 1, 4)}, draws=10, progress=lambda *done: told.append(done))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_script_asks_as_python_does() -> None:
    text = PLAIN + "\nrun suez { draws 40, seed 3 }\nsweep divergence from 0 to 1 steps 3 in suez\n"
    program = qadsl.compile(text)
    answers = list(answer(program, prepare(program)))
    mine = program.sweep({"divergence": (0, 1, 3)}).to_dict()
    assert answers[-1].to_dict() == json.loads(json.dumps(mine))
    assert mine["draws"] == 40


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    program = qadsl.compile(PLAIN)
    monkeypatch.setattr(sweeps, "MOST_SWEPT", 1000)
    with pytest.raises(qadsl.QadslError, match=r"QA724.*too large"):
        program.sweep({"divergence": (0, 1, 100)})


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({}, "QA723"),
        (["divergence"], "QA723"),
        ({"divergence": 3}, "QA723"),
        ({"divergence": (0,)}, "QA723"),
        ({"divergence": (0, None)}, "QA723"),
        ({"divergence": (0, 1, 2.5)}, "QA734"),
        ({"divergence": (0, 1, 0)}, "QA734"),
        ({"divergence": (1, 0)}, "QA735"),
        ({"divergence": (0, float("inf"))}, "QA723"),
        ({"divergenze": (0, 1)}, "QA211"),
        ({"divergence": (0, 2)}, "QA301"),
        ({"divergence } <script>": (0, 1)}, "QA723"),
        ({"divergence": (0, 1), "UK.regime": (0, 1), "entrapment": (0, 1)}, "QA736"),
    ],
)
def test_what_cannot_be_swept(over: Any, code: str) -> None:
    with pytest.raises(qadsl.QadslError, match=code):
        qadsl.compile(PLAIN).sweep(over)
