"""Tables that do not quite fit: what is left out is told of, and what is wrong is named by its row and its column."""

from __future__ import annotations

import pickle
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qadsl
from qadsl.data import table as limits
from tests.unit.test_data import given, mistakes, text

PAIRS = {"one": ["UK", "France", "UK"], "other": ["France", "UK", "France"], "year": [1955, 1955, 1956]}
FRAME = pd.DataFrame({**PAIRS, "threat": [0.7, 0.6, 0.8]})
BODY = "match self = one, partner = other, time = year  common_threat = threat"


def handed(frame: object, program: str | None = None) -> qadsl.Program:
    return qadsl.compile(program or text("dyads", BODY), frames={"dyads": frame})


def threats(frame: object) -> list[str]:
    found = handed(frame)
    asked = [("UK", "France", "Egypt", 1955), ("France", "UK", "Egypt", 1955), ("UK", "France", "Egypt", 1956)]
    return [given(found, *one).get("common_threat", "") for one in asked]


def refused(make: Any) -> str:
    with pytest.raises(qadsl.QadslError) as caught:
        make()
    (found,) = (one for one in caught.value.diagnostics if one.code != "QA828")
    return " | ".join([found.code, found.message, found.hint, *found.help])


# --- clashes ---------------------------------------------------------------------------------------------------------


def test_a_row_against_a_statement_is_named() -> None:
    arrow = "against Egypt { from 1956 { UK -> France { common_threat = 0.3 } } }"
    said = refused(lambda: handed(FRAME, text("dyads", BODY).replace("scenario suez {", f"scenario suez {{ {arrow}")))
    assert said.startswith("QA501 | `common_threat(UK, France, Egypt)` is stated twice")
    assert "dyads row 3 says 0.8" in said


def test_rows_of_two_tables_are_both_named() -> None:
    both = text("dyads", BODY).replace("{ data", f'{{ data "more" {{ {BODY} }} data')
    other = FRAME.assign(threat=[0.1, 0.6, 0.2])
    with pytest.raises(qadsl.QadslError) as caught:
        qadsl.compile(both, frames={"dyads": FRAME, "more": other})
    said = str(caught.value)
    assert "more row 1 says 0.1" in said
    assert "dyads row 1 says 0.7" in said
    assert "They differ in 1 more cells." in said


def test_two_dates_in_one_period_are_said_to_be_so() -> None:
    frame = FRAME.assign(year=["1955-01", "1955-01", "1955-02"])
    assert "Both fall into one period" in refused(lambda: handed(frame))


# --- what is left out ------------------------------------------------------------------------------------------------


def test_a_misspelt_actor_is_guessed_where_that_one_lacks_a_row() -> None:
    misspelt = handed(FRAME.assign(other=[name.replace("France", "Frnace") for name in FRAME.other]))
    assert "for `Frnace`, did you mean `France`?" in str([one.help for one in misspelt.warnings]).replace("For", "for")
    stranger = pd.DataFrame({"one": ["UK"], "other": ["Finland"], "year": [1955], "threat": [0.1]})
    found = handed(pd.concat([FRAME, stranger]))
    assert "did you mean" not in str([one.help for one in found.warnings])


def test_rows_about_the_third_party_itself_are_left_out() -> None:
    rows = pd.DataFrame({"one": ["UK", "Egypt"], "other": ["Egypt", "UK"], "year": [1955, 1955], "threat": [0.1, 0.2]})
    found = handed(pd.concat([FRAME, rows]))
    assert any("2 about the third party itself" in warning.message for warning in found.warnings)
    assert given(found, "UK", "France", "Egypt", 1955)["common_threat"] == "0.7 at dyads row 1"


def test_a_pair_that_stands_once_may_be_turned() -> None:
    (warning,) = (one for one in handed(FRAME.iloc[[0, 2]]).warnings if one.code == "QA828")
    assert "match self = other, partner = one" in warning.help[0]
    assert not any("other way round" in line for one in handed(FRAME).warnings for line in one.help)


@pytest.mark.parametrize("name", ["uk", "U.K.", "\u200bUK", "Uk "])
def test_names_that_are_nearly_right_are_told(name: str) -> None:
    (warning,) = (one for one in handed(FRAME.replace({"one": {"UK": name}})).warnings if one.code == "QA828")
    assert f"`{name.strip()}` is not `UK`" in warning.help[0]


