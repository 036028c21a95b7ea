/** Milliseconds of a way there and back. */
const period = 7000;
/** How far from the middle it goes, in [0, 0.5] of the picture. */
const reach = 0.32;

/** Where the example's divider is after `time` ms, in [0, 1] of the picture: from side to side, with a rest at each. */
export const dividerAt = (time: number): number => {
  const wave = Math.sin((2 * Math.PI * time) / period);
  // Steeper than the sine in the middle, flatter at the ends.
  return 0.5 + reach * Math.sin((Math.PI / 2) * wave);
};
