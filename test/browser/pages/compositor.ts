import { WebGPURenderer } from "three/webgpu";
import { createCompositor } from "../../../src/compositor";
import type { Compositor, DishLayer } from "../../../src/compositor";
import type { CompositorOptions } from "../../../src/compositor";
import { steam, steamField } from "../../../src/net/picture/steam";
import { WindowCompositor } from "../../../src/compositor/compositor";
import { ThreeStage } from "../../../src/compositor/three-stage";
import type { Frame, FramePicture } from "../../../src/capture/types";
import type { Dish, Mask, Square } from "../../../src/segmentation/types";
import type { Patch } from "../../../src/translator/types";

type Colour = readonly [number, number, number];

/** A picture in which a shift of one pixel, a flip or a wrong colour shows everywhere. */
function testCard(width: number, height: number, seed = 1): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = context2d(canvas);
  const image = context.createImageData(width, height);
  let random = seed;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      const i = (y * width + x) * 4;
      image.data[i] = (x * 255) / width;
      image.data[i + 1] = (y * 255) / height;
      image.data[i + 2] = random >>> 24;
      image.data[i + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function plain(width: number, height: number, css: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = context2d(canvas);
  context.fillStyle = css;
  context.fillRect(0, 0, width, height);
  return canvas;
}

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no 2D canvas");
  return context;
}

function frameOf(picture: FramePicture, width: number, height: number, sequence: number): Frame {
  return { picture, width, height, timestamp: sequence * 33, sequence };
}

/** Binary disc on a grid over the frame; `radius` in pixels of the frame. */
function discMask(frame: { width: number; height: number }, roi: Square, radius: number, columns = 80): Mask {
  const rows = Math.round((columns * frame.height) / frame.width);
  const data = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const px = ((x + 0.5) * frame.width) / columns - roi.cx;
      const py = ((y + 0.5) * frame.height) / rows - roi.cy;
      data[y * columns + x] = Math.hypot(px, py) <= radius ? 255 : 0;
    }
  }
  return { width: columns, height: rows, data };
}

function dishOf(id: number, frame: { width: number; height: number }, roi: Square, mask?: Mask): Dish {
  const radius = roi.size / 2.5;
  return {
    id,
    roi,
    mask: mask ?? discMask(frame, roi, radius),
    ellipse: { cx: roi.cx, cy: roi.cy, rx: radius, ry: radius, angle: 0 },
    confidence: 1,
    seenAt: 0,
  };
}

interface PatchWish {
  readonly size?: number;
  readonly domain?: number;
  /** Straight colour of each place; x and y in [0, 1]. */
  readonly paint: (x: number, y: number) => Colour;
}

function patchOf(roi: Square, { size = 128, domain = 0, paint }: PatchWish): Patch {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [r, g, b] = paint((x + 0.5) / size, (y + 0.5) / size);
      data.set([r, g, b, 255], (y * size + x) * 4);
    }
  }
  const domains = new Float32Array(10);
  domains[domain] = 1;
  return {
    picture: { kind: "pixels", data },
    size,
    roi,
    frameWidth: 0,
    frameHeight: 0,
    timestamp: 0,
    view: undefined,
    domains,
    timings: { crop: 0, run: 0, read: 0 },
    close: () => undefined,
  };
}

async function shoot(compositor: Compositor): Promise<ImageData> {
  const bitmap = await compositor.capture();
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = context2d(canvas);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

function pixelsOf(canvas: HTMLCanvasElement): ImageData {
  return context2d(canvas).getImageData(0, 0, canvas.width, canvas.height);
}

function at(image: ImageData, x: number, y: number): Colour {
  const i = (Math.floor(y) * image.width + Math.floor(x)) * 4;
  return [image.data[i] ?? -1, image.data[i + 1] ?? -1, image.data[i + 2] ?? -1];
}

/** Largest difference of a channel over all pixels that `where` takes; alpha counts too. */
function difference(a: ImageData, b: ImageData, where: (x: number, y: number) => boolean = () => true): number {
  if (a.width !== b.width || a.height !== b.height) return 256;
  let worst = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      if (!where(x, y)) continue;
      const i = (y * a.width + x) * 4;
      for (let c = 0; c < 4; c++) worst = Math.max(worst, Math.abs((a.data[i + c] ?? 0) - (b.data[i + c] ?? 0)));
    }
  }
  return worst;
}

