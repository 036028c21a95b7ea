import type { Vector } from "../../space";
import { heightAt, type Surface } from "./level";

/** Looking for this long at the same surface, ms. */
const STEADY_MS = 400;
/** The newest samples that count: half a second of four rays; on machines that hardly draw, what they have got in three. */
const KEPT = 40;
const KEPT_MS = 3000;
/** A surface's samples lie within this of one another, metres. */
const SPREAD = 0.015;
const LEAST_SAMPLES = 3;
/** Of a stack of noodles in a deep bowl, metres. */
const HIGHEST_DISH = 0.15;
/** Part of the samples that must agree. */
const MAJORITY = 0.6;

interface Sample {
  readonly time: number;
  readonly surface: Surface;
  /** Taken beside a dish: what is hit inside one may be the dish itself. */
  readonly around: boolean;
}

interface Measured {
  readonly height: number;
  readonly normal: Vector;
}

/** A surface that has been seen for a while at the same height. */
export interface Steady {
  readonly surface: Surface;
  readonly around: boolean;
}

/** Finds the level surface that samples of the last moments agree on. */
export class SteadySurface {
  #samples: Sample[] = [];

  add(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  forget(): void {
    this.#samples = [];
  }

  /** Null while they are too few, too young or at odds. Those beside dishes are asked first. */
  at(now: number): Steady | null {
    this.#samples = this.#samples.filter(({ time }) => now - time <= KEPT_MS);
    const around = agreed(this.#samples.filter((sample) => sample.around));
    const inside = agreed(this.#samples.filter((sample) => !sample.around));
    if (around === null || (inside !== null && isTooFarAbove(inside, around))) {
      return inside === null ? null : { surface: inside, around: false };
    }
    return { surface: around, around: true };
  }
}

/** No dish is that high: what was hit beside it is the floor beside its table. */
function isTooFarAbove(inside: Surface, around: Surface): boolean {
  const { x, y, z } = inside.point;
  return y - heightAt(around, x, z) > HIGHEST_DISH;
}

function agreed(samples: readonly Sample[]): Surface | null {
  const oldest = samples[0];
  const newest = samples.at(-1);
  if (oldest === undefined || newest === undefined || newest.time - oldest.time < STEADY_MS) return null;
  // Heights are compared at one place, for surfaces may be tilted a little.
  const { x, z } = newest.surface.point;
  const sorted = samples
    .map(({ surface }) => ({ height: heightAt(surface, x, z), normal: surface.normal }))
    .sort((a, b) => a.height - b.height);
  const best = densest(sorted);
  if (best.length < LEAST_SAMPLES || best.length < MAJORITY * samples.length) return null;
  const mean = (value: (sample: Measured) => number) => best.reduce((sum, one) => sum + value(one), 0) / best.length;
  const [nx, ny, nz] = [mean(({ normal }) => normal.x), mean(({ normal }) => normal.y), mean(({ normal }) => normal.z)];
  const length = Math.hypot(nx, ny, nz);
  return {
    point: { x, y: mean(({ height }) => height), z },
    normal: { x: nx / length, y: ny / length, z: nz / length },
  };
}

/** The most neighbours in ascending order that lie within the spread. */
function densest(sorted: readonly Measured[]): readonly Measured[] {
  let [first, from, to] = [0, 0, 0];
  sorted.forEach(({ height }, last) => {
    while (height - (sorted[first]?.height ?? height) > SPREAD) first++;
    if (last + 1 - first > to - from) [from, to] = [first, last + 1];
  });
  return sorted.slice(from, to);
}
