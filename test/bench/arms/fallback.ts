import * as tf from "@tensorflow/tfjs-core";

import { runGraph } from "../../../src/net/interpreter";
import { Generator } from "../../../src/translator/tfjs/generator";
import type { FrameTimes } from "../measure/frames";
import { domainMix, networkOf, type Task } from "../task";
import type { ReferenceArm } from "./arm";

/** The lens's own fallback: its planned inference on tfjs's wasm backend. The interpreter beside it is the reference. */
export class FallbackArm implements ReferenceArm {
  readonly #start: () => Promise<void>;
  #task: Task | null = null;
  #generator: Generator | null = null;
  #image: tf.Tensor4D | null = null;

  /** @param start Opens tfjs's wasm backend or makes it the current one again. */
  constructor(start: () => Promise<void>) {
    this.#start = start;
  }

  async open(task: Task): Promise<void> {
    await this.#start();
    this.#task = task;
    this.#generator = new Generator(task.model);
  }

  async run(pixels: Float32Array): Promise<Float32Array> {
    await this.#start();
    this.#image?.dispose();
    this.#image = pictureTensor(pixels, this.#opened().task.size);
    return this.#frame();
  }

  async time(frames: number): Promise<FrameTimes> {
    await this.#start();
    const started = performance.now();
    for (let frame = 0; frame < frames; frame++) await this.#frame();
    const total = performance.now() - started;
    return { total, script: total };
  }

  async reference(pixels: Float32Array): Promise<Float32Array> {
    await this.#start();
    const { task } = this.#opened();
    const { graph, weights } = networkOf(task);
    const answer = tf.tidy(() => {
      const tensors = new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
      const domain = tf.tensor2d(domainMix(task.model), [1, task.model.domains.length]);
      const { image } = runGraph(graph, tensors, { image: pictureTensor(pixels, task.size), domain });
      if (image === undefined) throw new TypeError(`${graph.name} has no output called image.`);
      return image;
    });
    const values = await answer.data<"float32">();
    answer.dispose();
    return Float32Array.from(values);
  }

  close(): Promise<void> {
    this.#image?.dispose();
    this.#generator?.dispose();
    this.#image = this.#generator = this.#task = null;
    return Promise.resolve();
  }

  async #frame(): Promise<Float32Array> {
    const { task, generator } = this.#opened();
    if (this.#image === null) throw new Error("The arm has no picture yet.");
    const output = generator.run(this.#image, domainMix(task.model));
    const values = await output.data<"float32">();
    output.dispose();
    return values;
  }

  #opened(): { readonly task: Task; readonly generator: Generator } {
    if (this.#task === null || this.#generator === null) throw new Error("The arm was not opened.");
    return { task: this.#task, generator: this.#generator };
  }
}

function pictureTensor(pixels: Float32Array, size: number): tf.Tensor4D {
  return tf.tensor4d(Float32Array.from(pixels), [1, size, size, 3]);
}