/** Mean and largest difference of a channel over the whole picture. */
function statistics(a: ImageData, b: ImageData): { readonly mean: number; readonly worst: number } {
  const differences = a.data.map((value, i) => Math.abs(value - (b.data[i] ?? 0)));
  return { mean: differences.reduce((sum, value) => sum + value, 0) / a.data.length, worst: difference(a, b) };
}

/** Stands in for the context of a WebGPU canvas, which a software adapter cannot present: draws into a texture. */
function textureContext(canvas: HTMLCanvasElement, device: GPUDevice): GPUCanvasContext {
  let texture: GPUTexture | null = null;
  let format: GPUTextureFormat = "rgba8unorm";
  const context = {
    canvas,
    configure: (configuration: GPUCanvasConfiguration) => {
      format = configuration.format;
    },
    unconfigure: () => texture?.destroy(),
    getConfiguration: () => null,
    getCurrentTexture: () => {
      if (texture === null || texture.width !== canvas.width || texture.height !== canvas.height) {
        texture?.destroy();
        const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
        texture = device.createTexture({ size: [canvas.width, canvas.height], format, usage });
      }
      return texture;
    },
  };
  return context as unknown as GPUCanvasContext;
}

type Wishes = Omit<CompositorOptions, "canvas" | "device">;

/**
 * A compositor whose canvas lies in the page, so that screenshots show it, with light matching off unless told.
 * `createCompositor` refuses software renderers, but their shaders are the same, and can be checked: on WebGPU in a
 * texture, which `capture` reads.
 */
async function open(backend: Compositor["backend"], wishes: Wishes = {}): Promise<Compositor> {
  current?.dispose();
  current = await openers[backend]({ lightMatch: 0, ...wishes });
  document.body.replaceChildren(current.canvas);
  return current;
}

let current: Compositor | null = null;

const openers: Readonly<Record<Compositor["backend"], (wishes: Wishes) => Promise<Compositor>>> = {
  webgpu: openWebGPU,
  webgl2: (wishes) => openWith("webgl2", document.createElement("canvas"), wishes, () => ({ forceWebGL: true })),
  canvas2d: createCompositor,
};

/** Of the last compositor on WebGPU. */
let device: GPUDevice | null = null;
let webgpuRenderer: WebGPURenderer | null = null;

async function openWebGPU(wishes: Wishes): Promise<Compositor> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error("no WebGPU adapter");
  const own = await adapter.requestDevice();
  const canvas = document.createElement("canvas");
  device = own;
  return openWith("webgpu", canvas, wishes, () => ({ device: own, context: textureContext(canvas, own) }));
}

function openWith(
  backend: "webgpu" | "webgl2",
  canvas: HTMLCanvasElement,
  { lightMatch = 0, onLost, onNeedsRender }: Wishes,
  parameters: () => ConstructorParameters<typeof WebGPURenderer>[0],
): Promise<Compositor> {
  return WindowCompositor.create({
    backend,
    canvas,
    ownsCanvas: true,
    onLost: onLost ?? (() => undefined),
    onNeedsRender: onNeedsRender ?? (() => undefined),
    makeStage: async (lost) => {
      const plainOptions = { antialias: false, depth: false, stencil: false, alpha: false };
      const renderer = new WebGPURenderer({ canvas, ...parameters(), ...plainOptions });
      await renderer.init();
      webgpuRenderer = renderer;
      return ThreeStage.create(renderer, { backend, lightMatch, onLost: lost });
    },
  });
}

/** The picture with a dish's steam over it, drawn by other means: the field, stretched by hand. */
function steamOn(picture: HTMLCanvasElement, roi: Square, seed: number, now: number): ImageData {
  const field = new Uint8ClampedArray(steam.columns * steam.rows);
  steamField(now / 1000, seed, field);
  const image = pixelsOf(picture);
  const cell = (column: number, row: number) =>
    field[
      Math.min(steam.rows - 1, Math.max(0, row)) * steam.columns + Math.min(steam.columns - 1, Math.max(0, column))
    ] ?? 0;
  const left = roi.cx + steam.left * roi.size;
  const top = roi.cy + steam.top * roi.size;
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const u = ((x + 0.5 - left) / (steam.width * roi.size)) * steam.columns;
      const v = ((y + 0.5 - top) / (steam.height * roi.size)) * steam.rows;
      if (u < 0 || v < 0 || u > steam.columns || v > steam.rows) continue;
      const [column, row] = [Math.floor(u - 0.5), Math.floor(v - 0.5)];
      const [fx, fy] = [u - 0.5 - column, v - 0.5 - row];
      const upper = cell(column, row) * (1 - fx) + cell(column + 1, row) * fx;
      const lower = cell(column, row + 1) * (1 - fx) + cell(column + 1, row + 1) * fx;
      const opacity = (upper * (1 - fy) + lower * fy) / 255;
      for (const [c, colour] of steam.colour.entries()) {
        const i = (y * image.width + x) * 4 + c;
        image.data[i] = (image.data[i] ?? 0) * (1 - opacity) + colour * opacity;
      }
    }
  }
  return image;
}

