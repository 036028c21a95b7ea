import { shrinkFrame } from "../capture";
import type { Frame, FrameSource } from "../capture/types";
import { steamOfMix } from "../net/picture/steam";
import type { Mask } from "../segmentation/types";
import type { Patch, TranslationRequest } from "../translator/types";
import type { DomainChoices } from "./domain-choices";
import type { DrawnListener } from "./drawing-stage";
import { StudioClosedError } from "./errors";
import type { Pipeline } from "./pipeline";
import type { ModelKit } from "./stages";
import type { Tracker } from "./tracker";
import type { ChosenDish, DishChoices, PixelPatch, Still, Studio } from "./studio";

/** The live view asks ten times a second: a turn of the segmenter comes soon, or something is wrong. */
const longestWaitMs = 10_000;
const nextTryMs = 20;

export interface StudioParts {
  readonly pipeline: Pipeline;
  readonly domains: DomainChoices;
  source(): FrameSource | null;
  /** Whether the live view shows one held picture: the camera sees another by now. */
  frozen(): boolean;
  kit(): ModelKit | null;
  /** Strength of the effect, and how much each domain steams, both in [0, 1]; null for no steam. */
  look(): { readonly strength: number; readonly steam: Float32Array | null };
  readPatch(patch: Patch): Promise<Patch>;
  /** Whether the live view stands still. */
  setHeld(held: boolean): void;
}

/** The studio of a session: looks every stage up when it is asked for, for a stage may have been replaced. */
export class SessionStudio implements Studio {
  readonly #parts: StudioParts;
  #holds = 0;

  constructor(parts: StudioParts) {
    this.#parts = parts;
  }

  async still(): Promise<Still> {
    const source = this.#parts.source();
    const frame = this.#parts.pipeline.frame;
    if (source === null || frame === null) throw closed("There is no picture to keep yet");
    // The frame is copied at once, for it is gone with the next one.
    const copying = shrinkFrame(frame, frame.width, frame.height);
    const [copy, photo] = await Promise.all([copying, this.#parts.frozen() ? null : (source.photo?.() ?? null)]);
    return { frame: copy, photo, mirrored: source.mirrored };
  }

  footage(): Promise<Blob> | null {
    return this.#parts.source()?.footage?.() ?? null;
  }

  choices(): DishChoices {
    const { domains, pipeline } = this.#parts;
    const { width = 1, height = 1 } = pipeline.frame ?? {};
    const { strength, steam } = this.#parts.look();
    const shownAs = ({ domain, weights }: Pick<ChosenDish, "domain" | "weights">) => ({
      domain,
      weights,
      steam: steamOfMix(weights, steam),
    });
    const dishes = pipeline.dishes.map((dish) => ({ ...shownAs(domains.of(dish.id)), dish }));
    return { dishes, width, height, strength, otherwise: shownAs(domains.otherwise) };
  }

  async find(picture: Frame, signal: AbortSignal): Promise<Mask> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < longestWaitMs) {
      signal.throwIfAborted();
      const mask = await this.#parts.pipeline.find(picture);
      if (mask !== null) return mask;
      await new Promise((resolve) => setTimeout(resolve, nextTryMs));
    }
    throw closed("The dish finder gave no answer");
  }

  createTracker(): Tracker {
    const kit = this.#parts.kit();
    if (kit === null) throw closed("The models are not loaded yet");
    return kit.createTracker();
  }

  async translate(request: TranslationRequest): Promise<PixelPatch> {
    const parts = this.#parts;
    const patch = await parts.pipeline.lendTranslator(async (translator) =>
      parts.readPatch(await translator.translate(request)),
    );
    if (patch === null) throw closed("The translator is not ready");
    const { picture, size } = patch;
    if (picture.kind !== "pixels") throw closed("The translated picture cannot be read");
    return { data: picture.data, size };
  }

  fitSize(wanted: number): number {
    return this.#parts.kit()?.fitSize(wanted) ?? wanted;
  }

  watchDrawings(onDrawn: DrawnListener): () => void {
    return this.#parts.pipeline.drawing.watch(onDrawn);
  }

  canvas(): HTMLCanvasElement | null {
    return this.#parts.pipeline.drawing.canvas;
  }

  snapshot(): Promise<ImageBitmap> {
    return this.#parts.pipeline.drawing.snapshot();
  }

  hold(): () => void {
    this.#holds += 1;
    this.#parts.setHeld(true);
    let held = true;
    return () => {
      if (held) this.#holds -= 1;
      held = false;
      if (this.#holds === 0) this.#parts.setHeld(false);
    };
  }
}

const closed = (what: string): StudioClosedError =>
  new StudioClosedError(`${what}. Wait until the lens is running, and try again.`);
