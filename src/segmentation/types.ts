import type { Frame } from "../capture/types";
import type { Mask } from "../net/dish/types";

export type { Dish } from "../net/dish/tracker";
export type { Ellipse, Mask, Square } from "../net/dish/types";

/** Normalised picture coordinates: x and y in [0, 1], origin at the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Finds dishes in frames. The newest frame wins: a call while one is under way answers null at once. */
export interface Segmenter {
  segment(frame: Frame): Promise<Mask | null>;
  dispose(): void;
}
