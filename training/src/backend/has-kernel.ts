import * as tf from "@tensorflow/tfjs-core";

/** Whether the active backend has a kernel. */
export function hasKernel(name: string): boolean {
  // Typed as always there.
  const registered: tf.KernelConfig | undefined = tf.getKernel(name, tf.getBackend());
  return registered !== undefined;
}
