"""Lines a second that the parser reads, against sqlglot on SQL of the same shape.

Run `python benchmarks/parse.py`. Both texts have the same number of lines, and each line of one has a line of about as
many tokens in the other: a value given for a pair is an UPDATE, a rule a SELECT with a WHERE. The rounds take turns, so
that a busy machine slows both.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

import sqlglot

from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax.parser import parse

BLOCKS = 150
ROUNDS = 7

QA_RULE = """rule rule_{i} "Rule {i}"
  when common_threat > 0.{d} and not self.nuclear
  then entrapment += 0.2 * fear, divergence *= 0.5
  because "Snyder 1984"
"""
SQL_RULE = """SELECT entrapment + 0.2 * fear AS entrapment, divergence * 0.5 AS divergence
  FROM cells AS rule_{i}
  WHERE common_threat > 0.{d} AND NOT self.nuclear
  ORDER BY 'Snyder 1984';
"""
QA_PAIR = """  UK -> Egypt_{i} {{ divergence = 0.{d}, entrapment = 0.4 }}
"""
SQL_PAIR = """UPDATE cells SET divergence = 0.{d}, entrapment = 0.4 WHERE self = 'UK';
"""


def qa_text() -> str:
    """A scenario of many pairs and a library of many rules."""
    rules = "".join(QA_RULE.format(i=i, d=i % 9 + 1) for i in range(BLOCKS * 2))
    pairs = "".join(QA_PAIR.format(i=i, d=i % 9 + 1) for i in range(BLOCKS * 8))
    return f"{rules}scenario many {{\n{pairs}}}\n"


def sql_text() -> str:
    """The same amount of SQL."""
    rules = "".join(SQL_RULE.format(i=i, d=i % 9 + 1) for i in range(BLOCKS * 2))
    pairs = "".join(SQL_PAIR.format(i=i, d=i % 9 + 1) for i in range(BLOCKS * 8))
    return f"{rules}SELECT 1;\n{pairs}SELECT 1;\n"


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    """Print both speeds and their ratio."""
    qa, sql = qa_text(), sql_text()
    bag = Bag()
    parse(Source("qa", qa), bag)
    assert not bag.has_errors, bag.sorted()[0]
    sqlglot.parse(sql)
    rounds = [
        (seconds(lambda: parse(Source("qa", qa), Bag())), seconds(lambda: sqlglot.parse(sql))) for _ in range(ROUNDS)
    ]
    ours = qa.count("\n") / median(a for a, _ in rounds)
    theirs = sql.count("\n") / median(b for _, b in rounds)
    print(f"qadsl    {ours:>9,.0f} lines/s")
    print(f"sqlglot  {theirs:>9,.0f} lines/s ({sqlglot.__version__})")
    print(f"ratio    {median(b / a for a, b in rounds) * qa.count(chr(10)) / sql.count(chr(10)):>9.2f}")


if __name__ == "__main__":
    main()
