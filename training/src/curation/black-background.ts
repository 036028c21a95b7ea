import sharp, { type Sharp } from "sharp";
import * as v from "valibot";

import { type Derived, derivedPath, type PictureFile } from "./derived-picture";

export const blackOptionsSchema = v.strictObject({
  /** Cut to the square around what stays, with this margin on each side as a share of it. */
  square: v.exactOptional(v.number()),
});
type BlackOptions = Readonly<v.InferOutput<typeof blackOptionsSchema>>;

/** One picture with its background black: by its own transparency, else by its mask. */
export async function blackened(picture: PictureFile, options: BlackOptions): Promise<Derived> {
  const { path, width, height, mask } = picture;
  // Many pictures have an alpha channel that says nothing.
  const hasAlpha = (await sharp(path).metadata()).hasAlpha && !(await sharp(path).stats()).isOpaque;
  if (!hasAlpha && mask === undefined) return { reason: "it has neither transparency nor a mask" };
  const opacity = await (hasAlpha ? sharp(path).extractChannel("alpha") : sharp(mask).extractChannel(0))
    .resize(width, height, { fit: "fill" })
    .raw()
    .toBuffer();
  const bounds = boundsOf(opacity, width, height);
  if (!bounds) return { reason: "all of it is background" };
  const pixels = await sharp(path).removeAlpha().toColourspace("srgb").raw().toBuffer();
  for (let i = 0; i < opacity.length; i++) {
    for (let c = 0; c < 3; c++) pixels[i * 3 + c] = Math.round(((pixels[i * 3 + c] ?? 0) * (opacity[i] ?? 0)) / 255);
  }
  const black = sharp(pixels, { raw: { width, height, channels: 3 } });
  const bytes =
    options.square === undefined
      ? await black.png().toBuffer()
      : await cutSquare(black, bounds, { width, height, margin: options.square });
  return { files: [{ path: derivedPath("background", picture, ".png"), bytes }] };
}

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Around all that is more than half opaque; null where nothing is. */
function boundsOf(opacity: Uint8Array, width: number, height: number): Bounds | null {
  let [left, top, right, bottom] = [width, height, 0, 0];
  opacity.forEach((value, i) => {
    if (value < 128) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
  });
  return right > left ? { left, top, right, bottom } : null;
}

async function cutSquare(
  picture: Sharp,
  { left, top, right, bottom }: Bounds,
  { width, height, margin }: { readonly width: number; readonly height: number; readonly margin: number },
): Promise<Uint8Array> {
  const side = Math.round(Math.max(right - left, bottom - top) * (1 + 2 * margin));
  const x = Math.round((left + right - side) / 2);
  const y = Math.round((top + bottom - side) / 2);
  // What the square lacks is black, too. sharp extracts before it extends, whatever the order of the calls.
  const extended = await picture
    .extend({
      left: Math.max(-x, 0),
      top: Math.max(-y, 0),
      right: Math.max(x + side - width, 0),
      bottom: Math.max(y + side - height, 0),
      background: "#000",
    })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(extended)
    .extract({ left: Math.max(x, 0), top: Math.max(y, 0), width: side, height: side })
    .png()
    .toBuffer();
}
