"""A notebook run from top to bottom, as `Restart and run all` does, and exported."""

from __future__ import annotations

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

GOOD = """%%quasi suez --draws 40
use multifacet
scenario suez {
  state UK, France, Egypt
  against Egypt { among UK, France { common_threat = high } }
}
run suez
"""

BESIDE = """%%quasi more --draws 20
use balance_of_power
scenario later extends suez { }
contrast multifacet, balance_of_power on suez
compare suez, later with multifacet
"""


def test_a_mistake_stops_the_notebook_and_results_stay_in_it(tmp_path) -> None:
    cells = ["%load_ext qadsl", GOOD, BESIDE, "%%quasi wrong\nrun nowhere", "1 / 0"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    with pytest.raises(nbclient.exceptions.CellExecutionError) as caught:
        nbclient.NotebookClient(book, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert caught.value.ename == "CellError"
    assert "cell wrong:2:5" in caught.value.evalue
    (shown,) = book.cells[1].outputs
    assert len(shown.data["text/html"]) < 150_000
    assert shown.data["text/html"].count("<img ") >= 1
    assert shown.data["text/latex"].count("longtable") > 1
    kinds = [one.data["text/html"].split('"')[1].split()[1] for one in book.cells[2].outputs]
    assert kinds == ["qa-contrast", "qa-comparison"]  # and nothing that a text drew by itself
    (error,) = book.cells[3].outputs
    assert "Traceback" not in "\n".join(error.traceback)
    assert not book.cells[4].outputs
