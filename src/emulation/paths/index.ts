import { Quaternion, Vector3 } from "three";
import type { PathName, Pose } from "../types";

/** Poses at a steady rate; after the last comes the first again. Each is a position and a quaternion: seven numbers. */
export interface HeadPath {
  /** Poses a second. */
  readonly rate: number;
  readonly poses: readonly (readonly number[])[];
}

/** Made by tools/head-paths. */
export async function loadPath(name: PathName): Promise<HeadPath> {
  switch (name) {
    case "still":
      return (await import("./still.json")).default;
    case "slow":
      return (await import("./slow.json")).default;
    case "fast":
      return (await import("./fast.json")).default;
    case "around":
      return (await import("./around.json")).default;
  }
}

/** @param time Since the path's beginning, ms. */
export function samplePath({ rate, poses }: HeadPath, time: number): Pose {
  const at = ((((time / 1000) * rate) % poses.length) + poses.length) % poses.length;
  const index = Math.floor(at);
  const from = poses[index % poses.length];
  const to = poses[(index + 1) % poses.length];
  if (from === undefined || to === undefined) throw new RangeError("A head path without poses leads nowhere.");
  const position = new Vector3().fromArray(from).lerp(new Vector3().fromArray(to), at - index);
  const turn = new Quaternion().fromArray(from, 3).slerp(new Quaternion().fromArray(to, 3), at - index);
  return { position: position.toArray(), orientation: [turn.x, turn.y, turn.z, turn.w] };
}
