import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

import { PrimitiveCache } from "./cache";
import type { Engine } from "./engine";
import { MatMul } from "./matmul";

/** Multiplications below which a call of the library takes longer than the kernel that was there. */
const WORTHWHILE = 50_000;

/**
 * Multiplies large matrices by oneDNN: the wasm backend does so element by element when one of them is transposed, as in
 * every gradient. @returns Puts everything back.
 */
export function installMatMulKernel(engine: Engine): () => void {
  const cache = new PrimitiveCache<MatMul>();
  const original = tf.getKernel("BatchMatMul", "wasm");
  tf.unregisterKernel("BatchMatMul", "wasm");
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
      const outer = a.shape.slice(0, -2);
      const [rowsA = 0, columnsA = 0] = a.shape.slice(-2);
      const [rowsB = 0, columnsB = 0] = b.shape.slice(-2);
      const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
      const n = transposeB ? rowsB : columnsB;
      const batch = tf.util.sizeFromShape(outer);
      const plain = a.dtype === "float32" && b.dtype === "float32" && tf.util.arraysEqual(outer, b.shape.slice(0, -2));
      if (!plain || batch * m * n * k < WORTHWHILE) return original.kernelFunc(call);

      const product = { batch, m, n, k, transposeA, transposeB };
      const backend = call.backend as BackendWasm;
      const c = backend.makeOutput([...outer, m, n], "float32");
      const view = (tensor: tf.TensorInfo): Float32Array => backend.typedArrayFromHeap(tensor) as Float32Array;
      cache.get(Object.values(product).join(), () => new MatMul(engine, product))?.run(view(a), view(b), view(c));
      return c;
    },
  });
  return () => {
    tf.unregisterKernel("BatchMatMul", "wasm");
    tf.registerKernel(original);
  };
}
