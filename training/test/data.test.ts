import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { applyColour, randomAffine, sampleAffine } from "../src/data/augment";
import { decodeSquare } from "../src/data/decode";
import { imagesInMemory } from "../src/data/image-set";
import { loadImages } from "../src/data/images";
import { createRandom, epochBatch } from "../src/data/random";
import { layTray, type TrayScene } from "../src/data/tray";
import { binaryIou } from "../src/metrics/iou";

const identity = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };

describe("createRandom", () => {
  it("is a function of its key", () => {
    const draw = (...key: number[]): number[] => {
      const random = createRandom(...key);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
    expect(draw(1, 2, 3)).not.toEqual(draw(1, 3, 2));
  });

  it("is uniform and normal enough", () => {
    const random = createRandom(9);
    const uniform = Array.from({ length: 20_000 }, () => random.next());
    expect(uniform.reduce((a, b) => a + b, 0) / uniform.length).toBeCloseTo(0.5, 2);
    const normal = Array.from({ length: 20_000 }, () => random.normal());
    expect(normal.reduce((a, b) => a + b * b, 0) / normal.length).toBeCloseTo(1, 1);
  });
});

describe("epochBatch", () => {
  it("shows every item once an epoch, in an order that depends on seed and epoch alone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(1000),
        (count, batch, seed) => {
          const steps = Math.ceil((2 * count) / batch);
          const drawn = Array.from({ length: steps }, (_, step) => epochBatch(seed, step, batch, count)).flat();
          const all = Array.from({ length: count }, (_, index) => index);
          expect(drawn.slice(0, count).toSorted((a, b) => a - b)).toEqual(all);
          expect(drawn.slice(count, 2 * count).toSorted((a, b) => a - b)).toEqual(all);
          expect(epochBatch(seed, 0, batch, count)).toEqual(drawn.slice(0, batch));
        },
      ),
    );
  });
});

