"""What all tests share: `--accept`, which records what programs answer instead of comparing it."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="rewrite what tests/language and tests/bad expect; read the diff"
    )


@pytest.fixture
def is_accepting(request: pytest.FixtureRequest) -> bool:
    """Whether expected answers are to be rewritten."""
    return bool(request.config.getoption("--accept"))
