"""The properties that the default theory states, searched for a counterexample over random cells.

One run decides a whole table of cells; raising an input runs the same table again and compares cell by cell.
"""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest

import qadsl

ACTORS = 34
CORE, PERIPHERY = ("common_threat", "development_interest"), ("ideology", "cultural_identity")
ENCOURAGING = CORE + PERIPHERY
DISCOURAGING = ("divergence", "entrapment", "abandonment", "provocation")
OPTIONS = ("neutrality", "quasi_alliance", "alliance")

INFORMAL = {"divergence": 0.5, "entrapment": 0.25, "abandonment": 1.0, "provocation": 0.35}
FORMAL = dict.fromkeys(DISCOURAGING, 1.0)

Row = dict[str, float]


def _cells(seed: int) -> list[Row]:
    """Random inputs of every ordered pair (more than 1,000 of them), now and then at an end of the range."""
    random = Random(seed)
    ends = (0.0, 1.0)
    return [
        {name: random.choice(ends) if random.random() < 0.1 else random.random() for name in ENCOURAGING + DISCOURAGING}
        for _ in range(ACTORS * (ACTORS - 1))
    ]


def _capabilities() -> dict[str, float]:
    random = Random(7)
    return {f"A{i:02}": random.random() / ACTORS for i in range(ACTORS)}


def _run(rows: list[Row], theory: str = "multifacet", extra: str = "") -> list[dict[str, float]]:
    actors = _capabilities()
    states = ", ".join(f"{actor} {{ capability = {share} }}" for actor, share in actors.items())
    names = ENCOURAGING + DISCOURAGING
    lines = [f"| self | partner | {' | '.join(names)} |"]
    for (one, other), row in zip(permutations(actors, 2), rows, strict=True):
        lines.append(f"| {one} | {other} | {' | '.join(repr(row[name]) for name in names)} |")
    table = "\n".join(lines)
    text = f"use noncompensatory\n{extra}\nscenario s {{ state {states}, T {{ capability = 1% }}\n"
    frame = qadsl.compile(f"{text}against T {{ table {{\n{table}\n}} }} }}").run("s", theory=theory).decisions
    columns = ["commitment", "encouraging", *(f"payoff_{option}" for option in OPTIONS)]
    return frame[columns].to_dict("records")  # type: ignore[return-value]


def _raised(rows: list[Row], *names: str, step: float = 0.15) -> list[Row]:
    return [{**row, **{name: min(1.0, row[name] + step) for name in names}} for row in rows]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return _cells(1)


@pytest.fixture(scope="module")
def base(rows: list[Row]) -> list[dict[str, float]]:
    return _run(rows)


def test_without_benefit_there_is_no_tie(rows: list[Row]) -> None:
    found = _run([{**row, **dict.fromkeys(ENCOURAGING, 0.0)} for row in rows])
    assert {row["commitment"] for row in found} == {0.0}


@pytest.mark.parametrize("name", ENCOURAGING)
def test_what_encourages_never_loosens(name: str, rows: list[Row], base: list[dict[str, float]]) -> None:
    after = _run(_raised(rows, name))
    assert all(b["commitment"] >= a["commitment"] for a, b in zip(base, after, strict=True))


@pytest.mark.parametrize("name", ["divergence", "entrapment", "provocation"])
def test_what_discourages_never_tightens(name: str, rows: list[Row], base: list[dict[str, float]]) -> None:
    after = _run(_raised(rows, name))
    assert all(b["commitment"] <= a["commitment"] for a, b in zip(base, after, strict=True))


def test_abandonment_never_favours_the_informal(rows: list[Row], base: list[dict[str, float]]) -> None:
    after = _run(_raised(rows, "abandonment"))
    for a, b in zip(base, after, strict=True):
        gain_before = a["payoff_quasi_alliance"] - a["payoff_alliance"]
        gain_after = b["payoff_quasi_alliance"] - b["payoff_alliance"]
        assert gain_after <= gain_before + 1e-11
        assert not (a["commitment"] == 2 and b["commitment"] == 1)


def test_the_core_moves_at_least_as_much_as_the_periphery(rows: list[Row]) -> None:
    lowered = [{**row, **{name: 0.5 * row[name] for name in ENCOURAGING}} for row in rows]
    before = _run(lowered)
    rises = {
        name: [b["encouraging"] - a["encouraging"] for a, b in zip(before, _run(_raised(lowered, name)), strict=True)]
        for name in ENCOURAGING
    }
    for core in CORE:
        for soft in PERIPHERY:
            assert all(c >= s - 1e-12 for c, s in zip(rises[core], rises[soft], strict=True))


def test_choices_follow_the_closed_form(rows: list[Row], base: list[dict[str, float]]) -> None:
    """The cut points of docs/theory.md: neutrality to K(quasi) / 0.65, alliance from (K(alliance) - K(quasi)) / 0.35.

    So, wherever the window between the two is open, costs that rise lead from alliance through quasi-alliance.
    """
    capability = _capabilities()
    for (one, _), row, found in zip(permutations(sorted(capability), 2), rows, base, strict=True):
        alone = 0.25 * capability[one] / (capability[one] + 0.01)
        worth = found["encouraging"] * (1 - alone)
        informal, formal = (0.25 * sum(share.get(v, 0) * row[v] for v in DISCOURAGING) for share in (INFORMAL, FORMAL))
        lower, upper = informal / 0.65, (formal - informal) / 0.35
        if lower >= upper:
            lower = upper = formal
        if min(abs(worth - lower), abs(worth - upper)) > 1e-9:
            assert found["commitment"] == (worth > lower) + (worth > upper)


def test_scaling_weights_and_costs_together_changes_no_choice(rows: list[Row], base: list[dict[str, float]]) -> None:
    weights = {"common_threat": 0.35, "development_interest": 0.30, "ideology": 0.20, "cultural_identity": 0.15}
    groups = "\n".join(
        f"{role} {{ {', '.join(f'{name} weight {scale}' for name, scale in scaled.items())} }}"
        for role, scaled in (
            ("encouraging core", {name: 3 * weights[name] for name in CORE}),
            ("encouraging periphery", {name: 3 * weights[name] for name in PERIPHERY}),
            ("discouraging", dict.fromkeys(DISCOURAGING, 0.75)),
        )
    )
    after = _run(rows, "scaled", f"theory scaled extends multifacet {{ {groups} }}")
    assert [row["commitment"] for row in after] == [row["commitment"] for row in base]


def test_a_strong_pull_ignores_the_obstacles_in_the_noncompensatory_reading(rows: list[Row]) -> None:
    found = _run(rows, "noncompensatory")
    assert all(row["commitment"] == 2 for row in found if row["encouraging"] >= 0.75 + 1e-9)
    assert any(row["encouraging"] >= 0.75 for row in found)


def test_no_option_is_nearly_out_of_reach(base: list[dict[str, float]]) -> None:
    """`benchmarks/outcome_shares.py` prints the figures; here only that none falls below a tenth."""
    text = """
      use multifacet
      scenario s {
        state A { capability = OWN }, B { capability = OWN }, T { capability = OTHER }
        against T { otherwise { common_threat = unknown } }
      }"""
    for own, other in (("unknown", "unknown"), ("1%", "19%"), ("10%", "10%"), ("19%", "1%")):
        program = qadsl.compile(text.replace("OWN", own).replace("OTHER", other))
        decision = program.run(draws=20_000).decisions.iloc[0]
        assert all(decision[f"p_{option}"] >= 0.1 for option in OPTIONS)
