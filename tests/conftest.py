"""What all tests share: `--accept`, which records what programs answer instead of comparing it."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

import pytest

BROWSER = Path(__file__).parent / "apps" / "browser"

# What one process of the many that tests start has compiled, the next need not compile again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# What runs in the background may be deaf to interruptions, and so would be what tests start and then interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="rewrite what tests/language and tests/bad expect; read the diff"
    )
    parser.addoption("--browser", action="store_true", help="run tests/apps/browser too, in Chromium")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests in a browser take minutes, and programs that a user of the language need not have."""
    return True if collection_path == BROWSER and not config.getoption("--browser") else None


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not searched for rubbish again and again, which takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture
def is_accepting(request: pytest.FixtureRequest) -> bool:
    """Whether expected answers are to be rewritten."""
    return bool(request.config.getoption("--accept"))
