import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import type { Graph } from "../../../../../src/net/graph";
import { runGraph } from "../../../../../src/net/interpreter";
import type { FloatTensor, Weights } from "../../../../../src/net/tensors";
import { tinyWeights } from "../../../../../src/translator/selftest/tiny";

/** NHWC floats by name. */
export type Values = Readonly<Record<string, Float32Array>>;

/** Random numbers in [-1, 1] for every input; domain weights are positive and sum to 1. */
export function randomInputs(graph: Graph, batch: number, random: () => number): Values {
  const inputs = graph.nodes.filter(({ op }) => op === "input");
  return Object.fromEntries(
    inputs.map(({ id, shape }) => {
      const count = shape.reduce<number>((product, extent) => product * extent, 1);
      const values = Float32Array.from({ length: count * batch }, () =>
        id === "domain" ? random() : random() * 2 - 1,
      );
      if (id !== "domain") return [id, values];
      const sums = Array.from({ length: batch }, (_, sample) =>
        values.subarray(sample * count, (sample + 1) * count).reduce((sum, value) => sum + value, 0),
      );
      return [id, values.map((value, at) => value / (sums[Math.floor(at / count)] ?? 1))];
    }),
  );
}

/** Seeded weights, with variances that are none below zero. */
export function randomWeights(graph: Graph, random: () => number): Map<string, FloatTensor> {
  const weights = tinyWeights(graph, random);
  for (const { name, role } of graph.parameters) {
    const tensor = weights.get(name);
    if (role === "movingVariance" && tensor)
      weights.set(name, { ...tensor, data: tensor.data.map((value) => 1 + value) });
  }
  return weights;
}

/** What the interpreter makes of a graph, on tfjs's cpu backend. */
export async function interpret(graph: Graph, weights: Weights, inputs: Values, batch: number): Promise<Values> {
  await tf.setBackend("cpu");
  return tf.tidy(() => {
    const parameters = new Map([...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
    const given = graph.nodes.filter(({ op }) => op === "input");
    const tensors = given.map(({ id, shape }) => [id, tf.tensor(inputs[id] ?? [], [batch, ...shape])] as const);
    const answers = runGraph(graph, parameters, Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(answers).map(([name, tensor]) => [name, tensor.dataSync<"float32">().slice()]),
    );
  });
}

/**
 * The largest difference between two lists of numbers, as a share of the largest number expected; Infinity for a NaN.
 * @param small The largest number counts as no smaller than this.
 */
export function worstDifference(
  found: Float32Array | undefined,
  expected: Float32Array | undefined,
  small = 1e-3,
): number {
  if (found === undefined || expected === undefined || found.length !== expected.length)
    return Number.POSITIVE_INFINITY;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), small);
  return expected.reduce((worst, value, at) => {
    const difference = Math.abs(value - (found[at] ?? Number.NaN)) / largest;
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }, 0);
}
