import { ARGUMENT, BoundPrimitive, created, type Engine, OPERATION_BYTES } from "./engine";

/** `batch` products of an m x k matrix by a k x n one, each of them stored by rows, or by columns where it is transposed. */
export interface Product {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export class MatMul {
  readonly #engine: Engine;
  readonly #product: BoundPrimitive;

  constructor(engine: Engine, { batch, m, n, k, transposeA, transposeB }: Product) {
    this.#engine = engine;
    const { call } = engine.library;
    const matrix = (rows: number, columns: number, byColumns: boolean): Buffer =>
      engine.describe([batch, rows, columns], [rows * columns, byColumns ? 1 : columns, byColumns ? rows : 1]);
    const [a, b, c] = [matrix(m, k, transposeA), matrix(k, n, transposeB), matrix(m, n, false)];
    const operation = Buffer.alloc(OPERATION_BYTES);
    call.dnnl_matmul_desc_init(operation, a, b, null, c);
    const description = created((out) => call.dnnl_primitive_desc_create(out, operation, null, engine.handle, 0n));
    this.#product = new BoundPrimitive(engine, description, [
      [ARGUMENT.source, a],
      [ARGUMENT.weights, b],
      [ARGUMENT.destination, c],
    ]);
    call.dnnl_primitive_desc_destroy(description);
  }

  run(a: Float32Array, b: Float32Array, c: Float32Array): void {
    this.#product.run([a, b, c]);
    this.#engine.wait();
  }

  dispose(): void {
    this.#product.dispose();
  }
}
