"""Servers of the tests' own: nothing of the machine leaks into them, and they ask nothing of a network."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

REPOSITORY = Path(__file__).parents[3]
PATIENCE = 90
"""Seconds that a server may take to answer on a machine that does much else."""
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # a notebook that takes cells out of the page while they are not seen cannot be looked at as a whole
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
    "@jupyterlab/apputils-extension/themes": {"theme": "JupyterLab Light"},
}
OPTIONS = (
    "--no-browser",
    "--ip=127.0.0.1",
    "--port=0",
    "--allow-root",
    "--IdentityProvider.token=",
    "--ServerApp.disable_check_xsrf=True",
    "--FileContentsManager.hide_globs=[]",
    "--LabApp.expose_app_in_browser=True",
    "--JupyterNotebookApp.expose_app_in_browser=True",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)


@dataclass(frozen=True)
class Server:
    """A server that runs: where it answers, and the folder of its notebooks."""

    url: str
    root: Path

    def ask(self, path: str, method: str = "GET") -> bytes:
        """What the server answers to a request."""
        request = urllib.request.Request(f"{self.url}{path}", method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as found:
            return bytes(found.read())

    def forget_kernels(self) -> None:
        """End what notebooks have left running; a kernel that is ending already says so by an error."""
        for session in json.loads(self.ask("api/sessions")):
            with suppress(HTTPError):
                self.ask(f"api/sessions/{session['id']}", "DELETE")


@contextmanager
def lab(folder: Path) -> Iterator[Server]:
    """JupyterLab, and with it Notebook 7, on a free port."""
    env, root = surroundings(folder), folder / "root"
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--ServerApp.root_dir={root}"]
    with running(command, env, folder / "lab.log") as process:
        file = folder / "runtime" / f"jpserver-{process.pid}.json"
        until(lambda: is_written(file), process, folder / "lab.log")
        server = Server(json.loads(file.read_text(encoding="utf-8"))["url"].replace("localhost", "127.0.0.1"), root)
        until(lambda: answers(server), process, folder / "lab.log")
        yield server


@contextmanager
def voila(folder: Path) -> Iterator[Server]:
    """Voila on a free port."""
    env, root = surroundings(folder), folder / "root"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "voila",
        "--no-browser",
        "--Voila.ip=127.0.0.1",
        "--template=qadsl",
        f"--port={port}",
        str(root),
    ]
    with running(command, env, folder / "voila.log") as process:
        server = Server(f"http://127.0.0.1:{port}/", root)
        until(lambda: answers(server), process, folder / "voila.log")
        yield server


def surroundings(folder: Path) -> dict[str, str]:
    """A home of its own: no settings, workspaces, kernels or extensions of whoever runs the tests."""
    own = ("home", "config", "data", "runtime", "settings", "workspaces", "root", "ipython", "cache")
    for name in own:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, values in SETTINGS.items():
        file = folder / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "XDG", "IPYTHON"))}
    return {
        **kept,
        "HOME": str(folder / "home"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_PATH": str(shared_data(folder / "shared")),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
    }


def shared_data(folder: Path) -> Path:
    """Kernels and extensions of a clone that is tried by PYTHONPATH; one that is installed has brought its own."""
    folder.mkdir(exist_ok=True)
    if "PYTHONPATH" in os.environ:
        wheel = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
        for source, place in wheel["targets"]["wheel"].get("shared-data", {}).items():
            copy = folder / Path(place).relative_to("share/jupyter")
            copy.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (REPOSITORY / source).is_dir() else shutil.copy)(REPOSITORY / source, copy)
    return folder


@contextmanager
def running(command: list[str], env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended when it is not needed any more."""
    with log.open("wb") as out, subprocess.Popen(command, env=env, stdout=out, stderr=out, cwd=log.parent) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def is_written(file: Path) -> bool:
    """Whether a file of a server is there as a whole: it is seen while it is written, too."""
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def answers(server: Server) -> bool:
    """Whether a server answers by now."""
    try:
        server.ask("")
    except OSError:
        return False
    return True


def until(is_so, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a server that starts.

    Raises
    ------
    RuntimeError
        If it ends, or has not started after `PATIENCE` seconds.
    """
    end = time.monotonic() + PATIENCE
    while not is_so():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args}: did not start\n{log.read_text(encoding='utf-8')[-3000:]}")
        time.sleep(0.05)
