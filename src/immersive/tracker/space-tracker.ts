import {
  checkMask,
  dishOptions,
  ellipseFromMoments,
  RegionFinder,
  roiOfEllipse,
  SoftMaskPainter,
  type DishOptions,
  type Ellipse,
  type Mask,
  type Region,
} from "../../net/dish";
import { assign, RegionSharing, type Dish } from "../../net/dish/tracker";
import { ellipseOfDisc, pixelMatrix, positionOf, type CameraView, type PixelMatrix } from "../../space";
import type { RoomDepth, Sightings, SpaceDish, SpaceTracking, TrackedFrame } from "../types";
import { DepthMeasuring } from "./depth-measuring";
import { footprintCost } from "./footprint";
import { sight, type SpaceSighting } from "./sight";
import { EMPTY, SpaceTrack } from "./space-track";
import { boxInPicture, lookAtPlace } from "./visibility";

export interface SpaceTrackerOptions extends DishOptions {
  /** Called with what each mask shows, whether or not a table is known. */
  readonly onSightings?: (sightings: Sightings) => void;
}

/** More regions than dishes are looked at, so that a known small dish is not pushed out by a new large one. */
const CANDIDATES = 8;
/** A dish and a region are no pair from this cost on: distance in radii, plus change of size. */
const FAR = 1.5;
/** A dish that is out of sight, or was, is only known again in its place. */
const FAR_UNSEEN = 0.7;
/** A first sighting without a second is forgotten after this long, ms. */
const UNCONFIRMED_KEPT = 500;
/** The id of a dish that was taken away is remembered this long, ms, for the case that it comes back to its place. */
const REMEMBERED = 10_000;
/** A dish that nobody has looked at for this long, ms, gives way to a new one when there are four. */
const UNSEEN = 5000;
/** A place is judged empty when this much of it is in the picture, and at most this much of that is dish. */
const IN_PICTURE = 0.8;
const FILLED = 0.1;
/** Not judged when seen smaller than this, of the picture's area, or flatter than this: segmenters lose such dishes. */
const SMALLEST_PLACE = 0.012;
const FLATTEST = 0.2;
/** A dish of which less than this is in a picture is left out of it. */
const LEAST_IN_PICTURE = 0.25;

/** The buffers for one size of mask and frame. */
interface Workspace {
  readonly gridWidth: number;
  readonly gridHeight: number;
  readonly finder: RegionFinder;
  readonly painter: SoftMaskPainter;
  readonly sharing: RegionSharing;
  readonly soft: Uint8Array;
}

/**
 * Follows dishes where they stand on the table: at most four, each with an id that is never used again. A dish is shown
 * from its second sighting on and kept while nobody looks; it is gone when its place is seen empty for a second, and
 * gets its old id back if it is put back there within ten.
 */
export class SpaceTracker implements SpaceTracking {
  private readonly options: Required<DishOptions>;
  private readonly onSightings: ((sightings: Sightings) => void) | undefined;
  private readonly measuring = new DepthMeasuring();
  private readonly matrix: PixelMatrix = new Float64Array(12);
  private tracks: SpaceTrack[] = [];
  private workspace: Workspace | null = null;
  private frameWidth = 0;
  private frameHeight = 0;
  private table = 0;
  private nextId = 1;
  private lastTime = Number.NEGATIVE_INFINITY;
  private shown: readonly SpaceDish[] = [];

  /** @throws {DishMaskError} when an option is out of its range. */
  constructor({ onSightings, ...options }: SpaceTrackerOptions = {}) {
    this.options = dishOptions(options);
    this.onSightings = onSightings;
  }

  get dishes(): readonly SpaceDish[] {
    return this.shown;
  }

  /**
   * Takes the mask of a newer frame; one that is older than the last, or of a table before this one, says nothing.
   *
   * @returns the dishes that are in that frame.
   * @throws {DishMaskError} when the mask or the frame's size is no such thing.
   */
  update(mask: Mask, frame: TrackedFrame): readonly Dish[] {
    checkMask(mask, frame.width, frame.height);
    const { view, timestamp } = frame;
    if (view === undefined) return [];
    const workspace = this.prepare(mask);
    const regions = workspace.finder.find(mask, frame.width, frame.height, this.options).slice(0, CANDIDATES);
    this.onSightings?.({
      ellipses: regions.map((region) => ellipseFromMoments(region.moments)),
      width: frame.width,
      height: frame.height,
      view,
    });
    if (!this.isCurrent(view) || timestamp < this.lastTime) return this.predict(frame);
    this.lastTime = timestamp;
    this.frameWidth = frame.width;
    this.frameHeight = frame.height;
    pixelMatrix(view, frame.width, frame.height, this.matrix);
    this.follow(workspace, mask, regions, view, timestamp);
    return this.project(timestamp);
  }

