"""The parser: what each statement becomes, where it stands, what is said of mistakes, and that nothing breaks it."""

import stat
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from lark import Lark

from qadsl import resources
from qadsl.diagnostics import Bag
from qadsl.diagnostics.manual import codes, page
from qadsl.diagnostics.suggest import suggest
from qadsl.source import Source
from qadsl.syntax import nodes as n
from qadsl.syntax import tables
from qadsl.syntax.parser import parse

GRAMMAR = resources.read("grammar", "qa.lark")

EVERY = """\
library cautious 1.2.0 "Risk-averse weighting"   author "A"  license "L"  source "S"
strict   use multifacet   use scales.kent   use cautious >= 1.2 { fear = 0.4 }
attribute capability : share = 5% "title" source "CINC"
attribute a1 : number in 0 .. 10 = 3   attribute a2 : number -1 .. 10   attribute a3 : number(0 .. 10)
attribute a4 : category(arab, "b c")   attribute a5 : category { a, b, }   attribute a6 : category   attribute a7 : year
symmetric relation trade : share = 0 "title" source "..."    relation rivalry : flag
parameter fear : number 0 .. 2 = 0.4 .. 0.6 "title" source "x"   parameter trust = 0.5   parameter hope : share
group nato "title" = UK, France   group arab = actors where culture = "arab"
define need "title" = target.capability / 2    define th(a, b) = a.x + b.y
rule r "t" for self in g, partner in h, target in k when a > 1 and not b
  then x = 1, y += 2, z -= 1, v *= 2, z at least 0.3, w at most 1
  overrides r1, lib.s because "one" source "two" because "three"
scale kent "title" source "x" { almost_certain = 0.87 .. 0.99, b = 3 }
instrument memorandum "title" { bindingness = 0.40, visibility = 0.4 } source "..."
theory m "title" extends multifacet {
  encouraging core { common_threat weight 0.35 "title", ideology }
  discouraging { a, b weight 0.5 }
  option alliance "title" before o { reward 100%, cost 100%, cost divergence 50%, entrapment 25%, z = a + b  cost q w }
  option neutrality { reward self_reliance }
  choose highest payoff   choose with precision 8
  consent mutual
  behaviour evade "title" when a and b   behaviour hide when neutrality otherwise   behaviour x otherwise
  source "..."   rule r2 when a then b *= 2   define x = y   measure worth : share = 0.5
  solve sides "title" among g = blocs 2 { apart rivalry(self, partner), together 0 }
  solve winning = coalitions { where sum(p.x for p in members) > 0.5, minimal }
}
measure stage "title" : category(latent, active) = if alliance then active else latent because "source"
scenario s "title" extends t {
  time 1955 .. 1957 by quarter
  state UK "United Kingdom" { capability = 7.8%, nuclear = yes }, France, Egypt
  entity FLN "..."
  against Egypt, Syria from 1955 { UK -> France { a = 0.3 } }
  UK -> France against Egypt from 1955 to 1956 { a = 0.3 until 1957 source "x" b = 2, }
  UK <-> France { a = unknown }
  among A, B, C against T at 1956-10-29 { a = 0.4 ± 0.1 }
  otherwise until 1957 { a = high }
  table {
    | self | partner | time | x         |   # a comment
    | UK   | France  | 1956 | 0.6 +- 0.1 |
    | UK   | France  | 1957 | -         |
  }
  from 1956 { UK.capability = 8%  trade(UK, France) = 10% }
  UK.capability = 8% from 1956 until 1957 source "x"
  common_threat(UK, France, Egypt) = -10%
  from 1956 event one "t" { common_threat(UK, France, Egypt) += 0.3 fading over 2 years, x = 4 }
  event two from 1956 { a at least 3 }
  UK.capability = 8%
  from 1957 event three { a += 2 }
  instrument sevres "Prot" memorandum secret among UK, France, Israel against Egypt from 1956 source "x"
  instrument pact memorandum A <-> B
  against Egypt { A -> B { x = 1 } }
  data "file.csv" { match self = ccode1, partner = ccode2, time = year   divergence = col / 6  x = y }
  group g = A, B
  start { A <-> B { x = 0.3 } }
  source "..."
  happened alliance among A, B against Egypt at 1956 source "x"
  happened alliance: A -> B
}
run suez   run suez + patch with T { draws 2000, seed 1956 }   run suez then patch { theory mine }
explain UK -> Israel against Egypt at 1956 in suez with m
why not alliance: UK -> Israel against Egypt in suez
expect not quasi_alliance among UK, France against Egypt at 1956 in suez with T with probability >= 60%
expect alliance: UK -> France with probability >= 60% in suez   expect alliance UK -> France in suez
tipping UK -> Israel against Egypt in suez
sweep common_threat(UK, Israel, Egypt) from 0 to 1 steps 101, fear from 0.2 to 1 in suez
compare suez, suez then p
contrast multifacet, balance on suez
sensitivity of alliance(UK, Israel, Egypt) in suez { samples 1024 }
test "title" { given a = 1, self.nuclear = yes  expect entrapment = 0.4  given b = 2 expect a < 3, given b = 4 }
test "cases" with mine {
  state UK, FLN { capability = 1 }  entity PLO  given self = UK
  expect entrapment = 0.4 within 0.01, not hide, choice = alliance
  table {
    | fear | trade(self, partner) | expect entrapment within 1% | expect payoff(alliance) |
    | 0.4  | -                    | 0.4                         | 1                       |
  }
}
property "title": raising x never lowers commitment
property "span" with mine: lowering trade(self, partner) from 0 to 0.5
  never raises payoff of alliance, b when x > 1 given a = 1, b = no
property "turns": raising x from no to yes never turns alliance into neutrality given a = 1
property "both": rules a, b, c never both set
property "both of": rules a, b never both set x when a > 1
property "open": alliance can be reached
property "swap": swapping partners changes nothing
property "names": renaming every actor changes nothing
property "scale": rescaling all payoffs changes nothing
property "always": always x > 0.5 or not alliance
property "never": never x > 0.5
"""


