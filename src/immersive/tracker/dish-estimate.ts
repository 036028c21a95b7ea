import { wallRadius, type Vector } from "../../space";
import type { DishGeometry, Footprint } from "./footprint";
import { heightPrior, type HeightPrior } from "./rim-prior";
import { outline, type Outline } from "./silhouette";
import { ViewMeans } from "./view-means";

/** Noise of the centre, metres: of one sighting, and what all sightings of one view have wrong together. */
const NOISE = 0.004;
const BIAS = 0.003;
/** What the sightings of one view have wrong in the radius, as a part of it: segmenters draw rims in and out. */
const RADIUS_BIAS = 0.03;
/** The same of the stretch; dishes are not quite round, either. */
const STRETCH_NOISE = 0.04;
const STRETCH_BIAS = 0.05;
/** From this distance on, metres, a view counts less, as far as it is off (Huber). */
const OUTLYING = 0.01;
/** Spread of the rim's height where depth has measured it, metres: depth pictures are too coarse for the edge of a bowl. */
const MEASURED_SPREAD = 0.015;
/** Of a dish that has been moved, what was known of its height stays known this well at best, metres. */
const MOVED_SPREAD = 0.004;
const LOWEST = 0.002;
const HIGHEST = 0.14;
/** A rim is not taken for higher than this part of the camera's height. */
const HIGHEST_PART = 0.5;
/** Heights that are tried all over the range with the first sightings and with every eighth later: it takes the longest. */
const TRIED = 12;
const TRIED_FIRST = 12;
const TRIED_EVERY = 8;
/** Else the height is looked for this far from the last one, metres. */
const NEAR = 0.006;
/** To such a difference, metres. */
const FINE = 0.0005;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** What fits all views best if the rim has some height. */
interface Fit extends DishGeometry {
  /** Squared deviations in standard deviations. */
  readonly cost: number;
}

/**
 * Where a dish stands, how large it is and how high its rim: what fits its footprints from all sides best. One view
 * leaves a line of answers (a high rim near the camera looks like a low one further off); views from elsewhere cut it, and
 * so does a wall that shows or does not. For each height the best centre and radius are means, so the height is searched
 * along its range: the cost has more than one valley when few views are known.
 */
export class DishEstimate {
  private readonly views = new ViewMeans();
  private current: DishGeometry | null = null;
  private solved = 0;
  /** What the height was known to be before the dish was moved. */
  private carried: HeightPrior | null = null;
  private measured: number | null = null;

  constructor(first: Footprint) {
    this.views.add(first);
  }

  get geometry(): DishGeometry {
    this.current ??= this.solve();
    return this.current;
  }

  /** Takes in a sighting of the dish where it stands. */
  add(footprint: Footprint): void {
    this.views.add(footprint);
    this.current = this.solve();
  }

  /** The dish was moved: only its height is still known. */
  move(footprint: Footprint): void {
    this.carried = { height: this.geometry.rimHeight, spread: this.heightSpread() };
    this.views.clear();
    this.add(footprint);
  }

  /** The rim's height by depth, metres. */
  measure(rimHeight: number): void {
    this.measured = rimHeight;
    this.current = this.solve();
  }

  /** Footprint that the dish should have for a camera. */
  seenFrom(camera: Vector): Pick<Footprint, "x" | "z" | "radius"> {
    const { x, z, radius, rimHeight } = this.geometry;
    const ux = camera.x - x;
    const uz = camera.z - z;
    const away = Math.hypot(ux, uz);
    const grown = camera.y / (camera.y - rimHeight);
    const cast = outlineOf(radius, rimHeight, away, camera.y);
    // Away from the camera by the parallax of the rim, and back by the wall that shows.
    const back = cast.shift / Math.max(away, radius / 100) - (grown - 1);
    return { x: x + ux * back, z: z + uz * back, radius: Math.sqrt(cast.along * cast.across) };
  }

