/**
 * Sines of the angles between a surface and the look of a camera between which what it saw begins to be of use: flatter,
 * one of its pixels covers so much of the surface that it would be smeared.
 */
export const grazingFrom = 0.06;
export const grazingTo = 0.16;

/**
 * Where the line from a point below the rim to a camera crosses the rim's height, in radii: farther out than the first, the
 * rim on that side begins to hide it. Rims are thick, and patches a little soft: the border lies inside.
 */
export const hiddenFrom = 0.98;
export const hiddenTo = 1.005;
/** Of the rim's height: how far below it a point lies that can be hidden. */
export const hiddenBelow = 0.1;
