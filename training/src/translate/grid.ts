import sharp from "sharp";

import { type RawPicture, shrinkPicture } from "./raw-picture";

export interface NamedPicture {
  readonly name: string;
  readonly picture: RawPicture;
}

/** Long side of each picture in a grid, and height of the line under it, pixels. */
const SIDE = 320;
const LINE = 24;
const GAP = 4;

/** Pictures of one size side by side, as near to a square as they go, each with its name under it. */
export function nameGrid(pictures: readonly NamedPicture[]): Promise<RawPicture> {
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  return nameRows(Array.from({ length: rows }, (_, row) => pictures.slice(row * columns, (row + 1) * columns)));
}

/** Rows of pictures with their names under them; those of one row have one size. */
export async function nameRows(rows: readonly (readonly NamedPicture[])[]): Promise<RawPicture> {
  const sizes = rows.map(([first]) => shownSize(first?.picture ?? { width: 1, height: 1 }));
  const column = Math.max(1, ...sizes.map(({ width }) => width)) + GAP;
  const tops = sizes.map((_, row) => sizes.slice(0, row).reduce((top, { height }) => top + height + LINE + GAP, GAP));
  const layers = rows.flatMap((pictures, row) =>
    pictures.map(async ({ name, picture }, index) => {
      const { width, height } = sizes[row] ?? shownSize(picture);
      const raw = { width: picture.width, height: picture.height, channels: picture.channels };
      const small = await sharp(picture.data, { raw }).resize(width, height, { fit: "fill" }).png().toBuffer();
      const [left, top] = [GAP + index * column, tops[row] ?? GAP];
      return [
        { input: small, left, top },
        { input: line(name, width), left, top: top + height },
      ];
    }),
  );
  const last = sizes.at(-1)?.height ?? 0;
  const { data, info } = await sharp({
    create: {
      width: GAP + Math.max(1, ...rows.map(({ length }) => length)) * column,
      height: (tops.at(-1) ?? GAP) + last + LINE + GAP,
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

/** A copy as small as a grid shows it, so that not all large pictures are held at once. */
export function thumbnail(picture: RawPicture): RawPicture {
  const { width, height } = shownSize(picture);
  return { width, height, channels: 3, data: Uint8Array.from(shrinkPicture(picture, width, height), Math.round) };
}

function shownSize({ width, height }: Pick<RawPicture, "width" | "height">): Pick<RawPicture, "width" | "height"> {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function line(name: string, width: number): Buffer {
  const text = name.replace(/[&<>]/g, (sign) => `&#${sign.codePointAt(0) ?? 63};`);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${LINE}"><text x="${width / 2}" y="17" ` +
      `font-family="sans-serif" font-size="15" text-anchor="middle">${text}</text></svg>`,
  );
}