  /** The same dishes as they lie in another frame of the same size as the last one. */
  predict({ timestamp, view }: Pick<TrackedFrame, "timestamp" | "view">): readonly Dish[] {
    if (view === undefined || !this.isCurrent(view) || this.frameWidth === 0) return [];
    pixelMatrix(view, this.frameWidth, this.frameHeight, this.matrix);
    return this.project(timestamp);
  }

  measure(depth: RoomDepth): void {
    if (depth.view.table !== this.table || this.table === 0) return;
    if (this.measuring.measure(depth, this.tracks.filter(isVisible))) this.publish(this.lastTime);
  }

  /** Forgets all dishes. Ids are not used again. */
  reset(): void {
    this.tracks = [];
    this.shown = [];
    this.lastTime = Number.NEGATIVE_INFINITY;
  }

  /** Another table is another space: what was known of the old one is forgotten. */
  private isCurrent({ table }: CameraView): boolean {
    if (table > this.table) {
      this.reset();
      this.table = table;
    }
    return table !== 0 && table === this.table;
  }

  private prepare(mask: Mask): Workspace {
    let { workspace } = this;
    if (workspace === null || workspace.gridWidth !== mask.width || workspace.gridHeight !== mask.height) {
      const finder = new RegionFinder(mask.width, mask.height);
      const painter = new SoftMaskPainter(mask.width, mask.height);
      workspace = {
        gridWidth: mask.width,
        gridHeight: mask.height,
        finder,
        painter,
        sharing: new RegionSharing(finder, painter),
        soft: new Uint8Array(mask.width * mask.height),
      };
      this.workspace = workspace;
      this.reset();
    }
    return workspace;
  }

  private follow(workspace: Workspace, mask: Mask, regions: readonly Region[], view: CameraView, time: number): void {
    const seen = new Set<SpaceTrack>();
    const shared = this.seeShared(workspace, mask, regions, view, time, seen);
    const seenIn = { view, width: this.frameWidth, height: this.frameHeight };
    const sightings = regions
      .filter((region) => !shared.has(region))
      .flatMap((region) => sight(region, workspace.finder.labels, mask, seenIn, this.matrix) ?? []);
    const waiting = this.tracks.filter((track) => !seen.has(track));
    const camera = positionOf(view.pose);
    const expected = waiting.map((track) => track.seenFrom(camera));
    const pairs = assign(
      waiting.length,
      sightings.length,
      (row, column) => {
        const track = waiting[row];
        const at = expected[row];
        const found = sightings[column]?.footprint;
        if (track === undefined || at === undefined || found === undefined) return Number.POSITIVE_INFINITY;
        const price = footprintCost(at, found);
        const unseen = track.state === "remembered" || time - track.seenAt > EMPTY;
        return unseen && price > FAR_UNSEEN ? Number.POSITIVE_INFINITY : price;
      },
      FAR,
    );
    const used = new Set<SpaceSighting>();
    waiting.forEach((track, row) => {
      const sighting = sightings[pairs[row] ?? -1];
      if (sighting === undefined) return;
      used.add(sighting);
      seen.add(track);
      track.see(sighting, time);
      this.keepMask(workspace, track, sighting, view);
      if (track.state !== "visible" && this.hasRoom(track, time)) track.state = "visible";
    });
    this.tracks = this.tracks.filter((track) => seen.has(track) || this.stays(track, mask, time));
    for (const sighting of sightings) {
      if (used.has(sighting) || !sighting.whole || !this.makePlace()) continue;
      const track = new SpaceTrack(this.nextId++, sighting, view, mask);
      track.seenAt = time;
      this.keepMask(workspace, track, sighting, view);
      this.tracks.push(track);
    }
    this.publish(time);
  }

  /** Whether one more may be followed; the memory of a dish that was taken away makes place. */
  private makePlace(): boolean {
    if (this.tracks.length < CANDIDATES) return true;
    const remembered = this.tracks.findIndex(({ state }) => state === "remembered");
    if (remembered >= 0) this.tracks.splice(remembered, 1);
    return remembered >= 0;
  }

