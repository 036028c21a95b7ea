import { encode } from "fast-png";

/** Tiles `[n]` of `size * size` RGB in [-1, 1] as one PNG, `columns` wide. */
export async function pictureGrid(tiles: readonly Float32Array[], size: number, columns: number): Promise<Uint8Array> {
  const gap = 2;
  const rows = Math.ceil(tiles.length / columns);
  const width = columns * (size + gap) - gap;
  const height = rows * (size + gap) - gap;
  const pixels = new Uint8Array(width * height * 3).fill(255);
  tiles.forEach((tile, index) => {
    const left = (index % columns) * (size + gap);
    const top = Math.floor(index / columns) * (size + gap);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size * 3; x++) {
        pixels[((top + y) * width + left) * 3 + x] = Math.round(
          Math.min(Math.max(((tile[y * size * 3 + x] ?? 0) + 1) * 127.5, 0), 255),
        );
      }
    }
  });
  return encode({ width, height, data: pixels, channels: 3 });
}
