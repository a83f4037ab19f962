"""Both kernels, asked as Jupyter asks them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ipykernel")
jupyter_kernel_test = pytest.importorskip("jupyter_kernel_test")

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "editors" / "kernels"
SUEZ = """use multifacet
scenario suez "Suez Crisis" {
  state UK, France, Egypt
  against Egypt { among UK, France { common_threat = high } }
}
"""
QUIET = ("execute_input", "status")
RUN = f"{SUEZ}run suez {{ draws 20 }}\n"


@pytest.fixture(scope="module", autouse=True)
def specs(tmp_path_factory):
    """Kernels are found as they are installed."""
    data = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(SPECS, data / "kernels")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(data))
        patch.setenv("IPYTHONDIR", str(data / "ipython"))
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))))
        patch.chdir(data)
        yield data


class Asking:
    """What both kernels are asked besides."""

    @classmethod
    def tearDownClass(cls) -> None:
        cls.kc.stop_channels()
        cls.km.shutdown_kernel(now=True)

    def asked(self, code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """What a cell answers, and what it shows."""
        messages: list[dict[str, Any]] = []
        reply = self.kc.execute_interactive(code, timeout=30, output_hook=messages.append)
        return reply["content"], [one["content"] for one in messages if one["msg_type"] not in QUIET]

    def offered(self, code: str) -> dict[str, Any]:
        """What may stand at the end of a cell."""
        return self.kc.complete(code, reply=True, timeout=15)["content"]

    def told(self, code: str, place: int) -> dict[str, Any]:
        """What is said of a place."""
        return self.kc.inspect(code, place, reply=True, timeout=15)["content"]


class TestQuasi(Asking, jupyter_kernel_test.KernelTests):
    kernel_name = "qa"
    language_name = "qadsl"
    file_extension = ".qa"
    code_hello_world = "%%python\nprint('hello, world')"
    code_stderr = "%%python\nimport sys; print('x', file=sys.stderr)"
    code_generate_error = "run nowhere"
    code_display_data = ({"code": f"# cell\n{SUEZ}run suez {{ draws 10 }}", "mime": "text/html"},)
    code_inspect_sample = "use"
    complete_code_samples = ("run suez", "rule r when\n\n", "use multifacet", "%quasi run suez", SUEZ, "# only this",
                             "suez?", "%quasi jobs\nrun suez")  # fmt: skip
    incomplete_code_samples = (
        "%quasi jobs\nscenario a {",
        "%%python",
        "scenario a {",
        "scenario a { state UK",
        "rule r when fear",
        "use multifacet {",
    )
    invalid_code_samples = ("scenario a { } }",)
    code_execute_result = tuple({"code": f"%%python\n1 + {n}", "result": str(1 + n)} for n in (1, 2, 3))
    code_clear_output = "%%python\nfrom IPython.display import clear_output; clear_output()"
    code_page_something = "use?"
    code_history_pattern = "%%python\n1 + 1"
    supported_history_operations = ("tail", "search")
    completion_samples = ({"text": "scena", "matches": {"scenario"}}, {"text": "use multif", "matches": {"multifacet"}})

    def test_cells_are_programs(self) -> None:
        assert self.asked(f"\n{SUEZ}")[0]["status"] == "ok"
        done, shown = self.asked("run suez { draws 20 }")
        assert done["status"] == "ok"
        assert "France and UK" in shown[0]["data"]["text/plain"]
        assert "text/html" in shown[0]["data"]
        failed, _ = self.asked("\nrun suez\nrun nowhere")
        assert failed["ename"] == "CellError"
        assert f"cell {failed['execution_count']}:3:5" in failed["evalue"]  # as the notebook counts cells and lines
        failed, _ = self.asked("%%quasi named --draws 5\nrun nowhere")
        assert "cell named:2:5" in failed["evalue"]

    def test_magics_are_ipythons(self) -> None:
        self.asked(SUEZ)
        assert self.asked("%%quasi --draws 7 --as found\nrun suez")[0]["status"] == "ok"
        done, shown = self.asked("%quasi run suez --draws 5")
        assert done["status"] == "ok"
        assert shown
        _, shown = self.asked("%%python\nprint(found.draws)\nfound.draws + 1")
        assert shown[0]["text"] == "7\n"
        assert shown[1]["data"]["text/plain"] == "8"
        assert self.asked("%%time\nrun suez { draws 5 }")[0]["status"] == "ok"
        _, shown = self.asked("%%python\n%time seen = found.draws\nseen + 2")
        assert shown[-1]["data"]["text/plain"] == "9"

    def test_lines_of_ipythons_stand_above_a_program(self) -> None:
        self.asked(SUEZ)
        done, shown = self.asked("\n%quasi library multifacet\n\nrun suez { draws 9 }")
        assert done["status"] == "ok"
        assert [one["data"]["text/html"].split('"')[1].split()[1] for one in shown] == ["qa-library", "qa-run"]
        failed, _ = self.asked("\n%quasi jobs\n!echo hello\n\nrun suez\nrun nowhere")
        assert f"cell {failed['execution_count']}:6:5" in failed["evalue"]
        failed, _ = self.asked("run suez\n%quasi jobs")
        assert "`%quasi` lines stand above the program" in failed["evalue"]
        assert self.offered("%quasi jobs\nrun su")["matches"] == ["suez"]
        _, shown = self.asked("\n  \n%%python\n1 + 1")
        assert shown[0]["data"]["text/plain"] == "2"

    def test_a_name_is_asked_for(self) -> None:
        self.asked(SUEZ)
        for code in ("suez?", "?suez", "suez ??"):
            done, _ = self.asked(code)
            assert "scenario suez: Suez Crisis" in done["payload"][0]["data"]["text/plain"]
        _, shown = self.asked("nowhere?")
        assert shown[0]["text"] == "Nothing is called nowhere here.\n"
        _, shown = self.asked("?")
        assert "--draws" in shown[0]["data"]["text/plain"]
        assert not self.kc.kernel_info(reply=True, timeout=15)["content"]["help_links"]

    def test_writing(self) -> None:
        self.asked(SUEZ)
        start = time.process_time()
        found = self.offered("scenario later extends suez { against Egypt { among UK, Fr")
        assert found["matches"] == ["France"]
        assert found["cursor_end"] - found["cursor_start"] == 2
        assert time.process_time() - start < 0.3
        assert self.offered("%quasi run s")["matches"] == ["suez"]
        assert "print" in self.offered("%%python\npri")["matches"]
        assert "Suez Crisis" in self.told("run suez", 6)["data"]["text/markdown"]
        assert "Multi-facet" in self.told("use multifacet\n", 8)["data"]["text/plain"]
        assert not self.told("nothing", 3)["found"]

    def test_widgets_reach_the_page(self) -> None:
        done, shown = self.asked("%%python\nimport ipywidgets; display(ipywidgets.IntSlider())")
        assert done["status"] == "ok", done
        kinds = {kind for one in shown for kind in one.get("data", {})}
        assert "application/vnd.jupyter.widget-view+json" in kinds

    def test_what_the_notebook_says_of_its_language(self) -> None:
        told = self.kc.kernel_info(reply=True, timeout=15)["content"]
        assert told["implementation"] == "qadsl"
        language = told["language_info"]
        assert (language["mimetype"], language["codemirror_mode"]) == ("text/x-qadsl", "qadsl")
        from pygments.lexers import get_lexer_by_name

        assert get_lexer_by_name(language["pygments_lexer"]).name == "qadsl"


class TestPython(Asking, jupyter_kernel_test.KernelTests):
    kernel_name = "python3-quasi"
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_generate_error = "1 / 0"
    code_display_data = ({"code": f"%%quasi suez\n{RUN}", "mime": "text/html"},)
    code_inspect_sample = "print"
    code_execute_result = tuple({"code": f"1 + {n}", "result": str(1 + n)} for n in (1, 2, 3))
    code_page_something = "print?"
    code_history_pattern = "1 + 1"
    supported_history_operations = ("tail", "search")
    complete_code_samples = ("1", "%%quasi\nrun suez\n\n")
    completion_samples = (
        {"text": "%%quasi\nscena", "matches": {"scenario"}},
        {"text": "zi", "matches": {"zip"}},
    )

    def test_the_magics_are_there(self) -> None:
        assert self.asked(f"%%quasi suez --as found\n{RUN}")[0]["status"] == "ok"
        done, _ = self.asked("assert found.draws == 20")
        assert done["status"] == "ok"
        assert self.offered("%quasi run s")["matches"] == ["suez"]
        assert self.offered("%%quasi\nscenario late extends suez { state Fr")["matches"] == ["France"]
        assert "Suez Crisis" in self.told("%%quasi\nrun suez", 14)["data"]["text/markdown"]
        assert "Prints the values" in self.told("print", 3)["data"]["text/plain"]

    def test_unloading_ends_it(self) -> None:
        assert self.asked("%unload_ext qadsl")[0]["status"] == "ok"
        try:
            assert "scenario" not in self.offered("%%quasi\nscena")["matches"]
            assert not self.told("%%quasi\nuse multifacet", 14)["found"]
            assert self.asked("assert 'do_inspect' not in vars(get_ipython().kernel)")[0]["status"] == "ok"
        finally:
            self.asked("%load_ext qadsl")


@pytest.mark.parametrize("name", ["qa", "python3-quasi"])
def test_a_kernel_is_complete(name: str) -> None:
    folder = SPECS / name
    spec = json.loads((folder / "kernel.json").read_text(encoding="utf-8"))
    assert spec["argv"][0] == "python"  # Jupyter puts the interpreter that it runs under in its place
    assert {"logo-svg.svg", "logo-32x32.png", "logo-64x64.png"} <= {path.name for path in folder.iterdir()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared["editors/kernels"] == "share/jupyter/kernels"
    assert shared["editors/jupyterlab"] == "share/jupyter/labextensions/qadsl"


def test_the_kernel_imports_nothing_of_the_language_before_a_cell_runs() -> None:
    program = (
        "import sys; import qadsl.apps.notebook.kernel\n"
        "print([m for m in ('lark', 'numpy', 'pandas', 'rich', 'qadsl.syntax.parser') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_beside_the_notebook_are_not_taken_for_modules(tmp_path, monkeypatch) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('taken for the module')")
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, "-m", "qadsl.apps.notebook.kernel", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
