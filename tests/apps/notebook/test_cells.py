"""What cells hold is that of all cells as they were run last, whatever was run before and in whatever order."""

from __future__ import annotations

from random import Random

import pytest

import qadsl
from qadsl.apps.notebook.cells import Cells, Taken
from qadsl.apps.notebook.lines import as_cell
from qadsl.apps.notebook.reading import read_line
from qadsl.commands import Options, prepare
from qadsl.failing import QadslError
from qadsl.source import Source, Span
from tests.apps.notebook.test_magics import SUEZ, Shell

HISTORIES = 20
STEPS = 15

CRISIS = "scenario suez { state UK, France, Egypt against Egypt { among UK, France { common_threat = 0.8 } } }"
TEXTS = {
    "library": (
        "use multifacet",
        "use multifacet\nrun nowhere",
        "use multifacett",
        "",
        "use balance_of_power",
        "use {",
    ),
    "fear": (
        'parameter fear : share = 0.5 "Fear"',
        'parameter fear : share = 0.9 "Fear"',
        'parameter dread : share = 0.5 "Dread"',
        "# nothing",
        "parameter fear : share = 7",
        "parameter fear share",
    ),
    "shadow": (
        "rule shadow when fear > 0.4 then entrapment += 0.2",
        "rule shadow when fear > 0.4 then entrapment += 0.1\nruns suez",
        "rule shade when fear > 0.6 then entrapment += 0.2",
        "rule shadow when dread > 0.4 then entrapment += 0.2",
        "rule shadow when fear >",
    ),
    "suez": (
        CRISIS,
        CRISIS.replace("0.8", "0.2") + "\nrun later",
        CRISIS.replace("suez", "crisis"),
        CRISIS.replace("state UK, France", "state UK, Frnce"),
        "scenario suez { state UK, France, Egypt",
    ),
    "later": (
        "scenario later extends suez { against Egypt { UK -> France { divergence = 0.7 } } }",
        "scenario later extends suez { against Egypt { UK -> France { divergence = 0.1 } } }\nrun later { draws 3 }",
        "scenario later extends crisis { against Egypt { UK -> France { divergence = 0.7 } } }",
        "scenario afterwards extends later { }",
    ),
    "last": ("scenario last extends later { }", "parameter hope : share = 0.1", "scenario last extends last { }"),
}


def put(cells: Cells, name: str, text: str, *, is_named: bool) -> Taken:
    return cells.put(
        Source(f"cell {name}", f"\n{text}"), name if is_named else None, None if is_named else f"id-{name}"
    )


def held(cells: Cells) -> set[str]:
    return {one.source.name for one in cells._held if one.declared}


def answers(cells: Cells) -> dict[str, object]:
    """What every scenario gives, or why it gives nothing."""
    found: dict[str, object] = {}
    for name in cells.scenarios:
        source = Source("%quasi", f"%quasi run {name}")
        asked = read_line(source, len("%quasi run"))
        cell = as_cell(Span(source, 7, 10), asked)
        try:
            program = cells.program(cell)
            (item,) = prepare(program, Options(draws=3))
            result = program.run_plan(item.plan, 3, 0)
            found[name] = (str(result), result.stamp.texts[1:], cells.digest(cell), result.texts)
        except QadslError as error:
            found[name] = sorted(item.code for item in error.diagnostics)
    return found


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_history_of_cells_is_nothing(seed: int) -> None:
    chance = Random(seed)
    is_named = {name: chance.random() < 0.5 for name in TEXTS}
    current: dict[str, str] = {}
    cells = Cells()
    for _ in range(STEPS):
        name = chance.choice(list(TEXTS))
        if chance.random() < 0.1:
            cells.forget(name)
            current.pop(name, None)
        else:
            current[name] = chance.choice(TEXTS[name])
            taken = put(cells, name, current[name], is_named=is_named[name])
            assert not (taken.is_mistaken and taken.cell in taken.risen)
    for _ in range(2):
        again = Cells()
        order = list(current)
        chance.shuffle(order)
        for name in order:
            put(again, name, current[name], is_named=is_named[name])
        assert held(again) == held(cells)
        assert {one.source.name for one in again.broken} == {one.source.name for one in cells.broken}
        assert answers(again) == answers(cells)


