/**
 * The card that a camera is measured by: dark discs on a light ground, some of them large, so that it is known which way
 * up it is seen. Discs, because their centres stay where they are when the picture is blurred. How large the card is shown
 * is not asked: the head's own movement says it.
 */
export const COLUMNS = 7;
export const ROWS = 5;
/** Radii, in distances between neighbouring discs. */
export const LARGE_RADIUS = 0.36;
export const SMALL_RADIUS = 0.22;
/** Light ground around the outermost centres, in the same unit. */
export const MARGIN = 1;

/** A disc, in distances between neighbours, from the centre of the card: x to the right, y up. */
export interface CardDot {
  readonly x: number;
  readonly y: number;
  readonly large: boolean;
}

/** Column and row, from the top left, of the large discs: turned by half they lie elsewhere. */
const LARGE = new Set(["2,2", "3,2", "4,2", "4,1"]);

/** All discs, row by row from the top left. */
export const cardDots: readonly CardDot[] = Array.from({ length: ROWS * COLUMNS }, (_, i) => {
  const column = i % COLUMNS;
  const row = Math.floor(i / COLUMNS);
  return { x: column - (COLUMNS - 1) / 2, y: (ROWS - 1) / 2 - row, large: LARGE.has(`${column},${row}`) };
});
