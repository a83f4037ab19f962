"""What tests of pictures and pages share: a picture drawn before is not drawn again, which takes half of their time."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import vl_convert

_DRAW = vl_convert.vegalite_to_svg


@pytest.fixture(scope="session", autouse=True)
def _drawn_once() -> Iterator[None]:
    """The same words for the same spec, as the one who draws gives them."""
    drawn: dict[str, str] = {}

    def draw(spec: object, **how: object) -> str:
        key = json.dumps([spec, how])
        if key not in drawn:
            drawn[key] = _DRAW(spec, **how)
        return drawn[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(vl_convert, "vegalite_to_svg", draw)
        yield


@pytest.fixture
def _drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask whether what is drawn is drawn alike."""
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", _DRAW)
