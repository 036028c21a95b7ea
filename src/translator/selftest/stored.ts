import { readSafetensors } from "../../net/safetensors";
import { TranslatorUnavailableError } from "../errors";
import type { LensModel } from "../model";
import stored from "./selftest.json";

type StarganModel = Extract<LensModel, { readonly family: "stargan" }>;

/** A small generator, one picture, and what the cpu backend made of it. */
export interface SelfTest {
  readonly model: StarganModel;
  /** Pixels. */
  readonly size: number;
  readonly domains: Float32Array;
  /** `[1, size, size, 3]` in [-1, 1]. */
  readonly input: Float32Array;
  readonly answer: Float32Array;
}

/** Half floats on a phone's GPU reach about 50 dB on this net; a kernel that is wrong gives less than 20. */
export const SELF_TEST_DECIBELS = 35;

/** The stored test, as `npx tsx scripts/make-selftest.ts` made it. */
export function loadSelfTest(): SelfTest {
  const { tensors } = readSafetensors(Uint8Array.from(atob(stored.file), (character) => character.charCodeAt(0)));
  const picture = (name: string): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== "F32") throw new TranslatorUnavailableError(`The self-test has no ${name}.`);
    return tensor.data;
  };
  const model: StarganModel = {
    family: "stargan",
    architecture: { ...stored.architecture, conditioning: "cin" },
    input: { height: stored.size },
    domains: stored.domains.map((_, index) => `domain-${index}`),
    tensors: new Map([...tensors].filter(([name]) => !name.startsWith("selftest."))),
  };
  return {
    model,
    size: stored.size,
    domains: Float32Array.from(stored.domains),
    input: picture("selftest.input"),
    answer: picture("selftest.answer"),
  };
}

/** Peak signal-to-noise ratio of two pictures in [-1, 1], dB; -Infinity when a value is no number. */
export function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += ((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN)) ** 2;
  return Number.isNaN(sum) ? Number.NEGATIVE_INFINITY : 10 * Math.log10((4 * b.length) / sum);
}
