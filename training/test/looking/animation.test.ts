import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { AnimationError, type Frame } from "../../src/animation/frame";
import { drawText, LINE_HEIGHT, textWidth } from "../../src/animation/glyphs";
import { writeAnimation } from "../../src/animation/write";
import { progressFrames, type ProgressOptions } from "../../src/looking/progress";
import { RunDirectory } from "../../src/run/directory";

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-animation-"));
});
afterEach(() => vi.unstubAllEnvs());

/** Frames of one colour each. */
function plain(width: number, height: number, ...reds: readonly number[]): Frame[] {
  return reds.map((red) => {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i % 3 === 0 ? red : 40));
    return { picture: { width, height, data }, milliseconds: 120 };
  });
}

describe("animations", () => {
  it.each(["gif", "webp"])("are written as %s, frame by frame, without ffmpeg", async (ending) => {
    vi.stubEnv("PATH", "");
    const path = join(root, "new", `colours.${ending}`);
    const frames = plain(20, 12, 0, 120, 240).map((frame, i) => (i === 2 ? { ...frame, milliseconds: 900 } : frame));
    expect(await writeAnimation(path, frames)).toBe(3);
    const metadata = await sharp(path, { pages: -1 }).metadata();
    expect(metadata).toMatchObject({ pages: 3, width: 20, pageHeight: 12, loop: 0, delay: [120, 120, 900] });
    for (const [page, red] of [0, 120, 240].entries()) {
      const { channels } = await sharp(path, { page }).stats();
      expect(channels[0]?.mean).toBeGreaterThan(red - 6);
      expect(channels[0]?.mean).toBeLessThan(red + 6);
    }
  });

  it.runIf(hasFfmpeg).each(["mp4", "webm"])("are written as %s by ffmpeg, odd sides too", async (ending) => {
    const path = join(root, `colours.${ending}`);
    // 120 ms are three frames of 25 a second.
    expect(await writeAnimation(path, plain(33, 17, 0, 120, 240))).toBe(3);
    const raw = spawnSync("ffmpeg", ["-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]);
    expect(raw.stdout.length).toBe(34 * 18 * 3 * 9);
    const redOf = (frame: number): number => raw.stdout[frame * 34 * 18 * 3] ?? Number.NaN;
    for (const [frame, red] of [0, 120, 240].entries()) expect(Math.abs(redOf(frame * 3 + 1) - red)).toBeLessThan(12);
  });

  it("say what is missing for a video, and leave nothing", async () => {
    vi.stubEnv("PATH", "");
    const written = writeAnimation(join(root, "without", "colours.mp4"), plain(8, 8, 1));
    await expect(written).rejects.toThrow(/ffmpeg, which is not installed.*\.gif or \.webp/);
    expect(await readdir(join(root, "without"))).toEqual([]);
  });

  it("leave what was there as it was when a frame cannot be made", async () => {
    const path = join(root, "kept.gif");
    await writeAnimation(path, plain(8, 8, 1));
    const before = await readFile(path);
    await expect(writeAnimation(path, [...plain(8, 8, 1), ...plain(9, 8, 1)])).rejects.toThrow(AnimationError);
    await expect(writeAnimation(path, [])).rejects.toThrow(/at least one frame/);
    await expect(writeAnimation(join(root, "a.avi"), plain(8, 8, 1))).rejects.toThrow(/ends in \.avi/);
    expect(await readFile(path)).toEqual(before);
    expect((await readdir(root)).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});

describe("text in frames", () => {
  it("tells all signs of steps and shares apart", () => {
    const drawn = Array.from("0123456789step%.,").map((sign) => {
      const picture = {
        width: textWidth(sign),
        height: LINE_HEIGHT,
        data: new Uint8Array(textWidth(sign) * LINE_HEIGHT * 3),
      };
      drawText(picture, sign, 1, { x: 0, y: 0 });
      expect(picture.data.some((value) => value > 0)).toBe(true);
      // Margins stay free, so that lines do not touch.
      expect(picture.data.subarray(0, picture.width * 3 * 2).every((value) => value === 0)).toBe(true);
      return picture.data.join();
    });
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});

describe("progress", () => {
  const options: ProgressOptions = { rate: 10, hold: 2, most: 100, width: 1000 };

  async function runOf(name: string, sides: readonly number[]): Promise<string> {
    const run = join(root, name);
    const directory = await RunDirectory.create(run, { recipeDirectory: root });
    for (const [i, side] of sides.entries()) {
      const grid = sharp({ create: { width: side, height: side, channels: 3, background: { r: i * 40, g: 0, b: 0 } } });
      await directory.saveSample((i + 1) * 250, await grid.png().toBuffer());
    }
    await mkdir(join(run, "samples", "thumbnails"));
    return run;
  }

  async function framesOf(run: string, changes: Partial<ProgressOptions> = {}): Promise<Frame[]> {
    const frames: Frame[] = [];
    for await (const frame of await progressFrames(run, { ...options, ...changes })) frames.push(frame);
    return frames;
  }

  it("shows every grid under its step, as large as the largest, and holds the last", async () => {
    const frames = await framesOf(await runOf("grown", [60, 90, 90]));
    expect(frames.map(({ milliseconds }) => milliseconds)).toEqual([100, 100, 2000]);
    expect(frames.map(({ picture: { width, height } }) => [width, height])).toEqual(
      Array.from({ length: 3 }, () => [90, 90 + LINE_HEIGHT]),
    );
    const bars = frames.map(({ picture: { width, data } }) => data.subarray(0, width * LINE_HEIGHT * 3).join());
    expect(new Set(bars).size).toBe(3);
    const colours = frames.map(({ picture: { data } }) => data.at(-3));
    expect(colours).toEqual([0, 40, 80]);
  });

  it("takes grids evenly when there are too many, and reduces wide ones", async () => {
    const frames = await framesOf(await runOf("long", [40, 40, 40, 40, 40, 40]), { most: 3, width: 20 });
    expect(frames.map(({ picture: { data } }) => data.at(-3))).toEqual([0, 120, 200]);
    expect(frames[0]?.picture.width).toBe(20);
  });

  it("says what there is nothing to show of", async () => {
    await expect(progressFrames(await runOf("young", []), options)).rejects.toThrow(/no sample grids yet/);
    await expect(progressFrames(join(root, "nowhere"), options)).rejects.toThrow(/holds no run/);
  });
});
