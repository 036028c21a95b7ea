/** Every optional feature that a session can be granted or refused. */
export const featureNames = [
  "hit-test",
  "anchors",
  "dom-overlay",
  "light-estimation",
  "depth-sensing",
  "camera-access",
  "hand-tracking",
] as const;

/** All subsets, the empty one first. */
export const subsets = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_each, at) => (bits >> at) % 2 === 1));
