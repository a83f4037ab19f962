"""Circles through groups, defaults and computed values are shown; what only looks like one is worked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl import pipeline, questions
from qadsl.diagnostics import Bag
from qadsl.semantics.trail import Trail
from qadsl.source import Source, Span

SCENARIO = """
scenario s {{
  state UK {{ {uk} }}, France {{ {france} }}, Egypt
  {body}
  against Egypt {{ among UK, France {{ common_threat = 0.4, divergence = 0.2, entrapment = 0.1 }} }}
}}
run s
"""


def program(head: str, *, uk: str = "", france: str = "", body: str = "") -> Source:
    return Source("p", "use multifacet\n" + head + SCENARIO.format(uk=uk, france=france, body=body))


def found(source: Source) -> list[str]:
    with pytest.raises(pipeline.QadslError) as raised:
        pipeline.check(source)
    return [item.message.partition(": ")[2] for item in raised.value.diagnostics if item.code == "QA406"]


FEAR = "parameter dread : share = 0.4\nparameter hope : share = 1 - dread\nrule r then divergence *= hope\n"


def test_a_parameter_set_in_a_scenario() -> None:
    assert found(program(FEAR, body="dread = hope / 2")) == ["dread -> hope -> dread"]


def test_a_parameter_set_by_use(tmp_path: Path) -> None:
    library = tmp_path / "worry.qa"
    library.write_text('library worry 1.0.0 "Worry"\n' + FEAR.replace("rule", "use multifacet\nrule"), encoding="utf-8")
    path = tmp_path / "p.qa"
    path.write_text("use worry { dread = hope / 2 }\n" + program("").text, encoding="utf-8")
    assert found(pipeline.read(path, str(path))) == ["dread -> hope -> dread"]


def test_a_default() -> None:
    head = "attribute zeal : share = common_threat(UK, France, Egypt)\nrule r then common_threat += 0.1 * self.zeal\n"
    assert found(program(head)) == ["UK.zeal -> common_threat -> UK.zeal"]


def test_a_stated_value() -> None:
    head = "rule r then common_threat += 0.1 * divergence\n"
    body = "divergence(UK, France, Egypt) = 1 - common_threat(UK, France, Egypt)"
    circle = "common_threat -> divergence(UK, France, Egypt) -> common_threat"
    assert found(program(head, body=body)) == [circle]


def test_a_group_that_counts_itself() -> None:
    head = "group g = actors where count(p in actors where p in g) > 1\nrule r for self in g then divergence *= 0.5\n"
    assert found(program(head)) == ["g -> g"]


def test_every_step_has_its_place() -> None:
    head = "group g = actors where divergence(member, UK, Egypt) > 0.5\nrule r for self in g then divergence *= 0.5\n"
    with pytest.raises(pipeline.QadslError) as raised:
        pipeline.check(program(head))
    (item,) = raised.value.diagnostics
    told = [item.hint, *(label.text for label in item.labels)]
    assert told == ["rule `r` sets `divergence` by `g`", "`g` is chosen by `divergence`"]


def test_one_that_is_set_from_outside_is_found_when_lowering() -> None:
    source = program(FEAR)
    front = pipeline.check(source)
    settings = pipeline.parse(Source("set", "use x { dread = hope }")).statements[0].settings  # type: ignore[union-attr]
    with pytest.raises(pipeline.QadslError) as raised:
        pipeline.lower(front, front.checked.model.commands[0].scenario, None, settings)  # type: ignore[union-attr]
    assert [item.code for item in raised.value.diagnostics] == ["QA406"]


def figure(source: Source, name: str) -> float:
    front = pipeline.check(source)
    plan = pipeline.lower(front, front.checked.model.commands[0].scenario, None)  # type: ignore[union-attr]
    figures = pipeline.run(plan, 1, 0)
    account = questions.explain(plan, figures, (0, 0, 2, 1))
    return next(v.value for v in account.variables if v.name == name)


def test_a_value_computed_from_another_actors_is_no_circle() -> None:
    head = "rule r then entrapment += self.capability\n"
    source = program(head, uk="capability = 1 - France.capability", france="capability = 60%")
    assert figure(source, "entrapment") == pytest.approx(0.5)


def test_a_default_that_holds_nowhere_is_no_circle() -> None:
    assert figure(program(FEAR, body="dread = hope / 2, hope = 0.5"), "divergence") == pytest.approx(0.1)


def test_quantifiers_in_a_group_asked_within_quantifiers_are_kept_apart() -> None:
    head = (
        "relation ties : share = 0.1\n"
        "group tied = actors where count(p in actors where ties(p, member) > 0.2) > 0\n"
        "rule r when any(a in actors where any(b in actors where b in tied and ties(a, b) > 0.3))"
        " then entrapment += 0.4\n"
    )
    assert figure(program(head, body="ties(UK, France) = 0.4"), "entrapment") == pytest.approx(0.5)


def test_a_circle_is_told_once() -> None:
    trail = Trail(bag := Bag())
    assert trail.enter("a", "a", Span(Source("p", "abc"), 0, 1), "read by")
    assert not trail.enter("a", "a")
    assert not trail.enter("a", "a")
    assert len(bag) == 1
