import * as tf from "@tensorflow/tfjs-core";

import type { Frame } from "../animation/frame";
import type { Network } from "../models/network";
import type { TrainedNet } from "../models/trained-net";
import { nearest } from "../options/check";
import { drawLatent } from "../recipes/dcgan-batch";
import { LookingError } from "./errors";
import { pictureFrom } from "./tiles";
import { type Mix, straight } from "../../../src/net/latent";
import { wayThrough, type WayOptions } from "./ways";

export interface PathOptions extends WayOptions {
  /** Frames a second. */
  readonly rate: number;
  /** Seconds for which each point of the way is shown. */
  readonly hold: number;
  /** Side of the frames, pixels. */
  readonly size: number;
}

/**
 * Pictures of a DCGAN on the way from latent to latent.
 * @param mix {@link arc}, or {@link straight} as in the original systems.
 * @param seeds One for each point of the way.
 * @throws LookingError if the net has no latents, or there are fewer than two seeds.
 */
export function betweenLatents(
  net: TrainedNet,
  seeds: readonly number[],
  mix: Mix,
  options: PathOptions,
): AsyncGenerator<Frame> {
  const length = net.network.graph.nodes.find(({ id }) => id === "latent")?.shape[0];
  if (length === undefined) throw wrongFamily(net);
  const points = seeds.map((seed) => {
    const latent = drawLatent(length, 1, seed, 0);
    const values = latent.dataSync<"float32">();
    latent.dispose();
    return values;
  });
  return framesAlong(wayThrough(points, mix, options), options, (values) =>
    picture(net.network, { latent: tf.tensor2d(values, [1, length]) }),
  );
}

/**
 * A picture's translations on the way from dish to dish: the rows of conditional instance norm are mixed through the
 * domain vector, as the lens does when its dish changes.
 *
 * @param image `[1, size, size, 3]` in [-1, 1].
 * @param dishes One for each point of the way.
 * @throws LookingError if the net knows no dishes, or not these, or there are fewer than two.
 */
export function betweenDishes(
  net: TrainedNet,
  image: tf.Tensor4D,
  dishes: readonly string[],
  options: PathOptions,
): AsyncGenerator<Frame> {
  if (net.family !== "stargan") throw wrongFamily(net);
  const points = dishes.map((dish) => {
    const index = net.dishes.indexOf(dish);
    if (index < 0) throw unknownDish(net, dish);
    return Float32Array.from(net.dishes, (_, other) => Number(other === index));
  });
  return framesAlong(wayThrough(points, straight, options), options, (values) =>
    picture(net.network, { image, domain: tf.tensor2d(values, [1, net.dishes.length]) }),
  );
}

async function* framesAlong(
  way: ReturnType<typeof wayThrough>,
  options: PathOptions,
  draw: (values: Float32Array) => Promise<{ data: Float32Array; size: number }>,
): AsyncGenerator<Frame> {
  const milliseconds = 1000 / options.rate;
  for (const { values, isPoint } of way) {
    const { data, size } = await draw(values);
    const shown = await pictureFrom(data, size, options.size);
    yield { picture: shown, milliseconds: isPoint ? Math.max(options.hold * 1000, milliseconds) : milliseconds };
  }
}

/** Runs a net for one picture. */
async function picture(
  network: Network,
  inputs: Readonly<Record<string, tf.Tensor>>,
): Promise<{ data: Float32Array; size: number }> {
  const output = tf.tidy(() => network.run(inputs, "image"));
  const data = await output.data<"float32">();
  const size = output.shape[1] ?? 0;
  output.dispose();
  // The picture to translate is used again, the point of the way is not.
  for (const [name, tensor] of Object.entries(inputs)) if (name !== "image") tensor.dispose();
  return { data, size };
}

function wrongFamily({ path, family }: TrainedNet): LookingError {
  return new LookingError(
    `${path} holds a ${family}: there is a way between the latents of a dcgan (--seeds 1,2,3), and between the dishes of a ` +
      "stargan (--between ramen,curry_rice PICTURE)",
  );
}

function unknownDish({ path, dishes }: TrainedNet, dish: string): LookingError {
  const meant = nearest(dish, dishes);
  return new LookingError(
    `${path} knows no ${dish}; ${meant.length > 0 ? `did you mean ${meant.join(" or ")}?` : `it knows ${dishes.join(", ")}`}`,
  );
}
