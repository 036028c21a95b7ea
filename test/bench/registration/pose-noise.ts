import { multiply, rigidOf, type Matrix } from "../../../src/space";
import type { Random } from "./random";

/** How a headset errs about its own pose. */
export interface PoseError {
  /** Length of the error of place, metres, and of that of the turn, degrees; root of the mean square. */
  readonly metres: number;
  readonly degrees: number;
  /** How long an error lasts, s: headsets drift and jump back slowly; 0 for a new one in each frame. */
  readonly lasting: number;
}

/** Wrong poses for right ones; called with times that grow. */
export class PoseNoise {
  private readonly state: number[];
  private last = 0;

  constructor(
    private readonly error: PoseError,
    private readonly random: Random,
  ) {
    this.state = Array.from({ length: 6 }, () => random.normal());
  }

  /** @param seconds of the frame. */
  apply(pose: Matrix, seconds: number): Matrix {
    const { metres, degrees, lasting } = this.error;
    // Ornstein and Uhlenbeck's process: what is left of the old error, and new noise for the rest.
    const kept = lasting > 0 ? Math.exp(-(seconds - this.last) / lasting) : 0;
    this.last = seconds;
    for (let k = 0; k < 6; k++) {
      this.state[k] = kept * (this.state[k] ?? 0) + Math.sqrt(1 - kept * kept) * this.random.normal();
    }
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = this.state;
    // Three parts of equal size make the length.
    const place = metres / Math.sqrt(3);
    const half = (((degrees * Math.PI) / 180) * 0.5) / Math.sqrt(3);
    const w = Math.sqrt(Math.max(0, 1 - half * half * (d * d + e * e + f * f)));
    const error = rigidOf({ x: place * a, y: place * b, z: place * c }, { x: half * d, y: half * e, z: half * f, w });
    return multiply(pose, error);
  }
}
