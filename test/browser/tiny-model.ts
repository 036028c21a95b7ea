import { createHash } from "node:crypto";
import { graphOf } from "../../src/net/families";
import type { ImageToImageNet } from "../../src/net/image-to-image";
import { quantizationRule, quantizeWeights } from "../../src/net/quantize";
import { writeSafetensors } from "../../src/net/safetensors";
import { seededRandom, tinyWeights } from "../../src/translator/selftest/tiny";

/** The files of a model folder called `tiny` and its line in a catalogue: a net with seeded weights. */
export function tinyModelFiles(net: ImageToImageNet, domains?: readonly object[]) {
  const { family, architecture } = net;
  const { height } = net.input;
  const graph = graphOf(net, height);
  const tensors = quantizeWeights(tinyWeights(graph, seededRandom(9)), quantizationRule(graph));
  const weights = Buffer.from(writeSafetensors(tensors));
  const config = {
    format: "mealshift-model",
    version: 1,
    id: "tiny",
    family,
    architecture,
    ...(domains !== undefined && { domains }),
    input: { height, width: height, range: [-1, 1] },
    quantization: { weights: "int8", scheme: "symmetric-per-output-channel" },
    files: {
      weights: {
        path: "model.safetensors",
        bytes: weights.length,
        sha256: createHash("sha256").update(weights).digest("hex"),
      },
    },
  };
  return { config, weights, entry: { id: "tiny", family, path: "tiny" } };
}
