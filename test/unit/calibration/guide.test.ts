import { expect, test } from "vitest";
import { Guide } from "../../../src/calibration/guide";
import { fromVector } from "../../../src/calibration/maths/rotation";
import type { Pose } from "../../../src/calibration/maths/types";

const degree = Math.PI / 180;

function pose(turn: readonly [number, number, number], x: number): Pose {
  return { position: [x, 1.2, 0], rotation: fromVector([turn[0] * degree, turn[1] * degree, turn[2] * degree]) };
}

/** Feeds a swing of some frames; returns the step it ends with. */
function swing(guide: Guide, frames: number, at: (share: number) => Pose): string {
  for (let i = 0; i < frames; i++) guide.add(at(Math.sin((i / frames) * 6 * Math.PI)));
  return guide.state.step;
}

test("leads from finding the card to the sides, up and down, to the shoulders, and to the end", () => {
  const guide = new Guide();
  expect(guide.add(null)).toEqual({ step: "find", progress: 0, seen: false });
  const progress: number[] = [];
  const note = (step: string): string => {
    progress.push(guide.state.progress);
    return step;
  };
  expect(note(swing(guide, 10, () => pose([0, 0, 0], 0)))).toBe("sides");
  expect(note(swing(guide, 60, (s) => pose([0, 14 * s, 0], 0)))).toBe("sides");
  expect(note(swing(guide, 60, (s) => pose([0, 14 * s, 0], 0.12 * s)))).toBe("nod");
  expect(note(swing(guide, 60, (s) => pose([10 * s, 0, 0], 0)))).toBe("tilt");
  expect(note(swing(guide, 80, (s) => pose([0, 0, 12 * s], 0)))).toBe("more");
  expect(note(swing(guide, 140, (s) => pose([10 * s, 14 * s, 12 * s], 0.12 * s)))).toBe("done");
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
});

test("a card that is lost is told, and takes nothing back", () => {
  const guide = new Guide();
  swing(guide, 60, (s) => pose([0, 14 * s, 0], 0.12 * s));
  const { progress, step } = guide.state;
  expect(guide.add(null)).toEqual({ step, progress, seen: false });
});
