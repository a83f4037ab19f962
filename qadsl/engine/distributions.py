"""The forms of a written value: one row a form, with its quantile function and what else the engine asks of it.

A row first `prepare`s the parameters of a written value, once and as plain numbers, and its formulas then read those:
in the vector form each prepared parameter is a column with one number a row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from qadsl.engine import functions
from qadsl.engine.arithmetic import SCALAR, Arithmetic
from qadsl.engine.draws import HIGHEST, LOWEST
from qadsl.ir.program import Written
from qadsl.result import Floats

__all__ = ["DISTRIBUTIONS", "Distribution", "prepared", "sample", "support"]

V = TypeVar("V", float, Floats)
Parameters = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A form: how it prepares, its quantile in either form of arithmetic, its distribution function and its mean."""

    prepare: Callable[[Parameters], Parameters]
    scalar: Callable[[Arithmetic[float], Sequence[float], float], float]
    vector: Callable[[Arithmetic[Floats], Sequence[Floats], Floats], Floats]
    cdf: Callable[[Parameters, float], float]
    mean: Callable[[Parameters], float]
    bounds: tuple[int, int] | None
    """Which parameters are the bounds that no quantile crosses."""
    filler: Parameters = ()
    """What fills up parameters of a row that has fewer of them, without changing anything."""