@pytest.mark.parametrize("seed", range(10))
def test_the_program_is_that_of_one_text(seed: int) -> None:
    chance = Random(seed)
    names = list(TEXTS)
    chance.shuffle(names)
    cells, one = Cells(), Cells()
    for name in names:
        put(cells, name, TEXTS[name][0], is_named=True)
    put(one, "all", "\n".join(TEXTS[name][0] for name in TEXTS), is_named=True)
    assert held(cells) == {f"cell {name}" for name in TEXTS}
    found, same = answers(cells), answers(one)
    assert {name: said[0] for name, said in found.items()} == {name: said[0] for name, said in same.items()}


def test_of_cells_that_declare_the_same_the_first_holds_until_it_is_gone() -> None:
    cells = Cells()
    put(cells, "library", "use multifacet", is_named=False)
    put(cells, "a", TEXTS["suez"][0], is_named=False)
    taken = put(cells, "b", TEXTS["suez"][1], is_named=False)
    assert taken.is_mistaken
    assert {label.span.source.name for item in taken.found for label in item.labels} == {"cell a"}
    assert held(cells) == {"cell library", "cell a"}
    assert not put(cells, "a", TEXTS["suez"][0], is_named=False).is_mistaken
    cells.forget("a")
    assert held(cells) == {"cell library", "cell b"}


def test_a_cell_is_not_held_back_by_one_that_is_mistaken_for_another_reason() -> None:
    cells = Cells()
    put(cells, "one", f"use multifacett\n{TEXTS['later'][0]}", is_named=True)
    put(cells, "two", TEXTS["later"][1], is_named=True)
    put(cells, "suez", TEXTS["suez"][0], is_named=True)
    put(cells, "library", TEXTS["library"][0], is_named=True)
    assert held(cells) == {"cell two", "cell suez", "cell library"}


@pytest.fixture
def shell():
    made = Shell()
    yield made
    made.shell.run_line_magic("unload_ext", "qadsl")


@pytest.mark.parametrize(
    "asked", ["runn suez", "run suez { draws", "run suez extends", "explain UK -> ", "rnu suez\n# end", "expect {"]
)
def test_a_question_that_cannot_be_read_leaves_what_its_cell_declares(shell, asked: str) -> None:
    assert shell.run(f"%%quasi a\n{SUEZ}").ok
    for text in (f"{asked}\n{SUEZ}", f"{SUEZ}{asked}", f"{SUEZ}{asked}\nscenario third extends suez {{ }}"):
        assert not shell.run(f"%%quasi a\n{text}").ok
        assert shell.run("%quasi run suez --draws 5").ok
    assert shell.run("%quasi run third --draws 5").ok


@pytest.mark.parametrize(
    "declared", ["scenaro later extends suez { }", "rul x when fear", "import pandas", "}", "suez"]
)
def test_what_cannot_be_read_and_may_declare_something_leaves_nothing(shell, declared: str) -> None:
    shell.run(f"%%quasi a\n{SUEZ}")
    shell.run("%%quasi b\nscenario later extends suez { }")
    shown = shell.run(f"%%quasi a\n{SUEZ}{declared}\nrun suez")
    assert "Until this is mended, the cells are without library multifacet and scenario suez." in shown.error
    assert "`cell b` rests on it and holds nothing now." in shown.error
    assert len(shown.error.splitlines()) <= 10
    assert not shell.run("%quasi run suez").ok
    assert "`cell b` holds now, too." in shell.run(f"%%quasi a\n{SUEZ}").plain
    assert shell.run("%quasi run later --draws 5").ok


def test_a_mistake_is_told_once_and_no_cell_is_blamed_that_rests_on_it(shell) -> None:
    shell.run(f"%%quasi a\n{SUEZ}")
    shell.run("%%quasi b\nscenario later extends suez { }")
    shown = shell.run(f"%%quasi a\n{SUEZ.replace('UK, France {', 'UK, Frnce {')}")
    assert "`cell b` rests on it and holds nothing now." in shown.error
    assert "has a mistake" not in shown.error
    assert "more" not in shown.error.replace("says more", "")


def test_a_cell_is_not_run_again_for_what_another_brings(shell) -> None:
    assert not shell.run("%%quasi b\nscenario later extends suez { }").ok
    assert "`cell b` holds now, too." in shell.run(f"%%quasi a\n{SUEZ}run later {{ draws 5 }}").plain
    assert shell.run("%quasi run later --draws 5").ok


def test_the_texts_of_a_result_are_a_program(shell) -> None:
    shell.run("%%quasi b\nscenario later extends suez { }")
    shell.run(f"%%quasi a\n{SUEZ}")
    assert shell.run("%quasi run later --draws 5 --quiet --as found").ok
    texts = shell.shell.user_ns["found"].texts
    assert [one.name for one in texts.written if not one.library] == ["cell a", "cell b", "%quasi"]
    program = qadsl.compile("\n".join(one.text for one in texts.written if not one.library))
    assert str(program.run("later", draws=5)) == str(shell.shell.user_ns["found"])
    assert texts.written[2].text == "run later"


