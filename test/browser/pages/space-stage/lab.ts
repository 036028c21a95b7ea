import { Matrix4, PerspectiveCamera, Vector3 } from "three";
import type { WebGLRenderer } from "three";
import { createRenderer } from "../../../../src/immersive/stage/open-stage";
import { DishStage } from "../../../../src/immersive/stage/space-stage";
import type { RoomDepth, RoomLight, SpaceDish, SpaceLayer, Surroundings } from "../../../../src/immersive/types";
import type { Mask, Square } from "../../../../src/segmentation/types";
import type { CameraView } from "../../../../src/space";
import type { Patch } from "../../../../src/translator/types";
import { shifts } from "./registration";
import { pixelsOf, TableScene } from "./table-scene";
import type { TrueDish } from "./table-scene";

type Place = readonly [x: number, y: number, z: number];
type Rgb = readonly [number, number, number];

/** Of all pictures here. */
const width = 480;
const height = 360;

const frame = { width: 640, height: 480 };

export const bowl: TrueDish = { x: 0, z: 0, radius: 0.08, rimHeight: 0.06, shape: null, seed: 1 };
export const plate: TrueDish = { x: 0.02, z: -0.01, radius: 0.13, rimHeight: 0.02, shape: null, seed: 2 };

/** A camera that looks from one place of table space to another. */
function look(from: Place, at: Place = [0, 0.03, 0], degrees = 40): CameraView {
  const camera = new PerspectiveCamera(degrees, 4 / 3, 0.05, 20);
  camera.position.set(...from);
  camera.lookAt(new Vector3(...at));
  camera.updateMatrixWorld();
  return {
    pose: new Float32Array(camera.matrixWorld.elements),
    projection: new Float32Array(camera.projectionMatrix.elements),
    table: 1,
  };
}

/** From around a dish: degrees of height and of turn, metres. */
function around(elevation: number, turn: number, distance = 0.5): CameraView {
  const [up, side] = [(elevation * Math.PI) / 180, (turn * Math.PI) / 180];
  const out = Math.cos(up) * distance;
  return look([Math.sin(side) * out, 0.03 + Math.sin(up) * distance, Math.cos(side) * out]);
}

const around0: Pick<Surroundings, "table" | "light" | "depth"> = {
  table: { id: 1, pose: new Float32Array(new Matrix4().elements), source: "hit-test", anchored: false },
  light: null,
  depth: null,
};

let renderer: WebGLRenderer | null = null;
let truthRenderer: WebGLRenderer | null = null;
let stage: DishStage | null = null;

/** A fresh stage on the page's canvas. */
async function open(): Promise<DishStage> {
  stage?.dispose();
  renderer ??= createRenderer(document.body.appendChild(document.createElement("canvas")));
  truthRenderer ??= createRenderer(document.createElement("canvas"));
  renderer.setSize(width, height, false);
  stage = await DishStage.create(renderer);
  return stage;
}

/** What the stage draws, straight colours. */
function draw(view: CameraView, now: number, surroundings = around0): ImageData {
  if (stage === null || renderer === null) throw new Error("open a stage first");
  stage.drawFor(view, now, surroundings);
  return pixelsOf(renderer.domElement);
}

function sceneOf(dishes: readonly TrueDish[]): TableScene {
  if (truthRenderer === null) throw new Error("open a stage first");
  return new TableScene(truthRenderer, dishes);
}

/** The square in which a dish is seen, as large as the tracker makes it. */
function roiOf(dish: TrueDish, view: CameraView): Square {
  const toClip = new Matrix4().fromArray(view.projection).multiply(new Matrix4().fromArray(view.pose).invert());
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < 32; i++) {
    const angle = (i * Math.PI) / 16;
    const rim = new Vector3(
      dish.x + dish.radius * Math.cos(angle),
      i % 2 === 0 ? dish.rimHeight : 0,
      dish.z + dish.radius * Math.sin(angle),
    ).applyMatrix4(toClip);
    left = Math.min(left, rim.x);
    right = Math.max(right, rim.x);
    top = Math.min(top, -rim.y);
    bottom = Math.max(bottom, -rim.y);
  }
  const [w, h] = [((right - left) / 2) * frame.width, ((bottom - top) / 2) * frame.height];
  return {
    cx: (((left + right) / 2 + 1) / 2) * frame.width,
    cy: (((top + bottom) / 2 + 1) / 2) * frame.height,
    size: Math.max(w, h) * 1.25,
  };
}

/** A patch that shows the dish as it is: what a perfect translation into itself would be. */
function photograph(scene: TableScene, dish: TrueDish, view: CameraView, size = 256, domain = 0): Patch {
  const roi = roiOf(dish, view);
  const picture = scene.render(view, frame.width, frame.height);
  const from = canvasOf(picture);
  const to = canvasOf(new ImageData(size, size));
  const context = context2d(to);
  context.imageSmoothingQuality = "high";
  context.drawImage(from, roi.cx - roi.size / 2, roi.cy - roi.size / 2, roi.size, roi.size, 0, 0, size, size);
  return patchOf(view, roi, context.getImageData(0, 0, size, size).data, domain);
}

