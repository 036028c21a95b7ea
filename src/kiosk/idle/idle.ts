/** Whether somebody is there. */
export type Presence =
  | { readonly kind: "present" }
  /** Nobody has been noticed for long; the visit ends in so many seconds. */
  | { readonly kind: "warning"; readonly secondsLeft: number }
  | { readonly kind: "gone" };

export interface Signs {
  /** Last touch, key or pointer, ms. */
  readonly inputAt: number;
  /** Last motion in front of the camera, ms; -Infinity without any. */
  readonly motionAt: number;
}

export interface IdleLimits {
  readonly seconds: number;
  readonly warnSeconds: number;
  readonly motionSeconds: number;
}

/** Judges by the last signs. Motion counts for a while after the last input: a corridor is never still. */
export const presenceAt = (now: number, { inputAt, motionAt }: Signs, limits: IdleLimits): Presence => {
  const seenAt = Math.max(inputAt, Math.min(motionAt, inputAt + limits.motionSeconds * 1000));
  const leftMs = seenAt + limits.seconds * 1000 - now;
  if (leftMs <= 0) return { kind: "gone" };
  if (leftMs > limits.warnSeconds * 1000) return { kind: "present" };
  return { kind: "warning", secondsLeft: Math.ceil(leftMs / 1000) };
};
