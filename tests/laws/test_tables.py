"""Laws of data: a table says what arrows say, whatever the order of its rows and columns."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import qadsl

SOME = settings(max_examples=min(60, settings.default.max_examples // 2))
STATES = ("UK", "France", "Israel")
PAIRS = [(one, other) for one in STATES for other in STATES if one != other]
YEARS = (1955, 1956)

numbers = st.one_of(st.none(), st.floats(0, 1, allow_subnormal=False))
tables = st.dictionaries(
    st.tuples(st.sampled_from(PAIRS), st.sampled_from(YEARS)), st.tuples(numbers, numbers), min_size=1
)


def scenario(said: str) -> str:
    return f"""use multifacet
scenario suez {{
  time {YEARS[0]} .. {YEARS[-1]}
  state {", ".join(STATES)}, Egypt
  against Egypt {{ {said} }}
}}
"""


def arrows(table: dict[tuple[tuple[str, str], int], tuple[float | None, ...]]) -> str:
    said = []
    for ((one, other), year), values in table.items():
        for name, value in zip(("common_threat", "divergence"), values, strict=True):
            if value is not None:
                said.append(f"at {year} {{ {one} -> {other} {{ {name} = {value!r} }} }}")
    return scenario(" ".join(said))


@SOME
@given(tables, st.randoms(use_true_random=False))
def test_a_table_says_what_arrows_say(table: dict[tuple[tuple[str, str], int], tuple[float | None, ...]], mix) -> None:
    rows = [
        {"one": one, "other": other, "year": year, "threat": threat, "distance": distance}
        for ((one, other), year), (threat, distance) in table.items()
    ]
    mix.shuffle(rows)
    columns = list(rows[0])
    mix.shuffle(columns)
    keys = "match self = one, partner = other, time = year"
    text = scenario(f'data "dyads" {{ {keys}  common_threat = threat  divergence = distance }}')
    by_rows = qadsl.compile(text, frames={"dyads": pd.DataFrame(rows)[columns]}).run("suez", draws=20)
    by_arrows = qadsl.compile(arrows(table)).run("suez", draws=20)
    for name in ("payoff", "probability", "choice", "tie", "tie_probability"):
        assert getattr(by_rows.figures, name).tobytes() == getattr(by_arrows.figures, name).tobytes()
