"""Circles among things that read one another."""

from __future__ import annotations

__all__ = ["path_back"]


def path_back(start: str, graph: dict[str, set[str]]) -> list[str]:
    """A shortest circle through `start`, or nothing."""
    queue: list[list[str]] = [[start]]
    seen: set[str] = set()
    while queue:
        path = queue.pop(0)
        for following in sorted(graph.get(path[-1], ())):
            if following == start:
                return [*path, start]
            if following not in seen:
                seen.add(following)
                queue.append([*path, following])
    return []