def read(text: str) -> n.Program:
    bag = Bag()
    program = parse(Source("x.qa", text), bag)
    assert not bag.has_errors, [f"{item.code} {item.message} {item.span and item.span.place}" for item in bag]
    return program


def one(text: str):
    (statement,) = read(text).statements
    return statement


def value(text: str):
    return one(f"define x = {text}").value


def name(text: str) -> n.Name:
    return n.Name(tuple(n.Word(word, None) for word in text.split(".")), None)


def mistakes(text: str) -> list[tuple[str, int, int]]:
    bag = Bag()
    parse(Source("x.qa", text), bag)
    return [(item.code, item.span.first.line, item.span.first.column) for item in bag]


def said(text: str):
    bag = Bag()
    parse(Source("x.qa", text), bag)
    (item,) = bag
    return item


# --- the grammar -------------------------------------------------------------------------------------------------


def test_lark_builds_the_grammar_strictly_and_reads_every_statement() -> None:
    lark = Lark(resources.read("grammar", "qa.lark"), start="program", parser="lalr", strict=True)
    tree = lark.parse(EVERY)
    assert len(tree.children) >= len(read(EVERY).statements)


def test_the_grammar_is_of_a_size_to_be_read() -> None:
    assert len(resources.read("grammar", "qa.lark").splitlines()) <= 350


def test_reserved_words_are_few() -> None:
    assert len(tables.load().reserved) <= 40


def test_the_manual_lists_the_reserved_words() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
    listed = manual.partition("**Reserved words.**")[2].partition("\n\n")[2].partition("\n\n")[0]
    assert listed.split() == sorted(tables.load().reserved)


# --- statements --------------------------------------------------------------------------------------------------


def test_every_statement_of_the_language_is_read() -> None:
    program = read(EVERY)
    kinds = {type(statement) for statement in program.statements}
    assert kinds == set(n.Statement.__args__)  # type: ignore[attr-defined]
    (scenario,) = [statement for statement in program.statements if isinstance(statement, n.Scenario)]
    assert {type(item) for item in scenario.items} == set(n.ScenarioItem.__args__)  # type: ignore[attr-defined]
    theory = next(statement for statement in program.statements if isinstance(statement, n.Theory))
    assert {type(item) for item in theory.items} == set(n.TheoryItem.__args__)  # type: ignore[attr-defined]


