"""The report: what stands on it, that it needs nothing else, and that whatever was typed stays text."""

from __future__ import annotations

import json
import os
import pickle
import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import qadsl
from qadsl.report.accounts import MOST_EXPLAINED, main_decisions
from qadsl.report.code import code_html
from qadsl.report.page import report
from qadsl.report.subject import Claimed
from qadsl.views.stated import stated
from tests.unit.views.test_result_pages import HOSTILE, SUEZ, Elements

SOURCED = """use multifacet
attribute size : number 0 .. 10 = 1 "How large"  # nothing reads it
scenario suez "Suez" {
  time 1955 .. 1957
  state UK { capability = 3% source "Kyle 1991" }
  state France, Israel, Egypt
  against Egypt {
    UK <-> France { common_threat = 0.6 ± 0.1 source "Kunz 1991" }
    UK -> Israel { divergence = 0.2 at 1956 source "our judgement" }
  }
}
run suez { draws 30, seed 7 }
"""


@pytest.fixture(scope="module")
def result() -> qadsl.Result:
    return qadsl.compile(SOURCED, name="suez.qa").run()


@pytest.fixture(scope="module")
def page(result: qadsl.Result) -> str:
    return report([result.reported])


def test_everything_stands_on_it_once(page: str) -> None:
    shown = Elements(page)
    assert shown.tags.count("h1") == 1
    assert shown.tags.count("main") == shown.tags.count("header") == shown.tags.count("nav") == 1
    sections = [str(attributes["id"]) for tag, attributes in shown.found if tag == "section"]
    assert sections == [
        "finding",
        "program",
        "inputs",
        "pictures",
        "tables",
        "accounts",
        "what-if",
        "warnings",
        "repeat",
    ]
    links = [str(attributes["href"]) for tag, attributes in shown.found if tag == "a"]
    ids = [str(attributes["id"]) for _, attributes in shown.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)
    headings = [int(tag[1]) for tag in shown.tags if re.fullmatch(r"h\d", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_pictures_speak_for_light_and_dark_ground(page: str) -> None:
    shown = Elements(page)
    images = [attributes for tag, attributes in shown.found if tag == "img"]
    assert len(images) >= 3
    assert all(attributes["alt"] for attributes in images)
    assert shown.tags.count("source") == shown.tags.count("picture") == len(images)


def test_nothing_is_asked_for_and_no_script_runs_but_its_own(page: str) -> None:
    shown = Elements(page)
    for _, attributes in shown.found:
        for name in ("src", "srcset", "href"):
            if name in attributes:
                assert re.match(r"data:image/svg\+xml;base64,|#", str(attributes[name]))
    assert "@import" not in page
    assert "url(" not in page
    policy = next(str(a["content"]) for tag, a in shown.found if a.get("http-equiv") == "Content-Security-Policy")
    for script in re.findall(r"<script[^>]*>(.*?)</script>", page, flags=re.DOTALL):
        assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'")


def test_every_stated_value_has_its_source_and_leads_to_its_line(result: qadsl.Result, page: str) -> None:
    own, _, others = stated(result.plan, result.texts)
    rows = [[cell.plain.replace("\u00a0", " ") for cell in row] for row in own.rows]
    assert ["capability", "UK", "", "3%", "Kyle 1991", "line 5", "Share of world material capabilities"] in rows
    assert any(row[:3] == ["common_threat", "France and UK", ""] and row[4] == "Kunz 1991" for row in rows)
    assert any(row[:3] == ["divergence", "UK → Israel", "1956"] for row in rows)
    assert others.rows
    assert '<a href="#text0-5">' in page
    assert '<span class="l" id="text0-5">' in page


EVENTFUL = """use multifacet
parameter shock : share = 0.2 .. 0.3
attribute unread : number 0 .. 10 = 1
scenario canal {
  time 2012 .. 2016
  state A, B, C, D
  against D {
    among A, B, C { common_threat = 0.3 }
    data "sipri" { match self = a, partner = b, time = year  divergence = d }
  }
  from 2014 event war "It breaks out" with probability 20% {
    common_threat(A, B, D) += shock
    provocation -= 0.1 at 2014 fading over 2 years
    B.unread += 1
  } source "Kyle"
}
run canal
"""


def listed(text: str) -> dict[str, list[list[str]]]:
    """The tables of what a run was given, by title."""
    rows = [{"a": "A", "b": "B", "year": 2013, "d": 0.3}, {"a": "B", "b": "C", "year": 2014, "d": 0.4}]
    found = qadsl.compile(text, name="canal.qa", frames={"sipri": pd.DataFrame(rows)}).run(draws=20)
    return {
        table.title: [[cell.plain.replace("\u00a0", " ") for cell in row] for row in table.rows]
        for table in stated(found.plan, found.texts)
    }


def test_rows_of_the_programs_own_data_are_what_the_program_states() -> None:
    found = listed(EVENTFUL)
    own = [row[:5] for row in found["Stated by the program"]]
    assert ["divergence", "A → B", "2013", "0.3", "sipri row 1"] in own
    assert ["divergence", "B → C", "2014", "0.4", "sipri row 2"] in own
    assert not [row for row in found["Given by libraries"] if "sipri" in " ".join(row)]


def test_what_events_change_is_listed_as_written_where_it_is_read() -> None:
    found = listed(EVENTFUL)["Changed by events"]
    assert [row[:7] for row in found] == [
        ["war", "20%", "common_threat", "A → B", "2014–2016", "+= shock", "Kyle"],
        ["war", "20%", "provocation", found[1][3], "2014–2015", "-= 0.1 fading over 2 years", "Kyle"],
    ]
    assert [row[7] for row in found] == ["line 12", "line 13"]
    assert not listed(EVENTFUL.replace("20%", "0%"))["Changed by events"]


def test_the_program_is_shown_as_written(page: str) -> None:
    words = "".join(Elements(page).words)
    for line in SOURCED.splitlines():
        assert line in words
    assert '<span class="k">scenario</span>' in page


def test_code_is_whole_and_each_line_one_element() -> None:
    text = 'use a\n\n# <b> & "c"\n\tstate `</span>`\n"a\nb'
    shown = code_html(text, 3)
    assert "".join(Elements(shown).words) == text.expandtabs(4) + "\n"
    assert shown.count('class="l"') == 6


def test_how_to_get_it_again(result: qadsl.Result, page: str) -> None:
    words = "".join(Elements(page).words)
    assert "qa run suez.qa --draws 30 --seed 7" in words
    assert "program.run('suez', theory='multifacet', draws=30, seed=7)" in words
    for _, digest in result.stamp.texts:
        assert digest in words


def test_settings_belong_to_how_to_get_it_again() -> None:
    found = qadsl.compile(SOURCED, name="a b.qa").run(
        settings={"UK.capability": 0.04, "divergence(UK, Israel, Egypt)": 0.9}
    )
    words = "".join(Elements(report([found.reported])).words)
    assert "qa run 'a b.qa'" in words
    assert "--set 'UK.capability = 0.04'" in words or "--set UK.capability=0.04" in words
    assert "settings={'UK.capability': '0.04'" in words


DATA = """use multifacet
scenario s {
  state UK, France, Egypt
  against Egypt { data "dyads.csv" { match self = one, partner = other  common_threat = threat } }
}
run s { draws 5 }
"""
ROWS = {"one": ["UK", "France"], "other": ["France", "UK"], "threat": [0.8, 0.7]}


def repeated(found: qadsl.Result) -> str:
    """What the report says of how to get it again."""
    page = report([found.reported])
    return "".join(Elements(page[page.index('id="repeat"') : page.index("</main>")]).words)


def test_files_of_data_belong_to_how_to_get_it_again(tmp_path: Path) -> None:
    file = tmp_path / "dyads.csv"
    file.write_text("one,other,threat\nUK,France,0.8\nFrance,UK,0.7\n")
    words = repeated(qadsl.compile(DATA, "s.qa", tmp_path).run())
    assert f"dyads.csv{sha256(file.read_bytes()).hexdigest()}" in words
    assert "qa run s.qa" in words
    assert "frames" not in words


@pytest.mark.parametrize(("name", "variable"), [("dyads", "dyads"), ("dyads.csv", "table")])
def test_frames_that_python_handed_in_are_named_with_their_digests(name: str, variable: str) -> None:
    found = qadsl.compile(DATA, "s.qa", frames={name: ROWS}).run()
    words = repeated(pickle.loads(pickle.dumps(found)))
    ((_, digest),) = found.stamp.data
    assert f"program = qadsl.load('s.qa', frames={{'{name}': {variable}}})" in words
    assert f"{name}, handed in by Python{digest}" in words
    assert f"The table `{name}` was handed in by Python and stands in no file." in words
    assert "qa run" not in words  # the command line takes no frames
    other = qadsl.compile(DATA, "s.qa", frames={name: {**ROWS, "threat": [0.8, 0.6]}}).run()
    assert digest not in repeated(other)


def test_a_part_of_the_periods_is_got_again_as_a_part() -> None:
    program = qadsl.compile(SOURCED, "suez.qa")
    first = program.run(until=1955)
    assert "qa run suez.qa --draws 30 --seed 7 --until 1955" in repeated(first)
    assert "draws=30, seed=7, until='1955')" in repeated(first)
    rest = repeated(program.run(after=first.state))
    assert "qa run suez.qa --draws 30 --seed 7 --continue state.json" in rest
    assert "draws=30, seed=7, after='state.json')" in rest
    assert "`state.json` stands for what the periods before have left" in rest
    assert "until" not in rest


@pytest.mark.usefixtures("_drawn_anew")
def test_the_same_result_is_the_same_page(page: str) -> None:
    again = qadsl.compile(SOURCED, name="suez.qa").run()
    assert report([again.reported]) == page
    assert report([pickle.loads(pickle.dumps(again)).reported]) == page


def test_decisions_that_matter_are_explained(result: qadsl.Result) -> None:
    cells = main_decisions(result.figures)
    assert len(cells) == MOST_EXPLAINED
    assert {cell[0] for cell in cells} == {2}
    assert len(set(cells)) == len(cells)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_titles_and_sources_are_text(name: str, tmp_path: Path) -> None:
    said = json.dumps(name, ensure_ascii=False).replace("\\\\", "/") if '"' not in name else '"x"'
    text = SUEZ.replace("France", f"`{name}`").replace("= 0.9 ± 0.1", f"= 0.9 source {said}")
    found = qadsl.compile(text, name=f"{name[:40]}.qa").run(draws=5)
    page = found.report(tmp_path / "x.html").read_text(encoding="utf-8")
    shown = Elements(page)
    assert shown.tags.count("script") == 2  # tables that sort, and the explorer
    assert not [key for _, attributes in shown.found for key in attributes if key.startswith("on")]
    assert "b" not in [tag for tag, attributes in shown.found if attributes]
    assert name in "".join(shown.words)


@pytest.mark.parametrize(
    "text",
    [
        "use multifacet\nscenario s { }",
        "use multifacet\nscenario s { state A }",
        "use multifacet\nscenario s { state A, B, C }",
        "use multifacet\nscenario s { state A, B, C against C { A <-> B { common_threat = unknown } } }",
    ],
    ids=["empty", "one actor", "no target", "all unknown"],
)
def test_where_there_is_little_to_report(text: str, tmp_path: Path) -> None:
    file = qadsl.compile(text).run(draws=5).report(tmp_path / "x.html")
    shown = Elements(file.read_text(encoding="utf-8"))
    assert shown.tags.count("h1") == 1
    assert text.splitlines()[1] in "".join(shown.words)


def test_several_runs_and_what_else_was_asked(result: qadsl.Result) -> None:
    page = report([result.reported, result.reported, Claimed("expect alliance", False, ("found <none>",))])
    shown = Elements(page)
    ids = [str(attributes["id"]) for _, attributes in shown.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {"run-1", "run-2", "claims"} <= set(ids)
    assert "found <none>" in "".join(shown.words)
    assert shown.tags.count("h1") == 1


@pytest.mark.parametrize(("name", "code"), [("x.txt", "QA727"), ("no/x.html", "QA729"), ("folder.html", "QA729")])
def test_a_path_that_cannot_be_written_is_a_mistake(result: qadsl.Result, tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(qadsl.QadslError) as caught:
        result.report(tmp_path / name)
    assert caught.value.diagnostics[0].code == code
    assert os.listdir(tmp_path) == ["folder.html"]
