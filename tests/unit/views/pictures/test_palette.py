"""Outcomes can be told apart in grey, by colour-blind readers, and on white and black ground."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from qadsl.views.pictures.palette import CLEAR, looks

Rgb = tuple[float, float, float]

SIMULATED = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What colours come to in linear light (Machado, Oliveira and Fernandes 2009, severity 1)."""


def linear(colour: str) -> Rgb:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def luminance(colour: Rgb) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def lab(colour: Rgb) -> Rgb:
    """CIE L*a*b* under D65."""
    red, green, blue = (min(max(c, 0.0), 1.0) for c in colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    a, b, c = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def apart(one: Rgb, other: Rgb) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_each_step_is_darker_in_grey(count: int) -> None:
    lightness = [lab(linear(look.colour))[0] for look in looks(count)]
    assert all(one - other > 4 for one, other in pairwise(lightness))
    assert lightness[0] - lightness[1] > 9  # bars of the least option stand beside those of the next


@pytest.mark.parametrize("sight", SIMULATED)
@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_colour_blind_readers_can_tell_them_apart(sight: str, count: int) -> None:
    def seen(colour: str) -> Rgb:
        given = linear(colour)
        red, green, blue = (sum(k * c for k, c in zip(row, given, strict=True)) for row in SIMULATED[sight])
        return red, green, blue

    for one, other in combinations([look.colour for look in looks(count)], 2):
        # a difference of ten is seen at a glance
        assert apart(seen(one), seen(other)) > 15, (one, other)


@pytest.mark.parametrize("ground", [1.0, 0.0056])
@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_ties_stand_out_from_white_and_dark_ground(count: int, ground: float) -> None:
    for look in looks(count)[1:]:
        own = luminance(linear(look.colour))
        contrast = (max(own, ground) + 0.05) / (min(own, ground) + 0.05)
        assert contrast > 2.2, look.colour


def test_the_ink_of_notebooks_reads_on_white_and_on_black() -> None:
    own = luminance(linear(CLEAR.ink))
    assert 1.05 / (own + 0.05) > 4.2
    assert (own + 0.05) / (0.0056 + 0.05) > 4.2


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_dashes_differ_too_and_the_most_committed_is_whole(count: int) -> None:
    dashes = [look.dash for look in looks(count)]
    assert len(set(dashes)) == count
    assert dashes[-1] == (1.0, 0.0)


def test_any_theory_has_looks_for_all_its_options() -> None:
    for count in range(12):
        found = looks(count)
        assert len({look.colour for look in found}) == len(found) == count


def test_text_reads_upon_every_colour() -> None:
    for look in (one for count in range(2, 8) for one in looks(count)):
        own, ink = luminance(linear(look.colour)), luminance(linear(look.on))
        assert (max(own, ink) + 0.05) / (min(own, ink) + 0.05) > 4.5, look.colour