describe("pictures", () => {
  const half = async (directory: string): Promise<string> => {
    const path = join(directory, "half.png");
    const pixels = new Uint8Array(20 * 10 * 3);
    for (let y = 0; y < 10; y++) for (let x = 10; x < 20; x++) pixels.fill(255, (y * 20 + x) * 3, (y * 20 + x) * 3 + 3);
    await sharp(pixels, { raw: { width: 20, height: 10, channels: 3 } })
      .png()
      .toFile(path);
    return path;
  };

  it("stretches whole pictures, takes centred squares, and crops", async () => {
    const path = await half(await mkdtemp(join(tmpdir(), "mealshift-")));
    const row = async (...args: Parameters<typeof decodeSquare>): Promise<number[]> =>
      [...(await decodeSquare(...args)).subarray(0, 12)].filter((_, i) => i % 3 === 0);
    expect(await row({ path }, 4, 3, { nearest: true })).toEqual([0, 0, 255, 255]);
    const right = await decodeSquare({ path, crop: { cx: 15, cy: 5, size: 8 } }, 4, 3);
    expect(Math.min(...right)).toBeGreaterThan(250);
    const centre = await decodeSquare({ path }, 10, 3, { centre: true });
    expect([centre[0], centre[27]]).toEqual([0, 255]);
  });

  it("continues a crop over the edge by mirroring", async () => {
    const path = await half(await mkdtemp(join(tmpdir(), "mealshift-")));
    const over = await decodeSquare({ path, crop: { cx: 20, cy: 5, size: 8 } }, 8, 3);
    expect(Math.min(...over)).toBeGreaterThan(250);
  });

  it("keeps what it decoded, and decodes again when a picture changes", async () => {
    const directory = await mkdtemp(join(tmpdir(), "mealshift-"));
    const path = await half(directory);
    const load = () => loadImages([{ path }], { size: 4, channels: 3, cacheDirectory: join(directory, "cache") });
    const first = await load();
    expect([...(await load()).picture(0)]).toEqual([...first.picture(0)]);
    await sharp({ create: { width: 20, height: 10, channels: 3, background: "#f00" } })
      .png()
      .toFile(path);
    expect([...(await load()).picture(0).subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  it("names a picture that cannot be read", async () => {
    const directory = await mkdtemp(join(tmpdir(), "mealshift-"));
    const path = join(directory, "broken.jpg");
    await writeFile(path, "no picture");
    await expect(decodeSquare({ path }, 4, 3)).rejects.toThrow(/broken\.jpg cannot be read/);
  });
});

describe("augmentation", () => {
  const set = imagesInMemory(
    4,
    3,
    Uint8Array.from({ length: 48 }, (_, i) => i * 5),
  );

  it("leaves a picture alone under the identity", () => {
    const target = new Float32Array(48);
    sampleAffine(set, 0, identity, 4, target, 0);
    target.forEach((value, i) => expect((value + 1) * 127.5).toBeCloseTo(i * 5, 3));
  });

  it("mirrors under a negative axis and beyond the edge", () => {
    const target = new Float32Array(48);
    sampleAffine(set, 0, { ...identity, a: -1 }, 4, target, 0);
    expect((target[0] ?? 0) * 127.5 + 127.5).toBeCloseTo(9 * 5, 3);
    sampleAffine(set, 0, { ...identity, tx: -1 }, 4, target, 0);
    expect((target[0] ?? 0) * 127.5 + 127.5).toBeCloseTo(9 * 5, 3);
  });

  it("stays within the range that it was asked for", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { a, b, c, d } = randomAffine(createRandom(seed), {
          zoom: [0.5, 2],
          aspect: 1.2,
          rotation: 3,
          shift: 1,
          flip: true,
        });
        expect(Math.abs(a * d - b * c)).toBeGreaterThan(0.24);
        expect(Math.abs(a * d - b * c)).toBeLessThan(4.1);
      }),
    );
  });

  it("keeps colours in range and saturation 0 grey", () => {
    const target = Float32Array.from([0.9, -0.5, 0.1]);
    applyColour(target, 0, 1, { gain: [1, 1, 1], offset: 0, saturation: 0 });
    expect(target[0]).toBeCloseTo(target[2] ?? Number.NaN, 5);
    applyColour(target, 0, 1, { gain: [9, 9, 9], offset: 3, saturation: 1 });
    expect([...target]).toEqual([1, 1, 1]);
  });
});

describe("binaryIou", () => {
  it("counts", () => {
    expect(binaryIou(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 255, 255, 0))).toBeCloseTo(1 / 3);
    expect(binaryIou(Uint8Array.of(0, 0), Uint8Array.of(0, 0))).toBe(1);
  });
});

describe("layTray", () => {
  const size = 48;
  const scene = (): TrayScene => ({
    size,
    pixels: new Float32Array(size * size * 3).fill(0.123),
    masks: Float32Array.from({ length: size * size }, (_, p) =>
      Number(Math.hypot((p % size) - 24, Math.floor(p / size) - 24) < 10),
    ),
    first: 0,
  });

  it("leaves the dish as it is, and draws light that a picture can hold everywhere else", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const drawn = scene();
        layTray(createRandom(seed), drawn);
        for (const [p, dish] of drawn.masks.entries()) {
          const colours = [...drawn.pixels.subarray(p * 3, p * 3 + 3)];
          if (dish === 1) expect(colours).toEqual([0, 1, 2].map(() => Math.fround(0.123)));
          else for (const value of colours) expect(Math.abs(value)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("puts the ground beside a dish into its shadow, in the mean over many trays", () => {
    let near = 0;
    let far = 0;
    for (let seed = 0; seed < 60; seed++) {
      const drawn = scene();
      layTray(createRandom(seed), drawn);
      const light = (x: number, y: number): number => drawn.pixels[(y * size + x) * 3] ?? 0;
      near += light(24, 12) + light(24, 36) + light(12, 24) + light(36, 24);
      far += light(24, 1) + light(24, 46) + light(1, 24) + light(46, 24);
    }
    expect(near).toBeLessThan(far - 60 * 4 * 0.05);
  });
});
