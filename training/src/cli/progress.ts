import { checkAnimationName, writeAnimation } from "../animation/write";
import { progressFrames, type ProgressOptions } from "../looking/progress";
import { reporter } from "./report";

/** `mealshift progress`: a run's sample grids as an animation. */
export async function progress(run: string, { out, ...options }: ProgressOptions & { out: string }): Promise<void> {
  checkAnimationName(out);
  const frames = await writeAnimation(out, await progressFrames(run, options));
  reporter(false).done(`${out}: ${frames} frames`, { out, frames });
}
