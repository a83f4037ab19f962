"""What an explorer says of events: they move what decisions read, and no slider moves them."""

from __future__ import annotations

import qadsl

STRIKES = """use multifacet
attribute size : share = 0.1
symmetric relation near : share = 0.1
attribute idle : share = 0.1
rule big then entrapment += 0.1 * self.size * near(self, partner) because "made up"
scenario s {
  time 1955 .. 1958
  state UK, France, `Soviet "Union"`, Egypt
  against Egypt { UK <-> France { common_threat = 0.3, divergence = 0.3 } }
  at 1956 event crisis { common_threat(UK, France, Egypt) += 0.2 }
  from 1957 event quarrel { divergence(UK, `Soviet "Union"`, Egypt) += 0.1, UK.size = 0.5 }
  event luck with probability 40% { abandonment += 0.1 }
  at 1955 event bridge { near(UK, France) = 0.9, near += 0.01 }
  from 1957 event fair { UK.idle = 0.5 }
}
"""


def test_events_are_named_with_what_they_change_and_when() -> None:
    fixed = qadsl.compile(STRIKES).run(draws=10).explore()._facts()["fixed"]
    said = "an event happens as the program says: "
    assert fixed["crisis"] == f"{said}common_threat(UK, France, Egypt) += 0.2 at 1956"
    assert fixed["quarrel"] == (
        f'{said}divergence(UK, `Soviet "Union"`, Egypt) += 0.1 from 1957 to 1958; UK.size = 0.5 from 1957 to 1958'
    )
    assert fixed["luck"] == f"{said}with probability 40%; abandonment += 0.1 (6 values)"
    assert fixed["bridge"] == f"{said}near(France, UK) = 0.9 at 1955; near += 0.01 at 1955 (6 values)"


def test_an_event_that_no_decision_hangs_on_is_not_told() -> None:
    fixed = qadsl.compile(STRIKES).run(draws=10).explore()._facts()["fixed"]
    assert "fair" not in fixed
