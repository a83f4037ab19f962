"""Tables beside programs and frames handed in: how they are read, joined, refused and told of."""

from __future__ import annotations

import csv as csv_module
import os
import pickle
import sys
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

import qadsl
from qadsl.data import table as limits

ROWS = [
    ("UK", "France", 1955, "0.7", "1.2"),
    ("France", "UK", 1955, "0.6", "0.9"),
    ("UK", "France", 1956, "0.8", "1.5"),
]
HEAD = ("one", "other", "year", "threat", "distance")
KEYS = "match self = one, partner = other, time = year"
VALUES = "common_threat = threat  divergence = distance / 6"


def csv(rows: list[tuple[object, ...]] = ROWS, head: tuple[str, ...] = HEAD, end: str = "\n", by: str = ",") -> str:
    return end.join(by.join(str(cell) for cell in row) for row in (head, *rows)) + end


def text(
    data: str = "dyads.csv", body: str = f"{KEYS}  {VALUES}", before: str = "", block: str = "against Egypt"
) -> str:
    return f"""use multifacet
{before}
scenario suez {{
  time 1955 .. 1956
  state UK "United Kingdom", France, Egypt
  against Egypt {{ otherwise {{ ideology = 0.5 }} }}
  {block} {{ data "{data}" {{ {body} }} }}
}}
"""


def program(folder: Path, program_text: str | None = None, **frames: object) -> qadsl.Program:
    return qadsl.compile(program_text or text(), folder=folder, frames=frames or None)


def given(found: qadsl.Program, *decision: Any, draws: int = 10) -> dict[str, str]:
    """What is given of a decision, with its place."""
    account = found.run(draws=draws).explain(*decision).to_dict()
    return {
        one["name"]: f"{one['given']['text']} at {one['given']['place']}"
        for one in account["variables"]  # type: ignore[attr-defined]
        if one["given"]["is_given"]
    }


def mistakes(make: Any) -> list[tuple[str, str]]:
    with pytest.raises(qadsl.QadslError) as caught:
        make()
    return [(one.code, one.message) for one in caught.value.diagnostics if one.code != "QA828"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dyads.csv").write_text(csv())
    return tmp_path


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_row_is_a_statement_that_tells_where_it_stands(folder: Path) -> None:
    found = given(program(folder), "UK", "France", "Egypt", 1956)
    assert found["common_threat"] == "0.8 at dyads.csv:4"
    assert found["divergence"] == "distance / 6 with distance = 1.5 at dyads.csv:4"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("by", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_spreadsheets_write_csv_in_many_ways(tmp_path: Path, end: str, by: str, encoding: str) -> None:
    (tmp_path / "dyads.csv").write_bytes(csv(end=end, by=by).encode(encoding))
    lines = given(program(tmp_path), "UK", "France", "Egypt", 1956)
    assert lines["common_threat"] == f"0.8 at dyads.csv:{7 if end == chr(10) * 2 else 4}"


def test_cells_in_quotes_may_hold_anything(tmp_path: Path) -> None:
    rows = '"United\nKingdom","a, ""b""",0.5\nUK,France,0.7\n'
    (tmp_path / "dyads.csv").write_text(f"one,other,threat\n{rows}")
    found = program(tmp_path, text(body="match self = one, partner = other  common_threat = threat"))
    assert given(found, "UK", "France", "Egypt", 1955)["common_threat"] == "0.7 at dyads.csv:4"


@pytest.mark.parametrize("ending", [".parquet", ".xlsx", ".dta"])
def test_other_files_hold_the_same(folder: Path, ending: str) -> None:
    pytest.importorskip({".parquet": "pyarrow", ".xlsx": "openpyxl", ".dta": "pandas"}[ending])
    frame = pd.read_csv(folder / "dyads.csv")
    write = {".parquet": frame.to_parquet, ".xlsx": frame.to_excel, ".dta": frame.to_stata}[ending]
    write(folder / f"other{ending}", **({"write_index": False} if ending == ".dta" else {"index": False}))
    found = program(folder, text(f"other{ending}"))
    place = f"other{ending}:4" if ending == ".xlsx" else f"other{ending} row 3"
    assert given(found, "UK", "France", "Egypt", 1956)["common_threat"] == f"0.8 at {place}"
    one, other = (each.run(draws=50) for each in (program(folder), found))
    pd.testing.assert_frame_equal(one.decisions, other.decisions)


def test_a_package_that_is_missing_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "dyads.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(qadsl.QadslError, match=r"(?s)QA540.*pyarrow.*qadsl\[data\]"):
        program(folder, text("dyads.parquet"))


def test_the_ending_may_be_left_out(folder: Path) -> None:
    assert given(program(folder, text("dyads")), "UK", "France", "Egypt", 1956)
    (folder / "dyads.dta").write_bytes(b"")
    assert "dyads.csv and dyads.dta" in mistakes(lambda: program(folder, text("dyads")))[0][1]


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../dyads.csv",
        "a/../../dyads.csv",
        "https://x.org/d.csv",
        "file:d.csv",
        "C:/d.csv",
        "a\\\\d.csv",
        "~/d.csv",
    ],
)
def test_a_program_reads_nothing_elsewhere(folder: Path, name: str) -> None:
    (folder / "inner").mkdir()
    (code, message), *_ = mistakes(lambda: program(folder / "inner", text(name)))
    assert code == "QA540"
    assert "only what lies beside it" in message


