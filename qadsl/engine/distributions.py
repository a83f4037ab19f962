"""The forms of a written value: one row a form, with its quantile function and what else the engine asks of it.

A row first `prepare`s the parameters, and its quantile then reads what was prepared. Both are written over
`Arithmetic`: in the scalar form for one written value, in the vector form for a column of them. A quantile may write
over its shares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from qadsl.engine import functions
from qadsl.engine.arithmetic import SCALAR, VECTOR, Arithmetic
from qadsl.engine.draws import HIGHEST, LOWEST
from qadsl.ir.program import Written
from qadsl.result import Floats

__all__ = ["DISTRIBUTIONS", "Column", "Distribution", "columns", "quantiles", "sample", "supports"]

V = TypeVar("V", float, Floats)
Parameters = tuple[float, ...]
Column = Floats | float
"""One number for each of many written values, of shape (values, 1); plain where it is the same for all."""
Form = Callable[[Arithmetic[V], Sequence[V], V], V]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A form of written value.

    Parameters
    ----------
    prepare
        What the quantile reads, from the parameters; for one value and for columns.
    quantile
        The value at a share; for one value and for columns.
    cdf, mean
        The share at or below a value, and the mean.
    bounds
        Which parameters are the bounds that no quantile crosses.
    arrange
        What is done to the parameters of each value before all else, in a form that has a filler.
    filler
        What makes up for parameters that a value has fewer of than others, without changing anything.
    """

    prepare: tuple[
        Callable[[Arithmetic[float], Sequence[float]], list[float]],
        Callable[[Arithmetic[Floats], Sequence[Floats]], list[Floats]],
    ]
    quantile: tuple[
        Callable[[Arithmetic[float], Sequence[float], float], float],
        Callable[[Arithmetic[Floats], Sequence[Any], Floats], Floats],
    ]
    cdf: Callable[[Parameters, float], float]
    mean: Callable[[Parameters], float]
    bounds: tuple[int, int] | None = None
    arrange: Callable[[Parameters], Parameters] = tuple
    filler: Parameters = ()


def _prepare_uniform(m: Arithmetic[V], p: Sequence[V]) -> list[V]:
    low, high = p
    return [low, high, high - low]


