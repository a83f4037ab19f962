"""Seconds that the formatter takes on long programs, beside those that parsing them takes.

Run `python benchmarks/format.py [LINES...]` (2,000 and 20,000 lines unless said). Each shape is formatted at its length
and at twice that: where the time per line stays the same, the formatter takes time in proportion to the text. Shapes:
rules and pairs as people write them; the same on one line; a comment behind every line; one long table; nested blocks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax.formatter import format_text
from qadsl.syntax.parser import parse

ROUNDS = 5
RULE = """rule rule_{i} "Rule {i}"
  when common_threat > 0.{d} and not self.nuclear
  then entrapment += 0.2 * fear, divergence *= 0.5
  because "Snyder 1984"

"""
PAIR = "  UK -> Egypt_{i} {{ divergence = 0.{d}, entrapment = 0.4 }}\n"
ROW = "    | UK | Egypt_{i} | 0.{d} | 0.25 ± 0.1 |\n"
NESTED = "against Egypt {{ UK -> Iran {{ divergence = 0.{d} }} from 1956 {{ UK -> Iran {{ entrapment = 0.4 }} }} }}\n"


def people(lines: int) -> str:
    """Rules, and a scenario of many pairs."""
    rules = "".join(RULE.format(i=i, d=i % 9 + 1) for i in range(lines // 10))
    pairs = "".join(PAIR.format(i=i, d=i % 9 + 1) for i in range(lines // 2))
    return f"{rules}scenario many {{\n{pairs}}}\n"


def commented(lines: int) -> str:
    """The same with a comment behind every line, and every third line a comment."""
    return "".join(f"{line}  # why\n# more\n" for line in people(lines // 2).splitlines() if line)


def on_one_line(lines: int) -> str:
    """The same on one line."""
    return people(lines).replace("\n", " ")


def table(lines: int) -> str:
    """One table of so many rows."""
    rows = "".join(ROW.format(i=i, d=i % 9 + 1) for i in range(lines))
    return f"scenario many {{\n  table {{\n    | self | partner | divergence | entrapment |\n{rows}  }}\n}}\n"


def nested(lines: int) -> str:
    """Blocks in blocks."""
    return "scenario many {\n" + "".join(NESTED.format(d=i % 9 + 1) for i in range(lines // 8)) + "}\n"


SHAPES: tuple[Callable[[int], str], ...] = (people, on_one_line, commented, table, nested)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def measured(text: str) -> tuple[float, float]:
    """Seconds of parsing and of formatting."""
    source, bag = Source("p.qa", text), Bag()
    result = format_text(source, bag)
    assert not bag.has_errors, bag.sorted()[0]
    assert format_text(Source("p.qa", result), bag) == result
    rounds = [
        (seconds(lambda: parse(source, Bag())), seconds(lambda: format_text(source, Bag()))) for _ in range(ROUNDS)
    ]
    return median(a for a, _ in rounds), median(b for _, b in rounds)


def main() -> None:
    """Print a row for each shape and length."""
    print(f"{'shape':12} {'lines':>7} {'parse':>9} {'format':>9} {'ratio':>6} {'growth':>7}")
    for shape in SHAPES:
        for lines in map(int, sys.argv[1:] or ("2000", "20000")):
            parsing, formatting = measured(shape(lines))
            growth = measured(shape(2 * lines))[1] / formatting / 2
            print(
                f"{shape.__name__:12} {lines:>7,} {parsing * 1000:>6.0f} ms {formatting * 1000:>6.0f} ms"
                f" {formatting / parsing:>6.2f} {growth:>7.2f}"
            )


if __name__ == "__main__":
    main()
