"""Two scenarios or versions beside one another, and the statements that make the difference."""

from __future__ import annotations

from pathlib import Path

import pytest

import qadsl

TEXT = """
theory simple {
  encouraging { threat weight 1 }
  discouraging { divergence weight 1 }
  option neutrality { reward 0 }
  option alliance { reward 100%, cost 100% }
}
rule calm when threat < 0.4 then divergence += 0.1 because "made up"

scenario suez {
  time 1955 .. 1956
  state UK, France, Israel, Egypt
  against Egypt {
    among UK, France, Israel { threat = 0.6, divergence = 0.5 }
  }
}
scenario patch {
  UK -> France against Egypt { divergence = 0.9, threat = 0.55 }
  table {
    | self   | partner | target | divergence |
    | Israel | UK      | Egypt  | 0.8        |
    | Israel | France  | Egypt  | 0.51       |
  }
}
scenario both { UK <-> France against Egypt { divergence = 0.58, threat = 0.57 } }
scenario little { UK -> France against Egypt { divergence = 0.45, threat = 0.58 } }
"""


@pytest.fixture(scope="module")
def program() -> qadsl.Program:
    return qadsl.compile(TEXT)


def ties(result: object) -> dict[tuple[object, ...], tuple[str, ...]]:
    frame = result.differences  # type: ignore[attr-defined]
    rows = frame[(frame.kind == "tie") & frame.turned].to_dict("records")
    return {(row["time"], row["a"], row["b"]): row["alone"] for row in rows}


def test_the_statement_that_made_a_difference_is_found(program: qadsl.Program) -> None:
    found = ties(program.compare("suez", "suez then patch"))
    assert found == {
        (time, "France", "UK"): ("UK -> France against Egypt { divergence = 0.9 }",) for time in (1955, 1956)
    } | {(time, "Israel", "UK"): ("table { | Israel | UK | Egypt | 0.8 | }",) for time in (1955, 1956)}


def test_what_only_two_statements_make_together_is_told_so(program: qadsl.Program) -> None:
    rows = program.compare("suez", "suez then both").differences
    turned = rows[rows.turned & (rows.kind == "tie")]
    assert len(turned) == 2
    assert all(row == () for row in turned["alone"])
    assert all(len(row) == 2 for row in turned["needed"])


def test_a_change_of_margin_alone_is_no_turn(program: qadsl.Program) -> None:
    found = program.compare("suez", "suez then little")
    assert not found.differences.turned.any()
    assert len(found.differences) == 2  # UK towards France, in both years
    assert "only probabilities or margins differ" in str(found)


def test_a_scenario_does_not_differ_from_itself(program: qadsl.Program) -> None:
    assert "nothing differs" in str(program.compare("suez", "suez"))


def test_actors_that_are_in_one_only(program: qadsl.Program) -> None:
    more = qadsl.compile(TEXT.replace("state UK, France, Israel, Egypt", "state UK, France, Israel, Egypt, Turkey"))
    found = program.compare("suez", "suez", program=more)
    assert set(found.differences.one) == {None}
    assert "not there" in found.in_width(100)


def test_two_versions_of_a_program(program: qadsl.Program) -> None:
    newer = qadsl.compile(TEXT.replace("threat < 0.4 then divergence += 0.1", "threat > 0.4 then divergence += 0.2"))
    found = program.compare("suez", "suez", program=newer)
    alone = {statement for row in found.differences.alone for statement in row}
    assert alone == {'rule calm when threat > 0.4 then divergence += 0.2 because "made up"'}
    assert found.tree.statements[0].change == "changed"


def test_two_versions_of_a_library(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    library, script = TEXT.split("\nscenario suez", 1)
    versions = []
    for number, share in (("1.0.0", "0.05"), ("1.1.0", "0.2")):
        text = f'library simple_rules {number} "made up"\n{library}'.replace("< 0.4", "> 0.4").replace(
            "0.1 be", f"{share} be"
        )
        versions.append(text)
    (tmp_path / "simple_rules.qa").write_text(versions[0])
    (tmp_path / "one" / "newer.qa").write_text(versions[1])
    (tmp_path / "s.qa").write_text(f"use simple_rules\nscenario suez{script}\nrun suez\n")
    program = qadsl.load(tmp_path / "s.qa")
    newer = program.with_library(tmp_path / "one" / "newer.qa")
    found = program.compare("suez", "suez", program=newer)
    assert found.tree.other == "suez with simple_rules 1.1.0"
    assert any("0.2 because" in statement for row in found.differences.alone for statement in row)
    # the program itself is as it was
    assert "nothing differs" in str(program.compare("suez", "suez"))


def test_a_text_that_is_no_version_of_a_library_is_refused(program: qadsl.Program, tmp_path: Path) -> None:
    for text in ("theory t {}", 'library other 1.0.0 "x"'):
        (tmp_path / "x.qa").write_text(text)
        with pytest.raises(qadsl.QadslError, match="QA608"):
            program.with_library(tmp_path / "x.qa")


def test_the_order_of_statements_changes_nothing(program: qadsl.Program) -> None:
    head, *rest = TEXT.strip().split("\nscenario ")
    shuffled = qadsl.compile("\n".join(f"scenario {part}" for part in reversed(rest)) + "\n" + head)
    one, other = (p.compare("suez", "suez then patch").differences for p in (program, shuffled))
    assert one.drop(columns=["alone", "needed"]).equals(other.drop(columns=["alone", "needed"]))
    assert one.alone.tolist() == other.alone.tolist()
