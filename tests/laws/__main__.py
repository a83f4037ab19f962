"""Prints each law with the number of examples it is tried on: `QADSL_LAWS=ci python -m tests.laws` for those of CI."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from hypothesis import settings

from tests.laws import conftest

__all__ = ["laws"]


def laws() -> Iterator[tuple[str, int]]:
    """Name and number of examples of each law."""
    assert conftest.COMMON  # the profiles are known, and one of them is loaded
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for name, function in vars(import_module(f"tests.laws.{path.stem}")).items():
            if name.startswith("test_") and hasattr(function, "hypothesis"):
                used = getattr(function, "_hypothesis_internal_use_settings", None) or settings.default
                yield name, used.max_examples


if __name__ == "__main__":
    found = list(laws())
    for name, count in found:
        print(f"{count:6} {name.removeprefix('test_').replace('_', ' ')}")
    print(f"{sum(count for _, count in found):6} examples of {len(found)} laws")
