"""What is proposed for a rule that sets a variable by itself says the same as what was written."""

from __future__ import annotations

import pytest

import qadsl


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("entrapment + 0.1", "entrapment += 0.1"),
        ("entrapment + 0.2 - 0.1", "entrapment += 0.2 - 0.1"),
        ("entrapment - 0.2 * divergence", "entrapment -= 0.2 * divergence"),
        ("entrapment * 0.5", "entrapment *= 0.5"),
        ("entrapment - 0.2 + 0.1", None),
        ("entrapment * 0.5 + 0.1", None),
        ("entrapment ** 2", None),
    ],
)
def test_a_rule_that_reads_what_it_sets(written: str, meant: str | None) -> None:
    with pytest.raises(qadsl.QadslError) as caught:
        qadsl.compile(f"use multifacet\nrule a then entrapment = {written}\n")
    (found,) = (item for item in caught.value.diagnostics if item.code == "QA401")
    assert (found.fix.replacement if found.fix else None) == meant
