"""Accounts: sums to the last bit, obstacles with their gaps, and views that say them."""

from __future__ import annotations

import json
import pickle
import re
from array import array
from dataclasses import replace
from math import fsum

import made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from qadsl.analysis.account import Explanation, WhyNot
from qadsl.analysis.expect import Claim, judge
from qadsl.analysis.explain import explain
from qadsl.analysis.sums import balance
from qadsl.analysis.why_not import why_not
from qadsl.diagnostics.cells import shown_width
from qadsl.ir.builder import Builder
from qadsl.ir.program import Quantity
from qadsl.ir.types import SHARE
from qadsl.results import Account, Result
from qadsl.views import explanation as explanation_view
from qadsl.views import headline, objects, rows, table, words
from qadsl.views import why_not as why_not_view
from qadsl.views.grid import Column, Grid
from qadsl.views.missing import Missing, missing_inputs

PLAN = made.plan()
FIGURES = made.figures(PLAN)


def told() -> Explanation:
    return explain(made.trace(PLAN), FIGURES)


def in_order(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


shares = st.floats(-2, 2, allow_subnormal=False) | st.sampled_from([0.1, 0.2, 0.15, 0.35, 1 / 3, 1e-9])


@settings(max_examples=1000)
@given(st.lists(shares, max_size=12), st.floats(-1e-12, 1e-12))
def test_parts_add_up_to_the_last_bit(parts: list[float], error: float) -> None:
    total = round(fsum(parts) + error, 12)
    found, remainder = balance(parts, total)
    assert in_order([*found, remainder]) == total
    assert fsum([*found, remainder]) == total
    assert all(abs(one - other) <= 1e-13 for one, other in zip(parts, found, strict=True))


def test_contributions_add_up() -> None:
    for option in told().options:
        values = [entry.value for entry in option.contributions]
        assert in_order([value for value in values if value is not None]) == option.payoff
    for variable in told().variables:
        changes = [change.amount for change in variable.changes]
        assert in_order([v for v in (variable.given.value, *changes) if v is not None]) == variable.value


def test_the_account_knows_where_values_come_from() -> None:
    threat, quarrel = told().variables
    assert (threat.given.text, threat.given.place, threat.given.citation) == (
        "high",
        "suez.qa:6:33",
        "Kyle 2011, p. 300",
    )
    assert not quarrel.given.is_given
    assert told().unknown == ("quarrel",)
    assert [(given.name, given.value) for given in told().inputs] == [("fear", 0.5)]


def test_rules_say_what_they_did_or_what_stood_in_their_way() -> None:
    calm, relax = told().rules
    assert calm.has_fired
    assert [(e.variable, e.before, e.after) for e in calm.effects] == [("quarrel", 0.5, 0.25)]
    assert relax.obstacle is not None
    assert (relax.obstacle.kind, relax.obstacle.left, relax.obstacle.right) == ("clause", 0.8, 0.5)
    assert relax.obstacle.gap == pytest.approx(0.3)


def test_what_a_rule_sets_has_no_start_that_nobody_needs() -> None:
    plan, trace = made.set_by_rules()
    account = explain(trace, made.figures(plan))
    quarrel = account.variables[1]
    values = [change.amount for change in quarrel.changes]
    assert in_order([v for v in (quarrel.given.value, *values) if v is not None]) == quarrel.value == 0.6
    assert [(change.name, change.value) for change in quarrel.changes if change.name != "rounding"] == [("calm", 0.6)]
    assert account.unknown == ()
    shown = explanation_view.text(account)
    assert "    not given, and not needed\n    = 0.6 by calm: quarrel = 0.6\n" in shown
    assert "quarrel = 0.6: quarrel \N{RIGHTWARDS ARROW} 0.6" in shown
    assert "quarrel at least 0.3: changes nothing, quarrel is 0.6" in shown
    assert "0.5" not in shown.partition("quarrel = 0.6")[2].partition("Rules")[0]


@pytest.mark.parametrize("is_sampled", [True, False])
def test_quantal_response_has_mean_probabilities(is_sampled: bool) -> None:
    account = replace(told(), is_quantal=True, is_sampled=is_sampled)
    shown = explanation_view.text(account)
    drawn = ", mean over 1,000 draws (seed 0)" if is_sampled else ""
    assert f"quasi-alliance (quasi-balance), 83% likely{drawn}; neutrality 17%, alliance 0%" in " ".join(shown.split())
    for option, share in (("quasi_alliance", "83%"), ("alliance", "0%")):
        answer = why_not_view.text(why_not(account, option))
        assert f"{share} likely" in answer
        assert "of draws" not in answer


def test_a_choice_by_chance_has_shares_without_any_draw() -> None:
    exact = replace(PLAN, precision=0)
    figures = replace(made.figures(exact), draws=1)
    assert figures.has_shares
    assert "83%" in table.text(figures)


def test_each_pair_of_a_symmetric_relation_counts_once() -> None:
    pair = Quantity("trade", "relation", "k", SHARE, 2, True, False, (made.UNKNOWN,), array("l", [0] * 16))
    build = Builder()
    build.add("input", (), (0, ("self", "partner")), axes=frozenset({"self", "partner"}), kind=SHARE.kind)
    plan = replace(PLAN, quantities=(pair,), nodes=tuple(build.nodes))
    assert missing_inputs(plan) == (Missing("trade", 6, 6),)
    one_way = replace(plan, quantities=(replace(pair, is_symmetric=False),))
    assert missing_inputs(one_way) == (Missing("trade", 12, 12),)


def test_why_not_parts_the_gap() -> None:
    answer = why_not(told(), "neutrality")
    assert not answer.is_chosen
    assert in_order([part.value for part in answer.parts if part.value is not None]) == answer.gap
    assert [rule.name for rule in answer.silent] == ["relax"]
    sizes = [abs(part.value or 0) for part in answer.parts if part.name != "rounding"]
    assert sizes == sorted(sizes, reverse=True)


def test_why_not_says_so_where_it_is() -> None:
    answer = why_not(told(), "quasi_alliance")
    assert answer.is_chosen
    assert "It is quasi-alliance" in why_not_view.text(answer)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_texts_fit(width: int) -> None:
    shown = explanation_view.text(told(), width) + why_not_view.text(why_not(told(), "alliance"), width)
    assert all(shown_width(line) <= width for line in shown.splitlines())
    for part in ("suez.qa:6:33", "Walt 1987", "0.3 too high", "Not given"):
        assert part in shown


def test_accounts_pickle_and_become_json() -> None:
    for tree in (told(), why_not(told(), "alliance")):
        assert pickle.loads(pickle.dumps(tree)) == tree
    found = objects.explain_object(told())
    assert json.loads(objects.as_line(found)) == found
    assert found["command"] == "explain"
    assert objects.why_not_object(why_not(told(), "alliance"))["command"] == "why not"


def test_html_escapes_names() -> None:
    plan = made.plan(("<b>Egypt</b>", "<script>", "B", "C"))
    account = explain(made.trace(plan), made.figures(plan))
    for shown in (Account(account).html, Result(plan, made.figures(plan))._repr_html_()):
        assert shown.count("<script") == 1  # the one that sorts tables
        assert "<b>Egypt" not in shown
    assert isinstance(why_not(account, "alliance"), WhyNot)


def claim(**changes: object) -> Claim:
    usual: dict[str, object] = {
        "option": "quasi_alliance",
        "is_negated": False,
        "is_tie": True,
        "rows": (0, 1),
        "comparison": "",
        "share": None,
        "text": "expect",
        "place": "",
    }
    return Claim(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"option": "alliance"}, False),
        ({"option": "alliance", "is_negated": True}, True),
        ({"is_tie": False}, True),
        ({"comparison": ">=", "share": 0.83}, True),
        ({"comparison": ">", "share": 0.83}, False),
        ({"comparison": "=", "share": 0.83}, True),
        ({"comparison": "<=", "share": 0.5}, False),
        ({"comparison": "<=", "share": 0.5, "is_negated": True}, True),
    ],
)
def test_claims(changes: dict[str, object], holds: bool) -> None:
    assert judge(FIGURES, claim(**changes)).holds is holds


