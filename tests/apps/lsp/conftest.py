"""One server for all tests of a file, and texts for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.apps.lsp.client import Client

LIBRARY = """library cautious 1.2.0 "Risk-averse weighting"
source "Snyder 1984"
use multifacet
parameter fear : share = 0.4 "How much entrapment is feared" source "Snyder 1984"
rule shadow "A nuclear target frightens"
  when target.nuclear and not self.nuclear
  then entrapment += 0.2 * fear
  because "Snyder 1984"
"""
PROGRAM = """use multifacet
use cautious { fear = 0.6 }
attribute creed : category(arab, "pan-Arab") "Creed"
define gap(a, b) = abs(a.capability - b.capability)
group west "The West" = UK, France
rule calm
  for partner in west
  when gap(self, partner) < 0.5 and count(p in west where p.nuclear) >= 1
  then divergence *= 0.5 * fear  overrides shadow
scenario suez "Suez Crisis" {
  state UK "United Kingdom" { capability = 7%, creed = "pan-Arab" }, France, Egypt
  against Egypt {
    UK -> France { common_threat = high }
    among west { divergence = 0.2 }
    otherwise { entrapment = 0.1 }
  }
}
run suez
expect alliance: UK -> France against Egypt in suez
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program and the library it uses."""
    made = tmp_path_factory.mktemp("work")
    (made / "cautious.qa").write_text(LIBRARY, encoding="utf-8")
    (made / "suez.qa").write_text(PROGRAM, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    """An editor at work in that folder."""
    found = Client(folder)
    yield found
    assert found.stop() == 0


@pytest.fixture
def uri(client: Client, folder: Path) -> Iterator[str]:
    """The program, opened afresh."""
    found = client.open_file(folder / "suez.qa")
    client.settle(found)
    yield found
    client.close(found)