  private solve(): DishGeometry {
    let highest = HIGHEST;
    for (const { cy } of this.views.means) highest = Math.min(highest, Math.max(LOWEST, HIGHEST_PART * cy));
    const everywhere = this.solved < TRIED_FIRST || this.solved % TRIED_EVERY === 0;
    this.solved++;
    const reach = everywhere ? (highest - LOWEST) / (TRIED - 1) : NEAR;
    let middle = Math.min(this.current?.rimHeight ?? LOWEST, highest);
    if (everywhere) {
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < TRIED; k++) {
        const { cost, rimHeight } = this.fit(LOWEST + k * reach);
        if (cost >= least) continue;
        least = cost;
        middle = rimHeight;
      }
    }
    // Golden section.
    let low = Math.max(LOWEST, middle - reach);
    let high = Math.min(highest, middle + reach);
    let left = this.fit(high - GOLDEN * (high - low));
    let right = this.fit(low + GOLDEN * (high - low));
    while (high - low > FINE) {
      if (left.cost < right.cost) {
        high = right.rimHeight;
        right = left;
        left = this.fit(high - GOLDEN * (high - low));
      } else {
        low = left.rimHeight;
        left = right;
        right = this.fit(low + GOLDEN * (high - low));
      }
    }
    const { x, z, radius, rimHeight } = left.cost < right.cost ? left : right;
    return { x, z, radius, rimHeight };
  }

  private fit(height: number): Fit {
    let sum = 0;
    let x = 0;
    let z = 0;
    let radiusSum = 0;
    let radius = 0;
    const rows = this.views.means.map((view) => {
      // The radius and what the outline makes of it depend on each other; the second guess is good to a part in a hundred.
      const ux = view.cx - view.x;
      const uz = view.cz - view.z;
      const part = height / view.cy;
      const away = Math.sqrt(ux * ux + uz * uz) * (1 - part);
      const bare = view.radius * (1 - part);
      const first = outlineOf(bare, height, away, view.cy);
      const rim = (bare * bare) / (Math.sqrt(first.along * first.across) * (1 - part));
      const cast = outlineOf(rim, height, away, view.cy);
      // From the outline's centre back to that of the rim's shadow, then to the rim along the line to the camera.
      const shift = away > 0 ? cast.shift / (away / (1 - part)) : 0;
      const row = {
        x: view.x - shift * ux + part * (ux + shift * ux),
        z: view.z - shift * uz + part * (uz + shift * uz),
        radius: (rim * view.radius) / Math.sqrt(cast.along * cast.across),
        weight: 1 / (NOISE ** 2 / view.count + BIAS ** 2),
        stretch: 0,
      };
      if (view.stretchCount > 0) {
        const off = view.stretch - Math.log(cast.along / cast.across);
        row.stretch = off ** 2 / (STRETCH_NOISE ** 2 / view.stretchCount + STRETCH_BIAS ** 2);
      }
      const radiusWeight = row.weight / (1 + row.weight * (RADIUS_BIAS * row.radius) ** 2);
      sum += row.weight;
      x += row.weight * row.x;
      z += row.weight * row.z;
      radiusSum += radiusWeight;
      radius += radiusWeight * row.radius;
      return { ...row, radiusWeight };
    });
    x /= sum;
    z /= sum;
    radius /= radiusSum;
    if (rows.length > 2) {
      // Once more without those that are far off.
      let trusted = 0;
      let dx = 0;
      let dz = 0;
      for (const row of rows) {
        const weight =
          row.weight * Math.min(1, OUTLYING / Math.max(Math.sqrt((row.x - x) ** 2 + (row.z - z) ** 2), 1e-9));
        trusted += weight;
        dx += weight * (row.x - x);
        dz += weight * (row.z - z);
      }
      x += dx / trusted;
      z += dz / trusted;
    }
    const prior = this.carried ?? heightPrior(radius);
    let cost = ((height - prior.height) / prior.spread) ** 2;
    if (this.measured !== null) cost += ((height - this.measured) / MEASURED_SPREAD) ** 2;
    for (const row of rows) {
      const off = Math.sqrt((row.x - x) ** 2 + (row.z - z) ** 2);
      cost += row.weight * (off < OUTLYING ? off * off : OUTLYING * (2 * off - OUTLYING));
      cost += row.radiusWeight * (row.radius - radius) ** 2 + Math.min(row.stretch, 9);
    }
    return { x, z, radius, rimHeight: height, cost };
  }

  /** Standard deviation of the height, metres, from how steeply the cost rises beside it. */
  private heightSpread(): number {
    const beside = 0.005;
    const { rimHeight } = this.geometry;
    const here = this.fit(rimHeight).cost;
    const rise = (this.fit(rimHeight + beside).cost + this.fit(Math.max(0, rimHeight - beside)).cost) / 2 - here;
    return Math.min(
      heightPrior(this.geometry.radius).spread,
      Math.max(MOVED_SPREAD, beside / Math.sqrt(Math.max(rise, 0.01))),
    );
  }
}

/** The outline of a dish that is `away` from a camera at the height `cameraHeight`, measured over the table. */
function outlineOf(radius: number, rimHeight: number, away: number, cameraHeight: number): Outline {
  const grown = cameraHeight / (cameraHeight - rimHeight);
  return outline(radius * grown, wallRadius({ radius, rimHeight, shape: null }, 0), away * (grown - 1));
}
