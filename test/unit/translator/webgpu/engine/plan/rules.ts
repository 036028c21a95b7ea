import { BLOCK } from "../../../../../../src/translator/webgpu/engine/layout";
import { type ConvStep, MOST_STAGES, type Source } from "../../../../../../src/translator/webgpu/engine/plan/steps";

/** What kernels cannot read. @throws Error */
export function checkSource({ first, second }: Source): void {
  const terms = second === null ? [first] : [first, second.term];
  if (terms.some(({ stages }) => stages.length > MOST_STAGES)) throw new Error("too many stages");
  if (second?.join === "concat" && first.value.extent[2] % BLOCK !== 0) throw new Error("the join splits a block");
}

/** Whether a convolution's tiles, of one pixel each, see a place of the source as their own. */
export function isBrought({ size, stride, padding, output, source }: ConvStep, y: number, x: number): boolean {
  const [height, width] = output.extent;
  const isOwn = (at: number, length: number, before: number): boolean =>
    Math.floor(at / stride) < length && (at % stride) + before < size;
  return source.scale === 1 && isOwn(y, height, padding.top) && isOwn(x, width, padding.left);
}
