import type { Clock } from "../../session";

/** Periods of the two directions, minutes: without a common divisor the page comes by each place. */
const periodX = 17;
const periodY = 13;

/** Where the page stands after so many minutes, whole CSS pixels, at most `pixels` away from its place. */
export const placeAt = (minutes: number, pixels: number): { readonly x: number; readonly y: number } => ({
  x: Math.round(pixels * Math.sin((2 * Math.PI * minutes) / periodX)) + 0,
  y: Math.round(pixels * Math.sin((2 * Math.PI * minutes) / periodY)) + 0,
});

/** A step a minute: nobody sees it, and it costs nothing. */
const stepMs = 60_000;

/** Moves what stands still on the screen for months, a pixel now and then; returns what ends that. */
export const wanderAbout = (clock: Clock, pixels: () => number): (() => void) => {
  const startedAt = clock.now();
  let cancel: () => void = () => undefined;
  const step = () => {
    const { x, y } = placeAt((clock.now() - startedAt) / stepMs, pixels());
    const { style } = document.documentElement;
    style.setProperty("--kiosk-x", `${x}px`);
    style.setProperty("--kiosk-y", `${y}px`);
    cancel = clock.after(stepMs, step);
  };
  step();
  return () => cancel();
};
