"""Problems as data and their renderers: terminal, one line, JSON, HTML."""

from qadsl.diagnostics.model import Bag, Diagnostic, Fix, Label, Severity

__all__ = ["Bag", "Diagnostic", "Fix", "Label", "Severity"]
