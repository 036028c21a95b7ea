import { batch, signal } from "@preact/signals";

import type { ModelDomain } from "../../net/config";
import { domainsOf, imageToImageGraph } from "../../net/image-to-image";
import { type LabModel, ModelPart } from "../shared/model";
import type { readAddress } from "../shared/page";
import { coloured, imageOf, PictureSource, savePictures, valuesOf } from "../shared/picture";
import type { Runner } from "../shared/runner";
import { pictureError } from "./cycle-error";

const SIDE = 128;
/** Errors from here on have the last colour of the map, levels. */
export const LARGEST_ERROR = 64;

/** One of the two nets, ready to run. */
interface Direction {
  readonly runner: Runner;
  /** What it makes. */
  readonly dish: ModelDomain | null;
}

/** A dish that goes there and back. */
export class TwoWayLab {
  readonly there: ModelPart<"cyclegan">;
  /** The model that leads back; null until it is known, and where the catalogue names none. */
  readonly back = signal<ModelPart<"cyclegan"> | null>(null);
  /** Id of a model without a way back; empty where there is one. */
  readonly noInverse = signal("");
  /** Which of the two goes first. */
  readonly swapped = signal(false);
  readonly original = signal<ImageData | null>(null);
  readonly translated = signal<ImageData | null>(null);
  readonly returned = signal<ImageData | null>(null);
  readonly map = signal<ImageData | null>(null);
  /** Levels; null where there is none. */
  readonly error = signal<number | null>(null);
  readonly oneWay = signal<number | null>(null);
  readonly dishes = signal<readonly (ModelDomain | null)[]>([null, null]);
  readonly milliseconds = signal(0);
  readonly source: PictureSource;

  readonly #directions: [Direction | null, Direction | null] = [null, null];

  constructor({ model: id, only }: ReturnType<typeof readAddress>) {
    this.source = new PictureSource({ side: SIDE, onPicture: (picture) => this.#goThereAndBack(picture) });
    const part = (of: 0 | 1, wanted: string | undefined) =>
      new ModelPart({
        family: "cyclegan",
        id: wanted,
        only,
        graphOf: ({ config }) => imageToImageGraph(config, SIDE),
        onReady: (model, runner) => {
          this.#use(of, model, runner);
          if (of === 1) return;
          this.noInverse.value = model.inverse === null ? model.config.id : "";
          if (model.inverse === null || this.back.peek() !== null) return;
          this.back.value = part(1, model.inverse);
          void this.back.value.load();
        },
      });
    this.there = part(0, id);
  }

  /** Begins with the other direction. */
  swap(): void {
    this.swapped.value = !this.swapped.peek();
    this.#changed();
  }

  async save(): Promise<void> {
    const shown = [this.original, this.translated, this.returned, this.map];
    const images = shown.map((image) => image.peek()).filter((image) => image !== null);
    try {
      if (images.length > 0) await savePictures(images, "mealshift-two-way");
    } catch (error) {
      this.source.failed(error);
    }
  }

  #use(of: 0 | 1, { config }: LabModel<"cyclegan">, runner: Runner): void {
    this.#directions[of] = { runner, dish: domainsOf(config)[0] ?? null };
    this.#changed();
  }

  #changed(): void {
    this.dishes.value = this.#inOrder().map((direction) => direction?.dish ?? null);
    this.source.again();
  }

  #inOrder(): readonly (Direction | null)[] {
    return this.swapped.peek() ? this.#directions.toReversed() : this.#directions;
  }

  async #goThereAndBack(picture: ImageData): Promise<void> {
    const [there, back] = this.#inOrder();
    this.original.value = picture;
    if (!there) return;
    const startedAt = performance.now();
    const translated = await this.#run(there, valuesOf(picture));
    const returned = back ? await this.#run(back, translated) : null;
    batch(() => {
      const first = imageOf(translated, SIDE);
      this.original.value = picture;
      this.translated.value = first;
      this.oneWay.value = pictureError(picture.data, first.data).mean;
      this.milliseconds.value = performance.now() - startedAt;
      if (returned === null) return;
      const second = imageOf(returned, SIDE);
      const { mean, map } = pictureError(picture.data, second.data);
      this.returned.value = second;
      this.error.value = mean;
      this.map.value = coloured(map, SIDE, 0, LARGEST_ERROR);
    });
  }

  /** Levels stay as fine as the net gives them on the way: only what is shown is rounded. */
  async #run({ runner }: Direction, image: Float32Array): Promise<Float32Array> {
    const { image: answer } = await runner.run({ image });
    if (answer === undefined) throw new Error("The net has no output named image.");
    return answer;
  }
}
