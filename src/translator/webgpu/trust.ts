import { dequantizeWeights } from "../../net/quantize";
import { DeviceLostError, OutOfMemoryError } from "../errors";
import { SELF_TEST_DECIBELS, loadSelfTest, psnr } from "../selftest/stored";
import type { Distrust } from "../types";
import type { Engine } from "./engine";
import type { PreparedModel } from "./sized-engine";
import type { Arithmetic } from "./engine";

/**
 * What an arithmetic must reach on a model's own check, dB: what rounding leaves of the lens (86, 64 and 37.5 on software adapters), less
 * what another order of sums may cost.
 */
export const CHECK_DECIBELS: Readonly<Record<Arithmetic, number>> = { f32: 60, f16: 45, int8: 33 };

interface Question {
  readonly prepared: PreparedModel;
  readonly size: number;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly answer: Float32Array;
  readonly wanted: number;
}

/**
 * Runs a model's stored check, or for one without it the app's self-test, and compares. @returns Why the arithmetic must not be
 * used, or null if it may.
 * @throws {DeviceLostError | OutOfMemoryError} which say nothing about the arithmetic.
 */
export async function distrustOf(
  model: PreparedModel,
  arithmetic: Arithmetic,
  create: (model: PreparedModel, size: number) => Promise<Engine>,
): Promise<Distrust | null> {
  const { prepared, size, inputs, answer, wanted } = questionFor(model, arithmetic);
  try {
    const engine = await create(prepared, size);
    try {
      const { image = new Float32Array() } = await engine.run(inputs);
      const decibels = psnr(image, answer);
      return decibels >= wanted ? null : { arithmetic, why: { kind: "wrong", decibels, wanted } };
    } finally {
      engine.dispose();
    }
  } catch (error) {
    if (error instanceof DeviceLostError || error instanceof OutOfMemoryError) throw error;
    return { arithmetic, why: { kind: "failed", message: error instanceof Error ? error.message : String(error) } };
  }
}

function questionFor(prepared: PreparedModel, arithmetic: Arithmetic): Question {
  const { check } = prepared.model;
  if (check !== undefined) return { prepared, ...check, wanted: CHECK_DECIBELS[arithmetic] };
  const { model, size, input, domains, answer } = loadSelfTest();
  const tiny = { model, weights: dequantizeWeights(model.tensors) };
  return { prepared: tiny, size, inputs: { image: input, domain: domains }, answer, wanted: SELF_TEST_DECIBELS };
}
