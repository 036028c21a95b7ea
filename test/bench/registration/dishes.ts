/** A dish as it truly is: turned on a wheel, with food in it up to a level. Metres. */
export interface TrueDish {
  readonly name: string;
  readonly x: number;
  readonly z: number;
  /** Where it stands: what the table plane is wrong by. */
  readonly base: number;
  /** Outside, from the foot to the rim; heights over `base`. */
  readonly wall: readonly { readonly radius: number; readonly height: number }[];
  readonly foodHeight: number;
  readonly foodRadius: number;
}

const at = (radius: number, height: number) => ({ radius, height });

/** Measures of common tableware, none of them what the tracker assumes. */
export const DISHES: readonly TrueDish[] = [
  {
    name: "plate",
    x: 0.02,
    z: -0.01,
    base: 0,
    wall: [at(0.07, 0), at(0.085, 0.006), at(0.13, 0.024)],
    foodHeight: 0.022,
    foodRadius: 0.09,
  },
  {
    name: "rice bowl",
    x: -0.01,
    z: 0.02,
    base: 0,
    wall: [at(0.026, 0), at(0.03, 0.008), at(0.05, 0.03), at(0.06, 0.065)],
    foodHeight: 0.055,
    foodRadius: 0.052,
  },
  {
    name: "ramen bowl",
    x: 0,
    z: 0.01,
    base: 0,
    wall: [at(0.045, 0), at(0.05, 0.01), at(0.085, 0.04), at(0.105, 0.085)],
    foodHeight: 0.066,
    foodRadius: 0.096,
  },
];

export function rimOf({ wall, base }: TrueDish): { readonly radius: number; readonly height: number } {
  const rim = wall.at(-1) ?? at(0, 0);
  return { radius: rim.radius, height: base + rim.height };
}

/** Whether a point, metres, lies inside the dish or its food. */
export function isInside(
  { x, z, base, wall, foodHeight, foodRadius }: TrueDish,
  px: number,
  py: number,
  pz: number,
): boolean {
  const y = py - base;
  const distance = Math.hypot(px - x, pz - z);
  if (y < 0) return false;
  const upper = wall.findIndex(({ height }) => y <= height);
  const above = wall[upper];
  if (above === undefined) return false;
  const below = wall[upper - 1] ?? above;
  const part = above.height > below.height ? (y - below.height) / (above.height - below.height) : 1;
  if (distance > below.radius + part * (above.radius - below.radius)) return false;
  // Above the food the dish is hollow up to a wall that leads from the food's edge to the rim.
  const rim = wall.at(-1) ?? above;
  const inner = foodRadius + ((rim.radius - foodRadius) * (y - foodHeight)) / Math.max(1e-6, rim.height - foodHeight);
  return y <= foodHeight || distance >= inner;
}
