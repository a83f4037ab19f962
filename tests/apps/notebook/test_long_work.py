"""Long work in a real kernel: a bar, an interruption, work in the background, and a kernel that is shut down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

manager = pytest.importorskip("jupyter_client.manager")
pytest.importorskip("ipykernel")

SUEZ = """%%quasi suez
use multifacet
scenario suez {
  state UK, France, Egypt
  against Egypt { among UK, France { common_threat = 0.2 .. 0.9, divergence = 0.1 .. 0.9 } }
}
scenario later extends suez { against Egypt { UK -> France { divergence = 0.95 } } }
"""
ENDLESS = "--draws 1000000000"
PLENTY = 60
"""Seconds within which a kernel says what it must."""

Message = dict[str, Any]


class Kernel:
    """A kernel with the extension."""

    def __init__(self) -> None:
        self.manager, self.client = manager.start_new_kernel(kernel_name="python3")
        self.run("%load_ext qadsl")
        self.run(SUEZ)

    def run(self, code: str, seen: Callable[[Message], None] = lambda _: None) -> list[Message]:
        """Run a cell; what was shown meanwhile, of which `seen` is told as it comes."""
        message = self.client.session.msg("execute_request", {"code": code, "silent": False, "store_history": True})
        self.client.shell_channel.send(message)
        found: list[Message] = []
        while True:
            one = self.client.get_iopub_msg(timeout=PLENTY)
            if one["msg_type"] == "status" and one["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                if one["content"]["execution_state"] == "idle":
                    return found
            elif one["msg_type"] in ("display_data", "update_display_data", "stream", "error"):
                found.append(one)
                seen(one)

    def interrupt_at_bar(self, code: str) -> list[Message]:
        """Run a cell and interrupt it as soon as a bar is there."""
        is_done = False

        def seen(message: Message) -> None:
            nonlocal is_done
            if "<progress" in html(message) and not is_done:
                is_done = True
                self.manager.interrupt_kernel()

        return self.run(code, seen)


def html(message: Message) -> str:
    return str(message["content"].get("data", {}).get("text/html", ""))


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    made = Kernel()
    yield made
    made.client.stop_channels()
    made.manager.shutdown_kernel(now=True)


def left(messages: list[Message]) -> list[str]:
    """What each output holds at the end."""
    found: dict[str, str] = {}
    for number, one in enumerate(messages):
        if one["msg_type"] in ("display_data", "update_display_data"):
            found[one["content"].get("transient", {}).get("display_id") or str(number)] = html(one)
    return list(found.values())


@pytest.mark.parametrize(
    ("line", "kind"), [("run suez", "qa-run"), ("compare suez, later", "qa-comparison"), ("run later", "qa-run")]
)
def test_an_interruption_gives_what_there_is(kernel: Kernel, line: str, kind: str) -> None:
    shown = kernel.interrupt_at_bar(f"%quasi {line} {ENDLESS}")
    (error,) = (one["content"] for one in shown if one["msg_type"] == "error")
    assert error["ename"] == "CellError"
    assert error["evalue"].startswith("error: interrupted: ")
    assert len(error["traceback"]) == 1
    assert [one for one in left(shown) if one] == [html(shown[-2])]
    assert kind in html(shown[-2])
    assert "interrupted" in html(shown[-2])
    assert not [one for one in kernel.run("%quasi run suez --draws 20") if one["msg_type"] == "error"]


def test_other_cells_go_on_while_one_works_in_the_background(kernel: Kernel) -> None:
    (first, *_) = kernel.run(f"%quasi run suez {ENDLESS} --background --as behind")
    place = first["content"]["transient"]["display_id"]
    (printed,) = (one for one in kernel.run("print(6 * 7)") if one["msg_type"] == "stream")
    assert printed["content"]["text"] == "42\n"
    told = kernel.run("%quasi stop suez")
    changed = [one for one in told if one["content"].get("transient", {}).get("display_id") == place]
    assert "qa-run" in html(changed[-1])
    (printed,) = (one for one in kernel.run("print(behind.figures.is_complete)") if one["msg_type"] == "stream")
    assert printed["content"]["text"] == "False\n"


def test_a_kernel_with_work_in_the_background_is_shut_down() -> None:
    kernel = Kernel()
    kernel.run(f"%quasi run suez {ENDLESS} --background")
    kernel.client.shutdown()
    kernel.manager.finish_shutdown()
    assert not kernel.manager.is_alive()
    kernel.client.stop_channels()
    kernel.manager.cleanup_resources()
