import * as tf from "@tensorflow/tfjs-core";

import type { Graph } from "../../net/graph";
import { imageToImageGraph, sizeProblem } from "../../net/image-to-image";
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
  readonly #model: LensModel;
  readonly #weights: Weights;
  #prepared: Prepared | null = null;
  #mix: { readonly domains: Float32Array; readonly tensor: tf.Tensor2D } | null = null;

  /** @throws {WeightsError} if the tensors cannot be dequantised or do not fit the architecture. */
  constructor(model: LensModel) {
    this.domains = model.domains;
    this.#model = model;
    this.#weights = dequantizeWeights(model.tensors);
    checkWeights(imageToImageGraph(model, model.input.height), this.#weights);
  }

  /**
   * @param image `[1, size, size, 3]` in [-1, 1], `size` one that the model can run at (`nearestSize`).
   * @param domains Weight of each domain; of a model with a single one it says nothing.
   * @returns `[1, size, size, 3]` in [-1, 1], for the caller to dispose.
   * @throws {TranslatorRunError} if size or domains do not fit the model.
   */
  run(image: tf.Tensor4D, domains: Float32Array): tf.Tensor4D {
    const size = image.shape[1];
    const problem = sizeProblem(this.#model, size);
    if (problem !== null) throw new TranslatorRunError(problem);
    if (domains.length !== this.domains.length) {
      throw new TranslatorRunError(
        `The model has ${this.domains.length} domains, but ${domains.length} weights were given.`,
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
    return (this.#prepared = prepare(imageToImageGraph(this.#model, size), size, this.#weights));
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

function prepareProcessor(graph: Graph, size: number, weights: Weights): Prepared {
  const plan = new InferencePlan(graph, weights);
  return { size, run: (image, domain) => outputOf(plan.run({ image, domain })), dispose: () => plan.dispose() };
}

function prepareGpu(graph: Graph, size: number, weights: Weights): Prepared {
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
