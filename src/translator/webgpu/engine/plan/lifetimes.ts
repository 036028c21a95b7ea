import { valueBytes } from "../layout";
import type { Storage } from "../types";
import type { Lifetime } from "./arena";
import type { Lowered } from "./lower";
import { readBy, type Value, writtenBy } from "./steps";

/** From when to when each piece of memory is needed, in the order in which they come to life. */
export function lifetimesOf(
  { steps, inputs, outputs }: Pick<Lowered, "steps" | "inputs" | "outputs">,
  batch: number,
  storage: Storage,
): readonly Lifetime[] {
  const lifetimes = new Map<string, Lifetime>();
  const see = ({ memory, extent }: Value, step: number): void => {
    const known = lifetimes.get(memory) ?? { id: memory, bytes: 0, from: step, to: step };
    const bytes = Math.max(known.bytes, valueBytes(extent, batch, storage));
    lifetimes.set(memory, { ...known, bytes, to: Math.max(known.to, step) });
  };
  // Written from outside before the first step, and still there when a frame is run again.
  for (const value of inputs.values()) {
    see(value, -1);
    see(value, steps.length);
  }
  steps.forEach((step, index) => {
    for (const value of [...writtenBy(step), ...readBy(step)]) see(value, index);
  });
  for (const value of outputs.values()) see(value, steps.length);
  return [...lifetimes.values()];
}
