"""`qa lsp`: starts the language server, which speaks with an editor over standard input and output."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from qadsl.pipeline import fail

__all__ = ["main"]


def main(_: argparse.Namespace) -> int:
    """Serve until the editor goes."""
    if find_spec("pygls") is None:
        tip = "Install it with: pip install 'qadsl[lsp]'"
        raise fail("QA728", "the language server needs the package pygls", help=[tip])
    from qadsl.apps.lsp.features import serve

    serve()
    return 0
