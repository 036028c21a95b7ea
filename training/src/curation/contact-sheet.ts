import sharp from "sharp";

import { decodeSquare } from "../data/decode";

const TILE = 112;
const GAP = 2;
const COLUMNS = 10;
const MOST = 60;

/** Up to sixty pictures, evenly chosen from the list and in its order, as one JPEG. */
export async function contactSheet(paths: readonly string[]): Promise<Uint8Array> {
  const count = Math.min(paths.length, MOST);
  const chosen = Array.from({ length: count }, (_, i) => paths[Math.floor((i * paths.length) / count)] ?? "");
  const tiles = await Promise.all(
    chosen.map(async (path, index) => ({
      input: Buffer.from(await decodeSquare({ path }, TILE, 3, { centre: true })),
      raw: { width: TILE, height: TILE, channels: 3 } as const,
      left: (index % COLUMNS) * (TILE + GAP),
      top: Math.floor(index / COLUMNS) * (TILE + GAP),
    })),
  );
  const width = Math.min(count, COLUMNS) * (TILE + GAP) - GAP;
  const height = Math.ceil(count / COLUMNS) * (TILE + GAP) - GAP;
  return sharp({ create: { width, height, channels: 3, background: "#fff" } })
    .composite(tiles)
    .jpeg({ quality: 82 })
    .toBuffer();
}
