"""Functions are as near the truth as they say, and the same bits for one number and for many."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from qadsl.engine import functions
from qadsl.engine.arithmetic import SCALAR, VECTOR
from qadsl.engine.distributions import DISTRIBUTIONS, columns, quantiles, sample, supports
from qadsl.engine.draws import HIGHEST, LOWEST
from qadsl.ir.program import Written

RANDOM = np.random.default_rng(1956)
WIDE = np.concatenate(
    [RANDOM.uniform(-700, 700, 5000), RANDOM.normal(size=5000), 10.0 ** RANDOM.uniform(-300, 300, 5000)]
)
SHARES = np.concatenate([np.linspace(1e-9, 1 - 1e-9, 20_001), 10.0 ** -np.arange(1.0, 300.0), [LOWEST, HIGHEST]])


def far(found: Any, truth: Any) -> float:
    """The greatest relative difference."""
    return float(np.nanmax(np.abs(found - truth) / np.abs(truth)))


@pytest.fixture(autouse=True)
def quiet() -> Any:
    with np.errstate(all="ignore"):
        yield


def test_exp() -> None:
    x = WIDE[np.abs(WIDE) < 700]
    assert far(functions.exp(VECTOR, x), np.exp(x)) < 3e-16


def test_log() -> None:
    x = np.abs(WIDE)
    assert far(functions.log(VECTOR, x), np.log(x)) < 3e-16


@pytest.mark.parametrize("x", [5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308])
def test_log_at_the_ends(x: float) -> None:
    assert functions.log(SCALAR, x) == pytest.approx(math.log(x), rel=1e-15)
    assert functions.log(VECTOR, np.array([x]))[0] == functions.log(SCALAR, x)


def test_normal_cdf() -> None:
    x = np.linspace(-37, 9, 20_001)
    assert far(functions.normal_cdf(VECTOR, x), special.ndtr(x)) < 5e-13
    near = x[np.abs(x) < 5]
    assert far(functions.normal_cdf(VECTOR, near), special.ndtr(near)) < 5e-15


def test_normal_quantile() -> None:
    assert far(functions.normal_quantile(VECTOR, SHARES), special.ndtri(SHARES)) < 1.2e-9


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (2.0, 5.0), (0.5, 0.5), (30.0, 4.0), (200.0, 300.0), (4.2, 1.8)])
def test_beta(a: float, b: float) -> None:
    u = RANDOM.random(100)
    whole = functions.log_beta(SCALAR, a, b)
    columns_ = [np.full(100, value) for value in (a, b, whole)]
    assert functions.log_beta(SCALAR, a, b) == pytest.approx(special.betaln(a, b), abs=1e-12)
    assert np.abs(functions.beta_cdf(VECTOR, u, *columns_) - special.betainc(a, b, u)).max() < 1e-12
    assert np.abs(functions.beta_quantile(VECTOR, u, *columns_) - special.betaincinv(a, b, u)).max() < 1e-12


@pytest.mark.parametrize(
    ("x", "y", "truth"),
    [
        (2.0, 10.0, 1024.0), (-2.0, -3.0, -0.125), (0.0, 0.0, 1.0), (0.0, -1.0, math.nan), (2.5, 0.5, 2.5**0.5),
        (-8.0, 1 / 3, math.nan), (math.nan, 0.0, math.nan), (1.0, math.nan, math.nan), (10.0, 2000.0, math.inf),
        (-1.0, 2001.0, -1.0), (0.0, 0.5, 0.0), (1.0000001, 1e6, 1.0000001**1e6), (0.5, 3.0, 0.125),
    ],
)  # fmt: skip
def test_power(x: float, y: float, truth: float) -> None:
    found = functions.power(SCALAR, x, y)
    assert found == pytest.approx(truth, rel=1e-9, nan_ok=True)
    assert np.array_equal(functions.power(VECTOR, np.array([x]), np.array([y])), [found], equal_nan=True)


@pytest.mark.parametrize(
    ("x", "truth"), [(0.15 + 0.3, 0.45), (1e-13, 0.0), (123456.7, 123456.7), (-0.1234567890125, -0.123456789012)]
)
def test_round12(x: float, truth: float) -> None:
    assert functions.round12(SCALAR, x) == truth


@pytest.mark.parametrize("name", ["exp", "log", "normal_cdf", "normal_quantile", "round12", "square_root"])
def test_one_number_and_many_agree(name: str) -> None:
    formula: Callable[..., Any] = getattr(functions, name)
    odd = [0.0, math.nan] if name == "normal_quantile" else [0.0, -1.0, math.inf, -math.inf, math.nan]
    x = np.concatenate([SHARES[::40], [] if name == "normal_quantile" else WIDE[::40], odd])
    many = formula(VECTOR, x)
    assert np.array_equal(many, [formula(SCALAR, float(one)) for one in x], equal_nan=True)


FORMS = [
    ("unknown", (0.0, 1.0)), ("uniform", (-2.0, 3.0)), ("normal", (0.6, 0.1, 0.0, 1.0)),
    ("normal", (-3.0, 0.5, 0.0, 1.0)), ("normal", (4.0, 0.5, 0.0, 1.0)), ("normal", (0.0, 1.0, -math.inf, math.inf)),
    ("triangular", (0.0, 0.2, 1.0)), ("triangular", (0.2, 0.2, 0.9)), ("beta", (2.2, 3.8, 0.0, 2.0)),
]  # fmt: skip


@pytest.mark.parametrize(("form", "parameters"), FORMS)
def test_quantile_inverts_cdf(form: str, parameters: tuple[float, ...]) -> None:
    row = DISTRIBUTIONS[form]
    # the normal quantile is good to 1.2e-9 of the value, which in the far tail is a little more of the share
    tolerance = 5e-9 if form == "normal" else 1e-12
    for u in np.linspace(0.001, 0.999, 101).tolist():
        assert row.cdf(parameters, sample(Written(form, parameters, ""), u)) == pytest.approx(u, abs=tolerance)


@pytest.mark.parametrize(("form", "parameters"), [*FORMS, ("discrete", (0.8, 0.7, 0.2, 0.3))])
def test_samples_agree_and_stay_in_their_support(form: str, parameters: tuple[float, ...]) -> None:
    shares = np.concatenate([RANDOM.random(200), [LOWEST, HIGHEST]])
    prepared = columns(form, [parameters])
    low, high = supports(form, [parameters], prepared)
    many = quantiles(form, prepared, shares.reshape(1, -1).copy())[0]
    assert many.tolist() == [sample(Written(form, parameters, ""), u) for u in shares.tolist()]
    assert low[0] <= many.min()
    assert many.max() <= high[0]


@pytest.mark.parametrize(("form", "parameters"), [*FORMS, ("discrete", (0.8, 0.7, 0.2, 0.3))])
def test_mean(form: str, parameters: tuple[float, ...]) -> None:
    u = (np.arange(20_000) + 0.5) / 20_000
    found = quantiles(form, columns(form, [parameters]), u.reshape(1, -1)).mean()
    assert DISTRIBUTIONS[form].mean(parameters) == pytest.approx(found, abs=2e-4)


def test_truncated_normal_against_scipy() -> None:
    truth = stats.truncnorm(-6.0, 4.0, loc=0.6, scale=0.1)
    for u in (1e-12, 0.01, 0.5, 0.99):
        found = sample(Written("normal", (0.6, 0.1, 0.0, 1.0), ""), u)
        assert found == pytest.approx(float(truth.ppf(u)), rel=1e-8, abs=1e-9)


def test_a_range_without_any_share_is_its_nearest_end() -> None:
    assert sample(Written("normal", (0.0, 0.001, 0.5, 1.0), ""), 0.3) == 0.5
    assert sample(Written("normal", (5.0, 0.001, 0.5, 1.0), ""), 0.3) == 1.0
    assert sample(Written("normal", (0.7, 0.0, 0.5, 1.0), ""), 0.3) == 0.7
