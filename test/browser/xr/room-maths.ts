/** Geometry of the tests' own, to hold the emulation against: matrices are 16 numbers, column-major. */
type Triple = readonly [x: number, y: number, z: number];

export function transform(matrix: ArrayLike<number>, [x, y, z]: Triple, w: 0 | 1 = 1): [number, number, number] {
  const row = (index: number) =>
    (matrix[index] ?? 0) * x +
    (matrix[index + 4] ?? 0) * y +
    (matrix[index + 8] ?? 0) * z +
    (matrix[index + 12] ?? 0) * w;
  return [row(0), row(1), row(2)];
}

/** Where the view's ray through a point of the picture (parts of its sides, from the top left) meets a height of the room. */
export function meetHeight(
  view: { readonly pose: ArrayLike<number>; readonly projection: ArrayLike<number> },
  x: number,
  y: number,
  height: number,
): { readonly at: Triple; readonly depth: number } {
  const local: Triple = [(2 * x - 1) / (view.projection[0] ?? 1), (1 - 2 * y) / (view.projection[5] ?? 1), -1];
  const origin = transform(view.pose, [0, 0, 0]);
  const along = transform(view.pose, local, 0);
  const depth = (height - origin[1]) / along[1];
  return { at: [origin[0] + along[0] * depth, height, origin[2] + along[2] * depth], depth };
}
