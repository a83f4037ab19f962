"""The leaves of the graph on a tile: what is written at each row, and how what is uncertain is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qadsl.engine.arithmetic import Scratch
from qadsl.engine.backends.vectors import Flag, Operand, Pool
from qadsl.engine.distributions import Column, quantiles
from qadsl.engine.draws import Streams
from qadsl.engine.inputs import Digests, membership, reading, sameness, sites, undated_size, written_value
from qadsl.engine.stocks import Stock, Stocks
from qadsl.engine.tiles import Tile, distinct
from qadsl.ir.program import Node, Plan, Quantity
from qadsl.ir.types import Kind
from qadsl.result import Floats, Ints

__all__ = ["AT_ONCE", "Inlet", "Inlets", "as_operand", "leaf"]

Streamed = NDArray[np.uint64]

AT_ONCE = 32_768
"""How many values are turned into quantiles at once, so that the working arrays stay in the cache."""


def as_operand(node: Node, column: Floats, is_open: bool) -> Operand:
    """A column of numbers as the node's kind asks."""
    if node.kind is not Kind.FLAG:
        return column
    return Flag(column == 1.0, column == 0.0 if is_open else None)


def leaf(plan: Plan, stocks: Stocks, tile: Tile, node: Node, is_open: bool) -> Operand:
    """The value of a leaf that no draw changes, one row a combination of its axes."""
    if node.op == "constant":
        value = written_value(node)
        return as_operand(node, np.array([[value]]), is_open) if node.kind is Kind.FLAG else value
    rows = tile.rows(node.axes)
    match node.op:
        case "year":
            column = np.asarray(plan.years)[rows.where["time"]]
        case "same":
            one, other = (tile.along(place, rows) for place in sameness(node))
            column = np.asarray(one == other, dtype=np.float64)
        case "member":
            place, members = membership(node)
            column = np.isin(tile.along(place, rows), members).astype(np.float64)
        case "is_given":
            stock = stocks[reading(node)[0]]
            stated = stock.stated(sites(plan, tile, node))
            column = ((stated > 0) & ~stock.is_unknown[stated]).astype(np.float64)
        case _:
            stock = stocks[reading(node)[0]]
            stated = stock.stated(sites(plan, tile, node))
            column = np.where(stated >= 0, stock.values[stated], np.nan)
    return as_operand(node, np.ascontiguousarray(np.broadcast_to(column, (rows.count,))).reshape(-1, 1), is_open)


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows drawn in one form: where they stand, their streams and their prepared parameters as columns."""

    form: str
    rows: Ints
    streams: list[int]
    copies: Ints | None
    parameters: list[Column]


@dataclass(frozen=True, slots=True)
class Inlet:
    """An uncertain input on a tile: distinct (stream, written value) rows, and how they are laid out."""

    number: int
    """The position of its quantity."""
    node: Node
    is_open: bool
    count: int
    layout: Ints | None
    fixed: Floats
    groups: tuple[_Group, ...]

    def draw(self, pool: Pool, scratch: Scratch, streams: Streams, first: int, count: int) -> Operand:
        """The values of draws first to first + count, of shape (rows, count)."""
        out = pool.take((self.count, count))
        if not self.groups or len(self.groups[0].rows) < self.count:
            np.copyto(out, self.fixed)
        for group in self.groups:
            _fill(out, pool, scratch, streams, group, first, count)
        if self.layout is not None:
            laid = np.take(out, self.layout, axis=0, out=pool.take((len(self.layout), count)), mode="clip")
            pool.give_array(out)
            out = laid
        return out if self.node.kind is not Kind.FLAG else as_operand(self.node, out, self.is_open)


def _fill(out: Floats, pool: Pool, scratch: Scratch, streams: Streams, group: _Group, first: int, count: int) -> None:
    whole = len(group.rows) == len(out)
    shares = out if whole and group.copies is None else pool.take((len(group.streams), count))
    streams.fill(shares, group.streams, first)
    if group.copies is not None:
        spread = shares[group.copies]
        pool.give_array(shares)
        shares = spread
    step = max(1, AT_ONCE // count)
    for start in range(0, len(group.rows), step):
        rows = slice(start, start + step)
        parameters = [column if isinstance(column, float) else column[rows] for column in group.parameters]
        here = shares[rows]
        drawn = quantiles(group.form, parameters, here, scratch)
        if not whole:
            out[group.rows[rows]] = drawn
        elif drawn is not here or shares is not out:
            out[rows] = drawn
    if not whole and group.copies is None:
        pool.give_array(shares)


class Inlets:
    """Makes the inlets of tiles, given what is written of every quantity."""

    def __init__(self, plan: Plan, stocks: Stocks) -> None:
        self._plan, self._stocks = plan, stocks
        self._digests = Digests(plan)

    def inlet(self, tile: Tile, node: Node, is_open: bool) -> Inlet:
        """What an uncertain input needs on a tile, worked out once for all draws."""
        number, places = reading(node)
        quantity, stock = self._plan.quantities[number], self._stocks[number]
        where = sites(self._plan, tile, node)
        stated = stock.stated(where)
        if not quantity.is_dated and not quantity.is_symmetric and node.axes - {"draw"} == set(places):
            # every row reads a place of its own
            here, layout, stream = stated, None, self._streams(quantity, where)
        else:
            here, layout, stream = self._shared(quantity, stock, where, stated)
        fixed = np.where(here >= 0, stock.values[here], np.nan).reshape(-1, 1)
        return Inlet(number, node, is_open, len(here), layout, fixed, _groups(stock, here, stream, layout is None))

    def everywhere(self, number: int, where: Ints) -> Inlet:
        """The same for places in a quantity's cells, each a row of its own."""
        stock = self._stocks[number]
        stated = stock.stated(where)
        fixed = np.where(stated >= 0, stock.values[stated], np.nan).reshape(-1, 1)
        stream = self._streams(self._plan.quantities[number], where)
        node = Node("input", (), Kind.NUMBER, frozenset())
        return Inlet(number, node, True, len(where), None, fixed, _groups(stock, stated, stream, False))

    def _streams(self, quantity: Quantity, where: Ints) -> Streamed:
        undated = where % undated_size(self._plan, quantity) if quantity.is_dated else where
        # a row that reads nothing is never drawn, so any stream will do for it
        return self._digests.of(quantity, np.maximum(undated, 0))

    def _shared(
        self, quantity: Quantity, stock: Stock, where: Ints, stated: Ints
    ) -> tuple[Ints, Ints | None, Streamed]:
        """What is read by rows of which each reads another written value or stream, their layout, their streams."""
        stream = self._streams(quantity, where)
        _, stream_of = distinct(stream)
        # what is not drawn does not depend on its stream
        code = (stated + 1) * (len(stated) + 1) + np.where((stated >= 0) & stock.is_drawn[stated], stream_of + 1, 0)
        index, layout = distinct(code)
        return (stated, None, stream) if len(index) == len(code) else (stated[index], layout, stream[index])


def _groups(stock: Stock, here: Ints, stream: Streamed, is_alone: bool) -> tuple[_Group, ...]:
    groups = []
    for form, drawn in stock.drawn.items():
        place = np.where(here >= 0, drawn.place[here], -1)
        rows = np.flatnonzero(place >= 0)
        if rows.size:
            copies: Ints | None = None
            own = stream[rows]
            if not is_alone:
                first, copies = distinct(own)
                own, copies = (own, None) if len(first) == len(rows) else (own[first], copies)
            parameters = [column if isinstance(column, float) else column[place[rows]] for column in drawn.columns]
            groups.append(_Group(form, rows, own.tolist(), copies, parameters))
    return tuple(groups)