def test_no_link_leads_out(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    os.symlink(folder / "dyads.csv", inner / "dyads.csv")
    os.symlink(folder, inner / "up")
    for name in ("dyads.csv", "up/dyads.csv"):
        assert "leads out" in mistakes(lambda name=name: program(inner, text(name)))[0][1]
    os.symlink(folder / "dyads.csv", folder / "same.csv")
    assert program(folder, text("same.csv"))


def test_only_files_are_read(folder: Path) -> None:
    (folder / "d.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    for name in ("d.csv", "pipe.csv", "dyadz.csv", "d" * 300 + ".csv"):
        assert mistakes(lambda name=name: program(folder, text(name)))[0][0] == "QA540"
    assert mistakes(lambda: qadsl.compile(text()))[0] == ("QA540", "`dyads.csv`: the text lies in no folder")


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"", "it is empty"),
        (b"\n", "it is empty"),
        (b"one,,year\n", "column 2 has no name"),
        (b"one,other,one\n", "two columns `one`"),
        (b"one,other,year,threat,distance\nUK,France,1955,0,7,1.2\n", "line 2 has 6 cells"),
        (b"one,other,year,threat,distance\nUK,France,1955\n", "line 2 has 3 cells"),
        (b"one,other,year,threat,distance\nUK,Fr\xe4nce,1955,0.7,1.2\n", "not UTF-8"),
        ("one,other\n".encode("utf-16"), "not UTF-8"),
        (b'one,other,year,threat,distance\n"UK,France,1955,0.7,1.2\n', "no CSV"),
        (b"\x00\x01\x02", "no text"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, held: bytes, said: str) -> None:
    (tmp_path / "dyads.csv").write_bytes(held)
    (code, message), *_ = mistakes(lambda: program(tmp_path))
    assert code == "QA540"
    assert said in message


@pytest.mark.parametrize(("limit", "most"), [("MOST_ROWS", 2), ("LARGEST_DATA", 40)])
def test_what_is_too_large_is_refused(folder: Path, monkeypatch, limit: str, most: int) -> None:
    monkeypatch.setattr(limits, limit, most)
    for module in ("csv_files", "files"):
        monkeypatch.setattr(f"qadsl.data.{module}.{limit}", most, raising=False)
    assert any(word in mistakes(lambda: program(folder))[0][1] for word in ("more than", "larger"))


def test_a_small_sheet_cannot_claim_much_room(tmp_path: Path, monkeypatch) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in [["one", "other", "threat"], ["UK", "France", 0.7]]:
        book.active.append(row)
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "dyads.xlsx")
    body = text("dyads.xlsx", body="match self = one, partner = other  common_threat = threat")
    found = program(tmp_path, body)
    assert "0.7 at dyads.xlsx:2" in given(found, "UK", "France", "Egypt", 1955)["common_threat"]
    monkeypatch.setattr("qadsl.data.sheets.LARGEST_DATA", 2_000)
    os.utime(tmp_path / "dyads.xlsx", (1, 1))  # or what was read before would be taken again
    assert "it holds more than" in mistakes(lambda: program(tmp_path, body))[0][1]


