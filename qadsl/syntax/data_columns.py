"""Which columns of data an expression reads, and whether it is one that can be worked out of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qadsl.syntax import nodes

__all__ = ["FUNCTIONS", "columns_of", "columns_wanted", "data_items", "items_of_data", "names_of_data"]

FUNCTIONS = {"min": min, "max": max}


def columns_of(value: nodes.Expression) -> tuple[nodes.Name, ...] | None:
    """The names in a value, in order; None where it holds what no row can answer."""
    match value:
        case nodes.PlusMinus(one, two) | nodes.Range(one, two):
            parts = _read(one), _read(two)
            return None if parts[0] is None or parts[1] is None else (*parts[0], *parts[1])
        case _:
            return _read(value)


def _read(value: nodes.Expression) -> tuple[nodes.Name, ...] | None:
    match value:
        case nodes.Name():
            return (value,)
        case nodes.Number():
            return ()
        case nodes.Negation(operand):
            return _read(operand)
        case nodes.Binary(_, left, right):
            return _all(left, right)
        case nodes.Call(function, arguments) if function.text in FUNCTIONS and arguments:
            return _all(*arguments)
        case _:
            return None


def _all(*values: nodes.Expression) -> tuple[nodes.Name, ...] | None:
    found: list[nodes.Name] = []
    for value in values:
        part = _read(value)
        if part is None:
            return None
        found += part
    return tuple(found)


def items_of_data(statements: Iterable[nodes.Statement]) -> list[nodes.Data]:
    """The data items of all scenarios among some statements."""
    return [item for one in statements if isinstance(one, nodes.Scenario) for item in data_items(one.items)]


def names_of_data(tree: nodes.Program) -> list[str]:
    """What the data items of a program call their tables."""
    return [item.file.value for item in items_of_data(tree.statements)]


def columns_wanted(items: Iterable[nodes.Data]) -> dict[str, set[str]]:
    """The columns that items read, by what they call their tables."""
    wanted: dict[str, set[str]] = {}
    for item in items:
        names = [column for _, column in item.matches]
        names += [column for setting in item.settings for column in columns_of(setting.value) or ()]
        wanted.setdefault(item.file.value, set()).update(name.text for name in names)
    return wanted


def data_items(items: tuple[nodes.ScenarioItem, ...]) -> Iterator[nodes.Data]:
    """The data items of a scenario, also inside blocks."""
    for item in items:
        if isinstance(item, nodes.Data):
            yield item
        elif isinstance(item, nodes.Against | nodes.Dated | nodes.Start):
            yield from data_items(item.items)