def test_letters_may_be_composed_in_either_way() -> None:
    program = text("dyads", BODY).replace("France", "`Côte`")
    for form in ("NFC", "NFD"):
        frame = FRAME.replace("France", unicodedata.normalize(form, "Côte")).iloc[:1]  # type: ignore[arg-type]
        assert given(handed(frame, program), "UK", "Côte", "Egypt", 1955)["common_threat"] == "0.7 at dyads row 1"


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (np.inf, "dyads row 2: `threat` is inf, which is no finite number"),
        (1.5, "dyads row 2: `threat` is 1.5, which lies outside the range 0 .. 1"),
        ("high", "dyads row 2: `threat` is `high`, not a number"),
        (True, "dyads row 2: `threat` is `True`, not a number"),
        ([1], "dyads row 2: `threat` is `[1]`, not a number"),
        (10**400, "dyads row 2: `threat` is inf"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_by_row_and_column(cell: object, said: str) -> None:
    frame = FRAME.astype({"threat": object})
    frame.at[1, "threat"] = cell
    assert said in refused(lambda: handed(frame))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("threat / zero", "`threat / zero` divides by 0 with threat = 0.7, zero = 0"),
        ("threat * 10", "`threat * 10` comes to 7 with threat = 0.7, which lies outside"),
        ("threat ± (zero - 1)", "`(zero - 1)` comes to -1 with zero = 0, and no standard deviation is below 0"),
        ("threat .. zero", "the range runs from 0.7 down to 0"),
    ],
)
def test_a_value_that_does_not_fit_says_of_what_it_came(value: str, said: str) -> None:
    body = BODY.replace("= threat", f"= {value}")
    assert said in refused(lambda: handed(FRAME.assign(zero=0), text("dyads", body))).replace(
        "zero - 1`", "(zero - 1)`"
    )


def test_an_empty_word_states_nothing() -> None:
    frame = {"one": ["UK", "France"], "kind": ["crown", "NA"]}
    scenario = """use multifacet
attribute regime : category
rule likeness when self.regime = "crown" then ideology += 0.1 because "a test"
scenario suez {
  state UK, France, Egypt
  data "dyads" { match actor = one  regime = kind }
  against Egypt { otherwise { ideology = 0.5 } }
}
"""
    found = handed(frame, scenario)
    assert any("1 with an empty cell (dyads row 2)" in warning.message for warning in found.warnings)


# --- moments ---------------------------------------------------------------------------------------------------------

EXPECTED = ["0.7 at dyads row 1", "0.6 at dyads row 2", "0.8 at dyads row 3"]


@pytest.mark.parametrize(
    "years",
    [
        np.array(["1955", "1955", "1956"], dtype="datetime64[ns]"),
        np.array(["1955", "1955", "1956"], dtype="datetime64[Y]"),
        [np.datetime64("1955-01-01", "ns"), np.datetime64("1955-01-01", "s"), np.datetime64("1956-01-01", "ns")],
        pd.to_datetime(["1955-01-01", "1955-01-01", "1956-01-01"], utc=True),
        pd.PeriodIndex(["1955Q1", "1955Q2", "1956Q4"], freq="Q"),
        ["1955-Q1", "1955q2", "1956 Q4"],
        [1955.0, "1955.0", " 1956 "],
    ],
)
def test_moments_of_every_kind_are_dates(years: Any) -> None:
    assert threats({**FRAME.to_dict("list"), "year": years}) == EXPECTED


def test_a_quarter_of_a_table_is_that_of_the_scenario() -> None:
    program = text("dyads", BODY).replace("1955 .. 1956", "1955-Q1 .. 1955-Q4 by quarter")
    found = handed(FRAME.assign(year=["1955-Q1", "1955-Q1", "1955-Q4"]), program)
    assert given(found, "UK", "France", "Egypt", "1955-Q4")["common_threat"] == "0.8 at dyads row 3"


# --- what is a table -------------------------------------------------------------------------------------------------


def test_a_series_and_an_index_are_columns() -> None:
    assert threats(FRAME.set_index(["one", "other", "year"])["threat"]) == EXPECTED
    assert threats(FRAME.set_index("year")) == EXPECTED


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (FRAME.set_index("year", drop=False), "it has two columns `year`"),
        (FRAME.to_dict(), "its column `one` is a dict, no list of values"),
        ({**PAIRS, "threat": 0.5}, "its column `threat` is a float, no list of values"),
        ({"one": "UK", "other": "FR"}, "its column `one` is a str, no list of values"),
        ({**PAIRS, "threat": {0.1, 0.2, 0.3}}, "its column `threat` is a set, no list of values"),
        ({**PAIRS, "threat": np.zeros((3, 2))}, "its column `threat` has 2 dimensions"),
        ({**PAIRS, "threat": [0.1]}, "its columns are not of one length"),
        (FRAME.to_records(), "pd.DataFrame(...)"),
        ([("UK", "France")], "pd.DataFrame(...)"),
        (pd.concat({"a": FRAME}, axis=1), "its column `a / one` has several names"),
        (FRAME.rename(columns={"threat": 0.5}), "its column `0.5` is not called by a text"),
        (pd.DataFrame(), "it is empty"),
    ],
)
def test_what_is_not_quite_a_table_is_refused_with_a_way_out(frame: object, said: str) -> None:
    found = refused(lambda: handed(frame))
    assert found.startswith("QA540 | `dyads`: ")
    assert said in found


