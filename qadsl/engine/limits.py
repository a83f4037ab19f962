"""What is said where a run would cost more than it may."""

from __future__ import annotations

__all__ = ["LimitError"]


class LimitError(ValueError):
    """A run would cost more than its limits allow; nothing was run."""

    code, help = "QA724", "Ask for fewer draws, or split it."

    def __init__(self, limit: str, asked: float, allowed: float) -> None:
        self.limit, self.asked, self.allowed = limit, asked, allowed
        super().__init__(f"this run is too large: {limit}: {asked:,.0f} asked, {allowed:,.0f} allowed")
