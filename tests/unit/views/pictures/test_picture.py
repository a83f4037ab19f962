"""A picture is data first: what it is written as, and what it is not written over."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

import qadsl
from qadsl.results import Result

PROGRAM = """
theory plain {
  encouraging { threat weight 100% }
  discouraging { quarrel weight 100% }
  option neutrality     { reward 0% }
  option quasi_alliance { reward 60%, cost 40% }
  option alliance       { reward 100%, cost 100% }
}
scenario suez {
  state UK, France, Egypt
  against Egypt { among UK, France { threat = 60%, quarrel = 20% } }
}
run suez with plain
"""


@pytest.fixture(scope="module")
def result() -> Result:
    return qadsl.compile(PROGRAM).run()


def test_its_title_says_what_was_found(result: Result) -> None:
    picture = result.plot.network()
    assert picture.title == "France and UK are tied together against Egypt: alliance"
    assert " ".join(picture.spec["title"]["text"]) == picture.title
    assert "France and UK" in picture.summary


@pytest.mark.parametrize(
    ("ending", "head"),
    [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<!DOCTYPE"), ("json", b"{")],
)
def test_it_is_written_in_the_form_of_the_ending(result: Result, tmp_path: Path, ending: str, head: bytes) -> None:
    path = result.plot.network().save(tmp_path / f"x.{ending}")
    assert path.read_bytes().startswith(head)
    assert [file.name for file in tmp_path.iterdir()] == [f"x.{ending}"]


def test_what_cannot_be_written_is_said_and_leaves_nothing(result: Result, tmp_path: Path) -> None:
    picture = result.plot.network()
    for path, code in ((tmp_path / "x.gif", "QA727"), (tmp_path / "x", "QA727"), (tmp_path / "no" / "x.svg", "QA729")):
        with pytest.raises(qadsl.QadslError) as error:
            picture.save(path)
        assert [one.code for one in error.value.diagnostics] == [code]
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(qadsl.QadslError):
        picture.save(tmp_path / "folder.svg")
    assert [file.name for file in tmp_path.iterdir()] == ["folder.svg"]


def test_a_page_holds_all_it_needs(result: Result) -> None:
    page = result.plot.network().to_html()
    assert "<script src" not in page
    assert "<link" not in page
    assert "default-src 'none'; script-src 'unsafe-eval' 'sha256-" in page


def test_a_notebook_gets_an_image_with_its_text(result: Result) -> None:
    picture = result.plot.network()
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    head, _, drawn = bundle["text/html"].partition("data:image/svg+xml;base64,")
    assert picture.title in head
    assert b64decode(drawn.rstrip('">')).startswith(b"<svg")


def test_the_same_result_gives_the_same_spec(result: Result) -> None:
    again = qadsl.compile(PROGRAM.replace("UK, France, Egypt", "Egypt, France, UK")).run()
    assert again.plot.network().to_json() == result.plot.network().to_json()
    assert json.loads(result.plot.network().to_json()) == result.plot.network().spec


def test_what_a_scholar_changes_stays_on_every_ground(result: Result) -> None:
    picture = result.plot.network()
    picture.spec["config"]["title"]["fontSize"] = 31
    picture.spec["config"]["title"]["color"] = "#123456"
    picture.spec["title"]["text"] = "The Suez coalition"
    for ground in ("white", "dark", "clear"):
        drawn = picture.to_svg(ground)
        assert 'font-size="31px"' in drawn
        assert "#123456" in drawn
        assert "The Suez coalition" in drawn
    assert "#222222" not in picture.to_svg("dark")


def test_the_table_is_what_is_drawn(result: Result) -> None:
    table = result.plot.network().table
    assert table.loc[table["kind"] == "tie", ["a", "b"]].to_numpy().tolist() == [["France", "UK"]]


def test_it_becomes_a_chart_of_altair_that_can_be_drawn(result: Result, tmp_path: Path) -> None:
    pytest.importorskip("altair")
    picture = result.plot.network()
    chart = picture.to_altair()
    assert chart.to_dict(validate=False)["layer"] == picture.spec["layer"]
    chart.properties(title="Another").save(tmp_path / "x.svg")
    assert "Another" in (tmp_path / "x.svg").read_text()


def test_a_wrong_name_is_answered_with_the_right_one(result: Result) -> None:
    for wrong in (lambda: result.plot.network(target="Egyp"), lambda: result.plot("netwrk")):
        with pytest.raises(qadsl.QadslError) as error:
            wrong()
        assert "Did you mean" in str(error.value)
    with pytest.raises(AttributeError, match="Did you mean"):
        result.plot.netwrk()
