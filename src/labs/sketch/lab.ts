import { batch, signal } from "@preact/signals";

import { imageToImageGraph } from "../../net/image-to-image";
import { ModelPart, Newest } from "../shared/model";
import type { readAddress } from "../shared/page";
import { imageOf, readableCanvas, savePictures, valuesOf, withFirstFrame } from "../shared/picture";
import type { Runner } from "../shared/runner";
import { type BrushPoint, endOf, segmentAt, type Stroke, type Tool } from "./brush";
import { linesOf } from "./edges";
import { type ExampleName, exampleStrokes } from "./examples";
import { advance, redo, startHistory, undo } from "./history";
import { emptySketch, type Sketch } from "./sketch";
import { Surface } from "./surface";

/** Side of the drawing as the net sees it, pixels: twice what it was trained at, with lines that are twice as wide. */
const NET_SIDE = 192;
/** Widths of brushes are counted in pixels of the training. */
const TRAINED_SIDE = 96;
/** An eraser takes away more than a pencil of the same width makes. */
const ERASER_FACTOR = 5;

/** A sketch, and what the net makes of it. */
export class SketchLab {
  readonly part: ModelPart<"pix2pix">;
  readonly history = signal(startHistory(emptySketch));
  readonly tool = signal<Tool>("pencil");
  /** Pixels of the training's 96. */
  readonly width = signal(1);
  readonly result = signal<ImageData | null>(null);
  /** Of the last colouring. */
  readonly milliseconds = signal(0);
  /** What a colouring or a photo ended in; null where it did not fail. */
  readonly fault = signal<unknown>(null);
  /** Lines of a photo are being sought. */
  readonly tracing = signal(false);

  readonly #net = readableCanvas(NET_SIDE);
  #surface = new Surface(this.#net);
  /** The one that is being drawn: its points grow. */
  #stroke: (Stroke & { readonly points: BrushPoint[] }) | null = null;
  #runner: Runner | null = null;
  readonly #colouring = new Newest<Runner>(
    (runner) => this.#colour(runner),
    (error) => (this.fault.value = error),
  );

  constructor({ model: id, only }: ReturnType<typeof readAddress>) {
    this.part = new ModelPart({
      family: "pix2pix",
      id,
      only,
      graphOf: ({ config }) => imageToImageGraph(config, NET_SIDE),
      onReady: (_, runner) => {
        this.#runner = runner;
        this.#changed();
      },
    });
    this.example("eggs");
  }

  /** Draws on a canvas of the page from now on. */
  attach(shown: CanvasRenderingContext2D): void {
    this.#surface = new Surface(this.#net, shown);
    this.#surface.draw(this.history.peek().present);
  }

  /** Puts the brush down. @param tool Default: the one that was chosen. */
  begin(point: BrushPoint, tool = this.tool.peek()): void {
    const width = (this.width.peek() / TRAINED_SIDE) * (tool === "eraser" ? ERASER_FACTOR : 1);
    this.#stroke = { tool, width, points: [] };
    this.extend([point]);
  }

  extend(points: readonly BrushPoint[]): void {
    const stroke = this.#stroke;
    if (stroke === null) return;
    for (const point of points) {
      stroke.points.push(point);
      const segment = segmentAt(stroke, stroke.points.length - 1);
      if (segment !== null) this.#surface.add(stroke.tool, segment);
    }
    this.#changed();
  }

  /** Lifts the brush. */
  end(): void {
    const stroke = this.#stroke;
    if (stroke === null) return;
    this.#stroke = null;
    const segment = endOf(stroke);
    if (segment !== null) this.#surface.add(stroke.tool, segment);
    const { present } = this.history.peek();
    this.history.value = advance(this.history.peek(), { ...present, strokes: [...present.strokes, stroke] });
    this.#changed();
  }

  undo(): void {
    this.#show(undo(this.history.peek()));
  }

  redo(): void {
    this.#show(redo(this.history.peek()));
  }

  clear(): void {
    this.#replace(emptySketch);
  }

  example(name: ExampleName): void {
    this.#replace({ lines: null, strokes: exampleStrokes(name) });
  }

  /** Begins with the lines of a photo. What fails is in `fault`. */
  async trace(file: File): Promise<void> {
    this.tracing.value = true;
    try {
      const lines = await withFirstFrame(file, linesOf);
      this.#replace({ lines, strokes: [] });
      this.fault.value = null;
    } catch (error) {
      this.fault.value = error;
    }
    this.tracing.value = false;
  }

  async save(): Promise<void> {
    const image = this.result.peek();
    try {
      if (image !== null) await savePictures([image], "mealshift-sketch");
    } catch (error) {
      this.fault.value = error;
    }
  }

  /** Colours the sketch once more. */
  retry(): void {
    this.fault.value = null;
    this.#changed();
  }

  #replace(sketch: Sketch): void {
    this.#stroke = null;
    this.#show(advance(this.history.peek(), sketch));
  }

  #show(history: typeof this.history.value): void {
    this.history.value = history;
    this.#surface.draw(history.present);
    this.#changed();
  }

  #changed(): void {
    if (this.#runner !== null) this.#colouring.push(this.#runner);
  }

  async #colour(runner: Runner): Promise<void> {
    const startedAt = performance.now();
    const drawing = valuesOf(this.#net.getImageData(0, 0, NET_SIDE, NET_SIDE));
    const { image } = await runner.run({ image: drawing });
    if (image === undefined) return;
    batch(() => {
      this.result.value = imageOf(image, NET_SIDE);
      this.milliseconds.value = performance.now() - startedAt;
      this.fault.value = null;
    });
  }
}
