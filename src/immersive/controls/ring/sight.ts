import { Vector3, type Vector2 } from "three";
import type { Vector } from "../../../space";

/** Steeper than this (sine of the angle below the horizon), "up" is where the head's up is. */
const STEEP = 0.97;

const up = new Vector3(0, 1, 0);
const toPoint = new Vector3();

/**
 * How something looks from an eye: directions as angles to the right of and above a middle, radians, equidistant
 * (the distance from the middle is the true angle), so that sizes and gaps are true angles of vision near the middle.
 */
export class Sight {
  readonly eye = new Vector3();
  /** To the middle, of length 1. */
  readonly forward = new Vector3(0, 0, -1);
  readonly right = new Vector3(1, 0, 0);
  readonly up = new Vector3(0, 1, 0);
  /** To the middle, metres. */
  distance = 1;
  /** Whether "up" is away from the table; on a screen in the hand it is the screen's, or all that is off its middle would lean. */
  level = true;

  /** @param headUp Up as the head, or the screen, is held. */
  aim(eye: Vector, middle: Vector, headUp: Vector): void {
    this.eye.copy(eye);
    this.forward.copy(middle).sub(eye);
    this.distance = this.forward.length();
    this.forward.normalize();
    const asHeld = !this.level || Math.abs(this.forward.y) > STEEP;
    this.right.crossVectors(this.forward, asHeld ? headUp : up).normalize();
    this.up.crossVectors(this.right, this.forward);
  }

  /** @param out Angles, radians. */
  toAngles(point: Vector, out: Vector2): Vector2 {
    toPoint.copy(point).sub(this.eye);
    const x = toPoint.dot(this.right);
    const y = toPoint.dot(this.up);
    const aside = Math.hypot(x, y);
    const angle = Math.atan2(aside, toPoint.dot(this.forward));
    const scale = aside === 0 ? 0 : angle / aside;
    return out.set(x * scale, y * scale);
  }

  /** @param out Of length 1. */
  toDirection(x: number, y: number, out: Vector3): Vector3 {
    const angle = Math.hypot(x, y);
    const scale = angle === 0 ? 0 : Math.sin(angle) / angle;
    return out
      .copy(this.forward)
      .multiplyScalar(Math.cos(angle))
      .addScaledVector(this.right, x * scale)
      .addScaledVector(this.up, y * scale);
  }
}
