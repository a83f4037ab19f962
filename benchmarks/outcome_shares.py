"""How often each option of the default theory is taken when its inputs are independent and uniform.

Run `python benchmarks/outcome_shares.py`. The theory is read from `stdlib/multifacet.qa` through the language itself:
all eight variables stay unknown, so a run draws them over 0..1. Rows differ in how strong the actor is against the
target; the figures are the choices of one end, and of the tie under mutual consent.
"""

from __future__ import annotations

import argparse

import qadsl

_PROGRAM = """
use multifacet
scenario uniform {{
  state A {{ capability = {own} }}, B {{ capability = {own} }}, T {{ capability = {other} }}
  against T {{ otherwise {{ common_threat = unknown }} }}
}}
run uniform {{ draws {draws}, seed {seed} }}
"""

_CASES = (
    ("capabilities unknown", "unknown", "unknown"),
    ("very weak (1 to 19)", "1%", "19%"),
    ("equal", "10%", "10%"),
    ("very strong (19 to 1)", "19%", "1%"),
)


def main() -> None:
    """Print one row a case."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--draws", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=0)
    chosen = arguments.parse_args()
    options = ("neutrality", "quasi_alliance", "alliance")
    print(f"{'actor against target':24}{'end':6}" + "".join(f"{option:>16}" for option in options))
    for title, own, other in _CASES:
        text = _PROGRAM.format(own=own, other=other, draws=chosen.draws, seed=chosen.seed)
        result = qadsl.compile(text, name="uniform.qa").run()
        for end, frame in (("one", result.decisions), ("both", result.alignments)):
            shares = (frame[f"p_{option}"].iloc[0] for option in options)
            print(f"{title:24}{end:6}" + "".join(f"{share:16.1%}" for share in shares))


if __name__ == "__main__":
    main()