def test_source_belongs_to_what_stands_before_it() -> None:
    library, meta, attribute = read('library a 1 source "L" attribute b : share source "A"').statements
    assert isinstance(library, n.Library)
    assert meta == n.Meta("source", n.Text("L", None), None)
    assert attribute.source == n.Text("A", None)
    assert attribute.span.text == 'attribute b : share source "A"'


def test_rule_keeps_all_its_clauses() -> None:
    rule = one('rule r then x = 1 because "a" source "b" because "c" overrides q')
    assert [text.value for text in rule.because] == ["a", "b", "c"]
    assert rule.overrides == (name("q"),)


def test_heads_belong_to_the_block_behind_them_or_else_to_the_item_before() -> None:
    scenario = one(
        """scenario s {
        x.a = 1 from 1955
        x.a = 2
        from 1956 { y.a = 3 }
        x.a = 4 from 1957
        from 1958 event e { z += 1 }
        instrument i memo among A, B
        against T from 1959 { C -> D { v = 5 } }
        instrument j memo among A, B against T until 1960
        }"""
    )
    first, second, dated, fourth, event, i, against, j = scenario.items
    year = {item: item.period.start.year for item in (first, dated, fourth, event, against)}
    assert list(year.values()) == [1955, 1956, 1957, 1958, 1959]
    assert second.period is None
    assert dated.items[0].target == name("y.a")
    assert (i.period, i.target) == (None, None)
    assert (j.target, j.period.end.year) == (name("T"), 1960)
    assert event.span.text == "from 1958 event e { z += 1 }"
    assert first.span.text == "x.a = 1 from 1955"


def test_table() -> None:
    table = one("scenario s { table {\n | self | x |\n | UK | - |\n | `a b` | -0.5 | } }").items[0]
    assert table.columns == (name("self"), name("x"))
    assert table.rows == (
        (name("UK"), None),
        (n.Name((n.Word("a b", None),), None), n.Negation(n.Number(0.5, "0.5", None), None)),
    )


def test_costs() -> None:
    option = one("theory m { option o { reward 1, cost 100%, cost a 50%, b 25%, c = d + e } }").items[0]
    assert [cost.variable and cost.variable.text for cost in option.costs.items] == [None, "a", "b", "c"]


def test_expect_takes_its_probability_before_or_behind_the_scenario() -> None:
    before = one("expect not a: b -> c with probability >= 60% in s with t")
    behind = one("expect not a b -> c in s with t with probability >= 60%")
    assert before == behind
    assert before.claim.is_negated
    assert before.claim.span.text == "not a: b -> c"
    assert before.claim.probability.value == 0.6


def test_words_of_the_language_that_are_not_reserved_are_names_elsewhere() -> None:
    rule = one("rule time when weight > 1 and time = 1956 then cost = table")
    assert rule.name.text == "time"
    assert rule.effects[0].variable == name("cost")


# --- expressions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a ^ b ^ c", "a ^ (b ^ c)"),
        ("-a ^ 2", "-(a ^ 2)"),
        ("a ^ -2", "a ^ (-2)"),
        ("a / b * c", "(a / b) * c"),
        ("not a and b or c", "((not a) and b) or c"),
        ("not a = b", "not (a = b)"),
        ("a + b < c ± d", "(a + b) < (c ± d)"),
        ("if a then b else if c then d else e", "if a then b else (if c then d else e)"),
        ("a == b and c <> d", "a = b and c != d"),
        ("a ≤ b", "a <= b"),
        ("a × b − c", "a * b - c"),
        ("0.1 … 0.2", "0.1 .. 0.2"),
        ("any(p in g where p.c)", "any(p.c for p in g)"),
    ],
)
def test_precedence_and_spellings(text: str, same: str) -> None:
    assert value(text) == value(same)


