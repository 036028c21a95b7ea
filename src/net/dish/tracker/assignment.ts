/**
 * The pairs of rows and columns with the least total cost, by exhaustive search with bounds: with at most eight
 * of each it takes microseconds. A row left alone costs `alone`, so a pair that costs more is never made.
 *
 * @param cost of a pair; Infinity forbids it.
 * @returns the column of each row, or -1.
 */
export function assign(
  rows: number,
  columns: number,
  cost: (row: number, column: number) => number,
  alone: number,
): number[] {
  const current = Array.from({ length: rows }, () => -1);
  const taken = new Set<number>();
  let best = [...current];
  let bestCost = rows * alone;
  const place = (row: number, total: number): void => {
    if (total >= bestCost) return;
    if (row === rows) {
      bestCost = total;
      best = [...current];
      return;
    }
    for (let column = 0; column < columns; column++) {
      if (taken.has(column)) continue;
      const price = cost(row, column);
      if (price >= alone) continue;
      taken.add(column);
      current[row] = column;
      place(row + 1, total + price);
      taken.delete(column);
    }
    current[row] = -1;
    place(row + 1, total + alone);
  };
  place(0, 0);
  return best;
}