def test_a_parquet_file_is_counted_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    pd.read_csv(folder / "dyads.csv").to_parquet(folder / "many.parquet")
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    monkeypatch.setattr("pyarrow.parquet.ParquetFile.read", None)
    assert "more than 2 rows" in mistakes(lambda: program(folder, text("many.parquet")))[0][1]


def test_reading_leaves_the_limits_of_others(folder: Path) -> None:
    before = csv_module.field_size_limit(50)
    try:
        assert program(folder)
        assert csv_module.field_size_limit() == 50
    finally:
        csv_module.field_size_limit(before)


def test_a_file_that_changes_is_read_again(folder: Path) -> None:
    before = program(folder).run(draws=5).stamp
    (folder / "dyads.csv").write_text(csv([*ROWS, ("France", "UK", 1956, "0.1", "3")]))
    assert program(folder).run(draws=5).stamp.data != before.data
    assert before.data[0][0] == "dyads.csv"


# --- frames ----------------------------------------------------------------------------------------------------------


def frames() -> dict[str, object]:
    columns = {name: list(column) for name, column in zip(HEAD, zip(*ROWS, strict=True), strict=True)}
    frame = pd.DataFrame(columns)
    return {
        "frame": frame,
        "index": frame.set_index(["one", "other"]),
        "numbers": frame.astype({"threat": float, "distance": float}),
        "categories": frame.astype({"one": "category"}),
        "columns": columns,
        "rows": frame.to_dict("records"),
    }


@pytest.mark.parametrize("kind", frames())
@pytest.mark.parametrize("name", ["dyads", "dyads.csv"])
def test_the_same_text_reads_a_file_or_a_frame(folder: Path, kind: str, name: str) -> None:
    found = program(folder, text(name), dyads=frames()[kind])
    assert given(found, "UK", "France", "Egypt", 1956)["common_threat"] == "0.8 at dyads row 3"
    pd.testing.assert_frame_equal(found.run(draws=40).decisions, program(folder).run(draws=40).decisions)


@pytest.mark.parametrize(
    "frame",
    [3, "dyads.csv", None, [1, 2], {"a": [1], "b": [1, 2]}, pd.DataFrame([[1, 2]], columns=["a", "a"]), pd.DataFrame()],
)
def test_what_is_no_frame_is_refused(frame: object) -> None:
    assert mistakes(lambda: qadsl.compile(text(), frames={"dyads": frame}))[0][0] == "QA540"


def test_a_frame_is_taken_as_it_is_then(folder: Path) -> None:
    frame = pd.read_csv(folder / "dyads.csv")
    found = program(folder, text("dyads"), dyads=frame)
    before = found.run(draws=20)
    frame["threat"] = 0.1
    again = pickle.loads(pickle.dumps(found)).run(draws=20)
    assert (str(again), again.stamp) == (str(before), before.stamp)


def test_missing_cells_of_frames_state_nothing() -> None:
    frame = pd.DataFrame(
        {"one": ["UK", "France"], "other": ["France", "UK"], "threat": pd.array([0.5, None], dtype="Float64")}
    )
    found = qadsl.compile(
        text(body="match self = one, partner = other  common_threat = threat"), frames={"dyads": frame}
    )
    assert "common_threat" in given(found, "UK", "France", "Egypt", 1955)
    assert "common_threat" not in given(found, "France", "UK", "Egypt", 1955)
    assert "1 with an empty cell (dyads row 2)" in found.warnings[0].message


