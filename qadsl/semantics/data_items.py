"""Reads `data "dyads.csv" { match self = ccode1  trade = col / 6 }`: which columns are keys, and what rows state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qadsl.data.table import Table
from qadsl.diagnostics import Bag, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.types import Kind
from qadsl.semantics.declarations import title
from qadsl.semantics.model import Join, JoinKey, JoinValue
from qadsl.semantics.scope import Scope
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.syntax.data_columns import columns_of

__all__ = ["DataReader"]

ROLES = ("self", "partner", "target", "actor", "time")
MOST_LISTED = 12
"""Columns that a message lists."""


@dataclass(frozen=True, slots=True)
class DataReader:
    """Reads the data items of one scenario; `kind` tells whether a name is a variable or a relation, or reports it."""

    scope: Scope
    bag: Bag
    kind: Callable[[nodes.Name], str | None]

    def read(
        self,
        item: nodes.Data,
        table: Table,
        targets: tuple[nodes.Name, ...],
        period: nodes.Period | None,
        statement: str,
        citation: str,
    ) -> Join | None:
        """The item as it is joined later; None where it holds a mistake."""
        keys = self._keys(item, table)
        if keys is None:
            return None
        is_of_pairs = any(key.role == "partner" for key in keys)
        values = [self._value(setting, table, citation, is_of_pairs=is_of_pairs) for setting in item.settings]
        if not values:
            self._error("this data item states nothing", item.span, "say what its columns are: `trade = flow / 100`")
        found = tuple(value for value in values if value is not None)
        if len(found) < len(values) or not found:
            return None
        return Join(table, keys, found, targets, period, statement, item.file.span)

    def _error(self, message: str, span: Span, hint: str = "", *, help: str = "") -> None:
        self.bag.error("QA541", message, span, hint, help=[help] if help else [])

    # --- keys -----------------------------------------------------------------------------------------------------

    def _keys(self, item: nodes.Data, table: Table) -> tuple[JoinKey, ...] | None:
        found = [self._key(role, column, table) for role, column in item.matches]
        seen: dict[str, nodes.Name] = {}
        for role, _ in item.matches:
            first = seen.setdefault(role.words[0].text, role)
            if first is not role:
                labels = [Label(first.span, "the first")]
                self.bag.error("QA541", f"`{role.words[0].text}` is matched twice", role.span, labels=labels)
                return None
        keys = tuple(key for key in found if key is not None)
        if len(keys) < len(found):
            return None
        return keys if self._are_enough(item, {key.role for key in keys}) else None

    def _are_enough(self, item: nodes.Data, roles: set[str]) -> bool:
        """Whether rows are about pairs or about actors."""
        if "actor" in roles or ("self" in roles and "partner" not in roles):
            unwanted = sorted(roles & ({"partner", "target"} if "self" in roles else {"self", "partner", "target"}))
            if unwanted:
                message = f"rows about single actors have no `{unwanted[0]}`"
                self._error(message, item.file.span, "match `self` and `partner`, or `actor`")
            return not unwanted
        if {"self", "partner"} <= roles:
            return True
        self._error(
            "whom are the rows about?",
            item.file.span,
            "match `self` and `partner`, or `actor`",
            help="Name the columns: `match self = ccode1, partner = ccode2, time = year`.",
        )
        return False

    def _key(self, role: nodes.Name, column: nodes.Name, table: Table) -> JoinKey | None:
        word, *more = (one.text for one in role.words)
        if word not in ROLES or len(more) > 1 or (more and word == "time"):
            guess = suggest(word, ROLES)
            hint = f"did you mean `{guess}`?" if guess and not more else f"one of {', '.join(ROLES)}"
            self._error(f"rows cannot be matched by `{role.text}`", role.span, hint)
            return None
        if more and not self.scope.quantity("attribute", more[0]):
            guess = suggest(more[0], self.scope.names_of("attribute"))
            hint = f"did you mean `{word}.{guess}`?" if guess else "not declared"
            self._error(f"no attribute is called `{more[0]}`", role.span, hint)
            return None
        if not self._is_there(column, table):
            return None
        return JoinKey(word, f"attribute:{more[0]}" if more else "", column.text, role.span)

    def _is_there(self, column: nodes.Name, table: Table) -> bool:
        """Whether the table has a column."""
        if column.text in table.columns:
            return True
        guess = suggest(column.text, table.columns)
        known = [one for one in table.columns if one]
        more = ", ..." if len(known) > MOST_LISTED else "."
        self._error(
            f"`{table.name}` has no column `{column.text}`",
            column.span,
            f"did you mean `{guess}`?" if guess else "no such column",
            help=f"Its columns: {', '.join(known[:MOST_LISTED])}{more}",
        )
        return False

    # --- values ---------------------------------------------------------------------------------------------------

    def _value(self, setting: nodes.Setting, table: Table, citation: str, *, is_of_pairs: bool) -> JoinValue | None:
        name = setting.target
        if not isinstance(name, nodes.Name) or setting.operator != "=" or setting.period is not None:
            self._error("a column gives a value to a name", setting.span, "write `trade = flow / 100` or the like")
            return None
        kind = self.kind(name) if is_of_pairs else self._attribute(name)
        columns = self._columns(setting.value, table)
        quantity = self.scope.quantity(kind, name.text) if kind is not None else None
        if kind is None or quantity is None or columns is None:
            return None
        key = f"{kind}:{name.text}"
        if quantity.type.kind is not Kind.NUMBER and not isinstance(setting.value, nodes.Name):
            what = "yes or no" if quantity.type.kind is Kind.FLAG else "a word"
            self._error(f"`{name.text}` is {what}, not a number", setting.value.span, "name a column")
            return None
        if quantity.type.kind is Kind.CATEGORY:
            words = {str(cell).strip() for cell in table.cells[columns[0].text] if cell is not None}
            self.scope.words.setdefault(key, set()).update(words - {""})
        return JoinValue(key, setting.value, title(setting.source) or citation)

    def _attribute(self, name: nodes.Name) -> str | None:
        if self.scope.quantity("attribute", name.text):
            return "attribute"
        guess = suggest(name.text, self.scope.names_of("attribute"))
        hint = f"did you mean `{guess}`?" if guess else "not declared"
        self.bag.error("QA202", f"no attribute is called `{name.text}`", name.span, hint)
        return None

    def _columns(self, value: nodes.Expression, table: Table) -> tuple[nodes.Name, ...] | None:
        """The columns of a value; None where it holds a mistake."""
        found = columns_of(value)
        if found is None:
            ways = "Columns, numbers, + - * /, min, max; `mean ± deviation` and `low .. high` around them."
            self._error("this cannot be worked out of columns", value.span, "too much for a data item", help=ways)
            return None
        if not found:
            self._error("no column is read here", value.span, "what is the same in all rows is no data")
            return None
        missing = [column for column in found if not self._is_there(column, table)]
        return None if missing else found
