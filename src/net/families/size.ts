import type { GraphBuilder, Value } from "../builder";
import { GraphError } from "../errors";

/** Halving and doubling gives a picture its size back only if it divides. @throws GraphError that says what would do. */
export function requireMultiple(b: GraphBuilder, x: Value, divisor: number): void {
  const [height, width] = x.shape;
  if (height % divisor === 0 && width !== undefined && width % divisor === 0) return;
  throw new GraphError(`${b.name}: ${x.id} is ${height}x${width} pixels; its sides must be multiples of ${divisor}`);
}
