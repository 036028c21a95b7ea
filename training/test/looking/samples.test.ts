import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildClassifier } from "../../../src/net/families/classifier";
import { buildCyclegan } from "../../../src/net/families/cyclegan";
import { buildDcgan } from "../../../src/net/families/dcgan";
import { buildStargan } from "../../../src/net/families/stargan";
import type { Graph } from "../../../src/net/graph";
import { loadBackend } from "../../src/backend/load";
import { randomSamples, translations } from "../../src/looking/samples";
import { Network } from "../../src/models/network";
import type { TrainedNet } from "../../src/models/trained-net";
import { Parameters } from "../../src/run/parameters";

const SIZE = 16;

beforeAll(async () => {
  await loadBackend({ backend: "wasm" });
});

function tiny(graph: Graph, family: TrainedNet["family"], dishes: readonly string[] = []): TrainedNet {
  const weights = new Map(
    [...new Parameters(graph, 3).variables].map(([name, variable]) => [
      name,
      { shape: variable.shape, data: variable.dataSync<"float32">() },
    ]),
  );
  return { path: "runs/tiny", family, network: new Network(graph, weights), size: SIZE, dishes };
}

describe("samples", () => {
  it("of a dcgan are the same for the same seed, and differ from one another", async () => {
    const net = tiny(buildDcgan({ latent: 4, channels: 4, doublings: 2 }, SIZE), "dcgan");
    const tiles = await randomSamples(net, 3, 7);
    expect(tiles.map(({ length }) => length)).toEqual([768, 768, 768]);
    expect(await randomSamples(net, 2, 7)).toEqual(tiles.slice(0, 2));
    expect(tiles[1]).not.toEqual(tiles[0]);
    expect((await randomSamples(net, 1, 8))[0]).not.toEqual(tiles[0]);
  });

  it("of other nets are the picture and its translation to every domain", async () => {
    const image = tf.randomUniform<tf.Rank.R4>([1, SIZE, SIZE, 3], -1, 1, "float32", 5);
    const cyclegan = tiny(buildCyclegan({ channels: 4, residualBlocks: 1 }, SIZE), "cyclegan");
    const tiles = await translations(cyclegan, image);
    expect(tiles).toHaveLength(2);
    expect(tiles[0]).toEqual(image.dataSync());
    const made = cyclegan.network.run({ image }, "image").dataSync();
    expect(tiles[1]).toEqual(made);

    const architecture = { channels: 4, residualBlocks: 1, conditioning: "concat", domains: 3 } as const;
    const stargan = tiny(buildStargan(architecture, SIZE), "stargan", ["a", "b", "c"]);
    const all = await translations(stargan, image);
    expect(all).toHaveLength(4);
    expect(all[2]).not.toEqual(all[1]);
  });

  it("need pictures for a net that has no latents, and leave no tensor behind", async () => {
    const graph = buildClassifier({ channels: [4, 4], classes: 2, dropout: 0 }, SIZE);
    await expect(randomSamples(tiny(graph, "classifier"), 1, 1)).rejects.toThrow(/runs\/tiny makes pictures from/);
    const net = tiny(buildDcgan({ latent: 4, channels: 4, doublings: 2 }, SIZE), "dcgan");
    const before = tf.memory().numTensors;
    await randomSamples(net, 2, 1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
