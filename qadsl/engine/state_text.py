"""A state as text and back: JSON with a readable head, its numbers as packed doubles, and a digest of it all.

Nothing in it is ever executed, and reading it takes no more memory than its head says and the limits here allow.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, cast

import numpy as np

from qadsl.engine.state import StateError
from qadsl.result import Floats, Kept, State

__all__ = ["LARGEST_STATE", "MOST_HELD", "read_state", "write_state"]

LARGEST_STATE = 1_000_000_000
"""Characters of a saved state."""
MOST_HELD = 250_000_000
"""Numbers that one memory of a saved state may hold."""

_FORMAT = "qadsl saved state 1"
_TEXTS = ("scenario", "theory", "period", "past")
_COUNTS = ("periods", "seed", "draws", "undecided")
_NAMES = ("actors", "targets")


def write_state(state: State) -> str:
    """The text of a state."""
    head: dict[str, Any] = {name: getattr(state, name) for name in (*_TEXTS, *_COUNTS, *_NAMES)}
    head["memories"] = {name: _written(kept) for name, kept in sorted(state.memories.items())}
    return json.dumps({"format": _FORMAT, "digest": _digest(head), **head}, indent=1, ensure_ascii=False) + "\n"


def _written(kept: Kept) -> dict[str, Any]:
    ends = None if kept.ends is None else [_packed(part) for part in kept.ends]
    return {"holds": "flags" if kept.is_flag else "numbers", "values": _packed(kept.values), "ends": ends}


def _packed(values: Floats) -> str:
    data = np.ascontiguousarray(values, dtype="<f8").tobytes()
    return b64encode(zlib.compress(data, 6)).decode()


def _digest(head: Mapping[str, Any]) -> str:
    text = json.dumps(head, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def read_state(text: str) -> State:
    """The state of a text.

    Raises
    ------
    StateError
        If it is none, is damaged, or was changed since it was written.
    """
    if len(text) > LARGEST_STATE:
        raise StateError(f"a saved state of more than {LARGEST_STATE:,} characters is not read")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise StateError("this is no saved state, or only a part of one") from None
    if not isinstance(found, dict) or not isinstance(found.get("format"), str):
        raise StateError("this is no saved state")
    if found["format"] != _FORMAT:
        raise StateError(f"this saved state is of another format: `{found['format'][:40]}`, not `{_FORMAT}`")
    head = {key: value for key, value in found.items() if key not in {"format", "digest"}}
    if found.get("digest") != _digest(head):
        raise StateError("this saved state is damaged: its digest does not fit it")
    try:
        return _state(head)
    except (KeyError, TypeError, ValueError, OverflowError, Error, zlib.error, AttributeError):
        raise StateError("this saved state is not as a run writes it") from None


def _state(head: dict[str, Any]) -> State:
    texts = [_of(head[name], str) for name in _TEXTS]
    counts = [_of(head[name], int) for name in _COUNTS]
    names = [tuple(_of(one, str) for one in _of(head[name], list)) for name in _NAMES]
    periods, _, draws, undecided = counts
    if (
        min(counts) < 0
        or max(counts) >= 2**63
        or periods < 1
        or draws < 1
        or any(len(set(some)) < len(some) for some in names)
    ):
        raise ValueError(counts)
    sites = len(names[1]) * len(names[0]) ** 2
    if sites * draws > MOST_HELD:
        raise StateError(f"a saved state that holds more than {MOST_HELD:,} numbers is not read")
    memories = {name: _kept(_of(kept, dict), sites, draws) for name, kept in _of(head["memories"], dict).items()}
    scenario, theory, period, past = texts
    return State(scenario, theory, period, periods, past, counts[1], draws, undecided, names[0], names[1], memories)


def _of(value: Any, kind: type) -> Any:
    """The value, if it is of the kind that a state has there."""
    if type(value) is not kind:
        raise TypeError(value)
    return value


def _kept(kept: dict[str, Any], sites: int, draws: int) -> Kept:
    is_flag = {"flags": True, "numbers": False}[_of(kept["holds"], str)]
    values = _unpacked(_of(kept["values"], str), sites, draws)
    if np.isinf(values).any() or (is_flag and not np.isin(values[~np.isnan(values)], (0.0, 1.0)).all()):
        raise ValueError(kept["holds"])
    if kept["ends"] is None:
        return Kept(is_flag, values)
    one, two, open_ = (_unpacked(_of(part, str), sites, 1)[:, 0] for part in _of(kept["ends"], list))
    if np.isnan([one, two, open_]).any():
        raise ValueError(kept["ends"])
    return Kept(is_flag, values, (one, two, open_))


def _unpacked(text: str, rows: int, columns: int) -> Floats:
    """Just as many numbers as there must be; what unpacks to more is refused before it does."""
    size = rows * columns * 8
    machine = zlib.decompressobj()
    data = machine.decompress(b64decode(text, validate=True), size + 1)
    if len(data) != size or not machine.eof:
        raise ValueError(len(data))
    return cast(Floats, np.frombuffer(data, dtype="<f8").astype(np.float64).reshape(rows, columns))
