"""What the notes below a run say."""

from __future__ import annotations

import qadsl
from qadsl.views.notes import notes

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
