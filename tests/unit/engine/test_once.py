"""Runs of one draw: figures that wait until they are asked for, and labels told by few names."""

from __future__ import annotations

import numpy as np
import pytest

from qadsl.engine.once import shares_of
from qadsl.result import Figures, later
from tests.unit import made


def _waiting(asked: list[str]) -> Figures:
    def commitment() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        asked.append("commitment")
        return np.array([1.0])

    return made.figures(made.plan()).but(commitment=later(commitment))


def test_a_figure_is_worked_out_once_and_when_it_is_asked_for() -> None:
    asked: list[str] = []
    figures = _waiting(asked).but(seed=7)
    assert (figures.seed, asked) == (7, [])
    assert figures.commitment.tolist() == figures.commitment.tolist() == [1.0]
    assert asked == ["commitment"]
    with pytest.raises(AttributeError):
        figures.mistyped  # type: ignore[attr-defined]  # noqa: B018


def test_what_is_open_has_no_shares() -> None:
    shares = shares_of(np.array([0, 1, -1]), 2)
    assert shares[:2].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert np.isnan(shares[2]).all()
