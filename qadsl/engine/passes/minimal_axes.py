"""Gives each input the fewest axes: what is the same wherever it is read, a value or whether one is stated, becomes a
constant, what is never uncertain where it is read loses the axis of draws."""

from __future__ import annotations

import numpy as np

from qadsl.engine.cells import cells_of, count_cells
from qadsl.engine.inputs import reading, sites
from qadsl.engine.passes.rewriting import like, rebuild
from qadsl.engine.tiles import Tile
from qadsl.ir.builder import Builder
from qadsl.ir.program import Node, Plan
from qadsl.ir.sites import cone

__all__ = ["CELLS", "minimise_axes"]

CELLS = 50_000
"""Plans with more cells keep the axes they have: looking at all of them would cost more than it saves."""


def minimise_axes(plan: Plan) -> Plan:
    """The plan with inputs read along no more axes than they vary."""
    cells = count_cells(plan)
    tile = Tile(plan, cells_of(plan)[0]) if 0 < cells <= CELLS else None
    # what a solve reads it reads of all pairs, not of decisions alone
    elsewhere = set(cone(plan, (node for solve in plan.solves for node in solve.nodes)))

    def rewrite(builder: Builder, node: Node, arguments: tuple[int, ...], position: int) -> int:
        if node.op not in ("input", "is_given"):
            return like(builder, node, arguments)
        codes = None if tile is None or position in elsewhere else _codes(plan, tile, node)
        if node.op == "is_given":
            return _asked(plan, builder, node, codes)
        if codes is None:
            return like(builder, node, arguments)
        read = [plan.quantities[reading(node)[0]].written[code] for code in codes]
        values = {written.parameters[0] for written in read if written.is_exact}
        if len(values) == 1 and all(written.is_exact for written in read):
            return builder.add("constant", (), values.pop(), kind=node.kind, name=node.name)
        axes = node.axes if any(written.is_drawn for written in read) else node.axes - {"draw"}
        return builder.add("input", (), node.data, kind=node.kind, axes=axes, name=node.name)

    return rebuild(plan, rewrite)


def _asked(plan: Plan, builder: Builder, node: Node, codes: list[int] | None) -> int:
    """Whether a value is stated: settled where it is so in all that is read, or nowhere at all."""
    quantity = plan.quantities[reading(node)[0]]
    read = set(quantity.cells) if codes is None else codes
    known = {code > 0 and quantity.written[code].form != "unknown" for code in read}
    if known == {False} or (known == {True} and codes is not None):
        return builder.constant(known.pop(), node.kind)
    return like(builder, node, ())


def _codes(plan: Plan, tile: Tile, node: Node) -> list[int] | None:
    """Positions in what is written of all that a node reads; None where it also reads where there is nothing."""
    places = sites(plan, tile, node)
    if (places < 0).any():
        return None
    return sorted(set(np.array(plan.quantities[reading(node)[0]].cells)[places].tolist()))
