"""Renderers of diagnostics: what stands under which character, whatever the line is made of."""

from __future__ import annotations

import json

import pytest
from wcwidth import wcswidth

from qadsl.diagnostics import Bag, Diagnostic, Fix, Label, Severity, as_json, html, line, terminal
from qadsl.source import Source, Span


def span(text: str, part: str, name: str = "suez.qa") -> Span:
    source = Source(name, text)
    start = source.text.index(part)
    return Span(source, start, start + len(part))


def error(where: Span | None, message: str = "no actor is called `Isreal`", **more: object) -> Diagnostic:
    return Diagnostic("QA203", Severity.ERROR, message, where, **more)  # type: ignore[arg-type]


def test_picture_is_that_of_the_language_page() -> None:
    text = "\n" * 8 + "    among UK, Isreal { common_threat = high }\n"
    shown = terminal.render(
        error(span(text, "Isreal"), hint="did you mean `Israel`?", help=("actors of scenario `suez`: UK, France",))
    )
    assert shown.splitlines() == [
        "error[QA203]: no actor is called `Isreal`",
        "  --> suez.qa:9:15",
        "   |",
        " 9 |     among UK, Isreal { common_threat = high }",
        "   |               ^^^^^^ did you mean `Israel`?",
        "   = help: actors of scenario `suez`: UK, France",
    ]


@pytest.mark.parametrize(
    "before",
    ["", "\t", "ab\t", "日本語 ", "e\u0301", "x\u0302\u0323 ", "👩\u200d👩\u200d👧 ", "🇫🇷 ", "ａ", "\u0000", "\u202e"],
)
def test_carets_stand_under_the_characters(before: str) -> None:
    shown = terminal.render(error(span(f"{before}Isreal = 1", "Isreal"))).splitlines()
    above, below = shown[3], shown[4]
    assert wcswidth(above[: above.index("Isreal")]) == below.index("^")
    assert below.count("^") == 6


def test_wide_characters_get_two_carets_each() -> None:
    shown = terminal.render(error(span("a 日本 b", "日本"))).splitlines()
    assert shown[4] == "   |   ^^^^"


@pytest.mark.parametrize("filler", ["x", "日", "\t", "e\u0301"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_long_lines_are_cut_around_the_caret(filler: str, width: int) -> None:
    text = filler * 200 + " Isreal " + filler * 200
    shown = terminal.render(error(span(text, "Isreal"), "no", hint="here"), width=width).splitlines()
    assert all(wcswidth(row) <= width for row in shown)
    assert shown[3].startswith(" 1 | …")
    above, below = shown[3], shown[4]
    assert wcswidth(above[: above.index("Isreal")]) == below.index("^")


def test_a_huge_line_is_shown_at_once() -> None:
    text = "x" * 2_000_000 + " Isreal " + "x" * 2_000_000
    assert "^^^^^^" in terminal.render(error(span(text, "Isreal")))


def test_several_labels_on_several_lines() -> None:
    text = "rule a then x = 1\n\n\n\nrule b then x = 2\n"
    labels = (Label(span(text, "x = 1"), "set here"), Label(span("other", "other", "lib.qa"), "and here"))
    shown = terminal.render(error(span(text, "x = 2"), hint="and again", labels=labels)).splitlines()
    assert shown[1:] == [
        "  --> suez.qa:5:13",
        "   |",
        " 1 | rule a then x = 1",
        "   |             ----- set here",
        " ...",
        " 5 | rule b then x = 2",
        "   |             ^^^^^ and again",
        "  ::: lib.qa:1:1",
        "   |",
        " 1 | other",
        "   | ----- and here",
    ]


def test_a_span_over_lines_is_marked_at_both_ends() -> None:
    shown = terminal.render(error(span("run {\n a\n b\n c\n}\n", "{\n a\n b\n c\n}"), hint="never closed")).splitlines()
    assert shown[3:] == [" 1 | run {", "   |     ^", " ...", " 5 | }", "   | ^ never closed"]


@pytest.mark.parametrize("text", ["", "x", "x\n", "x\r\n"])
def test_the_end_of_a_text_has_a_place(text: str) -> None:
    source = Source("e.qa", text)
    assert "^ here" in terminal.render(error(Span(source, len(text), len(text)), hint="here"))


def test_a_hint_without_room_stands_below_its_caret() -> None:
    text = " " * 60 + "Isreal"
    shown = terminal.render(error(span(text, "Isreal"), hint="word " * 30)).splitlines()
    assert all(len(row) <= 80 for row in shown)
    assert shown[4].endswith("^^^^^^")


def test_colour_only_where_asked() -> None:
    assert "\x1b" not in terminal.render(error(span("Isreal", "Isreal")))
    assert "\x1b[1;31m" in terminal.render(error(span("Isreal", "Isreal")), colour=True)


def test_a_program_cannot_steer_the_terminal() -> None:
    where = span("\x1b[2J Isreal\u202e", "Isreal", "a\x1b[31m.qa")
    diagnostic = error(where, "bad \x1b]0;title\x07\n\u2028name", hint="\x9b", help=("\u2066",))
    for shown in (terminal.render(diagnostic), line.render(diagnostic), html.render(diagnostic)):
        assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\u2028")


def test_one_line() -> None:
    assert line.render(error(span("a Isreal", "Isreal"), hint="did you mean `Israel`?")) == (
        "suez.qa:1:3: error[QA203]: no actor is called `Isreal` (did you mean `Israel`?)"
    )
    assert line.render(error(None)) == "error[QA203]: no actor is called `Isreal`"


def test_object_says_everything() -> None:
    where = span("a\nb Isreal", "Isreal")
    found = as_json.as_object(error(where, hint="h", fix=Fix(where, "Israel"), labels=(Label(where, "l"),)))
    assert json.loads(json.dumps(found)) == found
    place = {"file": "suez.qa", "line": 2, "column": 3, "end_line": 2, "end_column": 9, "start": 4, "end": 10}
    assert found["place"] == place
    assert found["fix"] == {"place": place, "replacement": "Israel"}
    assert as_json.as_object(error(None))["place"] is None


def test_help_is_not_repeated() -> None:
    place = span("a b", "b")
    found = [error(place, help=("Write `c`.",)), error(place, help=("Write `c`.", "Or leave it out."))]
    assert terminal.render_all(found).count("Write `c`.") == 1
    assert "Or leave it out." in terminal.render_all(found)


def test_html_has_a_font_of_one_width_wherever_it_stands() -> None:
    shown = html.render(error(span("run x", "x"), hint="no such scenario"))
    assert shown.startswith('<pre class="qa-diagnostic qa-error" style="font-family:')
    assert "monospace" in shown[:160]


def test_html_is_escaped() -> None:
    shown = html.render(error(span("<script>alert(1)</script>", "script"), hint='"<b>"', help=("a & b",)))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_the_bag_keeps_the_order_of_places() -> None:
    bag = Bag()
    bag.warning("QA802", "second", span("a b", "b"))
    bag.error("QA203", "first", span("a b", "a"))
    bag.error("QA203", "first", span("a b", "a"))
    assert [item.message for item in bag] == ["first", "second"]
    assert bag.has_errors
