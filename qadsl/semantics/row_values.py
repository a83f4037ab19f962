"""What a row of data comes to: cells as numbers, words, yes or no and dates, and arithmetic on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from math import inf, isfinite, nan

from qadsl.data.table import Cell, Table, is_missing, told
from qadsl.ir.program import Written
from qadsl.ir.types import Kind, Type
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.syntax.data_columns import FUNCTIONS, columns_of

__all__ = ["Columns", "RowError", "date_of", "same_values"]

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(\s*%)?", re.IGNORECASE)
COMMA = re.compile(r"[+-]?\d+,\d+\s*%?")
DATE = re.compile(r"(\d{1,4})(?:\.0)?(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ][0-9:.]+Z?)?")
QUARTER = re.compile(r"(\d{4}) ?-?Q([1-4])", re.IGNORECASE)
YES = {"yes": True, "true": True, "y": True, "1": True, "no": False, "false": False, "n": False, "0": False}

Read = Callable[[int], Written | None]


class RowError(Exception):
    """A row does not hold what is asked of it; its text says which cell and why."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


class _MissingError(Exception):
    """A cell that is read holds nothing."""


class Columns:
    """Works out values of the rows of a table."""

    def __init__(self, table: Table) -> None:
        self._cells = table.cells
        self._numbers: dict[Cell, float | None] = {}

    def plain_number(self, cell: Cell) -> float | None:
        """A cell as a number, if it is one."""
        if not isinstance(cell, str):
            return cell if isinstance(cell, float) else None
        if cell not in self._numbers:
            text = cell.strip().replace("\N{MINUS SIGN}", "-")
            self._numbers[cell] = _number(text) if NUMBER.fullmatch(text) else None
        return self._numbers[cell]

    def reader(self, value: nodes.Expression, type_: Type) -> Read:
        """What gives the value of each row; None for a row with an empty cell among those that are read."""
        said = self._teller(value)

        def read(row: int) -> Written | None:
            try:
                form, parameters = self._read(value, type_, row)
            except _MissingError:
                return None
            return Written(form, parameters, said(row))

        return read

    def _teller(self, value: nodes.Expression) -> Callable[[int], str]:
        """What says of each row what the value was made of."""
        if isinstance(value, nodes.Name):
            cells = self._cells[value.text]
            return lambda row: told(cells[row])
        text, held = _text(value), self._holdings(value)
        return lambda row: f"{text} with {held(row)}"

    def _holdings(self, value: nodes.Expression) -> Callable[[int], str]:
        """What says what the columns of a value hold in a row."""
        columns = {name.text: self._cells[name.text] for name in columns_of(value) or ()}
        return lambda row: ", ".join(f"{name} = {told(cells[row])}" for name, cells in columns.items())

    def _read(self, value: nodes.Expression, type_: Type, row: int) -> tuple[str, tuple[float, ...]]:
        match type_.kind:
            case Kind.FLAG:
                return "exact", (self._flag(value, row),)
            case Kind.CATEGORY:
                self._word(value, type_, row)
                return "word", ()
        match value:
            case nodes.PlusMinus(mean, deviation):
                one, two = self._inside(mean, type_, row), self._finite(deviation, row)
                if two < 0:
                    raise RowError(f"{self._came_to(deviation, row, two)}, and no standard deviation is below 0")
                return ("exact", (one,)) if two == 0 else ("normal", (one, two, type_.low, type_.high))
            case nodes.Range(low, high):
                one, two = self._inside(low, type_, row), self._inside(high, type_, row)
                if one > two:
                    raise RowError(f"the range runs from {one:g} down to {two:g}")
                return ("exact", (one,)) if one == two else ("uniform", (one, two))
            case _:
                return "exact", (self._inside(value, type_, row),)

    def _inside(self, value: nodes.Expression, type_: Type, row: int) -> float:
        found = self._finite(value, row)
        if type_.low <= found <= type_.high:
            return found
        tip = ""
        if found in (-9, -8, -7, -99, -88, -77, -999, -888):
            tip = "A value that stands for a missing one: leave such cells empty."
        elif (type_.low, type_.high) == (0.0, 1.0) and 1 < found <= 100:
            tip = "A share lies between 0 and 1: where the column is in per cent, divide by 100."
        said = self._came_to(value, row, found)
        raise RowError(f"{said}, which lies outside the range {type_.low:g} .. {type_.high:g}", tip)

    def _came_to(self, value: nodes.Expression, row: int, found: float) -> str:
        """What a value came to in a row, and from what."""
        if isinstance(value, nodes.Name):
            return f"`{value.text}` is {told(self._cells[value.text][row])[:40]}"
        return f"`{_text(value)}` comes to {found:g} with {self._holdings(value)(row)}"

    def _finite(self, value: nodes.Expression, row: int) -> float:
        """What a value comes to, if that is a number."""
        try:
            found = self._worked_out(value, row)
        except ZeroDivisionError:
            raise RowError(f"`{_text(value)}` divides by 0 with {self._holdings(value)(row)}") from None
        except OverflowError:
            found = inf
        if not isfinite(found):
            raise RowError(f"{self._came_to(value, row, found)}, which is no finite number")
        return found

    def _worked_out(self, value: nodes.Expression, row: int) -> float:
        match value:
            case nodes.Number(number):
                return number
            case nodes.Name():
                return self._number(value.text, row)
            case nodes.Negation(operand):
                return -self._worked_out(operand, row)
            case nodes.Call(function, arguments):
                return FUNCTIONS[function.text](self._worked_out(one, row) for one in arguments)
            case nodes.Binary(operator, left, right):
                return _apply(operator, self._worked_out(left, row), self._worked_out(right, row))
            case _:
                raise RowError("this cannot be worked out")

    def _number(self, column: str, row: int) -> float:
        cell = self._cells[column][row]
        if is_missing(cell):
            raise _MissingError
        found = self.plain_number(cell)
        if found is not None:
            return found
        text = told(cell)
        tip = "Write numbers with a point, without a comma." if COMMA.fullmatch(text) else ""
        if isinstance(cell, bool):
            tip = "Yes and no are flags; numbers are 1 and 0."
        raise RowError(f"`{column}` is `{text[:40]}`, not a number", tip)

    def _flag(self, value: nodes.Expression, row: int) -> float:
        assert isinstance(value, nodes.Name)
        cell = self._cells[value.text][row]
        if is_missing(cell):
            raise _MissingError
        if isinstance(cell, float) and cell in (0.0, 1.0):
            return cell
        found = YES.get(told(cell).casefold())
        if found is None:
            raise RowError(f"`{value.text}` is `{told(cell)[:40]}`, not yes or no", "Write yes or no, or 1 or 0.")
        return float(found)

    def _word(self, value: nodes.Expression, type_: Type, row: int) -> None:
        assert isinstance(value, nodes.Name)
        cell = self._cells[value.text][row]
        word = told(cell)
        if is_missing(cell) and word not in type_.words:
            raise _MissingError
        if type_.words and word not in type_.words:
            message = f"`{value.text}` is `{word[:40]}`, which is not a word of this category"
            raise RowError(message, f"One of {', '.join(type_.words)}.")


def _apply(operator: str, left: float, right: float) -> float:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            found = left**right
            return found if isinstance(found, float) else nan


def _number(text: str) -> float:
    return float(text.rstrip("% ")) / 100 if text.endswith("%") else float(text)


def _text(value: nodes.Expression) -> str:
    """A value as it is written, on one line."""
    return " ".join(value.span.text.split())


def date_of(cell: Cell, span: Span) -> nodes.Date | None:
    """`1956`, `1956-Q4`, `1956-10` or `1956-10-29` of a cell."""
    text = told(cell) if isinstance(cell, float | str) else ""
    quarter = QUARTER.fullmatch(text)
    if quarter is not None:
        return nodes.Date(int(quarter[1]), 3 * int(quarter[2]) - 2, None, span, int(quarter[2]))
    found = DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part is not None else None for part in found.groups())
    assert year is not None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return nodes.Date(year, month, day, span)


def same_values(one: Written, two: Written) -> bool:
    """Whether two rows say the same."""
    return (one.form, one.parameters) == (two.form, two.parameters) and (one.form != "word" or one.text == two.text)
