import sharp, { type Sharp } from "sharp";
import type { Harness, OpenOptions, View } from "../harness";

export const RED = [200, 40, 40] as const;
export const GREEN = [40, 180, 40] as const;
export const BLUE = [40, 40, 200] as const;
export const GREY = [128, 128, 128] as const;

/** Four quarters: red, green, blue, grey, in reading order. */
export function quarters(width: number, height: number): Sharp {
  const quarter = (rgb: readonly number[], left: number, top: number) =>
    `<rect x="${left}" y="${top}" width="${width / 2}" height="${height / 2}" fill="rgb(${rgb.join(",")})"/>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    quarter(RED, 0, 0),
    quarter(GREEN, width / 2, 0),
    quarter(BLUE, 0, height / 2),
    quarter(GREY, width / 2, height / 2),
    "</svg>",
  ].join("");
  return sharp(Buffer.from(svg));
}

/** Greatest difference of the channels of two colours, or of two lists of colours. */
export function distance(seen: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): number {
  return Math.max(
    ...wanted.flatMap((colour, at) => colour.map((value, channel) => Math.abs((seen[at]?.[channel] ?? 999) - value))),
  );
}

export async function openLab(harness: Harness, options?: OpenOptions): Promise<View> {
  const view = await harness.open("capture.html", options);
  await view.page.waitForFunction(() => document.title === "ready");
  return view;
}