def test_only_what_is_read_counts_and_is_kept() -> None:
    frame = FRAME.assign(other_things=1)
    found = handed(frame)
    again = pickle.loads(pickle.dumps(found))
    assert given(again, "UK", "France", "Egypt", 1955) == given(found, "UK", "France", "Egypt", 1955)
    (data,) = found.run(draws=10).stamp.data
    assert data == handed(FRAME).run(draws=10).stamp.data[0]  # it says what a result rests on


def test_the_digest_is_that_of_the_rows_in_any_order() -> None:
    digests = {handed(FRAME.iloc[order]).run(draws=1).stamp.data for order in ([0, 1, 2], [2, 0, 1])}
    assert len(digests) == 1
    assert handed(FRAME.assign(threat=[0.7, 0.6, 0.9])).run(draws=1).stamp.data not in digests
    assert len({handed(FRAME.assign(threat=cell)).run(draws=1).stamp.data for cell in (1.0, 0.0, None)}) == 3


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_parquet_file_that_unpacks_to_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    rows = pd.DataFrame({**PAIRS, "threat": [0.7, 0.6, 0.8], "far": np.arange(3.0)})
    pd.concat([rows] * 2000).drop_duplicates().to_parquet(tmp_path / "dyads.parquet")
    monkeypatch.setattr("qadsl.data.packed_files.LARGEST_DATA", 100)
    monkeypatch.setattr("pyarrow.parquet.ParquetFile.read", None)
    (code, message), *_ = mistakes(lambda: qadsl.compile(text("dyads.parquet", BODY), folder=tmp_path))
    assert code == "QA540"
    assert "the columns that are read hold more than" in message


def test_a_text_in_every_row_of_a_parquet_file_is_read_once(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    frame = pd.concat([FRAME] * 50).assign(note="x" * 10_000)
    frame.to_parquet(tmp_path / "dyads.parquet")
    from qadsl.data.packed_files import read_parquet

    found = read_parquet(tmp_path / "dyads.parquet", {"note", "one"})
    assert len(set(map(id, found.cells["note"]))) == 1
    assert set(found.cells) == {"note", "one"}
    assert found.rows == 150


def test_a_cell_without_text_in_a_parquet_file_is_empty(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pd.DataFrame({"note": ["a", None, "b", "a"]}).to_parquet(tmp_path / "notes.parquet")
    from qadsl.data.packed_files import read_parquet

    assert list(read_parquet(tmp_path / "notes.parquet", {"note"}).cells["note"]) == ["a", None, "b", "a"]


def test_blank_rows_of_a_sheet_count_between_others_and_mistakes_of_formulas_are_empty(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from qadsl.data.sheets import read_sheet

    book = openpyxl.Workbook()
    for row in (["note", "year"], ["a", 1955], [None, None], ["#N/A"], ["b", 1956], [None, None]):
        book.active.append(row)
    book.save(tmp_path / "notes.xlsx")
    found = read_sheet(tmp_path / "notes.xlsx", {"note", "year"})
    assert list(found.cells["note"]) == ["a", None, None, "b"]
    assert list(found.cells["year"]) == [1955, None, None, 1956]
    assert found.rows == 4


def test_numbers_of_rows_need_no_name(tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "dyads.csv")
    found = qadsl.compile(text(body=BODY), folder=tmp_path)
    assert given(found, "UK", "France", "Egypt", 1956)["common_threat"] == "0.8 at dyads.csv:4"
    (tmp_path / "dyads.csv").write_text("one,,threat\nUK,France,0.5\n")
    assert "column 2 has no name" in mistakes(lambda: qadsl.compile(text(body=BODY), folder=tmp_path))[0][1]


def test_a_sheet_with_large_styles_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openpyxl")
    FRAME.to_excel(tmp_path / "dyads.xlsx")
    assert qadsl.compile(text("dyads.xlsx", BODY), folder=tmp_path)
    monkeypatch.setattr("qadsl.data.sheets.LARGEST_OTHER", 100)
    FRAME.to_excel(tmp_path / "more.xlsx", index=False)
    assert "holds more than" in mistakes(lambda: qadsl.compile(text("more.xlsx", BODY), folder=tmp_path))[0][1]


@pytest.mark.parametrize("ending", [".parquet", ".xlsx", ".dta"])
def test_too_many_rows_are_refused_in_every_file(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip({".parquet": "pyarrow", ".xlsx": "openpyxl", ".dta": "pandas"}[ending])
    {".parquet": FRAME.to_parquet, ".xlsx": FRAME.to_excel, ".dta": FRAME.to_stata}[ending](tmp_path / f"d{ending}")
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    monkeypatch.setattr("qadsl.data.packed_files.MOST_ROWS", 2)
    (_, message), *_ = mistakes(lambda: qadsl.compile(text(f"d{ending}", BODY), folder=tmp_path))
    assert "more than 2 rows" in message
