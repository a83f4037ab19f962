"""Groups of whole runs: frames, files of a run as objects, notes, and what is given up where there are too many."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import qadsl
from qadsl.engine import groups, tie_graphs
from qadsl.views import objects

EXAMPLES = Path(__file__).parents[2] / "examples"
_THEORY = """
theory simple {
  encouraging { threat weight 1 }
  discouraging { divergence weight 1 }
  option neutrality { reward 0 }
  option understanding { reward 60%, cost divergence 50% }
  option alliance { reward 100%, cost 100% }
}
"""


def program(states: str, said: str, *, time: str = "", rules: str = "") -> qadsl.Program:
    """A program in which all are tied but those of whom something else is said."""
    scenario = f"scenario s {{ {time} state {states}, T  against T {{ {said} otherwise {{ {_TIED} }} }} }}\nrun s"
    return qadsl.compile(f"{_THEORY}{rules}\n{scenario}")


_TIED = "threat = 0.5, divergence = 0.1"
_APART = "threat = 0.5, divergence = 0.8"


def threes(count: int, **also: str) -> qadsl.Program:
    """As many groups as there can be among so many times three."""
    among = " ".join(f"among A{3 * i}, A{3 * i + 1}, A{3 * i + 2} {{ {_APART} }}" for i in range(count))
    return program(", ".join(f"A{i}" for i in range(3 * count)), among, **also)


def test_frames_have_a_row_a_group_an_actor_and_a_choice_in_the_way() -> None:
    result = program("A, B, C", f"A -> C {{ {_APART} }}").run()
    assert list(result.groups.members) == [("A", "B"), ("B", "C")]
    assert list(result.groups.level) == ["alliance", "alliance"]
    assert list(result.groups.by_outcomes) == [True, True]
    assert dict(zip(result.memberships.actor, result.memberships.groups, strict=True)) == {"A": 1, "B": 2, "C": 1}
    assert [(row.actor, row.decider, row.partner) for row in result.left_out.itertuples()] == [
        ("A", "A", "C"),
        ("C", "A", "C"),
    ]


def test_frames_without_groups_keep_their_columns() -> None:
    result = program("A, B", f"A <-> B {{ {_APART} }}").run()
    assert result.groups.empty
    assert result.left_out.empty
    assert "probability" in result.groups
    assert isinstance(result.memberships, pd.DataFrame)
    assert "Groups" not in str(result)


def test_objects_are_lines_of_json() -> None:
    told = json.loads(objects.as_line(program("A, B, C", "").run().to_dict()))
    assert told["groups"][0]["members"] == ["A", "B", "C"]
    assert told["memberships"][0]["groups"] == 1
    assert told["left_out"] == []


def test_too_many_groups_are_not_listed_and_a_note_says_so() -> None:
    result = threes(9).run()
    assert result.groups.empty
    assert result.memberships.groups.isna().all()
    assert "too many groups to list in 100%" in str(result)


def test_what_rules_read_of_too_many_groups_is_unknown() -> None:
    rule = "rule r then threat += 0.01 * previous group_size(self, partner) initially 0"
    result = threes(9, time="time 1950 .. 1951", rules=rule).run()
    assert set(result.decisions[result.decisions.time == 1950].status) == {"ok"}
    assert set(result.decisions[result.decisions.time == 1951].status) == {"unknown"}
    assert "what rules read of them one period later is unknown" in " ".join(str(result).split())


def test_shares_are_of_the_draws_that_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    uncertain = program("A, B, C", "A <-> B { threat = 0.5, divergence = 0 .. 1 }")
    whole = uncertain.run(draws=600)
    monkeypatch.setattr(tie_graphs, "MOST_BITS", 6 * 300)
    fewer = uncertain.run(draws=600)
    assert fewer.figures.graphs.draws == 300
    first = uncertain.run(draws=300)
    pd.testing.assert_frame_equal(fewer.groups, first.groups)
    assert "the first 300 draws" in str(fewer)
    assert abs(whole.groups.probability.max() - fewer.groups.probability.max()) < 0.1


def test_what_is_not_listed_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    uncertain = program("A, B, C", "A <-> B { threat = 0.5, divergence = 0 .. 1 }")
    whole = uncertain.run(draws=256)
    monkeypatch.setattr(groups, "MOST_LISTED", 2)
    monkeypatch.setattr(groups, "_FEWEST", 2)
    fewer = uncertain.run(draws=256)
    assert fewer.grouping[0].counted[0] < 1
    told = dict(zip(whole.groups.members, whole.groups.probability, strict=True))
    assert all(
        p <= told[members] + 1e-12 for members, p in zip(fewer.groups.members, fewer.groups.probability, strict=True)
    )


def test_an_interrupt_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    result = program("A, B, C", "").run()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(groups, "groups_of", interrupt)
    with pytest.raises(KeyboardInterrupt):
        _ = result.groups


@pytest.mark.parametrize(("draws", "shown"), [(60, "nothing on average"), (None, "8.56e-05")])
def test_a_choice_in_the_way_that_pays_less_on_average_is_not_short_of_anything(draws: int | None, shown: str) -> None:
    result = qadsl.load(EXAMPLES / "words_and_tables.qa").run(draws=draws)
    table = result.told.named("Left out")
    assert table is not None
    ((actor, *_, short),) = table.rows
    assert short.plain == shown
    assert result.left_out["actor"].unique().tolist() == [actor.plain]
    assert (result.left_out["gap"].max() < 0) == (shown == "nothing on average")
