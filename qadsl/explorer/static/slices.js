/** The decisions and ties of one target and time, and what figures say of them. */

/** The rows of one target and time; worked out once, as facts do not change. */
function rowsOf(model, time, target) {
  const held = (model.qaRows ??= new Map());
  const key = `${time} ${target}`;
  if (!held.has(key)) held.set(key, { cells: rows(model.cells, time, target), pairs: rows(model.pairs, time, target) });
  return held.get(key);
}

/** @param {Int32Array} table of rows (time, target, one, other) */
function rows(table, time, target) {
  const found = [];
  for (let row = 0; row * 4 < table.length; row += 1) {
    const at = row * 4;
    if (table[at] === time && table[at + 1] === target) found.push({ row, one: table[at + 2], other: table[at + 3] });
  }
  return found;
}

/** The row of the picked decision, or of that of the other end; -1 where there is none. */
function decisionRow(model, picked, isOther = false) {
  const [one, other] = isOther ? [picked.partner, picked.self] : [picked.self, picked.partner];
  return rowsOf(model, picked.time, picked.target).cells.find((cell) => cell.one === one && cell.other === other)?.row ?? -1;
}

/** The row of the tie of two. */
function tieRow(model, picked, time = picked.time) {
  const [one, other] = [Math.min(picked.self, picked.partner), Math.max(picked.self, picked.partner)];
  return rowsOf(model, time, picked.target).pairs.find((pair) => pair.one === one && pair.other === other)?.row ?? -1;
}

/** The numbers of one row of a table with so many columns. */
function rowOf(table, row, columns) {
  return table.subarray(row * columns, (row + 1) * columns);
}

export { decisionRow, rowOf, rowsOf, tieRow };
