import type { CropSquare, Frame } from "../../../capture";

/** Dishes of the demo pictures. */
export const demoDishes = ["stew", "above", "plate"] as const;
export type DemoDish = (typeof demoDishes)[number];

interface Place {
  /** Relative to the labs' pages. */
  readonly url: string;
  /** The dish's middle, shares of the picture's width and height, and the square's side, a share of its width. */
  readonly cx: number;
  readonly cy: number;
  readonly size: number;
}

const places: Readonly<Record<DemoDish, Place>> = {
  stew: { url: "../demo/meal.jpg", cx: 0.767, cy: 0.501, size: 0.345 },
  above: { url: "../demo/meal-above.jpg", cx: 0.739, cy: 0.542, size: 0.315 },
  plate: { url: "../demo/meal-above.jpg", cx: 0.338, cy: 0.466, size: 0.527 },
};

export function demoUrl(dish: DemoDish): string {
  return places[dish].url;
}

/** The square of a frame that is translated: that of the demo's dish, or the middle. */
export function squareOf({ width, height }: Pick<Frame, "width" | "height">, dish: DemoDish | null): CropSquare {
  if (dish === null) return { cx: width / 2, cy: height / 2, size: Math.min(width, height) };
  const { cx, cy, size } = places[dish];
  return { cx: cx * width, cy: cy * height, size: size * width };
}
