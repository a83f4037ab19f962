"""Elementary operations in two forms, one number or an array at a time, that give the same bits.

Formulas (exp, quantiles, choice) are written once over `Arithmetic` and run in either form. Both forms use only what
IEEE 754 fixes to the last bit: + - * / sqrt, comparison, rounding to a whole number and splitting off the exponent.
Library functions such as `math.exp` or `numpy.log` differ between machines by a bit and are not used anywhere.

The sign of a zero is left open: no operation of the language can tell -0.0 from 0.0 (dividing by either is unknown),
and figures drop it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, cast

import numpy as np

from qadsl.result import Flags, Floats

__all__ = ["SCALAR", "VECTOR", "Arithmetic", "Scratch", "V"]

V = TypeVar("V", float, Floats)
Mask = bool | Flags

_LEAST_BITS = 0x3FE6A09E00000000
"""The bits of the least mantissa that `split` gives, the square root of a half cut to its first word."""
_LEAST = 0.7071065902709961


class Arithmetic(Protocol[V]):
    """What a formula may use beside the operators + - * and the comparisons."""

    def divide(self, x: V, y: V | float) -> V:
        """x / y with IEEE infinities and NaN instead of exceptions."""

    def sqrt(self, x: V) -> V:
        """Square root, NaN below 0."""

    def rint(self, x: V) -> V:
        """The nearest whole number, halves to even."""

    def floor(self, x: V) -> V:
        """The whole number at or below."""

    def absolute(self, x: V) -> V:
        """|x|."""

    def minimum(self, x: V, y: V | float) -> V:
        """The lesser; NaN if either is."""

    def maximum(self, x: V, y: V | float) -> V:
        """The greater; NaN if either is."""

    def where(self, mask: Mask, x: V | float, y: V | float) -> V:
        """x where the mask holds, else y."""

    def split(self, x: V) -> tuple[V, V]:
        """(m, k) with x = m * 2^k and m from 0.7071 to 1.4142, for a normal positive x."""

    def power_of_two(self, k: V) -> V:
        """2^k for whole k from -1022 to 1023."""

    def polynomial(self, x: V, coefficients: Sequence[float]) -> V:
        """The polynomial by Horner's rule, leading coefficient first."""

    def times(self, x: V, y: V) -> V:
        """x * y; x may be written over."""

    def over(self, x: V, y: V) -> V:
        """`divide`; x may be written over."""

    def affine(self, x: V, factor: V | float, shift: V | float) -> V:
        """x * factor + shift; x may be written over."""

    def copysign(self, x: V, y: V) -> V:
        """|x| with the sign of y."""

    def shifted(self, x: V, shift: float) -> V:
        """x + shift."""

    def squared(self, x: V) -> V:
        """x * x."""

    def clamp(self, x: V, low: V | float, high: V | float, into: V) -> V:
        """The lesser of x and high, then the greater of it and low; x and `into` may be written over."""

    def excepting(self, mask: Mask, usual: V, special: Callable[..., V], *arguments: V) -> V:
        """special(...) where the mask holds, `usual` elsewhere, which may be written over."""

    def drop(self, *values: V) -> None:
        """Say that nobody reads these results of `shifted`, `squared` and `polynomial` any more."""

    def some(self, mask: Mask) -> bool:
        """Whether the mask holds anywhere."""

    def like(self, x: V, value: float) -> V:
        """The value in the shape of x."""


class _Scalar:
    def divide(self, x: float, y: float) -> float:
        if y != 0.0:
            return x / y
        if x != x or x == 0.0 or y != y:
            return math.nan
        return math.copysign(math.inf, x) * math.copysign(1.0, y)

    def sqrt(self, x: float) -> float:
        return math.sqrt(x) if x >= 0.0 else math.nan

    def rint(self, x: float) -> float:
        return math.copysign(float(round(x)), x) if math.isfinite(x) else x

    def floor(self, x: float) -> float:
        return math.copysign(float(math.floor(x)), x) if math.isfinite(x) else x

    def absolute(self, x: float) -> float:
        return abs(x)

    def minimum(self, x: float, y: float) -> float:
        return x if x < y or x != x else y

    def maximum(self, x: float, y: float) -> float:
        return x if x > y or x != x else y

    def where(self, mask: Mask, x: float, y: float) -> float:
        return x if mask else y

    def split(self, x: float) -> tuple[float, float]:
        mantissa, exponent = math.frexp(x)
        return (mantissa * 2.0, exponent - 1.0) if mantissa < _LEAST else (mantissa, float(exponent))

    def power_of_two(self, k: float) -> float:
        return math.ldexp(1.0, int(k))

    def polynomial(self, x: float, coefficients: Sequence[float]) -> float:
        total = coefficients[0]
        for coefficient in coefficients[1:]:
            total = total * x + coefficient
        return total

    def times(self, x: float, y: float) -> float:
        return x * y

    def over(self, x: float, y: float) -> float:
        return self.divide(x, y)

    def affine(self, x: float, factor: float, shift: float) -> float:
        return x * factor + shift

    def copysign(self, x: float, y: float) -> float:
        return math.copysign(x, y)

    def shifted(self, x: float, shift: float) -> float:
        return x + shift

    def squared(self, x: float) -> float:
        return x * x

    def clamp(self, x: float, low: float, high: float, into: float) -> float:
        return self.maximum(self.minimum(x, high), low)

    def excepting(self, mask: Mask, usual: float, special: Callable[..., float], *arguments: float) -> float:
        return special(*arguments) if mask else usual

    def drop(self, *values: float) -> None:
        pass

    def some(self, mask: Mask) -> bool:
        return bool(mask)

    def like(self, x: float, value: float) -> float:
        return value


