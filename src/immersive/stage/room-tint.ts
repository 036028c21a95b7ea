import { defaultLightMatch, light as look } from "../../net/picture/look";
import type { RoomLight } from "../types";

/** Time in which the light on screen follows the light of the room, ms: estimates jump, and nothing may flash. */
const easeMs = 500;
/** And never faster than by this factor in that time. */
const fastest = Math.log(8);
/** Irradiance of the constant term of spherical harmonics: pi times that term's value, 1 / (2 sqrt(pi)). */
const constantTerm = Math.sqrt(Math.PI) / 2;
/** Below this nothing can be said of the light's colour, in units of the estimate. */
const dark = 1e-3;
/** Bytes are light to the power of one by this, nearly. */
const gamma = 2.2;

export type Rgb = [red: number, green: number, blue: number];

/**
 * The light on the table, eased: linear red, green and blue of what falls on a level surface, from all sides and from
 * the main light.
 */
export class TableLight {
  readonly now: Rgb = [dark, dark, dark];
  #known = false;

  get known(): boolean {
    return this.#known;
  }

  /** @param elapsed Since the last call, ms. */
  follow(light: RoomLight | null, elapsed: number): void {
    if (light === null) return;
    const share = 1 - Math.exp((-3 * elapsed) / easeMs);
    const most = (fastest * elapsed) / easeMs;
    const upright = Math.max(0, light.direction[1]);
    for (const c of [0, 1, 2] as const) {
      const wanted = Math.max(dark, constantTerm * (light.harmonics[c] ?? 0) + light.primary[c] * upright);
      // By factors: as much light again is as much of a change in a dark room as in a bright one.
      const step = Math.log(wanted / this.now[c]) * share;
      if (this.#known) this.now[c] *= Math.exp(Math.max(-most, Math.min(most, step)));
      else this.now[c] = wanted;
    }
    this.#known = true;
  }
}

/**
 * Writes the gains that bring a patch of before into the light of now: those of the exposure and, much narrower, of the
 * tint, within the limits of `light` in src/net/picture/look.ts, for bytes as they are.
 */
export function tint(
  before: Readonly<Rgb>,
  now: Readonly<Rgb>,
  into: { set(r: number, g: number, b: number): void },
): void {
  const exposure = luminance(now) / luminance(before);
  const gain = limited(exposure ** (1 / gamma), look.exposureLimit) ** defaultLightMatch;
  const of = (c: 0 | 1 | 2) =>
    gain * limited((now[c] / before[c] / exposure) ** (1 / gamma), look.tintLimit) ** defaultLightMatch;
  into.set(of(0), of(1), of(2));
}

function luminance(colour: Readonly<Rgb>): number {
  return colour[0] * look.luma[0] + colour[1] * look.luma[1] + colour[2] * look.luma[2];
}

function limited(value: number, limit: number): number {
  return Math.min(limit, Math.max(1 / limit, value));
}