/** Sets the layers and draws until they have faded in; returns the time then. */
function settle(compositor: Compositor, layers: readonly DishLayer[], from = 0): number {
  compositor.setLayers(layers);
  for (let now = from; now <= from + 1000; now += 50) compositor.render(now);
  return from + 1000;
}

/** Calls `each` in animation frames. */
async function animate(count: number, each: (i: number) => void): Promise<void> {
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    each(i);
  }
}

/** A patch whose square lies in a texture of the compositor's device. */
function texturePatch(pixels: Patch): Patch {
  if (pixels.picture.kind !== "pixels" || device === null) throw new Error("no pixels, or no device");
  const { size } = pixels;
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = device.createTexture({ size: [size, size], format: "rgba8unorm", usage });
  device.queue.writeTexture({ texture }, pixels.picture.data, { bytesPerRow: size * 4 }, [size, size]);
  return { ...pixels, picture: { kind: "texture", texture } };
}

/** Takes the WebGL context away, which `restore` gives back; or says what three says when a WebGPU device is lost. */
function lose(compositor: Compositor): { restore: () => void } {
  if (compositor.backend === "webgpu") {
    webgpuRenderer?.onDeviceLost({ api: "WebGPU", message: "test", reason: "unknown", originalEvent: {} });
    return { restore: () => undefined };
  }
  const extension = compositor.canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context");
  if (extension === null || extension === undefined) throw new Error("no WEBGL_lose_context");
  extension.loseContext();
  return { restore: () => extension.restoreContext() };
}

/** Counts who asks for animation frames, in `ms` from here on. */
async function countAnimationFrames(ms: number): Promise<number> {
  const { requestAnimationFrame: original } = globalThis;
  let count = 0;
  globalThis.requestAnimationFrame = (callback) => {
    count++;
    return original(callback);
  };
  await new Promise((resolve) => setTimeout(resolve, ms));
  globalThis.requestAnimationFrame = original;
  return count;
}

/** Counts the drawings from here on: on WebGL2 all of them, on 2D canvases those into the page's. */
function countDraws(): () => number {
  let count = 0;
  const { prototype } = WebGL2RenderingContext;
  const handler: ProxyHandler<WebGL2RenderingContext["drawArrays"]> = {
    apply: (draw, context, values) => {
      count++;
      Reflect.apply(draw, context, values);
    },
  };
  // oxlint-disable-next-line typescript/unbound-method -- the proxy hands `this` on
  prototype.drawArrays = new Proxy(prototype.drawArrays, handler);
  const { prototype: prototype2d } = CanvasRenderingContext2D;
  // A drawing restores its state once, at its end.
  const handler2d: ProxyHandler<CanvasRenderingContext2D["restore"]> = {
    apply: (restore, context: CanvasRenderingContext2D, values) => {
      if (context.canvas.isConnected) count++;
      Reflect.apply(restore, context, values);
    },
  };
  // oxlint-disable-next-line typescript/unbound-method -- the proxy hands `this` on
  prototype2d.restore = new Proxy(prototype2d.restore, handler2d);
  return () => count;
}

const lab = {
  animate,
  at,
  countAnimationFrames,
  countDraws,
  createCompositor,
  difference,
  discMask,
  dishOf,
  frameOf,
  open,
  patchOf,
  pixelsOf,
  plain,
  settle,
  shoot,
  statistics,
  steamOn,
  lose,
  testCard,
  texturePatch,
};

export type Lab = typeof lab;

Object.assign(globalThis, { lab });

document.body.style.margin = "0";
document.title = "ready";
