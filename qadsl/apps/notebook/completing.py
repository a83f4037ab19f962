"""Completes what may follow `%%quasi` and `%quasi` on their line."""

from __future__ import annotations

from typing import Any

from qadsl.apps.notebook.wording import OPTIONS, WORDS

__all__ = ["complete"]


def complete(_shell: Any, event: Any) -> list[str]:
    """Options behind `%%quasi`, words behind `%quasi`; IPython keeps those that begin as what is typed."""
    if event.line.lstrip().startswith("%%"):
        return list(OPTIONS)
    return list(WORDS) if len(event.line[: -len(event.symbol) or None].split()) <= 1 else list(OPTIONS)