class _Vector:
    def divide(self, x: Floats, y: Floats | float) -> Floats:
        return cast(Floats, np.divide(x, y))

    def sqrt(self, x: Floats) -> Floats:
        return cast(Floats, np.sqrt(x))

    def rint(self, x: Floats) -> Floats:
        return cast(Floats, np.rint(x))

    def floor(self, x: Floats) -> Floats:
        return cast(Floats, np.floor(x))

    def absolute(self, x: Floats) -> Floats:
        return cast(Floats, np.absolute(x))

    def minimum(self, x: Floats, y: Floats | float) -> Floats:
        return cast(Floats, np.minimum(x, y))

    def maximum(self, x: Floats, y: Floats | float) -> Floats:
        return cast(Floats, np.maximum(x, y))

    def where(self, mask: Mask, x: Floats | float, y: Floats | float) -> Floats:
        return np.where(mask, x, y)

    def split(self, x: Floats) -> tuple[Floats, Floats]:
        bits = np.ascontiguousarray(x).view(np.int64)
        exponent = bits - _LEAST_BITS
        np.right_shift(exponent, 52, out=exponent)
        k = exponent.astype(np.float64)
        np.left_shift(exponent, 52, out=exponent)
        np.subtract(bits, exponent, out=exponent)
        return exponent.view(np.float64), k

    def power_of_two(self, k: Floats) -> Floats:
        bits: Floats = ((k.astype(np.int64) + 1023) << 52).view(np.float64)
        return bits

    def polynomial(self, x: Floats, coefficients: Sequence[float]) -> Floats:
        total = np.multiply(x, coefficients[0], out=self._take(np.shape(x)))
        for coefficient in coefficients[1:-1]:
            np.add(total, coefficient, out=total)
            np.multiply(total, x, out=total)
        return cast(Floats, np.add(total, coefficients[-1], out=total))

    def times(self, x: Floats, y: Floats) -> Floats:
        return cast(Floats, np.multiply(x, y, out=x))

    def over(self, x: Floats, y: Floats) -> Floats:
        return cast(Floats, np.divide(x, y, out=x))

    def copysign(self, x: Floats, y: Floats) -> Floats:
        return cast(Floats, np.copysign(x, y))

    def affine(self, x: Floats, factor: Floats | float, shift: Floats | float) -> Floats:
        np.multiply(x, factor, out=x)
        return cast(Floats, np.add(x, shift, out=x))

    def shifted(self, x: Floats, shift: float) -> Floats:
        return cast(Floats, np.add(x, shift, out=self._take(np.shape(x))))

    def squared(self, x: Floats) -> Floats:
        return cast(Floats, np.multiply(x, x, out=self._take(np.shape(x))))

    def clamp(self, x: Floats, low: Floats | float, high: Floats | float, into: Floats) -> Floats:
        if isinstance(low, float) and isinstance(high, float):
            return np.clip(x, low, high, out=into)
        np.minimum(x, high, out=x)
        return cast(Floats, np.maximum(x, low, out=into))

    def excepting(self, mask: Mask, usual: Floats, special: Callable[..., Floats], *arguments: Floats) -> Floats:
        places = np.flatnonzero(mask)
        if places.size:
            usual.reshape(-1)[places] = special(*[argument.reshape(-1)[places] for argument in arguments])
        return usual

    def drop(self, *values: Floats) -> None:
        pass

    def _take(self, shape: tuple[int, ...]) -> Floats:
        """An array with anything in it."""
        return np.empty(shape)

    def some(self, mask: Mask) -> bool:
        return bool(np.any(mask))

    def like(self, x: Floats, value: float) -> Floats:
        return np.full(np.shape(x), value)


class Scratch(_Vector):
    """The vector form on working arrays of its own: fresh ones of this size would cost more than what is done on them.

    Whoever makes one calls it from one thread at a time.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._free: list[Floats] = []

    def drop(self, *values: Floats) -> None:
        self._free += [value.base for value in values if value.base is not None and len(value.base) == self._size]

    def _take(self, shape: tuple[int, ...]) -> Floats:
        size = math.prod(shape)
        if size > self._size or 4 * size < self._size:
            return np.empty(shape)
        whole = self._free.pop() if self._free else np.empty(self._size)
        return whole[:size].reshape(shape)


SCALAR: Arithmetic[float] = _Scalar()
VECTOR: Arithmetic[Floats] = _Vector()
