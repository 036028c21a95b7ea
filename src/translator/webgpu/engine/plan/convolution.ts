import type { NodeOf } from "../../../../net/graph";
import { upsampledKernels } from "../../../../net/interpreter/inference/kernels";
import type { FloatTensor } from "../../../../net/tensors";
import type { Extent } from "../layout";
import { UnsupportedGraphError } from "../errors";

type Convolution = NodeOf<"conv2d" | "depthwiseConv2d">;

/** Rows and columns of zeros before the picture. */
export function paddingOf(node: Convolution, [height, width]: Extent): { readonly top: number; readonly left: number } {
  const { padding, kernel, stride, shape } = node;
  if (padding !== "same") return { top: padding, left: padding };
  if (shape.length !== 3)
    throw new UnsupportedGraphError(`${node.id} is a convolution of something that is no picture.`);
  // As TensorFlow counts it: what is left over goes to the end.
  const before = (length: number, out: number): number => Math.max(0, (out - 1) * stride + kernel - length) >> 1;
  return { top: before(height, shape[0]), left: before(width, shape[1]) };
}

/** A convolution of a picture that was enlarged x2, as four smaller ones before it. */
export interface Phased {
  readonly kernels: readonly FloatTensor[];
  readonly size: number;
  readonly padding: { readonly top: number; readonly left: number; readonly odd: number };
}

/** Null where the convolution is not of the kind that becomes four equally large ones. */
export function phasesOf(node: Convolution, weight: FloatTensor, scale: number, extent: Extent): Phased | null {
  if (scale !== 2 || node.stride !== 1 || node.kernel % 2 === 0) return null;
  const { top, left } = paddingOf(node, extent);
  if (top !== node.kernel >> 1 || left !== top) return null;
  const phases = upsampledKernels(weight, scale);
  const [even, , , odd] = phases;
  const size = even?.kernel.shape[0];
  if (even === undefined || odd === undefined || size === undefined) return null;
  if (phases.some(({ kernel }) => kernel.shape[0] !== size || kernel.shape[1] !== size)) return null;
  const [before] = even.padding;
  return {
    kernels: phases.map(({ kernel }) => kernel),
    size,
    padding: { top: before, left: before, odd: odd.padding[0] },
  };
}
