import { Vector3 } from "three";

/** A round thing in table space that can be pointed at. */
export interface Disc {
  /** Metres. */
  readonly centre: Vector3;
  /** Of length 1; both sides can be met. */
  readonly normal: Vector3;
  /** Metres. */
  radius: number;
}

/** What can be pointed at and pressed. The same object as long as it is the same thing, so that identity tells. */
export interface Target {
  readonly kind: "dish" | "choice" | "all" | "leave";
  /** Of a dish its id, of a choice its index. */
  readonly index: number;
  readonly disc: Disc;
}

export const createTarget = (kind: Target["kind"], index = 0): Target => ({
  kind,
  index,
  disc: { centre: new Vector3(), normal: new Vector3(0, 1, 0), radius: 0 },
});
