import type { Scales } from "./calibrator";
import { sixDigits } from "./steps";

/** From one step to the next that is tried. */
const RATIO = 1.25;

/**
 * For each convolution the step that does the whole net's pictures the least harm, where that convolution alone computes in
 * int8: a convolution's own mean square error does not tell what its errors come to behind the norms after it. Goes up or down
 * from the given steps for as long as that helps, so that a net with one best step for each convolution is sure to reach it.
 *
 * @param limits Step at which nothing is clipped, by node: no larger one is tried.
 * @param agreementOf Agreement of the net's pictures, dB, with one convolution in int8 at a step.
 */
export async function searchSteps(
  start: Scales,
  limits: Scales,
  agreementOf: (node: string, step: number) => Promise<number>,
): Promise<Scales> {
  const found = new Map<string, number>();
  for (const [node, first] of start) {
    const limit = limits.get(node) ?? first;
    let best = { step: first, agreement: await agreementOf(node, first) };
    for (const ratio of [RATIO, 1 / RATIO]) {
      for (;;) {
        const step = sixDigits(Math.min(limit, best.step * ratio));
        // The limit ends the way up; next to it nothing is left to be gained.
        if (Math.abs(step / best.step - 1) < 0.01) break;
        const agreement = await agreementOf(node, step);
        if (agreement <= best.agreement) break;
        best = { step, agreement };
      }
      // Where up helped, down leads back to what was tried.
      if (best.step > first) break;
    }
    found.set(node, best.step);
  }
  return found;
}
