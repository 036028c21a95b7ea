import * as tf from "@tensorflow/tfjs-core";

import type { NamedTensor, TensorMap } from "../../../src/net/tensors";
import { alone, type Team, wholeBatch } from "../team/team";

/** Maps of a frozen net, `[n, h, w, channels]`, by name. */
export type FeatureMaps = Readonly<Record<string, tf.Tensor>>;

/** What is kept of the past for each further sample of a domain: some twenty of them count. */
const DECAY = 0.95;
/** Mass from which on moments are believed: some twenty samples. */
const ENOUGH = 0.65;
/** Beside variances of features, which are about 1 where a net is normalised. */
const EPSILON = 1e-3;

const SIDES = ["real", "fake"] as const;
type Side = (typeof SIDES)[number];

/** Sums over a domain's samples that fade: how much went in, the pooled features, their squares. */
interface Sums {
  readonly mass: tf.Variable;
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

/**
 * Feature matching (Salimans et al. 2016) for each domain: the mean of a frozen net's pooled features over translations is
 * brought to that over real pictures. A batch has less than one sample of a domain, so the means run over the last
 * some twenty; the distance is in standard deviations of the real ones.
 */
export class FeatureMoments {
  readonly #sums: ReadonlyMap<string, Readonly<Record<Side, Sums>>>;

  /** @param channels Of each map, by name. */
  constructor(domains: number, channels: ReadonlyMap<string, number>) {
    const empty = (width: number): tf.Variable => tf.tidy(() => tf.variable(tf.zeros([domains, width]), false));
    const sums = (width: number): Sums => ({ mass: empty(1), first: empty(width), second: empty(width) });
    this.#sums = new Map([...channels].map(([name, width]) => [name, { real: sums(width), fake: sums(width) }]));
  }

  /** Takes in the features of real pictures or translations, with their domains, one-hot `[n, domains]`. */
  observe(side: Side, maps: FeatureMaps, domain: tf.Tensor2D, team: Team = alone): void {
    tf.tidy(() => {
      const whole = wholeBatch(team, domain);
      const count = tf.reshape(tf.sum(whole, 0), [-1, 1]);
      const kept = tf.pow(DECAY, count);
      // Samples of one domain within a batch count alike.
      const share = tf.divNoNan(tf.sub(1, kept), count);
      for (const [name, { [side]: sums }] of this.#sums) {
        const features = wholeBatch(team, pooled(maps, name));
        const taken = (values: tf.Tensor2D): tf.Tensor => tf.mul(tf.matMul(whole, values, true), share);
        sums.mass.assign(tf.add(tf.mul(sums.mass, kept), tf.sub(1, kept)));
        sums.first.assign(tf.add(tf.mul(sums.first, kept), taken(features)));
        sums.second.assign(tf.add(tf.mul(sums.second, kept), taken(tf.square(features))));
      }
    });
  }

  /**
   * Mean squared distance, in variances of real features, between the running means of translations with these ones and those
   * of real pictures. A sample moves its mean by a twentieth only, and its gradient is as much smaller.
   */
  loss(maps: FeatureMaps, domain: tf.Tensor2D): tf.Scalar {
    const distances = [...this.#sums].map(([name, { real, fake }]) => {
      const of = (table: tf.Tensor): tf.Tensor2D => tf.matMul(domain, table);
      const mean = tf.divNoNan(real.first, real.mass);
      const variance = tf.relu(tf.sub(tf.divNoNan(real.second, real.mass), tf.square(mean)));
      const before = of(tf.divNoNan(fake.first, fake.mass));
      const moved = tf.add(tf.mul(before, DECAY), tf.mul(pooled(maps, name), 1 - DECAY));
      // Few samples have next to no variance, and would be infinitely far apart.
      const enough = (sums: Sums): tf.Tensor => tf.step(tf.sub(sums.mass, ENOUGH));
      const known = of(tf.mul(enough(real), enough(fake)));
      const squared = tf.div(tf.square(tf.sub(moved, of(mean))), tf.add(of(variance), EPSILON));
      return tf.mean<tf.Scalar>(tf.mul(squared, known));
    });
    return tf.div(tf.addN(distances), distances.length);
  }

  async save(prefix: string): Promise<TensorMap> {
    const entries = this.#entries().map(async ([name, variable]): Promise<[string, NamedTensor]> => [
      `${prefix}${name}`,
      { dtype: "F32", shape: variable.shape, data: new Float32Array(await variable.data<"float32">()) },
    ]);
    return new Map(await Promise.all(entries));
  }

  /**
   * A run that was trained without them has none; they are soon gathered.
   * @throws Error naming what is missing if only some are there.
   */
  restore(tensors: TensorMap, prefix: string): void {
    if (![...tensors.keys()].some((name) => name.startsWith(prefix))) return;
    for (const [name, variable] of this.#entries()) {
      const stored = tensors.get(`${prefix}${name}`);
      if (stored?.dtype !== "F32") throw new Error(`the stored run lacks ${prefix}${name}`);
      tf.tidy(() => variable.assign(tf.tensor(stored.data, [...stored.shape])));
    }
  }

  #entries(): [string, tf.Variable][] {
    return [...this.#sums].flatMap(([name, sums]) =>
      SIDES.flatMap((side) =>
        Object.entries<tf.Variable>({ ...sums[side] }).map(([sum, variable]): [string, tf.Variable] => [
          `${name}.${side}.${sum}`,
          variable,
        ]),
      ),
    );
  }
}

/** Means over positions, `[n, channels]`. */
function pooled(maps: FeatureMaps, name: string): tf.Tensor2D {
  const map = maps[name];
  if (!map) throw new Error(`there are no features ${name}`);
  return tf.mean<tf.Tensor2D>(map, [1, 2]);
}