def test_years_and_dates_of_frames_are_times() -> None:
    for when in (1955, 1955.0, pd.Timestamp("1955-03-02"), "1955-03", "1955-12-31T00:00"):
        frame = pd.DataFrame({"one": ["UK"], "other": ["France"], "year": [when], "threat": [0.5]})
        found = qadsl.compile(text(body=f"{KEYS}  common_threat = threat"), frames={"dyads": frame})
        assert "common_threat" in given(found, "UK", "France", "Egypt", 1955)
        assert "common_threat" not in given(found, "UK", "France", "Egypt", 1956)


# --- joining ---------------------------------------------------------------------------------------------------------


def test_the_order_of_rows_and_columns_is_nothing(tmp_path: Path) -> None:
    rows = [*ROWS, ("France", "UK", 1956, "0.3", "2"), ("Peru", "UK", 1956, "0.3", "2")]
    found = set()
    for seed in range(4):
        Random(seed).shuffle(rows)
        (tmp_path / "dyads.csv").write_text(csv(rows))
        result = program(tmp_path, text(body=f"{KEYS}  common_threat = threat  divergence = distance / 6 ± 0.1")).run(
            draws=64
        )
        found.add(result.decisions.to_csv())
    assert len(found) == 1


def test_actors_are_known_by_names_titles_or_codes(tmp_path: Path) -> None:
    (tmp_path / "dyads.csv").write_text("one,other,threat\nUnited Kingdom,France,0.5\n200,220,0.6\n")
    body = "match self = one, partner = other  common_threat = threat"
    assert given(program(tmp_path, text(body=body)), "UK", "France", "Egypt", 1955)["common_threat"].startswith("0.5")
    coded = text(
        body=body.replace("self", "self.code").replace("partner", "partner.code"), before="attribute code : number"
    )
    coded = coded.replace(
        "  against Egypt { otherwise", "  UK.code = 200  France.code = 220\n  against Egypt { otherwise"
    )
    found = program(tmp_path, coded)
    assert given(found, "UK", "France", "Egypt", 1955)["common_threat"].startswith("0.6")
    assert not [one for one in found.warnings if one.code == "QA810"]  # the attribute is read
    same = coded.replace("220", "200")
    assert ("QA541", "`France` and `UK` have the same code, 200") in mistakes(lambda: program(tmp_path, same))


def test_a_row_goes_before_among_and_after_a_dated_arrow(folder: Path) -> None:
    both = text().replace("ideology = 0.5 }", "ideology = 0.5 } among UK, France { common_threat = 0.1 }")
    assert given(program(folder, both), "UK", "France", "Egypt", 1955)["common_threat"].startswith("0.7")
    arrow = text().replace("ideology = 0.5 }", "ideology = 0.5 } UK -> France { common_threat = 0.1 from 1955 }")
    assert "QA501" in [code for code, _ in mistakes(lambda: program(folder, arrow))]
    undated = text(body="match self = one, partner = other  ideology = year / 2000").replace(
        "time 1955 .. 1956", "time 1955 .. 1955"
    )
    rows = csv([("UK", "France", 1000, 1, 1)])
    (folder / "dyads.csv").write_text(rows)
    dated = undated.replace("ideology = 0.5 }", "ideology = 0.5 } UK -> France { ideology = 0.9 from 1955 }")
    assert given(program(folder, dated), "UK", "France", "Egypt", 1955)["ideology"].startswith("0.9")


MANY = """use multifacet
attribute kind : category(sea, land)
relation flow : share
rule a when self.kind = sea then divergence = 0.123
rule b when self.nuclear then ideology = flow(self, partner)
scenario s {
  state UK, France, Egypt
  against Egypt { }
  data "states.csv" { match actor = name  capability = size  nuclear = bomb  kind = kind }
  data "dyads.csv" { match self = a, partner = b, target = c  common_threat = x }
  data "flows.csv" { match self = a, partner = b  flow = min(x, 0.5) }
}
"""


