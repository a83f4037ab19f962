"""What the notes below a run say."""

from __future__ import annotations

import qadsl
from qadsl.views.notes import notes
from qadsl.views.table import text

KOREAS = """use multifacet
scenario koreas {
  state US, `Korea (South)`, `Korea (North)`, `St. Kitts`
  against `Korea (North)` {
    US <-> `Korea (South)` { common_threat = high }
    US <-> `St. Kitts` { common_threat = high }
  }
}
run koreas
"""


def test_what_decides_is_named_by_its_quantity_whatever_the_actors_are_called() -> None:
    program = qadsl.compile(KOREAS)
    told = next(note for note in notes(program.run().figures) if note.startswith("which outcome"))
    assert "capability (4 values), common_threat (2 values)" in told
    assert "Korea" not in told
    assert "Kitts" not in told


APART = """attribute mood : share
relation fear : share
theory t {{
  encouraging {{ gain weight 1 }}
  discouraging {{ loss weight 1 }}
  option none {{ reward 0% }}
  option tie {{ reward 100%, cost loss 100% }}
}}
rule what_is_gained then gain = {gain}
scenario s {{
  state Ada, Bo, Cy
  against Cy {{
    otherwise {{ loss = 0.4, fear = 0 .. 1 }}
  }}
}}
run s with t
"""


def _together(gain: str) -> list[str]:
    figures = qadsl.compile(APART.format(gain=gain)).run().figures
    return [note for note in notes(figures) if "in the same draw" in note]


def test_a_tie_that_both_choose_but_not_together_is_explained() -> None:
    # each end chooses the tie in 60% of draws, both in 36%
    (said,) = _together("fear(self, partner)")
    assert said.startswith(
        "Ada with Bo is none though each end most probably chooses tie: a tie needs both ends in the same draw"
    )


def test_it_is_said_once_of_a_pair_and_when() -> None:
    when = "time 2010 .. 2013\n  state Ada, Bo, Cy"
    loss = "loss = 0.4 from 2010 to 2012, loss = 1 from 2013"
    later = APART.replace("state Ada, Bo, Cy", when).replace("loss = 0.4", loss)
    found = qadsl.compile(later.format(gain="fear(self, partner)")).run().figures
    (said,) = [note for note in notes(found) if "in the same draw" in note]
    assert said.startswith("Ada with Bo is none in 2010–2012 though each end most probably chooses tie: a tie needs")


def test_nothing_is_said_where_both_choose_in_the_same_draws_or_one_does_not() -> None:
    assert _together("(fear(self, partner) + fear(partner, self)) * 0.5") == []
    assert _together("fear(self, partner) * 0.5") == []


def test_where_nothing_is_decided_nothing_is_said_to_be_drawn() -> None:
    program = qadsl.compile("use multifacet\nscenario s {\n  state UK, France\n}\nrun s\n")
    assert list(notes(program.run().figures)) == ["not given: capability (everywhere)"]
    assert text(program.run().figures).splitlines()[0].strip() == "s  by multifacet"
