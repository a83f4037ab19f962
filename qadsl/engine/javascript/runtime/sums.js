/**
 * Sums over draws, added up as engine/tallies.py says: in blocks of 256, by halving, each less 256 times the value of the
 * first draw, so that they are the same bits however the draws are cut into slices.
 */

const BLOCK = 256;
const HALF = 128;

/** Running sums of many columns. */
class Sums {
  constructor(columns, isFromFirst = true) {
    this.columns = columns;
    this.isFromFirst = isFromFirst;
    this.filler = new Float64Array(columns);
    this.totals = new Float64Array(columns);
    this.half = null;
    this.work = null;
    this.sums = null;
    this.last = new Float64Array(columns);
    this.draws = 0;
  }

  begin() {
    this.draws = 0;
    this.totals.fill(0);
  }

  /** Add the values of the next draw; those of the first are kept apart until there is a second. */
  add(values) {
    if (this.draws === 0) {
      if (this.isFromFirst) this.filler.set(values);
      this.last.set(values);
    } else {
      if (this.draws === 1) this.store(this.last, 0);
      this.store(values, this.draws % BLOCK);
    }
    this.draws += 1;
    if (this.draws % BLOCK === 0) this.end();
  }

  store(values, place) {
    const columns = this.columns;
    this.half ??= new Float64Array(HALF * columns);
    const half = this.half;
    if (place < HALF) {
      half.set(values, place * columns);
      return;
    }
    const start = (place - HALF) * columns;
    for (let i = 0; i < columns; i++) half[start + i] += values[i];
  }

  end() {
    this.enter(this.folded(this.half, HALF), this.totals);
  }

  enter(sums, totals) {
    for (let i = 0; i < this.columns; i++) totals[i] += sums[i] - BLOCK * this.filler[i];
  }

  /** The totals so far, a last block that is not full being filled up. */
  soFar() {
    const { columns, filler } = this;
    const totals = (this.sums ??= new Float64Array(columns));
    totals.set(this.totals);
    if (this.draws === 1) {
      for (let i = 0; i < columns; i++) {
        totals[i] += this.last[i] === filler[i] ? BLOCK * filler[i] - BLOCK * filler[i] : NaN;
      }
    } else if (this.draws % BLOCK) {
      this.enter(this.filledUp(this.draws % BLOCK), totals);
    }
    return totals;
  }

  /** The sums of a last block of so many draws. */
  filledUp(rest) {
    const { columns, filler, half } = this;
    const rows = (this.work ??= new Float64Array(HALF * columns));
    const count = Math.min(rest, HALF);
    for (let place = 0; place < count; place++) {
      const at = place * columns;
      if (place + HALF < rest) rows.set(half.subarray(at, at + columns), at);
      else for (let i = 0; i < columns; i++) rows[at + i] = half[at + i] + filler[i];
    }
    return this.folded(rows, count);
  }

  /**
   * The sums of 128 rows, added up by halving and written over them. From `count` on there stands twice the filler in a
   * row: sums of those are known.
   */
  folded(rows, count) {
    const { columns, filler } = this;
    let each = 2;
    for (let width = HALF / 2; width >= 1; width /= 2, each *= 2) {
      for (let place = 0; place < Math.min(width, count); place++) {
        const at = place * columns;
        const other = at + width * columns;
        if (place + width < count) for (let i = 0; i < columns; i++) rows[at + i] += rows[other + i];
        else for (let i = 0; i < columns; i++) rows[at + i] += each * filler[i];
      }
      count = Math.min(width, count);
    }
    return rows;
  }

  /** Means written to `out`, without the sign of a zero. */
  means(out) {
    const totals = this.soFar();
    const first = this.isFromFirst ? this.filler : null;
    for (let i = 0; i < this.columns; i++) out[i] = (first ? first[i] : 0) + totals[i] / this.draws + 0;
    return out;
  }
}

/** What one measure comes to. */
class Measured {
  constructor(measure, cells) {
    this.isNumber = measure.kind === "number";
    this.words = measure.words.length;
    this.counts = new Int32Array(cells * this.words);
    this.unknown = new Uint8Array(cells);
    this.sums = new Sums(this.isNumber ? cells : 0);
    this.squares = new Sums(this.isNumber ? cells : 0, false);
    this.away = new Float64Array(this.isNumber ? cells : 0);
  }

  begin() {
    this.counts.fill(0);
    this.unknown.fill(0);
    this.sums.begin();
    this.squares.begin();
  }

  add(values) {
    for (let cell = 0; cell < values.length; cell++) if (values[cell] !== values[cell]) this.unknown[cell] = 1;
    if (this.isNumber) {
      this.sums.add(values);
      for (let cell = 0; cell < values.length; cell++) {
        const away = values[cell] - this.sums.filler[cell];
        this.away[cell] = away * away;
      }
      this.squares.add(this.away);
      return;
    }
    for (let cell = 0; cell < values.length; cell++) {
      const word = values[cell];
      if (word >= 0 && word < this.words && Math.floor(word) === word) this.counts[cell * this.words + word] += 1;
    }
  }

  tell(figures, draws) {
    const { words } = this;
    const totals = this.isNumber ? this.sums.soFar() : null;
    const squares = this.isNumber ? this.squares.soFar() : null;
    for (let cell = 0; cell < this.unknown.length; cell++) {
      const isBlank = this.unknown[cell] === 1;
      for (let i = cell * words; i < (cell + 1) * words; i++) figures.shares[i] = isBlank ? NaN : this.counts[i] / draws;
      figures.mean[cell] = figures.sd[cell] = NaN;
      if (isBlank || !this.isNumber) continue;
      const shift = totals[cell] / draws;
      const spread = squares[cell] / draws - shift * shift;
      figures.mean[cell] = this.sums.filler[cell] + shift + 0;
      figures.sd[cell] = Math.sqrt(spread > 0 || spread !== spread ? spread : 0);
    }
  }
}

export { Measured, Sums };
