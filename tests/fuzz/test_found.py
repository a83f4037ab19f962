"""Programs that mutation found to end in a traceback; by now they end in a diagnostic."""

from __future__ import annotations

import pytest

from tests.fuzz.mutate import through

CHAIN = (
    "\n".join(f"define d{i + 1} = d{i} + 1" for i in range(600))
    + """
define d0 = 1
theory t { encouraging { x weight 1 } option a { reward 0 } option b { reward d600 } }
scenario s { state A, B, C against C { otherwise { x = 0.5 } } }
run s"""
)

FOUND = {
    "semicolons behind a mistake": "t;;\nrun;",
    "names in a row, one between backticks": "roup o=`e`r",
    "a comma before a point": "parameter e=0,.5",
    "a comma in a power of ten": "parameter e = 1e-320,5",
    "a version that is none": "use multifacet = 1e999",
    "a version with a name": "use multifacet >= 9.0.0-beta.1",
    "a name too long for a file": "use scales." + "x" * 300,
    "a name too long in bytes": "use " + "伊" * 190,
    "a theory by a word that is taken": "theory actors { }",
    "two dates in a scenario without time": """theory t { encouraging { x weight 1 } option a { reward 0 } }
        scenario s { state A, B, C against C { A -> B { x = 0 until 1956, x = 0.3 from 1957 } } }""",
    "a long chain of definitions": CHAIN,
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND.keys())
def test_what_mutation_found_is_refused(text: str) -> None:
    assert not through(text)
