import type { PixelPatch, Studio, Tracker } from "../../session";
import { choiceAt, type Choice } from "../picture/choices";
import type { FilmDish, FilmPicture } from "./contract";

/** The stages of the lens for the pictures of one video: a tracker of its own, and what each of its dishes is shown as. */
export class FilmStages {
  readonly #studio: Studio;
  readonly #signal: AbortSignal;
  readonly #tracker: Tracker;
  readonly #live;
  readonly #choices = new Map<number, Choice>();
  #first = true;

  constructor(studio: Studio, signal: AbortSignal) {
    this.#studio = studio;
    this.#signal = signal;
    this.#tracker = studio.createTracker();
    // As they are now: while the work goes on there is no live view to choose in.
    this.#live = studio.choices();
  }

  /** Ids of what the dishes so far are shown as. */
  get domains(): readonly string[] {
    return [...new Set([...this.#choices.values()].map(({ domain }) => domain))];
  }

  readonly follow = async ({ small, width, height, timestamp }: FilmPicture): Promise<readonly FilmDish[]> => {
    try {
      const picture = { picture: small, width: small.width, height: small.height, timestamp, sequence: 0 };
      const mask = await this.#studio.find(picture, this.#signal);
      // The first picture has nothing before it that its dishes could have been seen in.
      const dishes = this.#tracker.update(mask, { width, height, timestamp, still: this.#first });
      this.#first = false;
      for (const { id, ellipse } of dishes) {
        if (!this.#choices.has(id)) this.#choices.set(id, choiceAt(this.#live, ellipse, width, height));
      }
      const { strength } = this.#live;
      return dishes.map(({ id, roi, mask: soft }) => {
        const { steam } = this.#choices.get(id) ?? this.#live.otherwise;
        return { id, roi, mask: soft, strength, steam };
      });
    } finally {
      small.close();
    }
  };

  readonly translate = async (dish: number, square: ImageBitmap): Promise<PixelPatch> => {
    const { width: size } = square;
    try {
      this.#signal.throwIfAborted();
      return await this.#studio.translate({
        frame: { picture: square, width: size, height: size, timestamp: 0, sequence: 0 },
        roi: { cx: size / 2, cy: size / 2, size },
        domains: (this.#choices.get(dish) ?? this.#live.otherwise).weights,
        size,
      });
    } finally {
      square.close();
    }
  };
}
