import {
  type CameraView,
  discOf,
  liftEllipse,
  type Matrix,
  multiply,
  pixelMatrix,
  type PixelMatrix,
  positionOf,
  projectPoint,
  type Vector,
} from "../../space";
import type { Ellipse } from "../../net/dish";
import type { Sightings, Table } from "../types";
import { heightAt, type Surface } from "./level";

/** What was seen longer ago says nothing of the table that is looked at now, ms. */
const FRESH_MS = 2000;
/** Widths of dishes, metres: from a saucer to a serving plate. */
const NARROWEST = 0.06;
const WIDEST = 0.45;
/** Bowls have 11 to 15 cm, plates 16 to 26 cm; the usual dish of a tray. */
const USUAL = 0.16;

/** How near to a dish a point is: 1 on the outline that was seen of it, less inside, more around it. */
export type Nearness = number;

/** The dishes of the newest picture in which some were seen, in the space that poses are asked in. */
export class SightedDishes {
  #ellipses: readonly Ellipse[] = [];
  #pixels: PixelMatrix = new Float64Array(12);
  #camera: Vector = { x: 0, y: 0, z: 0 };
  #seenAt = Number.NEGATIVE_INFINITY;

  /** @param table The one that is known now; sightings of an older table space are left out. */
  see({ ellipses, width, height, view }: Sightings, table: Table | null, now: number): boolean {
    const pose = poseOf(view, table);
    if (ellipses.length === 0 || pose === null) return false;
    this.#ellipses = ellipses;
    this.#pixels = pixelMatrix({ ...view, pose }, width, height, this.#pixels);
    this.#camera = positionOf(pose);
    this.#seenAt = now;
    return true;
  }

  isFresh(now: number): boolean {
    return now - this.#seenAt <= FRESH_MS;
  }

  forget(): void {
    this.#ellipses = [];
    this.#seenAt = Number.NEGATIVE_INFINITY;
  }

  /** Of the dish that is nearest to a point as seen; Infinity where none is. */
  nearness(point: Vector): Nearness {
    const pixel = projectPoint(this.#pixels, point);
    if (pixel === null) return Infinity;
    let nearest = Infinity;
    for (const { cx, cy, rx, ry, angle } of this.#ellipses) {
      const [dx, dy] = [pixel.x - cx, pixel.y - cy];
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      nearest = Math.min(nearest, Math.hypot((dx * cos + dy * sin) / rx, (dy * cos - dx * sin) / ry));
    }
    return nearest;
  }

  /**
   * Where the dish that is nearest to the middle of a surface would stand on it.
   * @returns Null where none of the dishes could: they would be too large or too small, or would float behind the camera.
   */
  standingOn(surface: Surface): Vector | null {
    let best: Vector | null = null;
    let least = Infinity;
    for (const ellipse of this.#ellipses) {
      const lifted = liftEllipse(this.#pixels, ellipse, surface.point.y);
      if (lifted === null) continue;
      const { x, z, radius } = discOf(lifted);
      if (2 * radius < NARROWEST || 2 * radius > WIDEST) continue;
      const far = Math.hypot(x - surface.point.x, z - surface.point.z);
      if (far < least) {
        least = far;
        best = { x, y: heightAt(surface, x, z), z };
      }
    }
    return best;
  }

  /**
   * The level surface on which the dishes would have their usual size, at the median dish: how far below the camera a dish of
   * known size stands follows from how large it looks. Null where none can be measured.
   */
  surfaceBySize(): Surface | null {
    const places = this.#ellipses.flatMap((ellipse) => {
      // On a plane a metre below; further down discs that look the same are larger in proportion.
      const lifted = liftEllipse(this.#pixels, ellipse, this.#camera.y - 1);
      if (lifted === null) return [];
      const { x, z, radius } = discOf(lifted);
      const below = USUAL / (2 * radius);
      const at = (from: number, to: number) => from + (to - from) * below;
      return [{ x: at(this.#camera.x, x), y: this.#camera.y - below, z: at(this.#camera.z, z) }];
    });
    const point = places.toSorted((a, b) => a.y - b.y)[places.length >> 1];
    return point === undefined ? null : { point, normal: { x: 0, y: 1, z: 0 } };
  }
}

function poseOf({ pose, table }: CameraView, known: Table | null): Matrix | null {
  if (table === 0) return pose;
  return known?.id === table ? multiply(known.pose, pose) : null;
}
