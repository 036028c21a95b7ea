import type { CellBox, Ellipse } from "../../net/dish";
import { SoftMaskHistory } from "../../net/dish/tracker";
import type { CameraView, Vector } from "../../space";
import type { HeightField, SpaceDish } from "../types";
import { DishEstimate } from "./dish-estimate";
import type { DishGeometry, Footprint } from "./footprint";
import type { SpaceSighting } from "./sight";

/** Share of a new sighting in the confidence. */
const CONFIDENCE_SHARE = 0.5;
/** A sighting this far from where the dish should be is not noise, metres, and radii. */
const OFF = 0.02;
const OFF_RADII = 0.15;
/** Sightings elsewhere after which a dish has been moved. */
const MOVED = 2;
/** So many sightings where it should be end a motion. */
const RESTS = 3;
/** A change of size beyond this (as a logarithm) is no motion: something covers the dish, or is taken for part of it. */
const SAME_SIZE = 0.25;
/** After so many sightings of another size, one like the other, it is the dish that has it. */
const RESIZED = 10;
/** The same for a smaller outline within the one that is known, which may be what a hand leaves of the dish. */
const SHRUNK = 30;
/** Outlines are alike within such a change of size, as a logarithm. */
const ALIKE = 0.15;
/** What is shown follows the estimate from this difference on, metres: a dish stands still. */
const STEP = 0.001;

/** How long a dish's place has been seen empty after which it is gone, ms. */
export const EMPTY = 1000;

export type SpaceTrackState = "unconfirmed" | "visible" | "remembered";

/** The size of the masks of a track. */
export interface TrackGrid {
  readonly width: number;
  readonly height: number;
}

/** One dish on the table over time. */
export class SpaceTrack {
  state: SpaceTrackState = "unconfirmed";
  /** Since when its place has been seen empty, ms; null while it is not. */
  emptySince: number | null = null;
  /** Something stands before it, as depth says. */
  obstructed = false;
  shape: HeightField | null = null;
  seenAt = 0;
  private readonly estimate: DishEstimate;
  private readonly masks: SoftMaskHistory;
  private maskView: CameraView;
  private confidence: number;
  private last = { x: Number.POSITIVE_INFINITY, y: 0 };
  private elsewhere = 0;
  /** The newest outline of another size, and how many like it came in a row. */
  private other: { readonly footprint: Footprint; readonly count: number } | null = null;
  /** Sightings in place that are still wanted before a motion is over; 0 for a dish at rest. */
  private moving = 0;
  private shown: DishGeometry;
  private moved = { x: 0, z: 0 };
  private cached: SpaceDish | null = null;

  constructor(
    readonly id: number,
    { footprint, region }: SpaceSighting,
    view: CameraView,
    grid: TrackGrid,
  ) {
    this.estimate = new DishEstimate(footprint);
    this.shown = this.estimate.geometry;
    this.masks = new SoftMaskHistory(grid.width, grid.height);
    this.maskView = view;
    this.confidence = region.confidence;
  }

  /** Where it is shown. */
  get geometry(): DishGeometry {
    return this.shown;
  }

  seenFrom(camera: Vector): Pick<Footprint, "x" | "z" | "radius"> {
    return this.estimate.seenFrom(camera);
  }

  /** A region that is this dish; where it says so, the dish is taken to be there. */
  see({ footprint, region, whole }: SpaceSighting, time: number): void {
    this.confidence += CONFIDENCE_SHARE * (region.confidence - this.confidence);
    this.seenAt = time;
    this.emptySince = null;
    if (whole) this.locate(footprint);
  }

  /** Part of a region that other dishes share: it is there, and no more is known. */
  glimpse(time: number): void {
    this.seenAt = time;
    this.emptySince = null;
  }

  /** How far its outline's centre moved in the picture since the last one, pixels. */
  movedInPicture({ cx, cy }: Ellipse): { readonly x: number; readonly y: number } {
    const moved = { x: cx - this.last.x, y: cy - this.last.y };
    this.last = { x: cx, y: cy };
    return moved;
  }

