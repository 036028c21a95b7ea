import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { readModelFolder } from "../../src/models/folder";
import type { Network } from "../../src/models/network";
import { VideoError } from "../../src/translate/errors";
import { probeVideo } from "../../src/translate/probe";
import { Translator } from "../../src/translate/translator";
import { readFrames } from "../../src/translate/video-file";
import { translateVideo } from "../../src/translate/video-translation";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);
const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
if (!hasFfmpeg) process.stderr.write("skipped: videos (ffmpeg is not installed)\n");

let root = "";
let translator: Translator;
let segmenter: Network;
const at = (name: string): string => join(root, name);

/** Half a second of the demo meal with a tone, at 10 frames a second. */
async function film(name: string, size: string, ...more: string[]): Promise<string> {
  const picture = join(project, "public/demo/meal.jpg");
  const inputs = [
    "-loop",
    "1",
    "-framerate",
    "10",
    "-t",
    "0.5",
    "-i",
    picture,
    "-f",
    "lavfi",
    "-t",
    "0.5",
    "-i",
    "sine=440",
  ];
  await run("ffmpeg", ["-loglevel", "error", ...inputs, "-vf", `scale=${size}`, "-r", "10", ...more, at(name)]);
  return at(name);
}

/** An MP4 whose track header says that it is to be turned by a quarter, as a phone held upright writes it. */
function turned(mp4: Buffer): Buffer {
  const copy = Buffer.from(mp4);
  // Version, times, id, length, layer and volume come before the matrix of nine numbers.
  const matrix = copy.indexOf("tkhd") + 4 + 40;
  const one = 1 << 16;
  [0, one, 0, -one, 0, 0].forEach((value, index) => copy.writeInt32BE(value, matrix + index * 4));
  return copy;
}

async function framesOf(path: string): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for await (const { data } of readFrames(path, await probeVideo(path))) frames.push(data);
  return frames;
}

function meanDifference(a: Uint8Array, b: Uint8Array, width: number, box: readonly number[]): number {
  const [left = 0, top = 0, right = 0, bottom = 0] = box;
  let [sum, count] = [0, 0];
  for (let y = top; y < bottom; y++) {
    for (let i = (y * width + left) * 3; i < (y * width + right) * 3; i++, count++) {
      sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    }
  }
  return sum / count;
}

describe.skipIf(!hasFfmpeg)("videos", () => {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "mealshift-video-"));
    await loadBackend({ backend: "wasm" });
    translator = await Translator.open(join(project, "public/models/lens"));
    segmenter = (await readModelFolder(join(project, "public/models/segmenter"))).network;
  });
  afterAll(() => rm(root, { recursive: true }));

  const options = (signal = new AbortController().signal) => ({
    size: 32,
    strength: 1,
    segmenter,
    strip: null,
    signal,
    onFrame: () => {},
  });

  it("keep size, rate, length and sound, and all but the dishes", async () => {
    const path = await film("meal.mp4", "320:240", "-pix_fmt", "yuv420p", "-c:a", "aac");
    const told: (readonly [number, number | null])[] = [];
    const onFrame = (frame: number, frames: number | null): void => void told.push([frame, frames]);
    const strip = at("strip.png");
    const film5 = await translateVideo(path, at("ramen.mp4"), translator, 8, { ...options(), strip, onFrame });
    expect(film5.frames).toBe(5);
    expect(told.at(-1)).toEqual([5, 5]);
    const [before, after] = [await probeVideo(path), await probeVideo(at("ramen.mp4"))];
    expect(after).toMatchObject({ width: 320, height: 240, framesPerSecond: 10, sound: "aac", matrix: before.matrix });
    const [frames, made] = [await framesOf(path), await framesOf(at("ramen.mp4"))];
    expect(made).toHaveLength(5);
    const difference = (index: number, ...box: number[]): number =>
      meanDifference(frames[index] ?? new Uint8Array(), made[index] ?? new Uint8Array(), 320, box);
    // The wall above the tray, and the large plate.
    for (let index = 0; index < 5; index++) expect(difference(index, 0, 0, 320, 30)).toBeLessThan(3);
    expect(difference(4, 60, 80, 140, 140)).toBeGreaterThan(12);
    // Every frame shows the same, and from the fourth on, when two dishes are there, the same dishes.
    expect(film5.flicker).toMatchObject({ input: expect.closeTo(0, 0), flicker: expect.closeTo(0, 0) });
    // One moment of half a second.
    expect(await sharp(strip).metadata()).toMatchObject({ width: 4 + 324, height: 4 + 268 });
    // A dish is believed at its second sighting.
    expect(difference(0, 60, 80, 140, 140)).toBeLessThan(4);
  });

  it("become WebM with sound that it may hold, and keep odd sides in MP4", async () => {
    const path = await film("odd.mkv", "161:121", "-pix_fmt", "yuv444p", "-c:a", "pcm_s16le");
    await translateVideo(path, at("odd.webm"), translator, 0, { ...options(), segmenter: null });
    expect(await probeVideo(at("odd.webm"))).toMatchObject({ width: 161, height: 121, sound: "opus" });
    await translateVideo(path, at("odd.mp4"), translator, 0, { ...options(), segmenter: null });
    expect(await probeVideo(at("odd.mp4"))).toMatchObject({ width: 161, height: 121, sound: "aac", frames: 5 });
    expect(await framesOf(at("odd.mp4"))).toHaveLength(5);
  });

  it("that were filmed sideways come out upright", async () => {
    const flat = await film("flat.mp4", "320:240", "-pix_fmt", "yuv420p", "-an");
    await writeFile(at("side.mp4"), turned(await readFile(flat)));
    expect(await probeVideo(at("side.mp4"))).toMatchObject({ width: 240, height: 320, sound: null });
    await translateVideo(at("side.mp4"), at("up.mp4"), translator, 0, options());
    expect(await probeVideo(at("up.mp4"))).toMatchObject({ width: 240, height: 320 });
    const [frames, made] = [await framesOf(at("side.mp4")), await framesOf(at("up.mp4"))];
    expect(
      meanDifference(frames[0] ?? new Uint8Array(), made[0] ?? new Uint8Array(), 240, [0, 0, 240, 320]),
    ).toBeLessThan(4);
  });

  it("that are stopped, or broken, leave nothing behind", async () => {
    const path = await film("stopped.mp4", "160:120", "-pix_fmt", "yuv420p", "-c:a", "aac");
    const stop = new AbortController();
    const onFrame = (frame: number): void => void (frame === 2 && stop.abort(new Error("enough")));
    const stopped = translateVideo(path, at("half.mp4"), translator, 0, { ...options(stop.signal), onFrame });
    await expect(stopped).rejects.toThrow("enough");
    await writeFile(at("text.mp4"), "this is text");
    await expect(translateVideo(at("text.mp4"), at("none.mp4"), translator, 0, options())).rejects.toThrow(VideoError);
    const names = await readdir(root);
    expect(names.filter((name) => /half|none|partial/.test(name))).toEqual([]);
  });
});

describe("without ffmpeg", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("a video is refused with what to install", async () => {
    vi.stubEnv("PATH", "/nowhere");
    await expect(probeVideo("meal.mp4")).rejects.toThrow(/ffprobe is not installed.*apt install ffmpeg/);
  });
});
