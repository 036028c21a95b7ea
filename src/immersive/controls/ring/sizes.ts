const DEGREE = Math.PI / 180;

/** How large things are in the field of view, radians. */
export interface Sizes {
  /** Diameters of a button: as large as there is room for, up to this … */
  readonly largest: number;
  /** … this wherever no other dish is in the way … */
  readonly usual: number;
  /** … and this at least. A ring is laid out anew from 1.12 times the distance on: until then they are as much smaller. */
  readonly least: number;
  /** What is seen at once, from its middle: rings of more than the usual size stay within it. */
  readonly view: number;
  /** Height of a line of text with its plate. */
  readonly plate: number;
}

/** In glasses: 1.5 degrees always remain, and letters are about a degree high. */
export const glassesSizes: Sizes = {
  largest: 4 * DEGREE,
  usual: 2.5 * DEGREE,
  least: 1.8 * DEGREE,
  view: 16 * DEGREE,
  plate: 1.7 * DEGREE,
};

/** CSS pixels, for fingers: 44 remain at 1.12 times the distance. */
const TOUCH = 50;
const LARGE = 64;
const PLATE = 36;

/**
 * On a screen in the hand, where what is an angle of the room is some pixels under a finger.
 *
 * @param projection Of the screen's view.
 * @param height Of the screen, CSS pixels.
 */
export function screenSizes(projection: ArrayLike<number>, height: number): Sizes {
  // Half the height of the picture, at a distance of 1.
  const half = 1 / (projection[5] ?? 1);
  const angle = (pixels: number) => 2 * Math.atan((half * pixels) / height);
  const touch = angle(TOUCH);
  return { largest: angle(LARGE), usual: touch, least: touch, view: Math.atan(half), plate: angle(PLATE) };
}
