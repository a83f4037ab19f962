"""The explorer in a notebook: the only file that knows anywidget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from qadsl.explorer.bundle import script, style

__all__ = ["ExplorerWidget", "put"]

Asked = Callable[[dict[str, Any]], tuple[dict[str, Any], list[bytes]]]


class ExplorerWidget(anywidget.AnyWidget):
    """A live explorer; what is moved and what is looked at stand in `values` and `picked`, on both sides."""

    _esm = f"{script()}export default {{ render: qadslExplorer.render }};\n"
    _css = style()
    facts = traitlets.Unicode().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    data = traitlets.Unicode().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    picked = traitlets.Dict().tag(sync=True)

    def answer_with(self, asked: Asked) -> None:
        """Answer what the page asks of the kernel."""

        def heard(_widget: object, message: dict[str, Any], _buffers: object) -> None:
            said, buffers = asked(message)
            self.send(said, buffers)

        self.on_msg(heard)


def put(widget: ExplorerWidget, still: Mapping[str, Any] | None = None) -> None:
    """Show the live explorer, and above it what stands still, which a saved notebook keeps."""
    from IPython.display import display

    if still is not None:
        display(dict(still), raw=True)  # type: ignore[no-untyped-call]
    display(widget)  # type: ignore[no-untyped-call]
