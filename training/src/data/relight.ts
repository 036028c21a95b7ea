import type { Random } from "./random";
import { clampLight, type Scene } from "./scene";

/**
 * Light as rooms have it: it falls off to one side, now and then something outside the picture casts a shadow across
 * it, or a lamp makes a bright spot. Written over the pixels.
 */
export function relight(random: Random, { size, pixels, first }: Scene): void {
  const slope = { x: random.between(-0.8, 0.8), y: random.between(-0.8, 0.8) };
  const shadow = random.chance(0.5) ? randomShadow(random) : null;
  const lamp = random.chance(0.25) ? randomLamp(random) : null;
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size - 0.5;
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) / size - 0.5;
      const gain = Math.exp(slope.x * u + slope.y * v) * (shadow?.(u, v) ?? 1) * (lamp?.(u, v) ?? 1);
      const p = (first + y * size + x) * 3;
      // A gain scales the light, and 0 light is -1.
      for (let c = 0; c < 3; c++) pixels[p + c] = clampLight(((pixels[p + c] ?? 0) + 1) * gain - 1);
    }
  }
}

/** Gain at a position, both coordinates in [-0.5, 0.5]. */
type Gain = (u: number, v: number) => number;

/** A straight edge beyond which it is darker, or a band between two, sharp or soft. */
function randomShadow(random: Random): Gain {
  const angle = random.between(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const from = random.between(-0.4, 0.4);
  const width = random.chance(0.5) ? random.between(0.08, 0.4) : 2;
  const softness = random.between(0.005, 0.12);
  const depth = random.between(0.2, 0.65);
  return (u, v) => {
    const inside = cos * u + sin * v - from;
    return 1 - depth * (softStep(inside / softness) - softStep((inside - width) / softness));
  };
}

function randomLamp(random: Random): Gain {
  const centre = { u: random.between(-0.5, 0.5), v: random.between(-0.5, 0.5) };
  const radius = random.between(0.1, 0.4);
  const strength = random.between(0.2, 0.9);
  return (u, v) => 1 + strength * Math.exp(-((u - centre.u) ** 2 + (v - centre.v) ** 2) / radius ** 2);
}

function softStep(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
