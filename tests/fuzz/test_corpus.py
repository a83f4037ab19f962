"""Every text of the kept corpus is judged at its surface, in every run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.surfaces import SURFACES
from tests.fuzz.texts import KEPT

FILES = sorted(KEPT.glob("*/*"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_was_kept_holds(path: Path) -> None:
    SURFACES[path.parent.name](path.read_bytes().decode("utf-8", "surrogatepass"))


def test_every_surface_has_kept_texts() -> None:
    assert {path.parent.name for path in FILES} == set(SURFACES)
