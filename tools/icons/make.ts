/**
 * Makes the raster icons from the hand-written `public/icons/icon.svg`.
 *
 *     npx tsx tools/icons/make.ts
 */
import { readFile } from "node:fs/promises";
import sharp from "sharp";

const folder = new URL("../../public/icons/", import.meta.url);

/** How far the mark shrinks towards the centre on grounds that fill the square. */
const FULL_BLEED_SCALE = 0.8;

interface Icon {
  readonly file: string;
  readonly size: number;
  /** The system cuts the icon's shape itself: square ground, mark inside the safe zone (a circle of 80 % width). */
  readonly fullBleed: boolean;
}

const icons: readonly Icon[] = [
  { file: "icon-192.png", size: 192, fullBleed: false },
  { file: "icon-512.png", size: 512, fullBleed: false },
  { file: "icon-512-maskable.png", size: 512, fullBleed: true },
  { file: "apple-touch-icon.png", size: 180, fullBleed: true },
];

function replaceOnce(text: string, part: string, by: string): string {
  if (text.split(part).length !== 2) throw new Error(`icon.svg must contain ${part} exactly once`);
  return text.replace(part, by);
}

function fillSquare(svg: string): string {
  const shift = 32 * (1 - FULL_BLEED_SCALE);
  const mark = `<g id="mark" transform="translate(${shift} ${shift}) scale(${FULL_BLEED_SCALE})">`;
  return replaceOnce(replaceOnce(svg, ' rx="15"', ""), '<g id="mark">', mark);
}

const svg = await readFile(new URL("icon.svg", folder), "utf8");
for (const { file, size, fullBleed } of icons) {
  const source = Buffer.from(fullBleed ? fillSquare(svg) : svg);
  const target = new URL(file, folder).pathname;
  // 72 dpi draws the 64-unit view box at 64 pixels; a matching density keeps the edges sharp.
  await sharp(source, { density: (72 * size) / 64 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(target);
  console.log(`${file} ${size}x${size}`);
}
