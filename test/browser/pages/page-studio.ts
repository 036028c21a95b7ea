import { DishTracker } from "../../../src/net/dish/tracker";
import type { DishChoices, DrawnListener, Studio } from "../../../src/session";
import { OutOfMemoryError } from "../../../src/translator/errors";

/** What a page's studio did, and how it is driven. */
export interface PageStudio extends Studio {
  /** Sides of the generator that were asked for, in order. */
  readonly sizes: number[];
  /** The largest side that there is memory for, pixels. */
  largest: number;
  /** Times that the live view is held now. */
  holds: number;
  /** A drawing of the live view: those who watch are told. */
  drawn(): void;
}

/** Colours of the first domain and the second, RGB. */
const colours = [
  [220, 30, 40],
  [30, 60, 220],
] as const;

/**
 * The stages of a lens whose live view is a canvas: one dish in its middle, which a generator of two domains paints in one
 * colour.
 */
export function createPageStudio(canvas: HTMLCanvasElement, footage: () => Blob | null = () => null): PageStudio {
  const watches = new Set<DrawnListener>();
  const choices: DishChoices = {
    dishes: [],
    width: canvas.width,
    height: canvas.height,
    strength: 1,
    otherwise: { domain: "ramen", weights: Float32Array.of(1, 0), steam: 0 },
  };
  const studio: PageStudio = {
    sizes: [],
    largest: 512,
    holds: 0,
    still: async () => ({ frame: await createImageBitmap(canvas), photo: null, mirrored: false }),
    footage: () => {
      const file = footage();
      return file === null ? null : Promise.resolve(file);
    },
    choices: () => choices,
    find: () => Promise.resolve(plateMask()),
    createTracker: () => {
      const tracker = new DishTracker();
      return {
        update: (mask, frame) => tracker.update(mask, frame),
        predict: (moment) => tracker.predict(moment),
        reset: () => tracker.reset(),
      };
    },
    translate: async ({ size, domains }) => {
      studio.sizes.push(size);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (size > studio.largest) throw new OutOfMemoryError(`There is no memory for ${size} pixels.`);
      const [red, green, blue] = colours[(domains[0] ?? 0) >= 0.5 ? 0 : 1];
      const data = new Uint8ClampedArray(size * size * 4);
      for (let at = 0; at < data.length; at += 4) data.set([red, green, blue, 255], at);
      return { data, size };
    },
    fitSize: (wanted) => wanted,
    watchDrawings: (onDrawn) => {
      watches.add(onDrawn);
      return () => watches.delete(onDrawn);
    },
    canvas: () => canvas,
    snapshot: () => createImageBitmap(canvas),
    hold: () => {
      studio.holds += 1;
      return () => {
        studio.holds -= 1;
      };
    },
    drawn: () => {
      for (const watch of watches) watch(canvas, performance.now());
    },
  };
  return studio;
}

/** A round plate in the middle, half as high as the picture. */
function plateMask() {
  const [width, height] = [64, 48];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = Math.hypot(x + 0.5 - 32, y + 0.5 - 24) < 12 ? 255 : 0;
  }
  return { width, height, data };
}
