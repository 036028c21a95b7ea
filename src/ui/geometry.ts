import type { PictureSize } from "../session";

/** A rectangle in CSS pixels of the stage. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** `cover` fills the stage, `contain` shows the whole picture. */
export type Fit = "cover" | "contain";

/**
 * Covering never hides more than this share of the picture's width or height: a landscape photo on an upright phone
 * would otherwise be a third of itself.
 */
const leastShown = 0.66;

/** Where the picture lies on a stage of `width` x `height`; with `cover` it may reach over the edges. */
export const pictureRect = (picture: PictureSize, width: number, height: number, fit: Fit): Rect => {
  const across = width / Math.max(1, picture.width);
  const down = height / Math.max(1, picture.height);
  const contained = Math.min(across, down);
  const scale = fit === "contain" ? contained : Math.min(Math.max(across, down), contained / leastShown);
  const rect = { width: picture.width * scale, height: picture.height * scale };
  return { left: (width - rect.width) / 2, top: (height - rect.height) / 2, ...rect };
};

/** A part of the picture from left to right, in [0, 1] of the picture. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The part of the picture that is on the stage. */
export const visibleSpan = (rect: Rect, stageWidth: number): Span => {
  const width = Math.max(1, rect.width);
  return { from: Math.max(0, -rect.left / width), to: Math.min(1, (stageWidth - rect.left) / width) };
};

/** A point of the window in [0, 1] of the picture as shown; null beside it. */
export const pointInPicture = (
  box: Pick<DOMRect, "left" | "top" | "width" | "height">,
  clientX: number,
  clientY: number,
): { readonly x: number; readonly y: number } | null => {
  const x = (clientX - box.left) / Math.max(1, box.width);
  const y = (clientY - box.top) / Math.max(1, box.height);
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
};