def test_chained_comparison_and_flat_logic() -> None:
    assert len(value("0.2 <= x < 0.5").steps) == 2
    assert len(value("a and b and c").operands) == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [("40%", 0.4), ("7.8 %", 0.078), ("0.1%", 0.001), ("29%", 0.29), ("1_000", 1000.0), (".5", 0.5), ("1e-3", 0.001)],
)
def test_numbers_are_the_nearest(text: str, number: float) -> None:
    assert value(text).value == number


def test_quantifiers() -> None:
    count = value("count(p in g where p.c)")
    assert (count.body, count.where) == (None, name("p.c"))
    total = value("sum(x(p) for p in g where p.c)")
    assert (total.kind, total.variable.text, total.where) == ("sum", "p", name("p.c"))
    assert isinstance(value("max(1, 2)"), n.Call)


def test_a_quarter_is_a_date() -> None:
    time, setting = one("scenario s { time 1955-Q2 .. 1956 UK.a = 1 until 1956-Q4 }").items
    assert (time.start.year, time.start.month, time.start.quarter) == (1955, 4, 2)
    assert (setting.period.end.month, setting.period.end.day) == (10, None)


def test_discrete() -> None:
    cases = value("discrete(0.2: 30%, 0.8: 70%)").cases
    assert [(x.value, p.value) for x, p in cases] == [(0.2, 0.3), (0.8, 0.7)]


# --- spans and characters ----------------------------------------------------------------------------------------


def test_spans_are_exact() -> None:
    rule = read('# first\nrule r\n  when a.b + 1 > (c)  # why\n  then x *= f(y)  because "z"').statements[0]
    assert rule.condition.span.text == "a.b + 1 > (c)"
    assert rule.condition.left.left.words[1].span.place == "x.qa:3:10"
    assert rule.effects[0].span.text == "x *= f(y)"
    assert rule.span.text.startswith("rule r")
    assert rule.span.text.endswith('"z"')


def test_names_are_unicode_and_normalised() -> None:
    composed, apart = "parameter Libe\u0301ration = 1", "parameter Lib\u00e9ration = 1"
    assert read(composed) == read(apart)
    assert one("parameter हिन्दी = 1").name.text == "हिन्दी"
    assert one("parameter `run of luck` = 1").name.text == "run of luck"


def test_texts() -> None:
    assert one(r'parameter a = 1 "say \"no\" \\ twice"').title.value == r'say "no" \ twice'


def test_line_ends_of_other_systems() -> None:
    text = "scenario s { table {\n| self | x |\n| UK | 1 |\n} }"
    assert read(text) == read(text.replace("\n", "\r\n"))


# --- mistakes ----------------------------------------------------------------------------------------------------


