import { cardDots, COLUMNS, ROWS } from "../card";
import { applyHomography, fitHomography, type Homography } from "../maths/homography";
import { type Blob, findBlobs } from "./blobs";
import { findLattice, type Lattice } from "./lattice";

/** More dark patches than this are no table with a card on it, but grass or print: looking on would take too long. */
const MOST_BLOBS = 600;
/** The least of the large discs is this many times as large as the largest of the small ones (2.7 times, unblurred). */
const LEAST_CONTRAST = 1.4;
/** How far a disc may be from where the others say it is, in distances between discs. */
const MOST_DEVIATION = 0.12;

/**
 * Finds the whole card in a grey picture.
 * @param grey A byte a pixel, rows from the top.
 * @returns Centres of `cardDots`, in order: two numbers a disc, in widths of the picture, y down; null where the card is not seen whole.
 */
export function detectCard(grey: Uint8Array, width: number, height: number): Float64Array | null {
  const blobs = findBlobs(grey, width, height);
  if (blobs.length > MOST_BLOBS) return null;
  const lattice = findLattice(blobs, COLUMNS, ROWS);
  if (lattice === null) return null;
  const upright = uprightOf(lattice);
  for (const order of [upright, upright.toReversed()]) {
    const points = order.flatMap(({ x, y }) => [x, y]);
    const homography = fitHomography(CARD_POINTS, points);
    if (homography === null || !isFlat(homography, order) || !isMarked(homography, order)) continue;
    // Centres of pixels lie half a pixel from their corners.
    return Float64Array.from(points, (value) => (value + 0.5) / width);
  }
  return null;
}

const CARD_POINTS = cardDots.flatMap(({ x, y }) => [x, y]);

/** In the card's order but for half a turn: columns along its longer side, not seen in a mirror. */
function uprightOf({ columns, rows, blobs }: Lattice): readonly Blob[] {
  const at = (column: number, row: number): readonly Blob[] =>
    blobs.slice(row * columns + column, row * columns + column + 1);
  const lying = Array.from({ length: columns * rows }, (_, i) =>
    columns === COLUMNS ? at(i % COLUMNS, Math.floor(i / COLUMNS)) : at(Math.floor(i / COLUMNS), i % COLUMNS),
  ).flat();
  const [first, second, third] = [lying[0], lying[COLUMNS - 1], lying[lying.length - COLUMNS]];
  if (!first || !second || !third) return lying;
  const turn = (second.x - first.x) * (third.y - first.y) - (second.y - first.y) * (third.x - first.x);
  if (turn > 0) return lying;
  return Array.from({ length: ROWS }, (_, row) => lying.slice(row * COLUMNS, (row + 1) * COLUMNS).toReversed()).flat();
}

/** Whether all discs lie where one plane, seen in perspective, has them. */
function isFlat(homography: Homography, blobs: readonly Blob[]): boolean {
  return cardDots.every(({ x, y }, i) => {
    const blob = blobs[i];
    const [u, v] = applyHomography(homography, x, y);
    const [beside, below] = applyHomography(homography, x + 1, y);
    return (
      blob !== undefined && Math.hypot(blob.x - u, blob.y - v) < MOST_DEVIATION * Math.hypot(beside - u, below - v)
    );
  });
}

/** Whether the large discs are the card's. Sizes are compared as on the card: near ones look larger. */
function isMarked(homography: Homography, blobs: readonly Blob[]): boolean {
  let leastLarge = Number.POSITIVE_INFINITY;
  let mostSmall = 0;
  for (const [i, { x, y, large }] of cardDots.entries()) {
    const size = (blobs[i]?.area ?? 0) / magnification(homography, x, y);
    if (large) leastLarge = Math.min(leastLarge, size);
    else mostSmall = Math.max(mostSmall, size);
  }
  return leastLarge > LEAST_CONTRAST * mostSmall;
}

function magnification(homography: Homography, x: number, y: number): number {
  const near = 0.05;
  const [left, right] = [applyHomography(homography, x - near, y), applyHomography(homography, x + near, y)];
  const [above, below] = [applyHomography(homography, x, y - near), applyHomography(homography, x, y + near)];
  const area = (right[0] - left[0]) * (below[1] - above[1]) - (right[1] - left[1]) * (below[0] - above[0]);
  return Math.abs(area) / (2 * near) ** 2;
}
