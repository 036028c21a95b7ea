import { featherFrom, featherTo } from "./look";

/** Opacity for each mask value, a byte each: a smooth step between the ends of the feather. */
export const feather = Uint8ClampedArray.from({ length: 256 }, (_, value) => {
  const t = Math.min(1, Math.max(0, (value / 255 - featherFrom) / (featherTo - featherFrom)));
  return 255 * t * t * (3 - 2 * t);
});
