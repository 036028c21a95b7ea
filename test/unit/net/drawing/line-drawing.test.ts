import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { cannyEdges, linesOfPhoto, noodleLines } from "../../../../src/net/drawing";
import { blur, greyOf, median } from "../../../../src/net/drawing/smooth";

const { size } = noodleLines;
const square = { width: size, height: size, channels: 3 } as const;
let photo: Buffer;

beforeAll(async () => {
  photo = await sharp("public/demo/meal-above.jpg").resize(size, size, { fit: "cover" }).raw().toBuffer();
});

describe("what the shipped drawings were made with, libvips", () => {
  it("sees the same greys", async () => {
    const theirs = await sharp(photo, { raw: square }).greyscale().raw().toBuffer();
    const ours = greyOf(photo, 3);
    expect(Math.max(...ours.map((level, i) => Math.abs(level - (theirs[i] ?? 0))))).toBeLessThanOrEqual(1);
  });

  it("smooths to within two levels", async () => {
    const theirs = await sharp(photo, { raw: square }).greyscale().median(5).blur(1).raw().toBuffer();
    const ours = blur(median(greyOf(photo, 3), size, size, 5), size, size, 1);
    expect(Math.max(...ours.map((level, i) => Math.abs(level - (theirs[i] ?? 0))))).toBeLessThanOrEqual(2);
  });

  it("draws almost the same lines", async () => {
    const grey = await sharp(photo, { raw: square }).greyscale().median(5).blur(noodleLines.smoothing).raw().toBuffer();
    const theirs = cannyEdges(grey, size, size, noodleLines);
    const ours = linesOfPhoto(photo, 3, size, size, noodleLines);
    const drawn = theirs.reduce((sum, line) => sum + line, 0);
    const common = theirs.reduce((sum, line, i) => sum + (line & (ours[i] ?? 0)), 0);
    expect(drawn).toBeGreaterThan(300);
    // A level more or less moves some maxima to the next pixel.
    expect(common / drawn).toBeGreaterThan(0.93);
  });
});

describe("a line drawing", () => {
  it("has the outline of a disc and nothing else", () => {
    const disc = new Uint8Array(64 * 64 * 4).fill(255);
    for (let y = 0; y < 64; y++)
      for (let x = 0; x < 64; x++)
        if (Math.hypot(x - 31.5, y - 31.5) < 20) disc.fill(40, (y * 64 + x) * 4, (y * 64 + x) * 4 + 3);
    const lines = linesOfPhoto(disc, 4, 64, 64, noodleLines);
    const radii = [...lines.entries()].flatMap(([i, line]) =>
      line === 1 ? [Math.hypot((i % 64) - 31.5, Math.floor(i / 64) - 31.5)] : [],
    );
    expect(radii.length).toBeGreaterThan(90);
    expect(Math.min(...radii)).toBeGreaterThan(17);
    expect(Math.max(...radii)).toBeLessThan(22);
  });

  it("is empty where nothing is", () => {
    expect(linesOfPhoto(new Uint8Array(32 * 32 * 3).fill(90), 3, 32, 32, noodleLines)).not.toContain(1);
  });
});
