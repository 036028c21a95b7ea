import { ColourMixture } from "./colour-mixture";
import { DIRECTIONS, GridCut } from "./grid-cut";
import type { Box } from "./records";

const COMPONENTS = 5;
const ROUNDS = 5;
/** Cost of parting two pixels of one colour (Rother et al. 2004). */
const SMOOTHNESS = 50;
/** Steps of the cut's whole-number capacities for 1. */
const UNIT = 64;
const CERTAIN = 1 << 24;

export interface CutOptions {
  /**
   * How sure it is that a dish fills the ellipse in its box, in natural logarithms of odds at the ellipse's centre and at the
   * box's corners; 0 leaves everything to colours, as GrabCut does.
   */
  readonly ellipse: number;
}

/** A picture and the boxes around what is wanted in it. */
export interface BoxedPicture {
  /** RGB bytes, rows from the top. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
}

/**
 * GrabCut (Rother, Kolmogorov and Blake 2004): what lies outside all boxes is background; inside, colour mixtures of both
 * sides and a minimum cut along edges take turns.
 * @returns 1 where the picture shows what is in the boxes.
 */
export function grabCut(picture: BoxedPicture, options: CutOptions): Uint8Array {
  const { pixels, width, height } = picture;
  const radius = ellipseRadius(picture);
  const inBox = boxMask(picture);
  const weights = neighbourWeights(pixels, width, height);
  let mask = options.ellipse > 0 ? inBox.map((inside, i) => (inside === 1 && (radius[i] ?? 0) < 1 ? 1 : 0)) : inBox;
  let [foreground, background] = [mixtureOf(pixels, indicesWhere(mask, 1)), mixtureOf(pixels, indicesWhere(mask, 0))];
  for (let round = 0; round < ROUNDS && foreground && background; round++) {
    foreground = foreground.refit(pixels, indicesWhere(mask, 1));
    background = background.refit(pixels, indicesWhere(mask, 0));
    const cut = new GridCut(width, height);
    for (let i = 0; i < mask.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      if (inBox[i] === 0) {
        cut.setTerminal(x, y, 0, CERTAIN);
        continue;
      }
      const odds =
        foreground.logDensity(pixels, i) -
        background.logDensity(pixels, i) +
        options.ellipse * Math.max(-1, 1 - (radius[i] ?? 0) ** 2);
      cut.setTerminal(x, y, Math.round(Math.max(odds, 0) * UNIT), Math.round(Math.max(-odds, 0) * UNIT));
    }
    weights(cut);
    const next = cut.run();
    if (!next.includes(1)) break;
    const settled = next.every((value, i) => value === mask[i]);
    mask = next;
    if (settled) break;
  }
  return mask;
}

function mixtureOf(pixels: Uint8Array, members: Uint32Array): ColourMixture | null {
  return members.length === 0 ? null : ColourMixture.start(pixels, members, COMPONENTS);
}

function indicesWhere(mask: Uint8Array, side: number): Uint32Array {
  let count = 0;
  const indices = new Uint32Array(mask.length);
  mask.forEach((value, index) => {
    if (value === side) indices[count++] = index;
  });
  return indices.subarray(0, count);
}

/** 1 inside any box. */
export function boxMask({ width, height, boxes }: Omit<BoxedPicture, "pixels">): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const [x1, y1, x2, y2] of boxes) {
    for (let y = Math.floor(y1); y < Math.min(Math.ceil(y2), height); y++) {
      mask.fill(1, y * width + Math.floor(x1), y * width + Math.min(Math.ceil(x2), width));
    }
  }
  return mask;
}

/** Distance from the centre of the nearest box's ellipse, 1 on its rim. */
export function ellipseRadius({ width, height, boxes }: Omit<BoxedPicture, "pixels">): Float32Array {
  const radius = new Float32Array(width * height).fill(Infinity);
  for (const [x1, y1, x2, y2] of boxes) {
    for (let i = 0; i < radius.length; i++) {
      const dx = ((i % width) + 0.5 - (x1 + x2) / 2) / ((x2 - x1) / 2);
      const dy = (Math.floor(i / width) + 0.5 - (y1 + y2) / 2) / ((y2 - y1) / 2);
      radius[i] = Math.min(radius[i] ?? 0, Math.hypot(dx, dy));
    }
  }
  return radius;
}

/** @returns what sets the cost of parting neighbours: small where their colours differ by more than is usual in the picture. */
function neighbourWeights(pixels: Uint8Array, width: number, height: number): (cut: GridCut) => void {
  // Half of the directions: each pair once.
  const forward = DIRECTIONS.map(([dx, dy], direction) => ({ dx, dy, direction })).slice(4);
  const differences = new Float32Array(width * height * forward.length).fill(-1);
  let [total, pairs] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [slot, { dx, dy }] of forward.entries()) {
        if (x + dx < 0 || x + dx >= width || y + dy >= height) continue;
        const here = (y * width + x) * 3;
        const there = here + (dy * width + dx) * 3;
        let squared = 0;
        for (let c = 0; c < 3; c++) squared += ((pixels[here + c] ?? 0) - (pixels[there + c] ?? 0)) ** 2;
        differences[(y * width + x) * 4 + slot] = squared;
        total += squared;
        pairs++;
      }
    }
  }
  const beta = total > 0 ? pairs / (2 * total) : 0;
  return (cut) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (const [slot, { dx, dy, direction }] of forward.entries()) {
          const squared = differences[(y * width + x) * 4 + slot] ?? -1;
          if (squared < 0) continue;
          const weight = (SMOOTHNESS / Math.hypot(dx, dy)) * Math.exp(-beta * squared);
          cut.setNeighbour(x, y, direction, Math.round(weight * UNIT));
        }
      }
    }
  };
}
