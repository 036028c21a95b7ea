import type { Clock } from "../../session";
import type { Corner } from "../profile/schema";

/** Side of the square in which the press counts, CSS pixels: the size of a large button. */
const cornerSize = 96;
const pressMs = 3000;

/** Whether a point of the window lies in a corner of it. */
export const isInCorner = (
  { x, y }: { readonly x: number; readonly y: number },
  corner: Corner,
  { width, height }: { readonly width: number; readonly height: number },
): boolean => {
  const across = corner.endsWith("left") ? x : width - x;
  const down = corner.startsWith("top") ? y : height - y;
  return across >= 0 && across < cornerSize && down >= 0 && down < cornerSize;
};

/**
 * The staff's hidden way in: a press of three seconds in a corner. Calls `onPress`; returns what ends the watch. It takes
 * nothing away from what lies there.
 */
export const watchCorner = (clock: Clock, corner: () => Corner, onPress: () => void): (() => void) => {
  const ended = new AbortController();
  const options = { capture: true, signal: ended.signal };
  let pointer: number | null = null;
  let cancel: () => void = () => undefined;
  /** The press that opened something ends as a click, which means nothing any more. */
  let swallowClick = false;
  const isInside = (event: PointerEvent) =>
    isInCorner({ x: event.clientX, y: event.clientY }, corner(), { width: innerWidth, height: innerHeight });
  const release = (event: PointerEvent) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    cancel();
  };
  document.addEventListener(
    "pointerdown",
    (event) => {
      swallowClick = false;
      if (!isInside(event)) return;
      cancel();
      pointer = event.pointerId;
      cancel = clock.after(pressMs, () => {
        pointer = null;
        swallowClick = true;
        onPress();
      });
    },
    options,
  );
  document.addEventListener("pointermove", (event) => !isInside(event) && release(event), options);
  document.addEventListener("pointerup", release, options);
  document.addEventListener("pointercancel", release, options);
  document.addEventListener(
    "click",
    (event) => {
      if (swallowClick) event.stopPropagation();
      swallowClick = false;
    },
    options,
  );
  return () => {
    ended.abort();
    cancel();
  };
};
