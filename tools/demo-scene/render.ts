/**
 * Renders the demo pictures: runs Blender in short passes of few samples (a pass that is already there is kept,
 * so an interrupted run goes on), averages them, removes what noise is left and writes the JPEGs.
 *
 *     npx tsx tools/demo-scene/render.ts [--view seat|above] [--width N] [--passes N] [--samples N]
 */
import { spawn } from "node:child_process";
import { access, copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { denoise, type Picture } from "./denoise";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");

interface View {
  readonly name: "seat" | "above";
  readonly file: string;
  readonly width: number;
  readonly maximumBytes: number;
}

const views: readonly View[] = [
  { name: "seat", file: "meal", width: 1600, maximumBytes: 300_000 },
  { name: "above", file: "meal-above", width: 1200, maximumBytes: 200_000 },
];

const { values: options } = parseArgs({
  options: {
    view: { type: "string" },
    width: { type: "string" },
    passes: { type: "string", default: "4" },
    samples: { type: "string", default: "8" },
    work: { type: "string", default: join(root, "artifacts/demo-scene") },
    out: { type: "string", default: join(root, "public/demo") },
  },
});

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`--${name} must be a positive integer, not ${text}`);
  return value;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function blender(args: readonly string[]): Promise<void> {
  const command = process.env["BLENDER"] ?? "blender";
  await new Promise<void>((done, fail) => {
    const child = spawn(command, ["-b", "--python-exit-code", "1", "-P", join(here, "meal.py"), "--", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.on("error", () => fail(new Error(`${command} did not start: install Blender 3.4 to 3.6 or set BLENDER`)));
    child.on("exit", (code) => (code === 0 ? done() : fail(new Error(`${command} ended with ${String(code)}`))));
  });
}

async function readPicture(path: string): Promise<Picture> {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColourspace("rgb16")
    .raw({ depth: "ushort" })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const count = info.width * info.height;
  const channels = Array.from({ length: info.channels }, (_, c) =>
    Float32Array.from({ length: count }, (_value, i) => (values[i * info.channels + c] ?? 0) / 65535),
  );
  return { width: info.width, height: info.height, channels };
}

/** The mean of pictures of one size. */
async function average(paths: readonly string[]): Promise<Picture> {
  let total: Picture | undefined;
  for (const path of paths) {
    const picture = await readPicture(path);
    if (total === undefined) {
      total = picture;
      continue;
    }
    for (const [c, plane] of total.channels.entries())
      for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] ?? 0) + (picture.channels[c]?.[i] ?? 0);
  }
  if (total === undefined) throw new RangeError("no pictures to average");
  for (const plane of total.channels) for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] ?? 0) / paths.length;
  return total;
}

function interleave({ width, height, channels }: Picture): Buffer {
  const bytes = Buffer.alloc(width * height * channels.length);
  for (const [c, plane] of channels.entries())
    for (let i = 0; i < plane.length; i++)
      bytes[i * channels.length + c] = Math.round(255 * Math.min(1, Math.max(0, plane[i] ?? 0)));
  return bytes;
}

async function writeJpeg(picture: Picture, path: string, maximumBytes: number): Promise<void> {
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  const pixels = interleave(picture);
  for (let quality = 90; quality >= 50; quality -= 4) {
    const image = sharp(pixels, { raw }).sharpen({ sigma: 0.8, m1: 0.3, m2: 1.2 });
    const jpeg = await image.jpeg({ mozjpeg: true, quality }).toBuffer();
    if (jpeg.length > maximumBytes) continue;
    await writeFile(path, jpeg);
    console.log(`${path}: ${jpeg.length} bytes at quality ${quality}`);
    return;
  }
  throw new RangeError(`${path} does not fit into ${maximumBytes} bytes`);
}

const passes = positiveInteger("passes", options.passes);
if (passes < 2) throw new RangeError("--passes must be at least 2: the denoiser measures the noise between passes");
const samples = positiveInteger("samples", options.samples);
for (const view of views) {
  if (options.view !== undefined && options.view !== view.name) continue;
  const width = options.width === undefined ? view.width : positiveInteger("width", options.width);
  const folder = join(options.work, `${view.name}-${width}-${samples}`);
  await mkdir(folder, { recursive: true });
  const stems = Array.from({ length: passes }, (_, seed) => join(folder, `pass-${seed}`));
  for (const [seed, stem] of stems.entries()) {
    if (await exists(`${stem}.png`)) continue;
    console.log(`${view.name}: pass ${seed + 1} of ${passes}`);
    const args = ["--view", view.name, "--width", String(width), "--samples", String(samples)];
    await blender([...args, "--seed", String(seed), "--out", `${stem}.png`]);
  }
  const middle = Math.floor(passes / 2);
  const beauty = stems.map((stem) => `${stem}.png`);
  const clean = denoise({
    halves: [await average(beauty.slice(0, middle)), await average(beauty.slice(middle))],
    guides: [
      await average(stems.map((stem) => `${stem}-color-0001.png`)),
      await average(stems.map((stem) => `${stem}-normal-0001.png`)),
    ],
  });
  await writeJpeg(clean, join(options.out, `${view.file}.jpg`), view.maximumBytes);
  await copyFile(`${join(folder, "pass-0")}.json`, join(here, `${view.file}.dishes.json`));
}
