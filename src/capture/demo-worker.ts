import { driftAt, MAX_ZOOM } from "./drift";

declare const self: DedicatedWorkerGlobalScope;

/** Load the scene's picture once, then paint it as seen at a time, in ms since the scene began. */
export type DemoRequest = { readonly load: string } | { readonly paint: number };

export type DemoReply = { readonly ready: true } | { readonly failed: string } | { readonly picture: ImageBitmap };

const WIDTH = 1280;
const HEIGHT = 960;

/** Slower than this, ms, a picture is not turned: without a GPU, turning takes 2.5 times as long as shifting. */
const SLOW_PAINT_MS = 6;

let scene: ImageBitmap | null = null;
let turns = true;
const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext("2d", { alpha: false });

self.addEventListener("message", ({ data }: MessageEvent<DemoRequest>) => {
  if ("load" in data) void prepare(data.load);
  else answer(data.paint);
});

async function prepare(url: string): Promise<void> {
  try {
    scene = await load(url);
    turns = paintTime() < SLOW_PAINT_MS;
    reply({ ready: true }, []);
  } catch (error) {
    reply({ failed: error instanceof Error ? error.message : String(error) }, []);
  }
}

function answer(time: number): void {
  const picture = paint(time);
  if (picture) reply({ picture }, [picture]);
}

async function load(url: string): Promise<ImageBitmap> {
  if (!context) throw new Error("no 2D canvas could be made");
  const response = await fetch(url, { mode: "same-origin" });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const blob = await response.blob();
  const full = await createImageBitmap(blob);
  // Brought to its largest size on screen once and well, so that the cheap filter of each frame does not shimmer.
  const scale = Math.max(WIDTH / full.width, HEIGHT / full.height) * MAX_ZOOM;
  const fitted = await createImageBitmap(full, {
    resizeWidth: Math.round(full.width * scale),
    resizeHeight: Math.round(full.height * scale),
    resizeQuality: "high",
  });
  full.close();
  return fitted;
}

function paint(time: number): ImageBitmap | null {
  if (!scene || !context) return null;
  const { x, y, zoom, angle } = driftAt(time);
  context.setTransform(1, 0, 0, 1, WIDTH * (0.5 + x), HEIGHT * (0.5 + y));
  if (turns) context.rotate(angle);
  context.scale(zoom / MAX_ZOOM, zoom / MAX_ZOOM);
  context.drawImage(scene, -scene.width / 2, -scene.height / 2);
  return context.canvas.transferToImageBitmap();
}

/** The shortest of three paintings, ms; the first one also prepares the scene's picture. */
function paintTime(): number {
  let shortest = Infinity;
  for (let attempt = 0; attempt < 3; attempt++) {
    const began = performance.now();
    paint(0)?.close();
    shortest = Math.min(shortest, performance.now() - began);
  }
  return shortest;
}

function reply(message: DemoReply, transfer: Transferable[]): void {
  self.postMessage(message, transfer);
}