def test_one_run_reports_every_mistake_and_keeps_the_rest() -> None:
    text = """use multifacet
rule a when x > then y = 1
scenario s {
  state UK, , France
  against Egypt {
    UK -> { a = 1 }
    France -> UK { a = 1, b =  , c = 3 }
  }
}
run s { draw 20 }
why alliance: UK -> France in s
run s
"""
    assert mistakes(text) == [
        ("QA101", 2, 17),
        ("QA101", 4, 13),
        ("QA101", 6, 11),
        ("QA101", 7, 32),
        ("QA110", 10, 9),
        ("QA101", 11, 5),
    ]
    program = parse(Source("x", text), Bag())
    scenario = program.statements[1]
    assert isinstance(scenario, n.Scenario)
    (against,) = [item for item in scenario.items if isinstance(item, n.Against)]
    assert [setting.target.text for setting in against.items[0].settings] == ["a", "c"]
    assert isinstance(program.statements[-1], n.Run)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("scenaro s { state UK }", "did you mean `scenario`?"),
        ("scenario s { stat UK, France }", "did you mean `state`?"),
        ("theory t { opton a { } }", "did you mean `option`?"),
        ("theory t { encouraging { a weigth 0.3 } }", "did you mean `weight`?"),
        ("attribute a : shrae", "did you mean `share`?"),
        ("explain a -> b agianst c in s", "did you mean `against`?"),
        ("rule r whn a then b = 1", "did you mean `when`?"),
        ("define x = 0,5", "write `0.5`"),
        ("define x := 5", "write `=`"),
        ("define x = a && b", "write `and`"),
        ("use a; use b", "leave it out"),
        ("scenario no-us-pressure { }", "write `no_us_pressure`"),
        ("scenario s “Suez” { }", 'write `"Suez"`'),
        ("scenario s { UK.state = 3 }", "write it between backticks: `state`"),
        ("rule r when a -> b += 1", "write `then`"),
        ("rule r when a => b += 1", "write `then`"),
        ("rule r when a => b then c = 1", "write `>=`"),
        ("rule r if a > 1 then b = 1", "write `when`"),
        ("group g = actors when a > 1", "write `where`"),
        ("rule r: when a then b = 1", "leave it out"),
        ("rule r when a then b =+ 1", "write `+=`"),
        ("rule r when a =< b then b = 1", "write `<=`"),
        ("define x = if a then b elif c then d else e", "write `else if`"),
        ("explain a –> b in s", "write `->`"),
        ("explain a —> b in s", "write `->`"),
        ("explain a --> b in s", "write `->`"),
        ("explain a ⇒ b in s", "write `->`"),
        ("scenario s { a <–> b { c = 1 } }", "write `<->`"),
        ("scenario s { a -> b { c: 1 } }", "write `=`"),
        ("scenario s { state UK, }", "leave it out, or write what follows"),
        ("scenario s { time 1955 - 1957 }", "write `..`"),
        ("define x = 0.4 to 0.6", "write `..`"),
        ("define x = 1,000", "write `1000`"),
        ("define x = 1,234,567.5", "write `1234567.5`"),
        ("define x = 7,8 %", "write `7.8 %`"),
        ("define x = 0.7%%", "leave it out"),
        ("scenario s { UK.a = % B.c = 1 }", "write a number before it"),
        ("define x = count(p in g when p.a)", "write `where`"),
        ("define x = number(p in g where p.a)", "did you mean `count`?"),
        ("define x = average(p.a for p in g)", "did you mean `mean`?"),
        ('run "suez"', "write `suez`"),
        ('use "multifacet.qa"', "write `multifacet`"),
        ('scenario "Suez Crisis" { state UK }', "put a name before the title, such as `suez_crisis`"),
        ("scenario s { state UK France Egypt }", "write `UK, France, Egypt`"),
        ("scenario s { state UK France among UK, France { a = 1 } }", "put a comma before this"),
        ("scenario s { among UK France { a = 1 } }", "put a comma before this"),
        ("group g = UK France", "put a comma before this"),
        ("scenario s { state Saudi Arabia, Iran }", "write it between backticks: `Saudi Arabia`"),
        ("scenario s { state Republic of Korea }", "write it between backticks: `Republic of Korea`"),
        ("explain UK -> Saudi Arabia against Iran in s", "write it between backticks: `Saudi Arabia`"),
        ("scenario s (\n state UK\n)", "write `{`"),
        ("scenario s:\n state UK\nrun s", "write `{`"),
        ("scenario s\n state UK\n}\nrun s", "put `{` behind this, and `}` at its end"),
        ("scenario s {\n against E\n  A -> B { a = 1 }\n }\n}", "put `{` behind this, and `}` at its end"),
        ("scenario s { table {\n | self | x |\n |------|---|\n | UK | 1 |\n } }", "leave this line out"),
        ("scenario s { table {\n | self | x |\n | UK | -- |\n } }", "write `-`"),
    ],
)
def test_hints(text: str, hint: str) -> None:
    assert said(text).hint == hint


@pytest.mark.parametrize(
    "text",
    [
        "define x = 0,5",
        "define x := 5",
        "use a; use b",
        "scenario no-us-pressure { }",
        "scenario s ‘Suez’ { }",
        "use a // why",
        "use a -- why",
        "scenario s { state UK { a = 1 } France Egypt }",
        "scenario s { Saudi Arabia -> Iran { a = 1 } }",
        "scenario s\n  state UK\n}",
    ],
)
def test_exact_mends_mend(text: str) -> None:
    fix = said(text).fix
    read(text[: fix.span.start] + fix.replacement + text[fix.span.end :])


