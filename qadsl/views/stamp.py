"""What a result rests on, to be said beside it: texts by their digests, settings, seed, draws and the version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Stamp"]

DIGITS = 12
"""Digits of a digest that are shown."""
MOST_TEXTS = 40
"""Libraries that are named in a stamp."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The texts that were read, as pairs of name and digest, and what was set from outside."""

    texts: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    """Tables of data that were read, as pairs of name and digest."""
    handed: tuple[str, ...] = ()
    """Those of them that Python handed in."""

    def parts(self, draws: int, seed: int, *, is_sampled: bool | None, is_complete: bool = True) -> tuple[str, ...]:
        """Its parts in words; a run that is not complete was interrupted.

        `is_sampled` is None where there was nothing to work out.
        """
        own = [f"text {digest[:DIGITS]}" for name, digest in self.texts if not name]
        others = [f"{name} {digest[:DIGITS]}" for name, digest in self.texts if name][:MOST_TEXTS]
        tables = [f"{name} {digest[:DIGITS]}" for name, digest in self.data][:MOST_TEXTS]
        found = [*own, *([f"libraries {', '.join(others)}"] if others else [])]
        found += [*([f"data {', '.join(tables)}"] if tables else []), *_set(self.settings)]
        how = [f"{draws:,} draws", f"seed {seed}"] if is_sampled else ["exact"] if is_sampled is False else []
        cut = [] if is_complete else ["interrupted"]
        return (*found, *how, *cut, f"qadsl {_version()}")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("qadsl")
    except PackageNotFoundError:  # a checkout that is not installed
        return "of a checkout"


def _set(settings: Iterable[str]) -> list[str]:
    said = ", ".join(settings)
    return [f"set {said}"] if said else []
