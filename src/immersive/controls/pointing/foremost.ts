import type { Target } from "../targets";
import type { TrackedPointer } from "./tracked-pointer";

/** A pointer that means something comes before one that was pressed later, whenever that was (ms). */
const MEANS = 1e12;

/** Has every pointer find its target; returns the one that people look after: the last that was used, of those that mean something. */
export function findTargets(pointers: readonly TrackedPointer[], targets: readonly Target[]): TrackedPointer | null {
  let foremost: TrackedPointer | null = null;
  let highest = -1;
  for (const pointer of pointers) {
    const target = pointer.snap.update(pointer.ray, targets, pointer.pressed);
    const rank = (target === null ? 0 : MEANS) + Math.max(0, pointer.pressedAt);
    if (rank <= highest) continue;
    highest = rank;
    foremost = pointer;
  }
  return foremost;
}
