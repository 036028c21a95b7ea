import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";
import { discData, DISC_SIZE, makeDiscs, train, trainerOf } from "./recipes/discs";

const size = DISC_SIZE;
const loop = { steps: 100, batch: 2 };
const recipes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  stargan: {
    size,
    architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 },
    discriminator: { channels: 4, heads: [1, 2] },
    data: discData,
    discriminatorWarmup: 0,
    weights: { critic: 0 },
  },
  cyclegan: {
    size,
    architecture: { channels: 4, residualBlocks: 1 },
    discriminator: { channels: 4, layers: 2 },
    data: discData,
    poolSize: 2,
  },
  ugatit: {
    size,
    architecture: { channels: 4, residualBlocks: 1, light: true },
    discriminator: { channels: 4, globalLayers: 2, localLayers: 1 },
    data: discData,
  },
  pix2pix: {
    size,
    architecture: { channels: 4, dropout: 0.5 },
    discriminator: { channels: 4, layers: 1 },
    data: { inputs: "domains/red", targets: "domains/blue", storedSize: size },
  },
  dcgan: {
    size,
    architecture: { latent: 4, channels: 4, doublings: 2 },
    discriminator: { channels: 4 },
    data: { folder: "domains/red" },
    diffAugment: ["colour", "translation", "cutout"],
  },
  classifier: { size, architecture: { channels: [4, 6], classes: 2, dropout: 0.3 }, data: discData },
  segmenter: {
    size,
    architecture: { channels: [4, 6], classes: 2 },
    data: { prefix: "plate_", dishValue: 2, holdOut: { modulo: 4, remainders: [3] } },
  },
};

let root = "";

/** Four scenes with a dish in the middle, and their masks. */
async function makeScenes(): Promise<void> {
  const folder = join(root, "segmentation");
  for (const part of ["images", "masks"]) await mkdir(join(folder, part), { recursive: true });
  const side = 2 * size;
  for (let i = 0; i < 4; i++) {
    const dish = (x: number, y: number): boolean => Math.hypot(x - size, y - size) < 6 + i;
    const pixels = Array.from({ length: side * side }, (_, at) => dish(at % side, Math.floor(at / side)));
    const picture = { raw: { width: side, height: side, channels: 1 } } as const;
    await sharp(
      Uint8Array.from(pixels, (inside) => (inside ? 230 : 60)),
      picture,
    )
      .toColourspace("srgb")
      .jpeg()
      .toFile(join(folder, "images", `plate_${i}.jpg`));
    await sharp(
      Uint8Array.from(pixels, (inside) => (inside ? 2 : 0)),
      picture,
    )
      .png()
      .toFile(join(folder, "masks", `plate_${i}.png`));
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-steady-"));
  await makeDiscs(root);
  await makeScenes();
  await loadBackend({ backend: "wasm" });
});

describe("memory stays as it is from step to step", () => {
  it.each(Object.keys(recipes))("%s", async (name) => {
    const trainer = await trainerOf(root, { recipe: name, ...recipes[name], loop });
    const memory = (): object => {
      const { numTensors, numBytes } = tf.memory();
      // Any tensor's memory is a part of the one heap.
      const probe = tf.scalar(0);
      const heap = (tf.backend() as BackendWasm).typedArrayFromHeap(probe).buffer.byteLength;
      probe.dispose();
      return { numTensors, numBytes, heap };
    };
    // The first steps fill the pools and make what is kept.
    train(trainer, 0, 4);
    const before = memory();
    train(trainer, 4, 8);
    expect(memory()).toEqual(before);
  });
});
