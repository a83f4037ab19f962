"""The explorer in a notebook: the only file that knows anywidget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from qadsl.explorer.bundle import opening, program

__all__ = ["WORDS", "ExplorerWidget", "put"]

WORDS = "The explorer: sliders and pictures that move with the hand. Run the cell to have it live."
"""What stands in its place where there are no widgets."""

Asked = Callable[[dict[str, Any]], tuple[dict[str, Any], list[bytes]]]


class ExplorerWidget(anywidget.AnyWidget):
    """A live explorer; what is moved and what is looked at stand in `values` and `picked`, on both sides."""

    _esm = (
        f'{opening()}const program = qadslProgram("{program()}");\n'
        'const render = async ({ model, el }) => (await program)(el, model.get("matter"), model);\n'
        "export default { render };\n"
    )
    matter = traitlets.Unicode().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    picked = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return WORDS

    def answer_with(self, asked: Asked) -> None:
        """Answer what the page asks of the kernel."""

        def heard(_widget: object, message: dict[str, Any], _buffers: object) -> None:
            said, buffers = asked(message)
            self.send(said, buffers)

        self.on_msg(heard)


def put(widget: ExplorerWidget, above: Mapping[str, Any]) -> None:
    """Show the live explorer, and above it what a saved notebook keeps of it."""
    from IPython.display import display

    display(dict(above), raw=True)  # type: ignore[no-untyped-call]
    display(widget)  # type: ignore[no-untyped-call]
