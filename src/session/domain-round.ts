import type { Frame } from "../capture/types";
import type { Dish, Square } from "../segmentation/types";
import type { TranslationRequest } from "../translator/types";
import type { Clock } from "./clock";
import type { PixelPatch } from "./studio";

/** One picture of "all dishes at once". */
export type RoundPicture =
  /** The region of the dish as the source has it; whoever gets it closes it. */
  | { readonly kind: "original"; readonly picture: ImageBitmap }
  | { readonly kind: "domain"; readonly domain: string; readonly patch: PixelPatch };

/** However fast the translator is, ten dishes at two pictures a second look alive, and leave the GPU cool. */
const shortestStepMs = 50;
/** Share of the translator's own time that is left to the others between two steps. */
const restShare = 0.25;
/** When there is nothing to do now. */
const idleMs = 120;
const afterFailureMs = 600;
/** A region that moved less than this part of its side is the same region: stills come to rest. */
const sameRegion = 0.02;

export interface RoundParts {
  readonly clock: Clock;
  /** The newest frame; null while there is none, or while the page is hidden. */
  frame(): Frame | null;
  /** The dish to show, or null. */
  dish(): Dish | null;
  /** Domain ids in the model's order. */
  domains(): readonly string[];
  /** Side of the generator, pixels. */
  size(): number;
  translate(request: TranslationRequest): Promise<PixelPatch>;
  crop(frame: Frame, roi: Square, size: number): Promise<ImageBitmap>;
  onPicture(picture: RoundPicture): void;
}

/** What a picture was made from. */
interface Made {
  readonly sequence: number;
  readonly dish: number;
  readonly roi: Square;
  readonly size: number;
}

/**
 * Goes round: the dish as it is, then as each domain, one after the other, each from the newest frame. The pace is the
 * translator's, and a still that is through costs nothing.
 */
export class DomainRound {
  readonly #parts: RoundParts;
  /** By domain id; the original under the empty one. */
  readonly #made = new Map<string, Made>();
  /** Next place in the round: 0 is the original. */
  #at = 0;
  #cancel: () => void = () => undefined;
  #ended = false;

  constructor(parts: RoundParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#step();
  }

  end(): void {
    this.#ended = true;
    this.#cancel();
  }

  async #step(): Promise<void> {
    const { clock } = this.#parts;
    const startedAt = clock.now();
    let waitMs: number;
    try {
      const worked = await this.#next();
      const tookMs = clock.now() - startedAt;
      waitMs = worked ? Math.max(shortestStepMs - tookMs, restShare * tookMs) : idleMs;
    } catch {
      // A frame that was gone, or a translator that is being replaced, which its own part reports.
      waitMs = afterFailureMs;
    }
    if (!this.#ended) this.#cancel = clock.after(waitMs, () => void this.#step());
  }

  /** Makes the next picture that is due; false when none is. */
  async #next(): Promise<boolean> {
    const parts = this.#parts;
    const frame = parts.frame();
    const dish = parts.dish();
    if (frame === null || dish === null) return false;
    const places = ["", ...parts.domains()];
    const wanted: Made = { sequence: frame.sequence, dish: dish.id, roi: dish.roi, size: parts.size() };
    for (let step = 0; step < places.length; step += 1) {
      const at = (this.#at + step) % places.length;
      const id = places[at] ?? "";
      if (isSame(this.#made.get(id), wanted)) continue;
      this.#at = (at + 1) % places.length;
      await this.#make(id, at - 1, frame, wanted, places.length - 1);
      this.#made.set(id, wanted);
      return true;
    }
    return false;
  }

  async #make(id: string, index: number, frame: Frame, { roi, size }: Made, domainCount: number): Promise<void> {
    const parts = this.#parts;
    if (id === "") {
      const picture = await parts.crop(frame, roi, size);
      if (this.#ended) picture.close();
      else parts.onPicture({ kind: "original", picture });
      return;
    }
    const domains = new Float32Array(domainCount);
    domains[index] = 1;
    const patch = await parts.translate({ frame, roi, domains, size });
    if (!this.#ended) parts.onPicture({ kind: "domain", domain: id, patch });
  }
}

const isSame = (made: Made | undefined, wanted: Made): boolean => {
  if (made === undefined || made.dish !== wanted.dish) return false;
  const { roi } = wanted;
  const moved = Math.max(
    Math.abs(roi.cx - made.roi.cx),
    Math.abs(roi.cy - made.roi.cy),
    Math.abs(roi.size - made.roi.size),
  );
  return made.sequence === wanted.sequence && made.size === wanted.size && moved <= sameRegion * roi.size;
};
