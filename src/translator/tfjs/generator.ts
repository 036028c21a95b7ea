import * as tf from "@tensorflow/tfjs-core";

import { buildStargan } from "../../net/families";
import { InferencePlan, checkWeights, runGraph } from "../../net/interpreter";
import { dequantizeWeights } from "../../net/quantize";
import type { Weights } from "../../net/tensors";
import { TranslatorRunError } from "../errors";
import type { LensModel } from "../model";

type Run = (image: tf.Tensor4D, domain: tf.Tensor2D) => tf.Tensor4D;

interface Prepared {
  readonly size: number;
  readonly run: Run;
  dispose(): void;
}

/** A model on the current tfjs backend: prepared for one size at a time, and again when the size changes. */
export class Generator {
  readonly domains: readonly string[];
  readonly #architecture: LensModel["architecture"];
  readonly #weights: Weights;
  #prepared: Prepared | null = null;
  #mix: { readonly domains: Float32Array; readonly tensor: tf.Tensor2D } | null = null;

  /** @throws {WeightsError} if the tensors cannot be dequantised or do not fit the architecture. */
  constructor(model: LensModel) {
    this.domains = model.domains;
    this.#architecture = model.architecture;
    this.#weights = dequantizeWeights(model.tensors);
    checkWeights(buildStargan(model.architecture, 4), this.#weights);
  }

  /**
   * @param image `[1, size, size, 3]` in [-1, 1], `size` a multiple of 4.
   * @param domains Weight of each domain.
   * @returns `[1, size, size, 3]` in [-1, 1], for the caller to dispose.
   * @throws {TranslatorRunError} if size or domains do not fit the model.
   */
  run(image: tf.Tensor4D, domains: Float32Array): tf.Tensor4D {
    const size = image.shape[1];
    if (size % 4 !== 0 || size < 4) {
      throw new TranslatorRunError(`A generator cannot run at ${size} pixels: use a multiple of 4.`);
    }
    if (domains.length !== this.#architecture.domains) {
      throw new TranslatorRunError(
        `The model has ${this.#architecture.domains} domains, but ${domains.length} weights were given.`,
      );
    }
    return this.#prepare(size).run(image, this.#domainTensor(domains));
  }

  dispose(): void {
    this.#prepared?.dispose();
    this.#prepared = null;
    this.#mix?.tensor.dispose();
    this.#mix = null;
  }

  #prepare(size: number): Prepared {
    if (this.#prepared?.size === size) return this.#prepared;
    this.#prepared?.dispose();
    const backend = tf.getBackend();
    const prepare = backend === "wasm" || backend === "cpu" ? prepareProcessor : prepareGpu;
    return (this.#prepared = prepare(this.#architecture, size, this.#weights));
  }

  #domainTensor(domains: Float32Array): tf.Tensor2D {
    const mix = this.#mix;
    if (mix?.domains.every((weight, domain) => weight === domains[domain]) === true) return mix.tensor;
    mix?.tensor.dispose();
    const tensor = tf.keep(tf.tensor2d(domains, [1, domains.length]));
    this.#mix = { domains: domains.slice(), tensor };
    return tensor;
  }
}

function prepareProcessor(architecture: LensModel["architecture"], size: number, weights: Weights): Prepared {
  const plan = new InferencePlan(buildStargan(architecture, size), weights);
  return { size, run: (image, domain) => outputOf(plan.run({ image, domain })), dispose: () => plan.dispose() };
}

function prepareGpu(architecture: LensModel["architecture"], size: number, weights: Weights): Prepared {
  const graph = buildStargan(architecture, size);
  const tensors = new Map([...weights].map(([name, { data, shape }]) => [name, tf.keep(tf.tensor(data, [...shape]))]));
  return {
    size,
    run: (image, domain) => tf.tidy(() => outputOf(runGraph(graph, tensors, { image, domain }))),
    dispose: () => tf.dispose([...tensors.values()]),
  };
}

function outputOf(outputs: Readonly<Record<string, tf.Tensor>>): tf.Tensor4D {
  const { image } = outputs;
  if (image === undefined) throw new TranslatorRunError("The generator has no output named image.");
  return image as tf.Tensor4D;
}