def test_rows_have_the_columns_of_the_reference() -> None:
    assert rows.decision_columns(FIGURES) == (
        "scenario",
        "theory",
        "time",
        "self",
        "partner",
        "target",
        "choice",
        "behaviour",
        "commitment",
        "encouraging",
        "discouraging",
        "margin",
        "payoff_neutrality",
        "payoff_quasi_alliance",
        "payoff_alliance",
        "p_neutrality",
        "p_quasi_alliance",
        "p_alliance",
        "possible",
        "status",
    )
    assert rows.alignment_columns(FIGURES) == (
        "scenario",
        "theory",
        "time",
        "a",
        "b",
        "target",
        "outcome",
        "p_neutrality",
        "p_quasi_alliance",
        "p_alliance",
        "possible",
    )
    first = rows.decision_rows(FIGURES)[0]
    assert (first["time"], first["self"], first["possible"]) == (1956, "France", ["neutrality", "quasi_alliance"])


def test_frames_have_the_same_columns() -> None:
    from qadsl.views import frames

    assert tuple(frames.decisions(FIGURES).columns) == rows.decision_columns(FIGURES)
    assert frames.alignments(FIGURES)["possible"].iloc[0] == ("neutrality", "quasi_alliance")


def test_tables_fit_and_show_names_as_they_are() -> None:
    plan = made.plan(("Egypt", "[red]x[/red]", "日本", "\x1b[31mUK"))
    shown = table.text(made.figures(plan))
    assert "[red]x[/red]" in shown
    assert "\x1b" not in shown
    assert all(shown_width(line) <= 80 for line in shown.splitlines())


