/** A dish as far as its surface goes; metres. */
export interface ProxyDish {
  readonly radius: number;
  /** Of the rim, above the table. */
  readonly rimHeight: number;
  /** Measured heights on a polar grid (ring by ring from the centre to the rim, sectors from +x towards +z), or null. */
  readonly shape: ProxyShape | null;
}

export interface ProxyShape {
  readonly rings: number;
  readonly sectors: number;
  readonly heights: Float32Array;
}

/** Where the food ends and the surface rises to the rim, in parts of the radius. */
const foodReach = 0.85;

/** How far below the rim the food lies, in parts of the rim's height. */
const foodDrop = 0.25;

/**
 * Where the wall stands on the table, in parts of the radius: bowls and plates are narrower below. The outline of a bowl
 * with a round wall is that of a straight one to a foot of this width; of plates the wall hardly shows.
 */
const footReach = 0.5;

/**
 * Height above the table, metres, of the surface that stands for a dish and its food where nothing is measured: a disc of
 * food a little below the rim, and a slope up to the rim. `distance` from the centre, metres, at most the radius;
 * `angle` from +x towards +z. Who draws on that surface and who says how far it is from the truth both ask here.
 */
export function proxyHeight(dish: ProxyDish, distance: number, angle: number): number {
  const part = Math.min(1, distance / dish.radius);
  if (dish.shape !== null) return measuredHeight(dish.shape, part, angle);
  const slope = Math.max(0, (part - foodReach) / (1 - foodReach));
  return dish.rimHeight * (1 - foodDrop * (1 - slope));
}

/** Distance of the wall from the dish's axis, metres, at a height between the table and the rim. */
export function wallRadius(dish: ProxyDish, height: number): number {
  const part = dish.rimHeight > 0 ? Math.min(1, Math.max(0, height / dish.rimHeight)) : 1;
  return dish.radius * (footReach + (1 - footReach) * part);
}

/** Between the grid's places, linearly; `part` of the radius in [0, 1]: ring i lies at i / (rings - 1). */
function measuredHeight({ rings, sectors, heights }: ProxyShape, part: number, angle: number): number {
  const ring = part * (rings - 1);
  const sector = (((angle / (2 * Math.PI)) % 1) + 1) * sectors;
  const inner = Math.min(rings - 1, Math.floor(ring));
  const outer = Math.min(rings - 1, inner + 1);
  const before = Math.floor(sector) % sectors;
  const after = (before + 1) % sectors;
  const along = sector - Math.floor(sector);
  const at = (row: number) => {
    const from = heights[row * sectors + before] ?? 0;
    return from + ((heights[row * sectors + after] ?? 0) - from) * along;
  };
  return at(inner) + (at(outer) - at(inner)) * (ring - inner);
}