function plain(view: CameraView, roi: Square, [r, g, b]: Rgb, domain = 0, size = 64): Patch {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let i = 0; i < data.length; i += 4) data.set([r, g, b, 255], i);
  return patchOf(view, roi, data, domain);
}

function patchOf(view: CameraView, roi: Square, data: Uint8ClampedArray<ArrayBuffer>, domain: number): Patch {
  const domains = new Float32Array(10);
  domains[domain] = 1;
  return {
    picture: { kind: "pixels", data },
    size: Math.sqrt(data.length / 4),
    roi,
    frameWidth: frame.width,
    frameHeight: frame.height,
    timestamp: 0,
    view,
    domains,
    timings: { crop: 0, run: 0, read: 0 },
    close: () => undefined,
  };
}

/** The true mask on the grid of a segmenter. */
function maskOf(scene: TableScene, index: number, view: CameraView): Mask {
  const picture = scene.render(view, 160, 120, index);
  return { width: 160, height: 120, data: Uint8Array.from({ length: 160 * 120 }, (_, i) => picture.data[i * 4] ?? 0) };
}

function whole(value = 255): Mask {
  return { width: 4, height: 3, data: new Uint8Array(12).fill(value) };
}

function dishOf(id: number, dish: TrueDish, mask: Mask, maskView: CameraView): SpaceDish {
  const { x, z, radius, rimHeight, shape } = dish;
  return { id, x, z, moved: { x, z }, radius, rimHeight, shape, mask, maskView, confidence: 1, seenAt: 0 };
}

function layerOf(dish: SpaceDish, patch: Patch | null): SpaceLayer {
  return { dish, patch, domains: patch?.domains ?? new Float32Array(10) };
}

/** Draws until nothing fades any more; returns the picture and the time. */
function settle(view: CameraView, layers: readonly SpaceLayer[], from = 0): { image: ImageData; now: number } {
  stage?.setLayers(layers);
  let now = from;
  for (let step = 0; step < 12; step++, now += 50) stage?.drawFor(view, now, around0);
  return { image: draw(view, now), now };
}

/** Distances as a device would give them, from a function of normalised view coordinates. */
function depthOf(
  view: CameraView,
  format: "luminance-alpha" | "float32",
  at: (x: number, y: number) => number,
): RoomDepth {
  const [w, h, metres] = [160, 90, format === "float32" ? 1 : 0.001];
  const values = Array.from(
    { length: w * h },
    (_, i) => at(((i % w) + 0.5) / w, (Math.floor(i / w) + 0.5) / h) / metres,
  );
  const data = format === "float32" ? Float32Array.from(values).buffer : Uint16Array.from(values).buffer;
  return {
    view,
    width: w,
    height: h,
    at,
    raw: { data, format, metres, matrix: new Float32Array(new Matrix4().elements) },
  };
}

function lightOf(brightness: number, direction: Place = [0, 1, 0]): RoomLight {
  const harmonics = new Float32Array(27);
  harmonics.fill(brightness, 0, 3);
  return { harmonics, primary: [brightness, brightness, brightness], direction };
}

function canvasOf(image: ImageData): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  context2d(canvas).putImageData(image, 0, 0);
  return canvas;
}

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no 2D canvas");
  return context;
}

/** Over the middle: straight red, green, blue, and alpha. */
function pixel(image: ImageData, x = image.width / 2, y = image.height / 2): number[] {
  return [...image.data.subarray((Math.round(y) * image.width + Math.round(x)) * 4).subarray(0, 4)];
}

/** Mean luminance of what is drawn, premultiplied: what an eye would see over black. */
function glow({ data }: ImageData): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) {
    const light = (data[i] ?? 0) * 0.2126 + (data[i + 1] ?? 0) * 0.7152 + (data[i + 2] ?? 0) * 0.0722;
    sum += (light * (data[i + 3] ?? 0)) / 255;
  }
  return sum / (data.length / 4);
}

/** Puts pictures side by side on the page, for people to look at. */
function sheet(pictures: readonly ImageData[]): void {
  const row = document.createElement("div");
  row.style.cssText = "display:flex;flex-wrap:wrap;gap:4px;background:#456";
  row.append(...pictures.map(canvasOf));
  document.body.replaceChildren(row);
}

const lab = {
  width,
  height,
  frame,
  bowl,
  plate,
  around0,
  look,
  around,
  open,
  draw,
  sceneOf,
  roiOf,
  photograph,
  plain,
  maskOf,
  whole,
  dishOf,
  layerOf,
  settle,
  depthOf,
  lightOf,
  pixel,
  glow,
  shifts,
  sheet,
  get renderer() {
    if (renderer === null) throw new Error("open a stage first");
    return renderer;
  },
};

export type StageLab = typeof lab;

Object.assign(globalThis, { lab });
document.title = "ready";
