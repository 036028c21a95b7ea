import type { Footprint } from "./footprint";

/** Sightings from about the same direction are one view: its horizontal way over its height falls into squares of this side. */
const VIEW_SIDE = 0.25;
/** Views that are kept of a dish; the oldest goes. */
const VIEWS = 24;
/** From so many sightings on, a view's mean takes in new ones at an even rate. */
const SETTLED = 12;

/** The mean of the sightings from one direction. */
export interface ViewMean {
  readonly key: string;
  x: number;
  z: number;
  radius: number;
  stretch: number;
  /** Sightings that said something of the stretch. */
  stretchCount: number;
  /** Camera. */
  cx: number;
  cy: number;
  cz: number;
  count: number;
}

/** Footprints of a dish by the direction that they were seen from: it does not matter how long somebody stood where. */
export class ViewMeans {
  readonly means: ViewMean[] = [];

  add({ x, z, radius, stretch, camera, weight }: Footprint): void {
    const key = `${Math.round((camera.x - x) / camera.y / VIEW_SIDE)},${Math.round((camera.z - z) / camera.y / VIEW_SIDE)}`;
    let mean = this.means.find((one) => one.key === key);
    if (mean === undefined) {
      mean = { key, x, z, radius, stretch: 0, stretchCount: 0, cx: camera.x, cy: camera.y, cz: camera.z, count: 0 };
      if (this.means.length >= VIEWS) this.means.shift();
      this.means.push(mean);
    }
    mean.count = Math.min(SETTLED, mean.count + weight);
    const share = weight / mean.count;
    mean.x += share * (x - mean.x);
    mean.z += share * (z - mean.z);
    mean.radius += share * (radius - mean.radius);
    mean.cx += share * (camera.x - mean.cx);
    mean.cy += share * (camera.y - mean.cy);
    mean.cz += share * (camera.z - mean.cz);
    if (stretch === null) return;
    mean.stretchCount = Math.min(SETTLED, mean.stretchCount + 1);
    mean.stretch += (stretch - mean.stretch) / mean.stretchCount;
  }

  clear(): void {
    this.means.length = 0;
  }
}