def test_an_answer_says_which_cells_it_is_without(shell) -> None:
    shell.run(f"%%quasi a\n{SUEZ}")
    shell.run("%%quasi b\nrule x when")
    assert "without `cell b`, which has a mistake" in shell.run("%quasi run suez --draws 5").plain
    assert shell.run("%quasi run suez --draws 5 --quiet").outputs == []
    assert shell.run("%quasi reset b").ok
    assert "without" not in shell.run("%quasi run suez --draws 5").plain


def test_what_rests_on_a_cell_that_is_forgotten_is_told(shell) -> None:
    shell.run(f"%%quasi a\n{SUEZ}")
    shell.run("%%quasi b\nscenario later extends suez { }")
    assert "`cell b` rests on it" in shell.run("%quasi reset a").plain
    shown = shell.run(f"%%quasi c\n{SUEZ}")
    assert "`cell b` holds now, too." in shown.plain
    refused = shell.run(f"%%quasi a\n{SUEZ}")
    assert "`%quasi reset c` forgets that cell" in refused.error
    assert "`cell a` holds now, too." in shell.run("%quasi reset c").plain


def test_a_cell_that_takes_the_name_of_another_says_so(shell) -> None:
    shell.run(f"%%quasi a\n{SUEZ}", "1")
    assert "takes its place" not in shell.run(f"%%quasi a\n{SUEZ}", "1").plain
    shown = shell.run(f"%%quasi a\n{SUEZ.replace('suez', 'crisis')}", "2")
    assert "Another cell was called `a`: this one takes its place." in shown.plain
    assert "No cell declares scenario suez any more." in shown.plain


def test_an_empty_cell_declares_nothing_any_more(shell) -> None:
    for empty in ("%%quasi a", "%%quasi a\n", "%%quasi a\n \n# a note"):
        assert shell.run(f"%%quasi a\n{SUEZ}").ok
        assert shell.run(empty).ok
        assert not shell.run("%quasi run suez").ok


def test_in_a_console_a_cell_is_known_by_what_it_declares(shell) -> None:
    shell.run(f"%%quasi\n{SUEZ}")
    assert shell.run("%%quasi\nuse multifacet\nrun suez { draws 5 }").ok  # a library may be used by many
    assert "takes the place of" in shell.run(f"%%quasi\n{SUEZ.replace('0.8', '0.1')}").plain
    assert shell.run(f"%%quasi suez\n{SUEZ}").ok
    assert shell.run("%quasi run --draws 5").ok


@pytest.mark.parametrize("above", ["\ufeff", " ", "\n\n", "# a note\n", "# a note\n\n%precision 3\n", "\t"])
def test_a_cells_magic_may_stand_below_what_is_no_program(shell, above: str) -> None:
    assert shell.run(f"{above}%%quasi a --as found\n{SUEZ}run suez {{ draws 5 }}").ok
    assert shell.shell.user_ns["found"].draws == 5
    shown = shell.run(f"{above}%%quasi a\n{SUEZ.replace('UK, France {', 'UKK, France {')}")
    assert f"cell a:{5 + above.count(chr(10))}:" in shown.error
    assert shell.run(f"{above}%%quasi a").ok
    assert not shell.run("%quasi run suez").ok


def test_other_cells_are_left_as_they_are(shell) -> None:
    text = 'text = """\n%%quasi a\n"""'
    assert shell.run(text).ok
    assert shell.shell.user_ns["text"] == "\n%%quasi a\n"
    assert shell.run("%%capture shown\n%quasi help").ok


def test_a_cell_that_is_typed_in_a_terminal_goes_on_to_a_blank_line(shell) -> None:
    typed = "%%quasi a --draws 5\nuse multifacet"
    for text in ("%%quasi a --draws 5", typed, "%%quasi"):
        assert shell.shell.check_complete(text)[0] == "incomplete"
    assert shell.shell.check_complete(f"{typed}\n\n")[0] == "complete"


def test_variables_of_python_are_not_put_in(shell) -> None:
    shell.run(f"%%quasi a\n{SUEZ}")
    for line in ("run {name}", "run $name", "explain {one} -> France against Egypt in suez --draws 5"):
        shown = shell.run(f"%quasi {line}").error
        assert "Variables of Python are not put in here" in shown
        assert "Options stand" not in shown