@pytest.mark.parametrize("sign", ["// why run s", "-- why run s", "-----", "/* why\n run s */", "/*** why ***/"])
def test_comments_of_other_languages_are_answered_and_read_as_comments(sign: str) -> None:
    text = f"{sign}\nuse a {sign}\nscenario s {{ {sign}\n  state UK, {sign}\n   France\n {sign}\n}}\nrun s {sign}"
    bag = Bag()
    program = parse(Source("x", text), bag)
    assert {item.code for item in bag} == {"QA105"}
    assert len(bag) == 6
    assert [type(statement) for statement in program.statements] == [n.Use, n.Scenario, n.Run]


def test_a_sign_at_every_line_end_is_said_once() -> None:
    text = "use a;\nscenario s {\n state UK;\n UK -> France { a = 1; b = 2; };\n};\nrun s;\n"
    assert said(text).help == ("It stands at 6 further places.",)


def test_a_mend_before_the_place_changes_what_has_been_read() -> None:
    bag = Bag()
    text = "parameter f : share = 0,4 .. 0,6\nscenario s { state UK France\n Saudi Arabia -> UK { } }"
    parameter, scenario = parse(Source("x", text), bag).statements
    assert (parameter.value.low.value, parameter.value.high.value) == (0.4, 0.6)
    assert [item.code for item in bag] == ["QA117", "QA117", "QA101", "QA120"]
    assert [len(scenario.items[0].actors), scenario.items[1].self_.text] == [2, "Saudi Arabia"]


def test_what_is_read_again_is_said_once() -> None:
    text = "scenario s {\n UK.a = , \n state UK France\n UK.b = ,\n against E { A B -> C { x = 0,5 } }\n}"
    assert [code for code, _, _ in mistakes(text)] == ["QA101", "QA101", "QA101", "QA120", "QA117"]


def test_open_block_is_found_by_its_indentation() -> None:
    item = said("scenario s {\n  against E {\n    A -> B { a = 1\n  }\n}\nrun s\n")
    assert (item.code, item.span.place) == ("QA108", "x.qa:3:12")
    assert item.labels[0].span.place == "x.qa:6:1"


def test_pages_show_what_they_say() -> None:
    for code in codes():
        if code.startswith("QA1") and (shown := page(code)) and shown.fails:
            assert code in {found for found, _, _ in mistakes(shown.fails)}
            assert not mistakes(shown.mended)


def test_suggest() -> None:
    assert suggest("Isreal", ["Israel", "Iraq", "Egypt"]) == "Israel"
    assert suggest("xyz", ["Israel"]) is None
    assert suggest("a", ["b"]) is None
    assert suggest("x" * 1000, ["x" * 999]) is None


# --- limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("define x = " + "(" * 100_000, "QA115"),
        ("define x = " + "not " * 100_000 + "a", "QA115"),
        ("define x = " + "- " * 150 + "a", "QA115"),
        ("define x = " + "1 + " * 50_000 + "1", "QA115"),
        ("define x = " + "f(" * 100_000, "QA115"),
        ("scenario s " + "{ from 1956 " * 50_000, "QA115"),
        ("scenario s {\n" * 1000, "QA119"),
        (" " * 2_000_001, "QA114"),
        ("a " * 500_001, "QA114"),
        ("define " + "x" * 201 + " = 1", "QA116"),
        ("define x = " + "9" * 61, "QA116"),
        ("define x = 1e999", "QA116"),
        ('parameter a = 1 "\0"', "QA107"),
        ("parameter a = 1 # \u202e", "QA107"),
    ],
)
def test_limits_are_clear_errors_and_fast(text: str, code: str) -> None:
    bag = Bag()
    start = time.perf_counter()
    parse(Source("x", text), bag)
    assert time.perf_counter() - start < 5
    assert code in {item.code for item in bag}
    assert len(bag) <= 52


def test_long_chains_are_fine() -> None:
    read("define x = f(" + "1 + " * 190 + "1)")
    read("define x = " + "a and " * 2000 + "b")