LONG = ("Egypt", "France", "Israel", "United_Arab_Republic", "Kingdom_of_Saudi_Arabia")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("actors", [("Egypt", "France", "UK"), LONG])
def test_words_are_broken_only_at_spaces_and_hyphens(width: int, actors: tuple[str, ...]) -> None:
    shown = table.text(made.figures(made.plan(actors)), width)
    words_shown = {piece for line in shown.splitlines() for piece in re.split(r"[ ,:()-]+", line)}
    assert words_shown >= {*actors[1:], "quasi", "alliance", "83%", "0.0271"}
    assert all(shown_width(line) <= width for line in shown.splitlines())
    assert not {"alli", "allia", "nce", "dom"} & words_shown


def test_a_heading_gives_way_before_a_cell_and_a_spare_column_before_the_table() -> None:
    columns = (Column("what is said"), Column("behaviour", is_spare=True), Column("how-often", is_number=True))
    grid = Grid(columns, ((Text("one two"), Text("three"), Text("4%")),))

    def lines(width: int) -> list[str]:
        return [line.plain for line in grid.lines(width)]

    assert lines(40) == ["what is said  behaviour  how-often", "one two       three             4%"]
    assert lines(28) == ["what is              how-", "said     behaviour  often", "one two  three         4%"]
    assert lines(17) == ["what is   how-", "said     often", "one two     4%"]
    assert lines(9) == ["one", "    two", "    three", "    how-", "    often", "    4%"]


def test_like_neighbouring_periods_are_joined() -> None:
    figures = made.figures(PLAN)
    joined, every = table.text(figures), table.text(figures, show_all=True)
    assert "1956\N{EN DASH}1957  France and Israel" in joined
    assert "\n1956  France and Israel" in every
    assert "\n1957  France and Israel" in every
    figures.tie_probability[3] = (0.2, 0.8, 0.0)
    changed = table.text(figures)
    assert "\n1956       France and Israel" in changed
    assert "\n1957       France and Israel" in changed
    assert "1956\N{EN DASH}1957  France and UK" in changed


def test_long_tables_are_cut_with_a_way_out() -> None:
    plan = made.plan(("Egypt", *(f"A{i}" for i in range(12))))
    assert "`--all` shows them" in table.text(made.figures(plan))


def test_headline_joins_groups_and_periods() -> None:
    assert headline.headlines(FIGURES) == (
        "France, Israel and UK: quasi-alliance against Egypt, 1956\N{EN DASH}1957 (each pair at least 83%)",
    )
    assert headline.headlines(made.figures(made.plan(("Egypt", "France", "UK")))) == (
        "France and UK: quasi-alliance against Egypt, 1956\N{EN DASH}1957 (83%)",
    )


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0%"), (0.0004, "<1%"), (0.5, "50%"), (0.9996, ">99%"), (1.0, "100%"), (None, "?")]
)
def test_percentages_are_honest(share: float | None, shown: str) -> None:
    assert words.percent(share) == shown