  /** @param moved cells that the dish moved by in the picture since its last mask. */
  keepMask(soft: Uint8Array, box: CellBox, view: CameraView, moved: number): void {
    this.masks.add(soft, box, moved);
    this.maskView = view;
    this.cached = null;
  }

  /** The rim's height by depth, metres. */
  measure(rimHeight: number, shape: HeightField | null): void {
    this.estimate.measure(rimHeight);
    if (shape !== this.shape) {
      this.shape = shape;
      this.cached = null;
    }
    this.show(false);
  }

  dish(now: number): SpaceDish {
    if (this.cached !== null && this.emptySince === null) return this.cached;
    const empty = this.emptySince === null ? 0 : Math.min(1, Math.max(0, now - this.emptySince) / EMPTY);
    this.cached = {
      id: this.id,
      ...this.shown,
      moved: this.moved,
      shape: this.shape,
      mask: this.masks.mask,
      maskView: this.maskView,
      confidence: this.confidence * (1 - empty),
      seenAt: this.seenAt,
    };
    return this.cached;
  }

  private locate(footprint: Footprint): void {
    const expected = this.estimate.seenFrom(footprint.camera);
    const off = Math.hypot(footprint.x - expected.x, footprint.z - expected.z);
    const growth = Math.log(footprint.radius / expected.radius);
    const inPlace = isNear(off, expected.radius);
    const sameSize = Math.abs(growth) <= SAME_SIZE;
    if (inPlace && sameSize) {
      this.elsewhere = 0;
      this.other = null;
      this.moving = Math.max(0, this.moving - 1);
      this.estimate.add(footprint);
      this.show(false);
      return;
    }
    // Part of where it is: a hand covers the rest.
    const covered = growth < 0 && off + footprint.radius <= 1.1 * expected.radius;
    this.elsewhere = sameSize && !covered ? this.elsewhere + 1 : 0;
    const moved = this.elsewhere >= (this.moving > 0 ? 1 : MOVED);
    const resized = this.seesOther(sameSize ? null : footprint) >= (covered ? SHRUNK : RESIZED);
    if (moved || resized) this.startAnew(footprint, moved);
  }

  /** Counts outlines of another size that are like the one before; null ends the row. */
  private seesOther(footprint: Footprint | null): number {
    if (footprint === null) {
      this.other = null;
      return 0;
    }
    const before = this.other?.footprint;
    const alike =
      before !== undefined &&
      isNear(Math.hypot(footprint.x - before.x, footprint.z - before.z), before.radius) &&
      Math.abs(Math.log(footprint.radius / before.radius)) <= ALIKE;
    this.other = { footprint, count: alike && this.other !== null ? this.other.count + 1 : 1 };
    return this.other.count;
  }

  /** @param moved It was moved there; else it was taken for another size than it has. */
  private startAnew(footprint: Footprint, moved: boolean): void {
    this.moving = RESTS;
    this.elsewhere = 0;
    this.other = null;
    this.shape = null;
    this.masks.forget();
    const { x, z } = this.shown;
    this.estimate.move(footprint);
    this.show(true);
    if (moved) this.moved = { x: this.moved.x + this.shown.x - x, z: this.moved.z + this.shown.z - z };
  }

  private show(moved: boolean): void {
    const { x, z, radius, rimHeight } = this.estimate.geometry;
    const { shown } = this;
    const change = Math.max(
      Math.hypot(x - shown.x, z - shown.z),
      Math.abs(radius - shown.radius),
      Math.abs(rimHeight - shown.rimHeight),
    );
    if (!moved && change < STEP) return;
    this.shown = this.estimate.geometry;
    this.cached = null;
  }
}

/** Within what outlines are off. */
function isNear(off: number, radius: number): boolean {
  return off <= Math.max(OFF, OFF_RADII * radius);
}
