/**
 * Sines of the angles between a surface and the look of a camera between which what it saw begins to be of use: flatter,
 * one of its pixels covers so much of the surface that it would be smeared.
 */
export const grazingFrom = 0.06;
export const grazingTo = 0.16;

/**
 * Where the line from a point below the rim to a camera crosses the rim's height, in radii: farther out than this, the rim on
 * that side hides it. Not farther in: what is seen just over the rim would have a gap there.
 */
export const hiddenFrom = 1;
export const hiddenTo = 1.03;
/** Of the rim's height: how far below it a point lies that can be hidden. */
export const hiddenBelow = 0.1;
