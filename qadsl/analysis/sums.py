"""Lists of numbers that add up to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import frexp, fsum, ldexp

__all__ = ["balance"]


def balance(parts: Sequence[float], total: float) -> tuple[tuple[float, ...], float]:
    """The parts and a remainder that together are exactly `total`.

    Added one after the other as floats, or added exactly and rounded once (as `math.fsum` and newer versions of
    `sum` do): both give `total` to the bit. The remainder lies between what the two ways leave over; only where
    no such number exists are the parts moved, by less than 2e-14 of the largest, onto a grid on which sums are exact.
    """
    exact = sum((Fraction(part) for part in parts), Fraction(0))
    remainder = float(Fraction(total) - (exact + Fraction(_in_order(parts))) / 2)
    for found in (0.0, remainder):
        if _adds_up(parts, found, total):
            return tuple(parts), found
    largest = max((abs(part) for part in (*parts, total)), default=0.0)
    grid = frexp(largest)[1] + len(parts).bit_length() - 52
    snapped = tuple(ldexp(round(ldexp(part, -grid)), grid) for part in parts)
    return snapped, total - _in_order(snapped)


def _in_order(parts: Sequence[float]) -> float:
    total = 0.0
    for part in parts:
        total += part
    return total


def _adds_up(parts: Sequence[float], remainder: float, total: float) -> bool:
    return _in_order(parts) + remainder == total and fsum((*parts, remainder)) == total
