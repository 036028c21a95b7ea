/**
 * `rounds` of [1 2 1]/4 along both axes of the picture that begins at `first`, in place; the edge is repeated.
 *
 * @param image `[size, size, channels]` from `first` on.
 */
export function blur(image: Float32Array, first: number, size: number, rounds: number, channels = 3): void {
  const row = size * channels;
  const picture = image.subarray(first, first + size * row);
  const between = new Float32Array(picture.length);
  for (let round = 0; round < rounds; round++) {
    // Along rows, then along columns; memory is walked through in its order both times.
    for (let start = 0; start < picture.length; start += row) {
      const last = start + row - channels;
      for (let i = start; i < start + row; i++) {
        const before = picture[i < start + channels ? i : i - channels] ?? 0;
        const after = picture[i >= last ? i : i + channels] ?? 0;
        between[i] = (before + 2 * (picture[i] ?? 0) + after) / 4;
      }
    }
    const last = picture.length - row;
    for (let i = 0; i < picture.length; i++) {
      const before = between[i < row ? i : i - row] ?? 0;
      const after = between[i >= last ? i : i + row] ?? 0;
      picture[i] = (before + 2 * (between[i] ?? 0) + after) / 4;
    }
  }
}
