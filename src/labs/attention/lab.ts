import { batch, signal } from "@preact/signals";

import type { ModelDomain } from "../../net/config";
import { domainsOf, imageToImageGraph, nearestSize } from "../../net/image-to-image";
import { ModelPart } from "../shared/model";
import type { readAddress } from "../shared/page";
import { coloured, imageOf, PictureSource, savePictures, valuesOf } from "../shared/picture";
import type { Runner } from "../shared/runner";

/** Side of the pictures, pixels; the map is a quarter of it. */
const WANTED_SIDE = 128;

/** A translated dish, and where the net looked. */
export class AttentionLab {
  readonly part: ModelPart<"ugatit">;
  readonly dish = signal<ModelDomain | null>(null);
  readonly original = signal<ImageData | null>(null);
  readonly translated = signal<ImageData | null>(null);
  /** The heat map in colours, from the least to the most of the picture. */
  readonly map = signal<ImageData | null>(null);
  /** Of the map over the original, [0, 1]. */
  readonly opacity = signal(0.6);
  readonly milliseconds = signal(0);
  readonly source: PictureSource;

  #runner: Runner | null = null;
  #side = WANTED_SIDE;

  constructor({ model: id, only }: ReturnType<typeof readAddress>) {
    this.source = new PictureSource({ side: WANTED_SIDE, onPicture: (picture) => this.#translate(picture) });
    this.part = new ModelPart({
      family: "ugatit",
      id,
      only,
      graphOf: ({ config }) => {
        this.#side = nearestSize(config, WANTED_SIDE);
        return imageToImageGraph(config, this.#side, ["image", "heatmap"]);
      },
      onReady: ({ config }, runner) => {
        this.#runner = runner;
        this.dish.value = domainsOf(config)[0] ?? null;
        this.source.again();
      },
    });
  }

  async save(): Promise<void> {
    const images = [this.original.peek(), this.translated.peek(), this.map.peek()].filter((image) => image !== null);
    try {
      if (images.length > 0) await savePictures(images, "mealshift-attention");
    } catch (error) {
      this.source.failed(error);
    }
  }

  async #translate(picture: ImageData): Promise<void> {
    this.original.value = picture;
    const runner = this.#runner;
    if (runner === null) return;
    const startedAt = performance.now();
    const { image, heatmap } = await runner.run({ image: valuesOf(await resized(picture, this.#side)) });
    if (image === undefined || heatmap === undefined) return;
    batch(() => {
      this.original.value = picture;
      this.translated.value = imageOf(image, this.#side);
      this.map.value = coloured(heatmap, this.#side / 4, Math.min(...heatmap), Math.max(...heatmap));
      this.milliseconds.value = performance.now() - startedAt;
    });
  }
}

/** A model that runs at one size alone may want another than ours. */
async function resized(picture: ImageData, side: number): Promise<ImageData> {
  if (picture.width === side) return picture;
  const bitmap = await createImageBitmap(picture, { resizeWidth: side, resizeHeight: side, resizeQuality: "high" });
  const context = new OffscreenCanvas(side, side).getContext("2d");
  if (context === null) throw new Error("This browser gives no 2D canvas.");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, side, side);
}
