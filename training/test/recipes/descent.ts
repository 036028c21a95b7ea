import { expect } from "vitest";

import type { NamedTensor, TensorMap } from "../../../src/net/tensors";
import { createRandom, type Random } from "../../src/data/random";
import type { Trainer } from "../../src/run/loop";
import { train } from "./discs";

// Each costs four steps.
const ENOUGH = 5;

/**
 * Compares a trainer's first step with finite differences of the loss that it reports: Adam's first step is the learning
 * rate against the sign of each gradient.
 *
 * @param create Makes the same fresh trainer each time.
 * @param prefix Part of the checkpoint that the loss trains.
 * @param lossOf What is minimised, of the reported losses.
 * @param passOver Parameters that follow other rules than a gradient's.
 */
export async function expectDescent(
  create: () => Promise<Trainer>,
  prefix: string,
  lossOf: (losses: Readonly<Record<string, number>>) => number,
  learningRate: number,
  passOver = /mean$|variance$/,
): Promise<void> {
  const trainer = await create();
  const before = await trainer.save();
  train(trainer, 0, 1);
  const after = await trainer.save();

  const probe = await create();
  const lossWith = async (name: string, index: number, by: number): Promise<number> => {
    await probe.restore(nudged(before, name, index, by));
    const [losses = {}] = train(probe, 0, 1);
    return lossOf(losses);
  };
  let compared = 0;
  const candidates = [...before].filter(([name]) => name.startsWith(prefix) && !passOver.test(name));
  const random = createRandom(candidates.length);
  for (const [name, tensor] of shuffled(candidates, random)) {
    if (compared === ENOUGH) break;
    // A prime, so that every part of a kernel is met.
    const index = 1009 % tensor.data.length;
    const step = 1e-2;
    const slope = ((await lossWith(name, index, step)) - (await lossWith(name, index, -step))) / (2 * step);
    // Where the loss has a kink between the two, or is nearly flat, its slope says nothing.
    const half = ((await lossWith(name, index, step / 2)) - (await lossWith(name, index, -step / 2))) / step;
    if (Math.abs(slope) < 0.02 || Math.abs(slope - half) > 0.1 * Math.abs(slope)) continue;
    const moved = (after.get(name)?.data[index] ?? Number.NaN) - (tensor.data[index] ?? 0);
    expect({ name, rate: moved / -Math.sign(slope) }).toEqual({ name, rate: expect.closeTo(learningRate, 5) });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(2);
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, lot: random.next() }))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ item }) => item);
}

function nudged(tensors: TensorMap, name: string, index: number, by: number): TensorMap {
  const original = tensors.get(name);
  if (original?.dtype !== "F32") throw new Error(`the checkpoint has no ${name}`);
  const moved: NamedTensor = { ...original, data: original.data.with(index, (original.data[index] ?? 0) + by) };
  return new Map([...tensors, [name, moved]]);
}