def test_too_many_terms_are_called_so() -> None:
    assert said("define x = " + "1 + " * 300 + "1").message == "this expression has more than 200 terms"


@pytest.mark.parametrize("text", ["", "\n" * 100_000, "# only a comment", "\ufeff"])
def test_nothing_is_a_program(text: str) -> None:
    assert read(text).statements == ()


@pytest.mark.parametrize("char", ['"', "`", "@", "{", "}", "|", "(", "\0", "é", ".", "-", "\ud800"])
def test_rubbish_is_refused_quietly(char: str) -> None:
    for text in (char * 2000, f"{char}\n" * 2000, EVERY.replace(" ", char, 40)):
        bag = Bag()
        parse(Source("x", text), bag)
        assert len(bag)


# --- the kept table ----------------------------------------------------------------------------------------------


WORKED_OUT = cache(tables._work_out)  # it takes a second


@pytest.fixture
def kept(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.delenv("QADSL_NO_CACHE", raising=False)
    monkeypatch.setattr(tables, "SHIPPED", tmp_path / "none.json")
    monkeypatch.setattr(tables, "_work_out", WORKED_OUT)
    tables.load.__wrapped__()
    return tables._cache_file(GRAMMAR)


def read_back(path):
    return tables._read(path, tables._digest(GRAMMAR))


def test_the_table_is_kept_and_read_back(kept) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert read_back(kept) == tables.load.__wrapped__() == tables.load()


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_table_that_others_could_write_is_not_believed(kept, mode: int) -> None:
    kept.chmod(mode)
    assert read_back(kept) is None


def test_a_folder_that_others_could_write_is_not_believed(kept) -> None:
    kept.parent.chmod(0o777)
    assert read_back(kept) is None


def test_a_table_behind_a_link_is_not_believed(kept) -> None:
    kept.rename(kept.with_name("elsewhere.json"))
    kept.symlink_to("elsewhere.json")
    assert read_back(kept) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b"null", b'{"patterns": 3}', b"[" * 100_000])
def test_a_broken_table_is_worked_out_anew(kept, content: bytes) -> None:
    kept.write_bytes(content)
    assert read_back(kept) is None
    assert tables.load.__wrapped__() == tables.load()
    assert read_back(kept) == tables.load()


def test_a_table_cut_off_or_of_another_grammar_is_not_used(kept) -> None:
    whole = kept.read_bytes()
    assert tables._read(kept, tables._digest(GRAMMAR + " ")) is None
    kept.write_bytes(whole[: len(whole) // 2])
    assert read_back(kept) is None


WITHOUT_TABLE = """
from pathlib import Path
from qadsl.syntax import tables
tables.SHIPPED = Path("none.json")
tables.load()
"""


def test_any_home_will_do(tmp_path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    homes = ["/proc", str(file), "", "relative"]
    for home in homes:
        environment = {"HOME": home, "PATH": "", "PYTHONPATH": str(Path(tables.__file__).parents[2])}
        done = subprocess.run([sys.executable, "-c", WITHOUT_TABLE], env=environment, cwd=tmp_path, capture_output=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), home
    assert list(tmp_path.iterdir()) == [file]


def test_two_at_once_do_not_disturb_each_other(tmp_path) -> None:
    environment = {"HOME": str(tmp_path), "PATH": "", "PYTHONPATH": str(Path(tables.__file__).parents[2])}
    both = [
        subprocess.Popen([sys.executable, "-c", WITHOUT_TABLE], env=environment, cwd=tmp_path, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [(process.communicate()[1], process.returncode) for process in both] == [(b"", 0)] * 2
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert read_back(file) == tables.load()


def test_the_table_beside_the_code_is_the_grammars() -> None:
    again = "the grammar has changed: run `python -m qadsl.syntax.tables`"
    assert tables.SHIPPED.read_text(encoding="utf-8") == tables.packed(GRAMMAR), again


def test_no_start_needs_lark() -> None:
    code = "import sys; from qadsl.syntax import tables; tables.load(); print('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stdout == b"False\n"
