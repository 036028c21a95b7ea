import * as tf from "@tensorflow/tfjs-core";

import type { Trainer } from "./loop";

/** What one kernel of the backend took, for each step. */
export interface KernelTime {
  readonly name: string;
  /** Shapes that it ran on, inputs and outputs; only where they were asked for. */
  readonly shapes?: string;
  readonly calls: number;
  readonly milliseconds: number;
}

export interface StepProfile {
  /** Mean time of a step as training takes it, without the profiler. */
  readonly milliseconds: number;
  /** Processor time of such a step, all threads together: less disturbed by other programs. */
  readonly processorMilliseconds: number;
  /** Mean time of a step under the profiler; it holds the kernels' times, and is longer by what noting them takes. */
  readonly profiledMilliseconds: number;
  /** Slowest first. */
  readonly kernels: readonly KernelTime[];
}

export interface ProfileOptions {
  /** Steps to time, once without the profiler and once with it. */
  readonly steps: number;
  /** Whether calls on other shapes count apart. */
  readonly byShape: boolean;
}

/** First calls make primitives, grow the heap and have their JavaScript compiled. */
const WARM_UP = 5;

/** Times a recipe's steps and each kernel in them. What the steps learn is lost with the process. */
export async function profileSteps(trainer: Trainer, { steps, byShape }: ProfileOptions): Promise<StepProfile> {
  let step = 0;
  const train = async (count: number): Promise<number> => {
    const started = performance.now();
    for (const end = step + count; step < end; step++) await settle(trainer.step(step));
    return (performance.now() - started) / count;
  };
  await train(WARM_UP);
  const before = process.cpuUsage();
  const milliseconds = await train(steps);
  const used = process.cpuUsage(before);
  const processorMilliseconds = (used.user + used.system) / 1000 / steps;

  const sums = new Map<string, { name: string; shapes: string; calls: number; milliseconds: number }>();
  let profiledMilliseconds = 0;
  const backend = tf.getBackend();
  for (let i = 0; i < steps; i++) {
    const { kernels } = await tf.profile(async () => {
      profiledMilliseconds += (await train(1)) / steps;
      return tf.scalar(0);
    });
    for (const kernel of kernels) {
      // Operations with a gradient of their own are noted too, and hold kernels that are.
      const registered: tf.KernelConfig | undefined = tf.getKernel(kernel.name, backend);
      if (registered === undefined || typeof kernel.kernelTimeMs !== "number") continue;
      const shapes = byShape ? `${describe(kernel.inputShapes)} → ${describe(kernel.outputShapes)}` : "";
      const key = `${kernel.name} ${shapes}`;
      const sum = sums.get(key) ?? { name: kernel.name, shapes, calls: 0, milliseconds: 0 };
      sums.set(key, {
        ...sum,
        calls: sum.calls + 1 / steps,
        milliseconds: sum.milliseconds + kernel.kernelTimeMs / steps,
      });
    }
  }
  const kernels = [...sums.values()]
    .map(({ shapes, ...sum }) => (byShape ? { ...sum, shapes } : sum))
    .toSorted((a, b) => b.milliseconds - a.milliseconds);
  return { milliseconds, processorMilliseconds, profiledMilliseconds, kernels };
}

/** Waits until the step's work is done, on a GPU too, and lets go of its losses. */
async function settle(losses: Readonly<Record<string, tf.Scalar>>): Promise<void> {
  await Promise.all(Object.values(losses).map((loss) => loss.data()));
  tf.dispose(losses);
}

function describe(shapes: readonly (readonly number[] | null)[]): string {
  return shapes.map((shape) => (shape === null ? "-" : `[${shape.join(",")}]`)).join(" ");
}
