import sharp from "sharp";

import type { RawPicture } from "./raw-picture";

export interface NamedPicture {
  readonly name: string;
  readonly picture: RawPicture;
}

/** Long side of each picture in a grid, and height of the line under it, pixels. */
const SIDE = 320;
const LINE = 24;
const GAP = 4;

/** Pictures of one size side by side, as near to a square as they go, each with its name under it. */
export async function nameGrid(pictures: readonly NamedPicture[]): Promise<RawPicture> {
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  const { width = 1, height = 1 } = pictures[0]?.picture ?? {};
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const layers = pictures.map(async ({ name, picture }, index) => {
    const { data, channels } = picture;
    const small = await sharp(data, { raw: { width, height, channels } })
      .resize(across, down, { fit: "fill" })
      .png()
      .toBuffer();
    const left = GAP + (index % columns) * (across + GAP);
    const top = GAP + Math.floor(index / columns) * (down + LINE + GAP);
    return [
      { input: small, left, top },
      { input: line(name, across), left, top: top + down },
    ];
  });
  const { data, info } = await sharp({
    create: {
      width: GAP + columns * (across + GAP),
      height: GAP + rows * (down + LINE + GAP),
      channels: 3,
      background: "#fff",
    },
  })
    .composite((await Promise.all(layers)).flat())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

function line(name: string, width: number): Buffer {
  const text = name.replace(/[&<>]/g, (sign) => `&#${sign.codePointAt(0) ?? 63};`);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${LINE}"><text x="${width / 2}" y="17" ` +
      `font-family="sans-serif" font-size="15" text-anchor="middle">${text}</text></svg>`,
  );
}
