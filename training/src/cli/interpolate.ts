import { checkAnimationName, writeAnimation } from "../animation/write";
import { type BackendOptions, loadBackend } from "../backend/load";
import type { Frame } from "../animation/frame";
import { LookingError } from "../looking/errors";
import { betweenDishes, betweenLatents, type PathOptions } from "../looking/interpolate";
import { readSquare } from "../looking/square";
import { arc, straight } from "../../../src/net/latent";
import { readModelFolder } from "../models/folder";
import { readTrainedNet } from "../models/trained-net";
import { reporter } from "./report";

export interface InterpolateOptions extends BackendOptions, PathOptions {
  readonly seeds?: readonly number[];
  readonly straight?: boolean;
  readonly between?: readonly string[];
  readonly segmenter: string;
  readonly whole?: boolean;
  readonly out: string;
}

/** `mealshift interpolate`: from latent to latent of a dcgan, or from dish to dish of a stargan. */
export async function interpolate(
  model: string,
  picture: string | undefined,
  options: InterpolateOptions,
): Promise<void> {
  checkAnimationName(options.out);
  await loadBackend(options);
  const frames = await writeAnimation(options.out, await framesFor(model, picture, options));
  reporter(false).done(`${options.out}: ${frames} frames`, { out: options.out, frames });
}

async function framesFor(
  model: string,
  picture: string | undefined,
  options: InterpolateOptions,
): Promise<AsyncGenerator<Frame>> {
  const { seeds, between, size } = options;
  const net = await readTrainedNet(model);
  if (between && picture !== undefined && !seeds) {
    if (size % 4 !== 0) throw new LookingError(`--size ${size}: a generator's side is a multiple of 4`);
    const segmenter = options.whole === true ? null : (await readModelFolder(options.segmenter)).network;
    return betweenDishes(net, await readSquare(picture, size, segmenter), between, options);
  }
  if (seeds && picture === undefined && !between) {
    return betweenLatents(net, seeds, options.straight === true ? straight : arc, options);
  }
  throw new LookingError(
    "say what the way leads through: --seeds 1,2,3 for a dcgan, or --between ramen,curry_rice and a picture for a stargan",
  );
}