  /** Regions that hold the centres of two dishes or more are shared among them: none of them is moved by it. */
  private seeShared(
    workspace: Workspace,
    mask: Mask,
    regions: readonly Region[],
    view: CameraView,
    time: number,
    seen: Set<SpaceTrack>,
  ): Set<Region> {
    const shared = new Set<Region>();
    const { finder, gridWidth, gridHeight } = workspace;
    const cellWidth = this.frameWidth / gridWidth;
    const cellHeight = this.frameHeight / gridHeight;
    const known = this.tracks.filter(isVisible).flatMap((track) => {
      const at = this.ellipseOf(track);
      return at === null ? [] : [{ track, at }];
    });
    for (const region of regions) {
      const owners = known.filter(({ at }) => {
        const x = Math.floor(at.cx / cellWidth);
        const y = Math.floor(at.cy / cellHeight);
        return x >= 0 && y >= 0 && x < gridWidth && y < gridHeight && finder.labels[y * gridWidth + x] === region.label;
      });
      if (owners.length < 2) continue;
      shared.add(region);
      const places = owners.map(({ at }) => at);
      owners.forEach(({ track }, mine) => {
        const { sharing, soft } = workspace;
        const part = sharing.sight(region, places, mine, mask, cellWidth, cellHeight, this.options, soft);
        if (part === null) return;
        track.glimpse(time);
        track.keepMask(part.mask, part.box, view, gridWidth);
        seen.add(track);
      });
    }
    return shared;
  }

  private keepMask(
    workspace: Workspace,
    track: SpaceTrack,
    { region, ellipse }: SpaceSighting,
    view: CameraView,
  ): void {
    const { finder, painter, soft, gridWidth, gridHeight } = workspace;
    const box = painter.paint(finder.labels, region.label, region.box, soft);
    const moved = track.movedInPicture(ellipse);
    const cells = Math.hypot((moved.x * gridWidth) / this.frameWidth, (moved.y * gridHeight) / this.frameHeight);
    track.keepMask(soft, box, view, cells);
  }

  /** Whether one more dish may be shown: one that nobody has looked at for long makes room. */
  private hasRoom(candidate: SpaceTrack, time: number): boolean {
    const shown = this.tracks.filter((track) => track !== candidate && isVisible(track));
    if (shown.length < this.options.limit) return true;
    const longest = shown.reduce((a, b) => (b.seenAt < a.seenAt ? b : a));
    if (time - longest.seenAt < UNSEEN) return false;
    longest.state = "remembered";
    return true;
  }

  /** Whether a dish without a region in this mask is still followed. */
  private stays(track: SpaceTrack, mask: Mask, time: number): boolean {
    const unseen = time - track.seenAt;
    if (track.state === "unconfirmed") return unseen <= UNCONFIRMED_KEPT;
    if (track.state === "remembered") return unseen <= REMEMBERED;
    if (!this.isEmpty(track, mask)) {
      track.emptySince = null;
      return true;
    }
    track.emptySince ??= time;
    if (time - track.emptySince >= EMPTY) {
      track.emptySince = null;
      track.state = "remembered";
    }
    return true;
  }

  /** Whether the place of a dish is in plain view, and nothing there. */
  private isEmpty(track: SpaceTrack, mask: Mask): boolean {
    const ellipse = this.ellipseOf(track);
    if (ellipse === null || track.obstructed) return false;
    const area = Math.PI * ellipse.rx * ellipse.ry;
    if (area < SMALLEST_PLACE * this.frameWidth * this.frameHeight || ellipse.ry < FLATTEST * ellipse.rx) return false;
    const place = lookAtPlace(ellipse, mask, this.frameWidth, this.frameHeight, this.options.low);
    return place.inPicture >= IN_PICTURE && place.filled <= FILLED;
  }

  private ellipseOf({ geometry }: SpaceTrack): Ellipse | null {
    return ellipseOfDisc(this.matrix, geometry, geometry.rimHeight);
  }

  private publish(time: number): void {
    this.shown = this.tracks.filter(isVisible).map((track) => track.dish(time));
  }

  private project(time: number): Dish[] {
    const dishes: Dish[] = [];
    for (const track of this.tracks) {
      if (!isVisible(track)) continue;
      const ellipse = this.ellipseOf(track);
      if (ellipse === null || boxInPicture(ellipse, this.frameWidth, this.frameHeight) < LEAST_IN_PICTURE) continue;
      const { confidence, mask, seenAt } = track.dish(time);
      dishes.push({
        id: track.id,
        ellipse,
        roi: roiOfEllipse(ellipse, this.options.roiScale),
        mask,
        confidence,
        seenAt,
      });
    }
    return dishes;
  }
}

function isVisible(track: SpaceTrack): boolean {
  return track.state === "visible";
}
