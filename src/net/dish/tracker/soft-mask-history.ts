import type { CellBox, Mask } from "../index";

/** Share of a new mask when the dish rests; it rises to 1 when the dish moves, or the mask would smear. */
const RESTING_SHARE = 0.5;
/** Cells of motion between two masks from which the old one no longer counts. */
const MOVING = 1.5;

/**
 * The smoothed mask of one dish. Two buffers take turns, so that a mask stays as it is until the second update
 * after it; each update gives a new `Mask` object, so that a reader sees a change by identity.
 */
export class SoftMaskHistory {
  private current: Mask;
  private spare: Uint8Array;
  private empty = true;
  private box: CellBox = { x0: 0, y0: 0, x1: -1, y1: -1 };

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.current = { width, height, data: new Uint8Array(width * height) };
    this.spare = new Uint8Array(width * height);
  }

  get mask(): Mask {
    return this.current;
  }

  /** Forgets the past: the next mask is taken as it is. */
  forget(): void {
    this.empty = true;
  }

  /**
   * @param fresh soft mask of the dish in the newest frame, 0 outside `box`.
   * @param moved cells that the dish moved by since the last one.
   */
  add(fresh: Uint8Array, box: CellBox, moved: number): void {
    const { width, height } = this;
    const old = this.current.data;
    const out = this.spare;
    const share = this.empty ? 1 : RESTING_SHARE + (1 - RESTING_SHARE) * Math.min(1, moved / MOVING);
    if (share >= 1) {
      out.set(fresh);
      this.box = box;
    } else {
      const weight = Math.round(share * 256);
      const x0 = Math.min(box.x0, this.box.x0);
      const y0 = Math.min(box.y0, this.box.y0);
      const x1 = Math.max(box.x1, this.box.x1);
      const y1 = Math.max(box.y1, this.box.y1);
      out.fill(0);
      let lastX = -1;
      let lastY = -1;
      let firstX = width;
      let firstY = height;
      for (let y = y0; y <= y1; y++) {
        for (let x = x0, i = y * width + x0; x <= x1; x++, i++) {
          const before = old[i] ?? 0;
          const step = weight * ((fresh[i] ?? 0) - before);
          // Rounded away from the old value, so that a resting mask reaches the new one in the end.
          const value = before + (step > 0 ? (step + 255) >> 8 : step >> 8);
          if (value === 0) continue;
          out[i] = value;
          if (x < firstX) firstX = x;
          if (x > lastX) lastX = x;
          if (y < firstY) firstY = y;
          if (y > lastY) lastY = y;
        }
      }
      this.box = { x0: firstX, y0: firstY, x1: lastX, y1: lastY };
    }
    this.spare = old;
    this.current = { width, height, data: out };
    this.empty = false;
  }
}
