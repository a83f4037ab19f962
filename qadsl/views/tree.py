"""Any tree of frozen dataclasses as indented text, without its spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from qadsl.diagnostics.cells import printable

__all__ = ["text"]


def text(value: object) -> str:
    """One line for what is short, one a field for what is not."""
    return "\n".join(_lines(value))


def _lines(value: object) -> Iterator[str]:
    short = _short(value)
    if short is not None and len(short) <= 100:
        yield short
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{printable(str(key))}:", item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _entry("-", item)
    elif is_dataclass(value):
        yield type(value).__name__
        for name, item in _shown(value):
            for line in _entry(f"{name}:", item):
                yield f"  {line}"
    else:
        yield printable(repr(value))


def _entry(head: str, item: object) -> Iterator[str]:
    lines = list(_lines(item))
    if len(lines) == 1:
        yield f"{head} {lines[0]}"
        return
    yield head
    for line in lines:
        yield f"  {line}"


def _shown(value: object) -> Iterator[tuple[str, object]]:
    assert is_dataclass(value)
    for field in fields(value):
        item = getattr(value, field.name)
        if field.repr and item is not None and item != () and not (isinstance(item, Mapping) and not item):
            yield field.name, item


def _short(value: object) -> str | None:
    """On one line, None where that would be too long to read."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, Mapping):
        return None if value else "{}"
    if isinstance(value, tuple | list):
        parts = [_short(item) for item in value]
        return None if None in parts else f"[{', '.join(str(part) for part in parts)}]"
    if is_dataclass(value):
        named = [(name, _short(item)) for name, item in _shown(value)]
        if any(part is None for _, part in named):
            return None
        found = f"{type(value).__name__}({', '.join(f'{name}={part}' for name, part in named)})"
        return found if len(found) <= 100 else None
    return printable(repr(value))
