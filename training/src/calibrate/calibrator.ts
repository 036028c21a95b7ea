import * as tf from "@tensorflow/tfjs-core";

import { type ImageToImageConfig, imageToImageGraph } from "../../../src/net/image-to-image";
import type { Graph } from "../../../src/net/graph";
import type { Weights } from "../../../src/net/tensors";
import { Network } from "../models/network";
import { type Agreement, AgreementMeter } from "./agreement";
import { CalibrationError } from "./errors";
import { MagnitudeHistogram } from "./histogram";
import { Int8Network } from "./int8-network";
import type { Sample } from "./samples";

/** Step of what a convolution reads, by the id of its node. */
export type Scales = ReadonlyMap<string, number>;

/** Runs a generator in 32-bit floats and with the errors of int8 arithmetic, on the current backend. */
export class Calibrator {
  readonly #graph: Graph;
  readonly #weights: Weights;
  readonly #float: Network;
  readonly #int8: Int8Network;
  /** Node whose value a convolution reads, by the convolution's id, in the order in which they run. */
  readonly #reads: ReadonlyMap<string, string>;
  /** What the float net makes of a sample: asked for again by every choice of steps. */
  readonly #wanted = new WeakMap<Sample, Float32Array>();

  /** @throws WeightsError if the weights do not fit the net. */
  constructor(config: ImageToImageConfig, weights: Weights) {
    // Nets of these families take any size that their strides divide; node names are the same at all of them.
    this.#graph = imageToImageGraph(config, config.input.height);
    this.#weights = weights;
    this.#float = new Network(this.#graph, weights);
    this.#int8 = new Int8Network(this.#graph, weights);
    this.#reads = new Map(
      this.#graph.nodes.flatMap(({ id, op, inputs: [read = ""] }) => (op === "conv2d" ? [[id, read] as const] : [])),
    );
  }

  /**
   * What every convolution reads over all samples, by its id.
   * @throws CalibrationError if a value is not finite.
   */
  async ranges(samples: readonly Sample[]): Promise<ReadonlyMap<string, MagnitudeHistogram>> {
    const histograms = new Map([...this.#reads.keys()].map((id) => [id, new MagnitudeHistogram()]));
    const outputs = Object.fromEntries([...this.#reads.values()].map((id) => [id, id]));
    const probe = new Network({ ...this.#graph, outputs }, this.#weights);
    for (const sample of samples) {
      const read = tf.tidy(() => probe.runAll(inputsOf(sample)));
      for (const [id, histogram] of histograms) {
        const values = await read[this.#reads.get(id) ?? ""]?.data<"float32">();
        if (values?.every(Number.isFinite) !== true) {
          throw new CalibrationError(`${id} reads values that are not finite: export or import the model again`);
        }
        histogram.add(values);
      }
      tf.dispose(read);
    }
    probe.dispose();
    return histograms;
  }

  /** What the float net makes of a sample, `size * size * 3`. */
  async answer(sample: Sample): Promise<Float32Array> {
    const known = this.#wanted.get(sample);
    if (known) return known;
    const answer = await valuesOf(() => this.#float.run(inputsOf(sample), "image"));
    this.#wanted.set(sample, answer);
    return answer;
  }

  /** How near the int8 net's pictures come to those of the float net. */
  async agreement(samples: readonly Sample[], scales: Scales): Promise<Agreement> {
    const meter = new AgreementMeter();
    for (const sample of samples) {
      const found = await valuesOf(() => this.#int8.run(inputsOf(sample), scales)["image"]);
      meter.add(await this.answer(sample), found);
    }
    return meter.result();
  }

  dispose(): void {
    this.#float.dispose();
    this.#int8.dispose();
  }
}

function inputsOf({ size, image, domain }: Sample): Record<string, tf.Tensor> {
  return { image: tf.tensor4d(image, [1, size, size, 3]), domain: tf.tensor2d(domain, [1, domain.length]) };
}

async function valuesOf(run: () => tf.Tensor | undefined): Promise<Float32Array> {
  const tensor = tf.tidy(() => {
    const value = run();
    if (!value) throw new Error("the net has no output image");
    return value;
  });
  const values = await tensor.data<"float32">();
  tensor.dispose();
  // The backend's memory may move under a view of it.
  return values.slice();
}
