import { readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { cardDots } from "../../../src/calibration/card";
import { detectCard } from "../../../src/calibration/detect/detect-card";
import { applyHomography } from "../../../src/calibration/maths/homography";
import { multiply, fromVector, rotate } from "../../../src/calibration/maths/rotation";
import { drawCard, type Scene } from "./draw-card";
import { gaussianFrom, randomFrom } from "./synthetic";

const width = 640;
const height = 480;
const root = path.resolve(import.meta.dirname, "../../..");

/** Picture from card for a card that is tilted, turned and far by chance; half a picture wide at most. */
function view(random: () => number, tilt: number): readonly number[] {
  const between = (least: number, most: number): number => least + random() * (most - least);
  const degree = Math.PI / 180;
  const away = between(0, 2 * Math.PI);
  const angle = between(0, tilt) * degree;
  const rotation = multiply(
    fromVector([Math.cos(away) * angle, Math.sin(away) * angle, 0]),
    fromVector([0, 0, between(0, 2 * Math.PI)]),
  );
  const focal = 450;
  const distance = between(12, 22);
  const [x, y] = [rotate(rotation, [1, 0, 0]), rotate(rotation, [0, 1, 0])];
  const [cx, cy] = [width / 2 + between(-60, 60), height / 2 + between(-40, 40)];
  // Rows of K [x y t]; the picture's y points down, depth along -z.
  const row = (i: 0 | 1): number[] => {
    const sign = i === 0 ? 1 : -1;
    const centre = i === 0 ? cx : cy;
    return [focal * sign * x[i] + centre * -x[2], focal * sign * y[i] + centre * -y[2], centre * distance];
  };
  return [...row(0), ...row(1), -x[2], -y[2], distance];
}

/** Root of the mean squared distance of the discs found from their places, pixels; null where the card was not found. */
function errorOf(scene: Scene): number | null {
  const found = detectCard(drawCard(scene), scene.width, scene.height);
  if (found === null) return null;
  const squares = cardDots.map(({ x, y }, i) => {
    const [u, v] = applyHomography(scene.homography, x, y);
    return ((found[2 * i] ?? 0) * width - 0.5 - u) ** 2 + ((found[2 * i + 1] ?? 0) * width - 0.5 - v) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** Share of the views in which the card is found, and the median error there. */
function tally(views: number, scene: (random: () => number) => Omit<Scene, "width" | "height">): [number, number] {
  const random = randomFrom(99);
  const errors = Array.from({ length: views }, () => errorOf({ width, height, ...scene(random) })).filter(
    (error) => error !== null,
  );
  return [errors.length / views, errors.toSorted((a, b) => a - b)[errors.length >> 1] ?? Infinity];
}

describe("the card is found", () => {
  test("from everywhere, in good light", () => {
    const [hits, error] = tally(60, (random) => ({ homography: view(random, 50) }));
    console.log("HITS", hits, error);
    expect(hits).toBeGreaterThanOrEqual(0.95);
    expect(error).toBeLessThan(0.25);
  });

  test("blurred, in uneven light, through noise", () => {
    const [hits, error] = tally(60, (random) => {
      const gaussian = gaussianFrom(random);
      const way = random() * 6;
      return {
        homography: view(random, 45),
        blur: 1 + random(),
        noise: () => gaussian() * 5,
        light: (x, y) => 0.62 + 0.36 * Math.sin(way + 2 * x + 2.5 * y),
      };
    });
    console.log("HITS", hits, error);
    expect(hits).toBeGreaterThanOrEqual(0.9);
    expect(error).toBeLessThan(0.4);
  });
});

describe("nothing else is taken for it", () => {
  const upright = [40, 0, 320, 0, -40, 240, 0, 0, 1];

  test("discs of one size, or others marked", () => {
    const scene = { homography: upright, width, height };
    expect(errorOf(scene)).toBeLessThan(0.2);
    expect(errorOf({ ...scene, isLarge: () => false })).toBeNull();
    expect(errorOf({ ...scene, isLarge: (i) => i === 16 || i === 17 || i === 18 || i === 24 })).toBeNull();
  });

  test("a card that is cut by the picture's edge, or seen in a mirror", () => {
    expect(errorOf({ homography: [40, 0, 100, 0, -40, 240, 0, 0, 1], width, height })).toBeNull();
    expect(errorOf({ homography: [-40, 0, 320, 0, -40, 240, 0, 0, 1], width, height })).toBeNull();
  });

  test.each(["public/demo/meal.jpg", "public/demo/meal-above.jpg", "docs/images/lens.jpg"])("%s", async (name) => {
    const file = readFileSync(path.join(root, name));
    for (const long of [480, 640, 960]) {
      const { data, info } = await sharp(file)
        .resize(long, long, { fit: "inside" })
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(detectCard(new Uint8Array(data), info.width, info.height)).toBeNull();
    }
  });

  test("noise", () => {
    const random = randomFrom(3);
    expect(
      detectCard(
        Uint8Array.from({ length: width * height }, () => random() * 255),
        width,
        height,
      ),
    ).toBeNull();
  });
});
