// Makes src/translator/selftest/selftest.json: a small generator with seeded weights and what tfjs's cpu backend,
// the plainest of them, answers for one picture. Run it after a change of the family or of the quantisation:
//   npx tsx scripts/make-selftest.ts
import { writeFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { buildStargan } from "../src/net/families";
import { runGraph } from "../src/net/interpreter";
import { dequantizeWeights, quantizationRule, quantizeWeights } from "../src/net/quantize";
import { writeSafetensors } from "../src/net/safetensors";
import { tinyGenerator } from "../src/translator/selftest/tiny";

const SIZE = 16;
const domains = [0.25, 0.75];
const architecture = { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 } as const;

const graph = buildStargan(architecture, SIZE);
const { weights, random } = tinyGenerator(architecture, 20_261_121);
const tensors = quantizeWeights(weights, quantizationRule(graph));
const input = Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => {
  // A slope with noise on it: both flat and busy places.
  const column = Math.floor(i / 3) % SIZE;
  return Math.max(-1, Math.min(1, (column / SIZE - 0.5) * 1.5 + (random() - 0.5) * 0.5));
});

await tf.setBackend("cpu");
const loaded = new Map(
  [...dequantizeWeights(tensors)].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
);
const output = runGraph(graph, loaded, {
  image: tf.tensor4d(input, [1, SIZE, SIZE, 3]),
  domain: tf.tensor2d([domains]),
})["image"];
if (output === undefined) throw new Error("the generator has no output");
const picture = (data: Float32Array) => ({ dtype: "F32", shape: [1, SIZE, SIZE, 3], data }) as const;
const file = writeSafetensors(
  new Map([
    ...tensors,
    ["selftest.input", picture(input)],
    ["selftest.answer", picture(Float32Array.from(output.dataSync()))],
  ]),
);
const { conditioning: _, ...numbers } = architecture;
writeFileSync(
  new URL("../src/translator/selftest/selftest.json", import.meta.url),
  `${JSON.stringify({ architecture: numbers, size: SIZE, domains, file: Buffer.from(file).toString("base64") })}\n`,
);
