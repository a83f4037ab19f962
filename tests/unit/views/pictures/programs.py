"""Programs whose pictures are known by hand."""

from __future__ import annotations

import qadsl
from qadsl.results import Result

__all__ = ["THEORY", "pair", "run", "triangle"]

THEORY = """
theory plain {
  encouraging { threat weight 100% }
  discouraging { quarrel weight 100% }
  option neutrality     { reward 0% }
  option quasi_alliance { reward 60%, cost 40% }
  option alliance       { reward 100%, cost 100% }
}
"""
"""Quasi-alliance pays where E > 2/3 D, alliance where E > 3/2 D."""


def run(scenario: str, *, draws: int | None = None, theory: str = THEORY) -> Result:
    """The result of a scenario called `s` under a theory called `plain`."""
    return qadsl.compile(f"{theory}\nscenario s {{\n{scenario}\n}}\nrun s with plain\n").run(draws=draws)


def pair() -> Result:
    """Two who ally against a third: E is 0.6 and D 0.2 both ways."""
    return run("state UK, France, Egypt\nagainst Egypt { among UK, France { threat = 60%, quarrel = 20% } }")


def triangle() -> Result:
    """Over two years, France and the UK ally; Israel would with the UK, which stops at less; nobody else is moved."""
    return run(
        "time 1955 .. 1956\nstate UK, France, Israel, Egypt\nagainst Egypt {\n"
        "  otherwise { threat = 0.1, quarrel = 0.9 }\n"
        "  among UK, France { threat = 0.6, quarrel = 0.2 }\n"
        "  Israel -> UK { threat = 0.9 at 1956, quarrel = 0.3 at 1956 }\n"
        "  UK -> Israel { threat = 0.5 at 1956, quarrel = 0.5 at 1956 }\n"
        "}"
    )
