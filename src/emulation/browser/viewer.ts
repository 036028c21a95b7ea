import { P_DEVICE, type XRDevice } from "iwer";
import { Euler, Matrix4, Quaternion, Vector3 } from "three";
import { loadPath, samplePath, type HeadPath } from "../paths";
import type { PathName, Pose } from "../types";

/** Of somebody who sits at the table, a little back from it. */
const START: Pose["position"] = [0, 1.16, -0.08];
const START_TARGET: Pose["position"] = [0.01, 0.74, -0.51];

/** Where the head (or the phone) is: set, or moved along a path. */
export class Viewer {
  /** False: the device does not know where it is. */
  tracked = true;
  readonly #device: XRDevice;
  #path: { readonly path: HeadPath; readonly since: number } | null = null;
  #asked = 0;

  constructor(device: XRDevice) {
    this.#device = device;
    this.lookAt(START, START_TARGET);
  }

  get pose(): Pose {
    const { position, quaternion } = this.#device;
    return {
      position: [position.x, position.y, position.z],
      orientation: [quaternion.x, quaternion.y, quaternion.z, quaternion.w],
    };
  }

  /** Room from viewer. */
  get matrix(): Matrix4 {
    const { position, orientation } = this.pose;
    return new Matrix4().compose(new Vector3(...position), new Quaternion(...orientation), new Vector3(1, 1, 1));
  }

  setPose(pose: Pose): void {
    this.stop();
    this.#place(pose);
  }

  lookAt(position: Pose["position"], target: Pose["position"]): void {
    const along = new Vector3(...target).sub(new Vector3(...position));
    const turn = new Euler(Math.atan2(along.y, Math.hypot(along.x, along.z)), Math.atan2(-along.x, -along.z), 0, "YXZ");
    const { x, y, z, w } = new Quaternion().setFromEuler(turn);
    this.setPose({ position, orientation: [x, y, z, w] });
  }

  async play(name: PathName, now: () => number): Promise<void> {
    const asked = ++this.#asked;
    const path = await loadPath(name);
    if (asked === this.#asked) this.#path = { path, since: now() };
  }

  stop(): void {
    this.#asked++;
    this.#path = null;
  }

  /** Before each frame: the spaces of the device follow. */
  update(now: number): void {
    if (this.#path !== null) this.#place(samplePath(this.#path.path, now - this.#path.since));
    // IWER does so only after it has computed hits and depth, which would be those of the frame before.
    this.#device[P_DEVICE].updateViews();
  }

  #place({ position, orientation }: Pose): void {
    this.#device.position.set(...position);
    this.#device.quaternion.set(...orientation);
  }
}
