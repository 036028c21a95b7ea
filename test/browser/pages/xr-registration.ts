import { emulate, type PathName } from "../../../src/emulation";
import { MediaPipeSegmenter } from "../../../src/segmentation";
import { boxOf, displacement, greyOf, pyramidOf, type Box, type Pyramid } from "./xr-registration/displacement";
import { contextOf } from "./xr-registration/copier";
import { TwoWays } from "./xr-registration/two-ways";

/** Of the pictures that are compared, pixels. */
const width = 480;
const height = 360;
/** A dish that is seen smaller than this, or cut by the picture's edge, is not measured. */
const leastDiameter = 60;

/** Distance between what is drawn and what is there, percent of the dish's diameter as seen. */
export interface Measured {
  readonly way: "in space" | "over the screen";
  readonly dish: number;
  readonly time: number;
  readonly percent: number;
}

const room = await emulate({ device: "phone", refuse: [], path: null, language: "en" });
const segmenter = await MediaPipeSegmenter.create(await segmenterModel());

async function segmenterModel() {
  const [config, model] = await Promise.all([
    fetch("/models/segmenter/config.json"),
    fetch("/models/segmenter/model.tflite"),
  ]);
  const { input } = (await config.json()) as { input: { width: number; height: number } };
  return { model: await model.bytes(), ...input };
}

let ways: TwoWays | null = null;

const page = {
  /** Within a gesture of people. */
  async enter(): Promise<void> {
    const session = await navigator.xr?.requestSession("immersive-ar", {
      requiredFeatures: ["local"],
      optionalFeatures: ["hit-test", "anchors", "camera-access"],
    });
    if (session === undefined) throw new Error("The emulation gave no session.");
    room.pause();
    ways = await TwoWays.open(session, segmenter);
  },

  /** Lets the room's time run in frames of the display; resolves when `ms` of it are over. */
  async run(ms: number, rate = 30): Promise<void> {
    for (let time = 0; time < ms; time += 1000 / rate) await frame(1000 / rate);
  },

  dishes(): number {
    return ways?.tracker.dishes.length ?? 0;
  },

  async play(path: PathName, dropped: number): Promise<void> {
    room.dropFrames(dropped);
    await room.play(path);
  },

  /** What both ways show now against the room. */
  async measure(): Promise<readonly Measured[]> {
    if (ways === null) throw new Error("Enter first.");
    const view = viewNow();
    const truth = room.picture(view, width, height);
    const inSpace = await imageOf(await ways.stage.stage.capture(width, height));
    const overScreen = ways.overlay(width, height);
    const found: Measured[] = [];
    for (const { id } of room.dishes) {
      const mask = room.mask(id, view, width, height);
      const dish = pyramidOf(greyOf(truth, (pixel) => mask[pixel] === 1));
      const box = boxOf(dish.full);
      if (box === null || box.left < 2 || box.top < 2 || box.right > width - 2 || box.bottom > height - 2) continue;
      const diameter = Math.max(box.right - box.left, box.bottom - box.top);
      if (diameter < leastDiameter) continue;
      for (const [way, image] of [
        ["in space", inSpace],
        ["over the screen", overScreen],
      ] as const) {
        const pixels = error(image, dish, box, way === "in space" ? 8 : 40);
        if (pixels !== null) {
          found.push({ way, dish: id, time: performance.now(), percent: (100 * pixels) / diameter });
        }
      }
    }
    return found;
  },

  /** Room, what is drawn in space, and what is laid over the screen, side by side. */
  async sheet(): Promise<string> {
    if (ways === null) throw new Error("Enter first.");
    const sheet = contextOf(3 * width, height);
    const truth = room.picture(viewNow(), width, height);
    for (const x of [0, width, 2 * width]) sheet.putImageData(truth, x, 0);
    sheet.drawImage(await ways.stage.stage.capture(width, height), width, 0);
    sheet.drawImage(await createImageBitmap(ways.overlay(width, height)), 2 * width, 0);
    const bytes = await (await sheet.canvas.convertToBlob({ type: "image/png" })).bytes();
    return bytes.toBase64();
  },

  table: () => ways?.table ?? null,
};

async function frame(ms: number): Promise<void> {
  await ways?.settle();
  room.step(ms);
  // The camera's pixels come when the GPU is done with them.
  await new Promise((resolve) => setTimeout(resolve));
}

function viewNow() {
  const [view] = room.views;
  if (view === undefined) throw new Error("There was no frame yet.");
  return view;
}

async function imageOf(bitmap: ImageBitmap): Promise<ImageData> {
  const context = contextOf(width, height);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/** Mean over the quarters of the dish, so that turned and stretched pictures count as well as shifted ones; pixels. */
function error(image: ImageData, dish: Pyramid, box: Box, reach: number): number | null {
  const grown = grow(box, reach);
  const shown = pyramidOf(greyOf(image, (pixel) => (image.data[4 * pixel + 3] ?? 0) > 230));
  const [x, y] = [Math.round((grown.left + grown.right) / 2), Math.round((grown.top + grown.bottom) / 2)];
  const quarters: readonly Box[] = [
    { ...grown, right: x, bottom: y },
    { ...grown, left: x, bottom: y },
    { ...grown, right: x, top: y },
    { ...grown, left: x, top: y },
  ];
  const found = quarters.map((quarter) => displacement(shown, dish, quarter, reach)).filter((each) => each !== null);
  if (found.length < 2) return null;
  return found.reduce((sum, shift) => sum + Math.hypot(...shift), 0) / found.length;
}

function grow({ left, top, right, bottom }: Box, by: number): Box {
  return {
    left: Math.max(0, left - by),
    top: Math.max(0, top - by),
    right: Math.min(width, right + by),
    bottom: Math.min(height, bottom + by),
  };
}

export type RegistrationPage = typeof page;
Object.assign(globalThis, { registrationPage: page });
