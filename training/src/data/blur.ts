/**
 * `rounds` of [1 2 1]/4 along both axes of the picture that begins at `first`, in place; the edge is repeated.
 *
 * @param image `[size, size, channels]` from `first` on.
 */
export function blur(image: Float32Array, first: number, size: number, rounds: number, channels = 3): void {
  const line = (start: number, stride: number): void => {
    let before = image[start] ?? 0;
    for (let i = 0; i < size; i++) {
      const here = image[start + i * stride] ?? 0;
      const after = image[start + Math.min(i + 1, size - 1) * stride] ?? 0;
      image[start + i * stride] = (before + 2 * here + after) / 4;
      before = here;
    }
  };
  for (let round = 0; round < rounds; round++) {
    // All rows before the first column: taking turns, values would spread farther along one of the two.
    for (let i = 0; i < size * channels; i++) {
      line(first + Math.floor(i / channels) * size * channels + (i % channels), channels);
    }
    for (let i = 0; i < size * channels; i++) line(first + i, size * channels);
  }
}
