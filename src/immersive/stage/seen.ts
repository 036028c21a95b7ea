/**
 * Sines of the angles between a surface and the look of a camera between which what it saw begins to be of use: flatter,
 * one of its pixels covers so much of the surface that it would be smeared.
 */
export const grazingFrom = 0.06;
export const grazingTo = 0.16;

/** Where the line from a point to a camera crosses the rim's height, in radii: farther out, the rim stood in between. */
export const hiddenFrom = 1.06;
export const hiddenTo = 1.1;
