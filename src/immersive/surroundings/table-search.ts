import { type Matrix, multiply } from "../../space";
import type { RoomDepth, Sightings, SurfaceSource, Table, XrMoment } from "../types";
import { depthSurface } from "./depth/depth-surface";
import { SightedDishes } from "./sighted-dishes";
import { type Steady, SteadySurface } from "./steady-surface";
import type { Candidate } from "./table-choice";
import { UsualSize } from "./usual-size";
import { ViewerRays } from "./viewer-rays";

/** A hit this near to a dish (1 on its outline) is on what the dish stands on, or is the dish: a hand's breadth beside it. */
const BESIDE = 3.5;
/** From here on outwards it is not the dish. */
const OUTSIDE = 1.1;
/** The room is looked at this often, ms: tables stand still, and frames have better to do. */
const EVERY_MS = 50;
/** Depth this often, ms: a plane is found in it in a few tenths of a millisecond. */
const DEPTH_EVERY_MS = 100;
/** Better ways get this long before the next one is taken, ms. */
const PATIENCE_MS = 1500;

/**
 * Looks for what dishes stand on, by the best of three ways that gives something: hits of the viewer's rays, measured depth around
 * dishes, the usual size of a dish. The floor is no table: a dish must be seen to stand on what was found.
 */
export class TableSearch {
  readonly #dishes = new SightedDishes();
  readonly #rays: ViewerRays;
  readonly #hits = new SteadySurface();
  readonly #depths = new SteadySurface();
  readonly #sizes = new UsualSize();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #depthAt = Number.NEGATIVE_INFINITY;
  /** When each way last gave anything at all. */
  readonly #gaveAt: Record<SurfaceSource, number> = {
    "hit-test": Number.NEGATIVE_INFINITY,
    depth: Number.NEGATIVE_INFINITY,
    "dish-size": Number.NEGATIVE_INFINITY,
  };
  /** Since when dishes have been seen without a pause. */
  #sightedSince: number | null = null;

  constructor(session: XRSession) {
    this.#rays = new ViewerRays(session);
  }

  see(sightings: Sightings, table: Table | null, now: number): void {
    if (!this.#dishes.isFresh(now)) this.#sightedSince = now;
    if (!this.#dishes.see(sightings, table, now)) return;
    const surface = this.#dishes.surfaceBySize();
    if (surface !== null) this.#sizes.add(surface, now);
  }

  /** What dishes seem to stand on; null where nothing is known (yet), and between two looks. */
  find(moment: XrMoment, depth: RoomDepth | null, table: Table | null): Candidate | null {
    const { now } = moment;
    if (!this.#dishes.isFresh(now) || now - this.#lookedAt < EVERY_MS) return null;
    this.#lookedAt = now;
    this.#lookAlongRays(moment);
    if (!this.#gave("hit-test", now)) this.#lookAtDepth(depth, table, now);
    return (
      this.#candidate("hit-test", this.#hits.at(now)) ??
      this.#candidate("depth", this.#depths.at(now)) ??
      this.#bySize(now)
    );
  }

  forget(): void {
    this.#dishes.forget();
    this.#hits.forget();
    this.#depths.forget();
    this.#sizes.forget();
    this.#sightedSince = null;
  }

  dispose(): void {
    this.#rays.dispose();
  }

  #lookAlongRays(moment: XrMoment): void {
    for (const surface of this.#rays.hits(moment)) {
      const near = this.#dishes.nearness(surface.point);
      if (near > BESIDE) continue;
      this.#gaveAt["hit-test"] = moment.now;
      this.#hits.add({ time: moment.now, surface, around: near > OUTSIDE });
    }
  }

  #lookAtDepth(depth: RoomDepth | null, table: Table | null, now: number): void {
    if (depth === null || now - this.#depthAt < DEPTH_EVERY_MS) return;
    this.#depthAt = now;
    const surface = depthSurface(depth, inRoom(depth, table), this.#dishes);
    if (surface === null) return;
    this.#gaveAt.depth = now;
    this.#depths.add({ time: now, surface, around: true });
  }

  #candidate(source: SurfaceSource, steady: Steady | null): Candidate | null {
    if (steady === null) return null;
    const point = this.#dishes.standingOn(steady.surface);
    if (point === null) return null;
    return { source, surface: { point, normal: steady.surface.normal }, around: steady.around };
  }

  #bySize(now: number): Candidate | null {
    const impatient = this.#sightedSince !== null && now - this.#sightedSince >= PATIENCE_MS;
    if (!impatient || this.#gave("hit-test", now) || this.#gave("depth", now)) return null;
    const surface = this.#sizes.at(now);
    return surface === null ? null : { source: "dish-size", surface, around: false };
  }

  #gave(source: SurfaceSource, now: number): boolean {
    return now - this.#gaveAt[source] < PATIENCE_MS;
  }
}

function inRoom({ view }: RoomDepth, table: Table | null): Matrix {
  return view.table !== 0 && table !== null ? multiply(table.pose, view.pose) : view.pose;
}