def _uniform(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    low, high, width = p
    return m.minimum(low + u * width, high)


def _prepare_uniform(p: Parameters) -> Parameters:
    low, high = p
    return low, high, high - low


def _uniform_cdf(p: Parameters, x: float) -> float:
    return min(max((x - p[0]) / (p[1] - p[0]), 0.0), 1.0)


def _normal(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    start, width, mean, sd, low, high = p
    return m.maximum(m.minimum(mean + sd * functions.normal_quantile(m, start + u * width), high), low)


def _prepare_normal(p: Parameters) -> Parameters:
    mean, sd, low, high = p
    if sd <= 0.0:
        return 0.5, 0.0, min(max(mean, low), high), 0.0, low, high
    a, b = (low - mean) / sd, (high - mean) / sd
    if a > 0.0:
        # a range above the mean is read from the other end, where small shares keep their digits
        a, b, sd = -a, -b, -sd
    start, width = _phi(a), _phi(b) - _phi(a)
    if width == 0.0:
        return 0.5, 0.0, low if mean < low else high, 0.0, low, high
    return start, width, mean, sd, low, high


def _phi(x: float) -> float:
    if math.isinf(x):
        return 1.0 if x > 0.0 else 0.0
    return functions.normal_cdf(SCALAR, x)


def _normal_cdf(p: Parameters, x: float) -> float:
    start, width, mean, sd, low, high = _prepare_normal(p)
    if x <= low or x >= high or sd == 0.0:
        return 0.0 if x < max(low, mean if sd == 0.0 else low) or x <= low else 1.0
    return (_phi((x - mean) / sd) - start) / width


def _normal_mean(p: Parameters) -> float:
    mean, sd, low, high = p
    _, width, centre, scale, _, _ = _prepare_normal(p)
    if scale == 0.0:
        return centre
    edges = [_density((edge - mean) / sd) if math.isfinite(edge) else 0.0 for edge in (low, high)]
    return min(max(mean + sd * (edges[0] - edges[1]) / abs(width), low), high)


def _density(z: float) -> float:
    return functions.exp(SCALAR, -0.5 * z * z) * 0.39894228040143267794


def _triangular(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    low, high, share, rising, falling = p
    left = low + m.sqrt(u * rising)
    right = high - m.sqrt((1.0 - u) * falling)
    return m.maximum(m.minimum(m.where(u < share, left, right), high), low)


def _prepare_triangular(p: Parameters) -> Parameters:
    low, mode, high = p
    width = high - low
    return low, high, (mode - low) / width if width else 0.5, width * (mode - low), width * (high - mode)


def _triangular_cdf(p: Parameters, x: float) -> float:
    low, mode, high = p
    if x <= low or x >= high:
        return 0.0 if x <= low and x < high else 1.0
    if x < mode:
        return (x - low) * (x - low) / ((high - low) * (mode - low))
    return 1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))


def _beta(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    a, b, log_whole, low, high = p
    return m.maximum(m.minimum(low + (high - low) * functions.beta_quantile(m, u, a, b, log_whole), high), low)


def _prepare_beta(p: Parameters) -> Parameters:
    a, b, low, high = p
    return a, b, functions.log_beta(SCALAR, a, b), low, high


def _beta_cdf(p: Parameters, x: float) -> float:
    a, b, low, high = p
    return functions.beta_cdf(SCALAR, (x - low) / (high - low), a, b, functions.log_beta(SCALAR, a, b))


def _discrete(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    result = p[0] + 0.0 * u
    for place in range(len(p) - 2, 0, -2):
        result = m.where(u < p[place + 1], p[place], result)
    return result


def _prepare_discrete(p: Parameters) -> Parameters:
    pairs = sorted(zip(p[::2], p[1::2], strict=True))
    found = [pairs[-1][0]]
    below = 0.0
    for value, weight in pairs[:-1]:
        below += weight
        found += [value, below]
    return tuple(found)


def _discrete_cdf(p: Parameters, x: float) -> float:
    return math.fsum(weight for value, weight in zip(p[::2], p[1::2], strict=True) if value <= x)


def _discrete_mean(p: Parameters) -> float:
    return math.fsum(value * weight for value, weight in zip(p[::2], p[1::2], strict=True))


def _uniform_mean(p: Parameters) -> float:
    return (p[0] + p[1]) * 0.5


def _triangular_mean(p: Parameters) -> float:
    return (p[0] + p[1] + p[2]) / 3.0


def _beta_mean(p: Parameters) -> float:
    return p[2] + (p[3] - p[2]) * p[0] / (p[0] + p[1])


_UNIFORM = Distribution(_prepare_uniform, _uniform, _uniform, _uniform_cdf, _uniform_mean, (0, 1))

DISTRIBUTIONS: dict[str, Distribution] = {
    "unknown": _UNIFORM,
    "uniform": _UNIFORM,
    "normal": Distribution(_prepare_normal, _normal, _normal, _normal_cdf, _normal_mean, (2, 3)),
    "triangular": Distribution(
        _prepare_triangular, _triangular, _triangular, _triangular_cdf, _triangular_mean, (0, 2)
    ),
    "beta": Distribution(_prepare_beta, _beta, _beta, _beta_cdf, _beta_mean, (2, 3)),
    "discrete": Distribution(_prepare_discrete, _discrete, _discrete, _discrete_cdf, _discrete_mean, None, (0.0, -1.0)),
}
"""Every form that can be drawn; `exact` has its value, and an `unknown` without a range stays unknown."""


@lru_cache(maxsize=65536)
def prepared(form: str, parameters: Parameters) -> Parameters:
    """The prepared parameters of a written value."""
    return DISTRIBUTIONS[form].prepare(parameters)


def sample(written: Written, u: float) -> float:
    """The value of a written quantity at the share u."""
    if not written.is_drawn:
        return written.parameters[0] if written.is_exact else math.nan
    return DISTRIBUTIONS[written.form].scalar(SCALAR, prepared(written.form, written.parameters), u)


@lru_cache(maxsize=65536)
def support(form: str, parameters: Parameters) -> tuple[float, float]:
    """The least and the greatest value that any draw can give; every number for an unknown without a range."""
    if form == "exact":
        return parameters[0], parameters[0]
    if not parameters:
        return -math.inf, math.inf
    row = DISTRIBUTIONS[form]
    ends = [row.scalar(SCALAR, prepared(form, parameters), u) for u in (LOWEST, HIGHEST)]
    # a quantile is monotone only up to its rounding
    slack = 1e-12 * max(abs(ends[0]), abs(ends[1]))
    if row.bounds is None:
        return min(ends), max(ends)
    low, high = (parameters[place] for place in row.bounds)
    return max(min(ends) - slack, low), min(max(ends) + slack, high)