def test_attributes_relations_flags_words_and_targets(tmp_path: Path) -> None:
    (tmp_path / "states.csv").write_text("name,size,bomb,kind\nUK,8%,yes,sea\nFrance,0.05,0,land\nEgypt,,TRUE,\n")
    (tmp_path / "dyads.csv").write_text("a,b,c,x\nUK,France,Egypt,0.4\nUK,Egypt,France,0.5\nUK,France,Peru,0.6\n")
    (tmp_path / "flows.csv").write_text("a,b,x\nUK,France,0.7\n")
    found = program(tmp_path, MANY)
    account = found.run(draws=5).explain("UK", "France", "Egypt").to_dict()
    values = {one["name"]: one["value"] for one in account["variables"]}  # type: ignore[attr-defined]
    assert (values["divergence"], values["ideology"], values["common_threat"]) == (0.123, 0.5, 0.4)
    assert any("`dyads.csv`" in one.message and "2 of 3 rows about nobody" in one.message for one in found.warnings)


def test_who_there_is_may_be_said_in_another_scenario(folder: Path) -> None:
    item = f'data "dyads.csv" {{ {KEYS}  {VALUES} }}'
    base = "scenario base { time 1955 .. 1956 state UK, France, Egypt against Egypt { } }"
    patches = f"scenario patch {{ {item} }}\nscenario whole extends base {{ {item} }}\n"
    found = program(folder, f"use multifacet\n{base}\n{patches}")
    one, other = (found.run(name, draws=10) for name in ("base + patch", "whole"))
    assert one.decisions["p_alliance"].tolist() == other.decisions["p_alliance"].tolist()
    assert "0.8 at dyads.csv:4" in str(one.explain("UK", "France", "Egypt", 1956))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("0,7", "not a number"),
        ("1.7", "outside the range"),
        ("-9", "outside the range"),
        ("high", "not a number"),
        ("1e400", "outside"),
    ],
)
def test_a_cell_that_does_not_fit_is_an_error_with_its_line(tmp_path: Path, cell: str, said: str) -> None:
    (tmp_path / "dyads.csv").write_text(csv([*ROWS, ("France", "UK", 1956, f'"{cell}"', "1")]))
    (code, message), *_ = mistakes(lambda: program(tmp_path))
    assert code == "QA542"
    assert message.startswith("dyads.csv:5: ")
    assert said in message or "finite" in message


@pytest.mark.parametrize("cell", ["", "NA", "NaN", ".", "-", "null", "N/A"])
def test_an_empty_cell_states_nothing(tmp_path: Path, cell: str) -> None:
    (tmp_path / "dyads.csv").write_text(csv([("UK", "France", 1955, cell, "1")]))
    found = given(program(tmp_path), "UK", "France", "Egypt", 1955)
    assert "common_threat" not in found
    assert "divergence" in found


def test_the_same_row_twice_is_no_contradiction(folder: Path) -> None:
    (folder / "dyads.csv").write_text(csv([*ROWS, ROWS[0]]))
    assert program(folder)
    (folder / "dyads.csv").write_text(csv([*ROWS, (*ROWS[0][:3], "0.71", "1.2")]))
    (code, message), *_ = mistakes(lambda: program(folder))
    assert (code, "dyads.csv:2 and dyads.csv:5" in message) == ("QA543", True)


def test_a_library_reads_no_data(folder: Path) -> None:
    (folder / "own.qa").write_text(
        'library own 1.0.0 "Own"\n' + text().replace("use multifacet\n", "").replace("suez", "other")
    )
    found = mistakes(lambda: program(folder, "use multifacet\nuse own\nscenario s { state UK, France }"))
    assert ("QA540", "a library reads no data") in found


def test_hostile_cells_are_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>"
    (tmp_path / "dyads.csv").write_text(csv([(name, "France", 1955, "0.5", "1"), ("UK", "France", 1955, "0.5", "<b>")]))
    (code, message), *_ = mistakes(lambda: program(tmp_path))
    assert (code, "`<b>`" in message) == ("QA542", True)
