"""How long checking and lowering take: programs of 2,000 lines with and without the search for slips, and many actors.

What is printed are seconds of the processor, so that a busy machine is no fault.

python benchmarks/checking.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

from qadsl import pipeline
from qadsl.semantics import slips
from qadsl.source import Source

ENDING = "\nrun s\n"


def rules(count: int = 660) -> str:
    """A program of so many rules of three lines."""
    body = "".join(
        f"rule r{i}\n  when common_threat > 0.{i % 90 + 10} and self.capability < {i % 9 + 1}0%\n"
        f"  then entrapment += 0.00{i % 9 + 1}\n"
        for i in range(count)
    )
    scenario = "scenario s {\n state A, B, T\n against T { A <-> B { divergence = 0.3 } }\n}"
    return f"use multifacet\n{body}{scenario}{ENDING}"


def settings(count: int = 1990) -> str:
    """A program of so many rules that set one variable."""
    body = "".join(
        f"rule r{i} when self.capability > 0.{i + 1000} then entrapment = 0.{i % 900 + 100}\n" for i in range(count)
    )
    scenario = "scenario s {\n state A, B, T\n against T { A <-> B { divergence = 0.3 } }\n}"
    return f"use multifacet\n{body}{scenario}{ENDING}"


def statements(actors: int = 46) -> str:
    """A program with a statement for every ordered pair."""
    names = [f"A{i}" for i in range(actors)]
    pairs = [(one, two) for one in names[1:] for two in names[1:] if one != two]
    body = "".join(
        f" {a} -> {b} {{ common_threat = 0.{i % 89 + 10}, divergence = 0.3 }}\n" for i, (a, b) in enumerate(pairs)
    )
    return f"use multifacet\nscenario s {{\n state {', '.join(names)}\n against A0 {{\n{body} }}\n}}{ENDING}"


def crowd(actors: int) -> str:
    """A program of few lines about many actors, of whom eight variables are unknown."""
    names = ["common_threat", "development_interest", "ideology", "cultural_identity"]
    names += ["divergence", "entrapment", "abandonment", "provocation"]
    stated = ", ".join(f"{name} = unknown" for name in names)
    states = ", ".join(f"A{i}" for i in range(actors))
    return f"use multifacet\nscenario s {{\n state {states}\n against A0 {{ otherwise {{ {stated} }} }}\n}}{ENDING}"


def seconds(work: Callable[[], object]) -> float:
    """The best of three."""
    found = []
    for _ in range(3):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def checked(text: str) -> None:
    """Print how long a program takes to check, with the search for slips and without."""
    source = Source("program", text)
    whole = seconds(lambda: pipeline.check(source))
    look = slips.SLIPS
    slips.SLIPS = ()
    bare = seconds(lambda: pipeline.check(source))
    slips.SLIPS = look
    lines = text.count("\n")
    print(f"{lines} lines: checked in {1000 * whole:.0f} ms, {1000 * (whole - bare):.0f} ms of it for slips")


def lowered(actors: int) -> None:
    """Print how long a scenario of many actors takes to lower."""
    front = pipeline.check(Source("crowd", crowd(actors)))
    at = front.checked.model.commands[0].scenario  # type: ignore[union-attr]
    taken = seconds(lambda: pipeline.lower(front, at, None))
    print(f"{actors} actors, eight unknown variables: lowered in {taken:.2f} s")


def main() -> None:
    """Print what is measured."""
    checked(rules())
    checked(statements())
    checked(settings())
    for actors in (100, 300, 400):
        lowered(actors)


if __name__ == "__main__":
    main()
