import * as tf from "@tensorflow/tfjs-core";
import * as Comlink from "comlink";

import { foldBatchNorm } from "../../../net/fold";
import type { Graph } from "../../../net/graph";
import { InferencePlan } from "../../../net/interpreter";
import { dequantizeWeights } from "../../../net/quantize";
import { elementCount } from "../../../net/tensors";
import { selfTestBackend } from "../../../translator/selftest/backend";
import { openWasm } from "../../../translator/tfjs/backends";
import type { OpenRequest, RunnerWorker } from "./contract";
import { sampleCount } from "./samples";
import type { Values } from "./types";

let prepared: { readonly graph: Graph; readonly plan: InferencePlan } | null = null;

const worker: RunnerWorker = {
  async open({ graph, tensors, threads }: OpenRequest): Promise<string> {
    const label = await openWasm(threads);
    await selfTestBackend();
    const folded = foldBatchNorm(graph, dequantizeWeights(tensors));
    prepared = { graph: folded.graph, plan: new InferencePlan(folded.graph, folded.weights) };
    return label;
  },

  async run(inputs: Values): Promise<Values> {
    if (prepared === null) throw new Error("The worker was not opened.");
    const { graph, plan } = prepared;
    const count = sampleCount(graph, inputs);
    const outputs: Record<string, Float32Array<ArrayBuffer>> = {};
    // The plan takes one sample at a time.
    for (let sample = 0; sample < count; sample++) {
      for (const [name, values] of Object.entries(runSample(graph, plan, inputs, sample))) {
        outputs[name] ??= new Float32Array(count * values.length);
        outputs[name].set(values, sample * values.length);
      }
    }
    return Comlink.transfer(
      outputs,
      Object.values(outputs).map(({ buffer }) => buffer),
    );
  },
};

function runSample(graph: Graph, plan: InferencePlan, inputs: Values, sample: number): Record<string, Float32Array> {
  return tf.tidy(() => {
    const tensors = graph.nodes.flatMap((node) => {
      if (node.op !== "input") return [];
      const length = elementCount(node.shape);
      const values = inputs[node.id]?.slice(sample * length, (sample + 1) * length) ?? new Float32Array(length);
      return [[node.id, tf.tensor(values, [1, ...node.shape])] as const];
    });
    const outputs = plan.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, tensor.dataSync<"float32">().slice()]),
    );
  });
}

Comlink.expose(worker);
