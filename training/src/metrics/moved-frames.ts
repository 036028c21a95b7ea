import * as tf from "@tensorflow/tfjs-core";

import { evenly } from "./interval";
import { upTo } from "./pictures";
import type { TranslatorSubject } from "./subject";

const FRAMES = 24;

/** Sources spread evenly over all, each with a dish that it does not show, the dishes in turn. */
export function framesOf({
  sources,
  targets,
}: TranslatorSubject): { readonly source: number; readonly target: number }[] {
  return evenly(upTo(sources.images.count), FRAMES).map((source, i) => {
    const others = upTo(targets.length).filter((target) => target !== sources.own[source]);
    return { source, target: others[i % others.length] ?? 0 };
  });
}

/**
 * Pixels at each edge of which a moved frame tells nothing: what lies beyond the frame is not known, and nets with zeros
 * around their pictures see where that begins.
 *
 * @param reach Pixels that the frame moves at most.
 */
export function marginOf(size: number, reach: number): number {
  return reach + Math.ceil(size / 16);
}

/** The picture that a camera sees that has moved: its pixel x is the old one at x + dx, mirrored beyond the edge. */
export function shifted(frame: tf.Tensor4D, dx: number, dy: number): tf.Tensor4D {
  const reach = Math.max(dx, dy);
  const around = [0, 0] as [number, number];
  const padded = tf.mirrorPad(frame, [around, [reach, reach], [reach, reach], around], "reflect");
  return tf.slice(padded, [0, reach + dy, reach + dx, 0], frame.shape);
}

/** What lies further than `margin` from every edge, seen from `dx`, `dy`. */
export function inner(picture: tf.Tensor4D, margin: number, dx = 0, dy = 0): tf.Tensor4D {
  const [, height, width] = picture.shape;
  return tf.slice(picture, [0, margin + dy, margin + dx, 0], [-1, height - 2 * margin, width - 2 * margin, -1]);
}