def _uniform(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    low, high, width = p
    return m.clamp(m.affine(u, width, low), low, high, u)


def _uniform_cdf(p: Parameters, x: float) -> float:
    return min(max((x - p[0]) / (p[1] - p[0]), 0.0), 1.0)


def _uniform_mean(p: Parameters) -> float:
    return (p[0] + p[1]) * 0.5


def _prepare_normal(m: Arithmetic[V], p: Sequence[V]) -> list[V]:
    mean, sd, low, high = p
    spread = m.where(sd > 0.0, sd, 1.0)
    a, b = m.divide(low - mean, spread), m.divide(high - mean, spread)
    # a range above the mean is read from the other end, where small shares keep their digits
    above = a > 0.0
    a, b = m.where(above, -a, a), m.where(above, -b, b)
    start = functions.normal_cdf(m, a)
    width = functions.normal_cdf(m, b) - start
    # no spread, or a range so far out that it holds no share that can be told from 0: all of it at the nearest place
    is_point = (sd <= 0.0) | (width == 0.0)
    nearest = m.maximum(m.minimum(mean, high), low)
    scale = m.where(is_point, 0.0, m.where(above, -spread, spread))
    return [
        m.where(is_point, 0.5, start), m.where(is_point, 0.0, width), m.where(is_point, nearest, mean), scale, low,
        high,
    ]  # fmt: skip


def _normal(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    start, width, mean, scale, low, high = p
    z = functions.normal_quantile(m, m.affine(u, width, start))
    found = m.clamp(m.affine(z, scale, mean), low, high, u)
    m.drop(z)
    return found


def _normal_cdf(p: Parameters, x: float) -> float:
    start, width, mean, scale, low, high = _prepare_normal(SCALAR, p)
    if x >= high or (scale == 0.0 and x >= mean):
        return 1.0
    if x <= low or scale == 0.0:
        return 0.0
    return (functions.normal_cdf(SCALAR, (x - mean) / scale) - start) / width


def _normal_mean(p: Parameters) -> float:
    mean, sd, low, high = p
    _, width, centre, scale, _, _ = _prepare_normal(SCALAR, p)
    if scale == 0.0:
        return centre
    edges = [_density((edge - mean) / sd) if math.isfinite(edge) else 0.0 for edge in (low, high)]
    return min(max(mean + sd * (edges[0] - edges[1]) / abs(width), low), high)


def _density(z: float) -> float:
    return functions.exp(SCALAR, -0.5 * z * z) * 0.39894228040143267794


def _prepare_triangular(m: Arithmetic[V], p: Sequence[V]) -> list[V]:
    low, mode, high = p
    width = high - low
    share = m.where(width > 0.0, m.divide(mode - low, m.where(width > 0.0, width, 1.0)), 0.5)
    return [low, high, share, width * (mode - low), width * (high - mode)]


def _triangular(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    low, high, share, rising, falling = p
    left = low + m.sqrt(u * rising)
    right = high - m.sqrt((1.0 - u) * falling)
    return m.clamp(m.where(u < share, left, right), low, high, u)


def _triangular_cdf(p: Parameters, x: float) -> float:
    low, mode, high = p
    if x <= low or x >= high:
        return 0.0 if x <= low and x < high else 1.0
    if x < mode:
        return (x - low) * (x - low) / ((high - low) * (mode - low))
    return 1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))


def _triangular_mean(p: Parameters) -> float:
    return (p[0] + p[1] + p[2]) / 3.0


def _prepare_beta(m: Arithmetic[V], p: Sequence[V]) -> list[V]:
    a, b, low, high = p
    return [a, b, functions.log_beta(m, a, b), low, high]


def _beta(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    a, b, log_whole, low, high = p
    x = functions.beta_quantile(m, u, a, b, log_whole)
    return m.clamp(m.affine(x, high - low, low), low, high, u)


def _beta_cdf(p: Parameters, x: float) -> float:
    a, b, low, high = p
    return functions.beta_cdf(SCALAR, (x - low) / (high - low), a, b, functions.log_beta(SCALAR, a, b))


def _beta_mean(p: Parameters) -> float:
    return p[2] + (p[3] - p[2]) * p[0] / (p[0] + p[1])


def _arrange_discrete(p: Parameters) -> Parameters:
    """The greatest value, then each other with the share at or below it."""
    pairs = sorted(zip(p[::2], p[1::2], strict=True))
    found = [pairs[-1][0]]
    below = 0.0
    for value, weight in pairs[:-1]:
        below += weight
        found += [value, below]
    return tuple(found)


def _prepare_discrete(m: Arithmetic[V], p: Sequence[V]) -> list[V]:
    return list(p)


def _discrete(m: Arithmetic[V], p: Sequence[V], u: V) -> V:
    result = p[0] + 0.0 * u
    for place in range(len(p) - 2, 0, -2):
        result = m.where(u < p[place + 1], p[place], result)
    return result


def _discrete_cdf(p: Parameters, x: float) -> float:
    return math.fsum(weight for value, weight in zip(p[::2], p[1::2], strict=True) if value <= x)


def _discrete_mean(p: Parameters) -> float:
    return math.fsum(value * weight for value, weight in zip(p[::2], p[1::2], strict=True))


_UNIFORM = Distribution((_prepare_uniform, _prepare_uniform), (_uniform, _uniform), _uniform_cdf, _uniform_mean, (0, 1))

DISTRIBUTIONS: dict[str, Distribution] = {
    "unknown": _UNIFORM,
    "uniform": _UNIFORM,
    "normal": Distribution(
        (_prepare_normal, _prepare_normal), (_normal, _normal), _normal_cdf, _normal_mean, (2, 3)
    ),
    "triangular": Distribution(
        (_prepare_triangular, _prepare_triangular), (_triangular, _triangular), _triangular_cdf, _triangular_mean,
        (0, 2),
    ),
    "beta": Distribution((_prepare_beta, _prepare_beta), (_beta, _beta), _beta_cdf, _beta_mean, (2, 3)),
    "discrete": Distribution(
        (_prepare_discrete, _prepare_discrete), (_discrete, _discrete), _discrete_cdf, _discrete_mean,
        arrange=_arrange_discrete, filler=(0.0, -1.0),
    ),
}  # fmt: skip
"""Every form that can be drawn; `exact` has its value, and an `unknown` without a range stays unknown."""


@lru_cache(maxsize=65536)
def _prepared(form: str, parameters: Parameters) -> list[float]:
    row = DISTRIBUTIONS[form]
    return row.prepare[0](SCALAR, row.arrange(parameters))


def sample(written: Written, u: float) -> float:
    """The value of a written quantity at the share u."""
    if not written.is_drawn:
        return written.parameters[0] if written.is_exact else math.nan
    return DISTRIBUTIONS[written.form].quantile[0](SCALAR, _prepared(written.form, written.parameters), u)


def columns(form: str, parameters: Sequence[Parameters]) -> list[Column]:
    """What the quantile of a form reads for many written values, as columns of shape (values, 1)."""
    row = DISTRIBUTIONS[form]
    if row.filler:
        arranged = [row.arrange(one) for one in parameters]
        longest = max(len(one) for one in arranged)
        parameters = [one + row.filler * ((longest - len(one)) // len(row.filler)) for one in arranged]
    raw = [np.array(column).reshape(-1, 1) for column in zip(*parameters, strict=True)]
    with np.errstate(all="ignore"):
        prepared = row.prepare[1](VECTOR, raw)
    return [_alike(column) for column in prepared]


def _alike(column: Floats) -> Column:
    return float(column[0, 0]) if (column == column[0]).all() else column


def quantiles(form: str, prepared: Sequence[Column], shares: Floats, arithmetic: Arithmetic[Floats] = VECTOR) -> Floats:
    """The values at shares of shape (values, draws), given the columns of the form; may write over the shares."""
    return DISTRIBUTIONS[form].quantile[1](arithmetic, prepared, shares)


def supports(form: str, parameters: Sequence[Parameters], prepared: Sequence[Column]) -> tuple[Floats, Floats]:
    """The least and the greatest value that any draw can give of each written value."""
    row = DISTRIBUTIONS[form]
    shares = np.tile(np.array([LOWEST, HIGHEST]), (len(parameters), 1))
    with np.errstate(all="ignore"):
        ends = quantiles(form, prepared, shares)
    low, high = ends.min(axis=1), ends.max(axis=1)
    if row.bounds is None:
        return low, high
    # a quantile keeps order only up to its rounding
    slack = 1e-12 * np.maximum(np.abs(low), np.abs(high))
    least, most = (np.array([one[place] for one in parameters]) for place in row.bounds)
    return np.maximum(low - slack, least), np.minimum(high + slack, most)
