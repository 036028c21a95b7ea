/** Cells of a box on the grid, ends included. */
export interface CellBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** How far the soft mask reaches over the region: one cell of dilation and one of feather. */
const REACH = 2;

/** Reused between calls, so that a mask costs no allocation. */
export class SoftMaskPainter {
  private readonly rows: Uint8Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.rows = new Uint8Array(width * height);
  }

  /**
   * Paints one region as an alpha mask: 255 inside, grown by one cell so that the segmenter's rim is covered,
   * and feathered over one cell on either side of that edge (3x3 maximum, then 3x3 binomial).
   *
   * @param labels region number of each cell.
   * @param box the region's cells lie in it.
   * @param out receives the mask, `width * height`, 0 far from the region.
   * @returns the box of cells that may be above 0.
   */
  paint(labels: Uint32Array, label: number, box: CellBox, out: Uint8Array): CellBox {
    const { width, height, rows } = this;
    const x0 = Math.max(0, box.x0 - REACH);
    const y0 = Math.max(0, box.y0 - REACH);
    const x1 = Math.min(width - 1, box.x1 + REACH);
    const y1 = Math.min(height - 1, box.y1 + REACH);
    out.fill(0);
    // Separable 3x3 maximum.
    for (let y = y0; y <= y1; y++) {
      for (let x = x0, i = y * width + x0; x <= x1; x++, i++) {
        const near =
          labels[i] === label || (x > 0 && labels[i - 1] === label) || (x + 1 < width && labels[i + 1] === label);
        rows[i] = near ? 255 : 0;
      }
    }
    for (let y = y0; y <= y1; y++) {
      for (let x = x0, i = y * width + x0; x <= x1; x++, i++) {
        const above = y > y0 ? (rows[i - width] ?? 0) : 0;
        const below = y < y1 ? (rows[i + width] ?? 0) : 0;
        out[i] = (rows[i] ?? 0) | above | below;
      }
    }
    // Separable 1-2-1 blur; the picture's edge repeats, so that a dish cut by it stays opaque there.
    for (let y = y0; y <= y1; y++) {
      for (let x = x0, i = y * width + x0; x <= x1; x++, i++) {
        const here = out[i] ?? 0;
        const left = x > 0 ? (out[i - 1] ?? 0) : here;
        const right = x + 1 < width ? (out[i + 1] ?? 0) : here;
        rows[i] = (left + 2 * here + right + 2) >> 2;
      }
    }
    for (let y = y0; y <= y1; y++) {
      for (let x = x0, i = y * width + x0; x <= x1; x++, i++) {
        const here = rows[i] ?? 0;
        const above = y > 0 ? (y > y0 ? (rows[i - width] ?? 0) : 0) : here;
        const below = y + 1 < height ? (y < y1 ? (rows[i + width] ?? 0) : 0) : here;
        out[i] = (above + 2 * here + below + 2) >> 2;
      }
    }
    return { x0, y0, x1, y1 };
  }
}
