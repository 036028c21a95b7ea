import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Mask } from "../../../src/net/dish";
import { graphOf } from "../../../src/net/families";
import { type ImageToImageNet, imageToImageGraph } from "../../../src/net/image-to-image";
import { InferencePlan } from "../../../src/net/interpreter";
import { f32ToF16, f16ToF32, type FloatTensor } from "../../../src/net/tensors";
import * as tf from "@tensorflow/tfjs-core";
import { loadBackend } from "../../src/backend/load";
import { createRandom } from "../../src/data/random";
import { writeModelFolder } from "../../src/export/model-folder";
import { translatePicture, translateWhole } from "../../src/translate/picture-translation";
import type { RawPicture } from "../../src/translate/raw-picture";
import { Translator } from "../../src/translate/translator";

const input = { height: 16 };
const nets: readonly (readonly [string, ImageToImageNet])[] = [
  [
    "stargan with label planes",
    { family: "stargan", architecture: { channels: 2, residualBlocks: 1, conditioning: "concat", domains: 2 }, input },
  ],
  ["cyclegan", { family: "cyclegan", architecture: { channels: 2, residualBlocks: 1 }, input }],
  ["full ugatit", { family: "ugatit", architecture: { channels: 2, residualBlocks: 1, light: false }, input }],
  ["light ugatit", { family: "ugatit", architecture: { channels: 2, residualBlocks: 1, light: true }, input }],
  ["pix2pix", { family: "pix2pix", architecture: { channels: 2, dropout: 0.5 }, input }],
];

const random = createRandom(8);
const picture: RawPicture = {
  width: 64,
  height: 48,
  channels: 3,
  data: Uint8Array.from({ length: 64 * 48 * 3 }, () => random.below(256)),
};
const mask: Mask = { width: 8, height: 6, data: new Uint8Array(48).fill(255) };
const dish = { roi: { cx: 32, cy: 24, size: 16 }, mask };

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-families-"));
  await loadBackend({ backend: "cpu" });
});
afterAll(() => rm(root, { recursive: true }));

describe.each(nets)("a %s", (name, net) => {
  let translator: Translator;
  let weights: Map<string, FloatTensor>;
  beforeAll(async () => {
    const made = graphOf(net, 16).parameters.map(({ name: parameter, shape, fanIn }) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      const data = Float32Array.from({ length }, () => random.normal() * Math.sqrt(2 / Math.max(fanIn, 4)));
      return [parameter, { shape, data: f16ToF32(f32ToF16(data)) }] as const;
    });
    weights = new Map(made);
    const ids = net.family === "stargan" ? ["udon", "soba"] : ["udon"];
    const domains = ids.map((id) => ({ id, en: id, ja: id }));
    const folder = join(root, name.replaceAll(" ", "-"));
    await writeModelFolder(folder, { net, size: 16, domains, weights, quantization: "none" });
    translator = await Translator.open(folder);
  });

  it("makes of a square what the app's engine makes of it", async () => {
    const data = Float32Array.from({ length: 16 * 16 * 3 }, () => random.below(256));
    const [made] = await translator.run([{ width: 16, height: 16, data }], translator.domainOf("udon"));
    const plan = new InferencePlan(imageToImageGraph(net, 16), weights);
    const image = tf.tensor4d(
      data.map((value) => value / 127.5 - 1),
      [1, 16, 16, 3],
    );
    const domain = tf.tensor2d([translator.domains.map((_, index) => (index === 0 ? 1 : 0))]);
    const wanted = plan.run({ image, domain })["image"]?.dataSync() ?? [];
    expect(wanted).toHaveLength(data.length);
    const worst = Math.max(
      ...Array.from(wanted, (value, i) => Math.abs((value + 1) * 127.5 - (made?.data[i] ?? Number.NaN))),
    );
    expect(worst).toBeLessThan(0.05);
    plan.dispose();
  });

  it("translates a dish and a whole picture that is no square, at the nearest size that it can run at", async () => {
    const inside = await translatePicture(picture, [dish], translator, 0, { size: 18, strength: 1 });
    const differs = (made: RawPicture, x: number, y: number): boolean =>
      made.data[(y * 64 + x) * 3] !== picture.data[(y * 64 + x) * 3];
    expect([...Array(16).keys()].filter((i) => differs(inside, 24 + i, 24)).length).toBeGreaterThan(8);
    expect([...Array(20).keys()].filter((i) => differs(inside, i, 24))).toEqual([]);
    const whole = await translateWhole(picture, translator, 0, { size: 40, strength: 1 });
    expect(whole).toMatchObject({ width: 64, height: 48 });
    expect([...Array(64).keys()].filter((i) => differs(whole, i, 3)).length).toBeGreaterThan(40);
  });

  it("with one dish needs no name for it", () => {
    if (net.family === "stargan") expect(() => translator.domainOf(undefined)).toThrow(/udon, soba/);
    else expect(translator.domainOf(undefined)).toBe(0);
  });
});
