import {
  checkMask,
  dishOptions,
  ellipseFromMoments,
  RegionFinder,
  SoftMaskPainter,
  type DishOptions,
  type Ellipse,
  type Mask,
  type Region,
} from "../index";
import type { Dish } from "./types";
import { assign } from "./assignment";
import { meanRadius } from "./motion";
import { RegionSharing } from "./shared-region";
import { Track, type TrackSpace } from "./track";

/** The frame that a mask was made from. */
export interface MaskedFrame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Capture time, ms. */
  readonly timestamp: number;
  /** A still picture: its dishes are believed at first sight, and are not smoothed. */
  readonly still?: boolean;
}

/** More regions than dishes are looked at, so that a known small dish is not pushed out by a new large one. */
const CANDIDATES = 8;
/** A dish and a region are no pair from this cost on: distance in radii, plus change of size. */
const FAR = 1.5;
/** A remembered dish comes back only to its place. */
const FAR_REMEMBERED = 0.7;
/** Two dishes may share one region this long, ms: longer, they are taken for one that was split by mistake. */
const SHARING = 1000;

/** The buffers for one size of mask and frame. */
interface Workspace extends TrackSpace {
  readonly finder: RegionFinder;
  readonly painter: SoftMaskPainter;
  readonly sharing: RegionSharing;
  readonly soft: Uint8Array;
}

/**
 * Follows the dishes through the masks of a video: at most four (`limit`), each with an id that stays while it is
 * followed. A dish is shown from its second sighting on, and for 0.7 s after its last one; it gets its old id
 * back if it reappears in its place within 3 s.
 */
export class DishTracker {
  private readonly options: Required<DishOptions>;
  private tracks: Track[] = [];
  private workspace: Workspace | null = null;
  private nextId = 1;
  private lastTime = Number.NEGATIVE_INFINITY;

  /** @throws {DishMaskError} when an option is out of its range. */
  constructor(options: DishOptions = {}) {
    this.options = dishOptions(options);
  }

  /**
   * Takes the mask of a newer frame. A frame of another size, or an older one, starts anew (ids go on counting).
   *
   * @returns the dishes, the longest followed first. The bytes of a dish's mask stay as they are until the second
   * update after this one.
   * @throws {DishMaskError} when the mask or the frame's size is no such thing.
   */
  update(mask: Mask, frame: MaskedFrame): readonly Dish[] {
    checkMask(mask, frame.width, frame.height);
    const workspace = this.prepare(mask, frame);
    const { timestamp } = frame;
    const still = frame.still ?? false;
    const regions = workspace.finder.find(mask, frame.width, frame.height, this.options).slice(0, CANDIDATES);
    const expected = this.tracks.map((track) => track.ellipseAt(timestamp));
    const seen = new Set<Track>();
    const shared = this.seeShared(workspace, mask, regions, expected, timestamp, seen);

    const free = regions.filter((region) => !shared.has(region));
    const ellipses = free.map((region) => ellipseFromMoments(region.moments));
    const waiting = this.tracks.flatMap((track, index) => (seen.has(track) ? [] : [{ track, at: expected[index] }]));
    const pairs = assign(
      waiting.length,
      free.length,
      (row, column) => {
        const known = waiting[row];
        const found = ellipses[column];
        if (known?.at === undefined || found === undefined) return Number.POSITIVE_INFINITY;
        const price = pairCost(known.at, found);
        return known.track.state === "remembered" && price > FAR_REMEMBERED ? Number.POSITIVE_INFINITY : price;
      },
      FAR,
    );
    const used = new Set<number>();
    waiting.forEach(({ track }, row) => {
      const column = pairs[row] ?? -1;
      const region = free[column];
      const ellipse = ellipses[column];
      if (region === undefined || ellipse === undefined) return;
      used.add(column);
      seen.add(track);
      track.sharedSince = null;
      this.see(workspace, track, region, ellipse, timestamp, still);
    });

    this.tracks = this.tracks.filter((track) => seen.has(track) || track.miss(timestamp));
    this.limitVisible(seen);
    free.forEach((region, column) => {
      const ellipse = ellipses[column];
      if (used.has(column) || ellipse === undefined || this.followed() >= this.options.limit) return;
      const track = new Track(this.nextId++, workspace);
      this.see(workspace, track, region, ellipse, timestamp, still);
      this.tracks.push(track);
    });
    return this.dishes(timestamp);
  }

  /** The same dishes where they should be at `timestamp`, ms: between two masks, and up to 0.15 s after the last one. */
  predict({ timestamp }: Pick<MaskedFrame, "timestamp">): readonly Dish[] {
    return this.dishes(timestamp);
  }

  /** Forgets all dishes, as for another source. Ids are not used again. */
  reset(): void {
    this.tracks = [];
    this.lastTime = Number.NEGATIVE_INFINITY;
  }

  private prepare(mask: Mask, frame: MaskedFrame): Workspace {
    let workspace = this.workspace;
    if (
      workspace === null ||
      workspace.gridWidth !== mask.width ||
      workspace.gridHeight !== mask.height ||
      workspace.frameWidth !== frame.width ||
      workspace.frameHeight !== frame.height
    ) {
      const finder = new RegionFinder(mask.width, mask.height);
      const painter = new SoftMaskPainter(mask.width, mask.height);
      workspace = {
        gridWidth: mask.width,
        gridHeight: mask.height,
        frameWidth: frame.width,
        frameHeight: frame.height,
        roiScale: this.options.roiScale,
        finder,
        painter,
        sharing: new RegionSharing(finder, painter),
        soft: new Uint8Array(mask.width * mask.height),
      };
      this.workspace = workspace;
      this.reset();
    }
    if (frame.timestamp < this.lastTime) this.reset();
    this.lastTime = frame.timestamp;
    return workspace;
  }

  /** Regions that hold the expected centres of two visible dishes or more are shared among them for a while. */
  private seeShared(
    workspace: Workspace,
    mask: Mask,
    regions: readonly Region[],
    expected: readonly Ellipse[],
    time: number,
    seen: Set<Track>,
  ): Set<Region> {
    const shared = new Set<Region>();
    const cellWidth = workspace.frameWidth / workspace.gridWidth;
    const cellHeight = workspace.frameHeight / workspace.gridHeight;
    for (const region of regions) {
      const owners: Track[] = [];
      const places: Ellipse[] = [];
      this.tracks.forEach((track, index) => {
        const at = expected[index];
        if (at === undefined || track.state !== "visible") return;
        const x = Math.floor(at.cx / cellWidth);
        const y = Math.floor(at.cy / cellHeight);
        if (x < 0 || y < 0 || x >= workspace.gridWidth || y >= workspace.gridHeight) return;
        if (workspace.finder.labels[y * workspace.gridWidth + x] !== region.label) return;
        if (track.sharedSince !== null && time - track.sharedSince > SHARING) return;
        owners.push(track);
        places.push(at);
      });
      if (owners.length < 2) continue;
      shared.add(region);
      owners.forEach((track, mine) => {
        const sighting = workspace.sharing.sight(
          region,
          places,
          mine,
          mask,
          cellWidth,
          cellHeight,
          this.options,
          workspace.soft,
        );
        if (sighting === null) return;
        track.sharedSince ??= time;
        track.see(sighting, time, false);
        seen.add(track);
      });
    }
    return shared;
  }

  private see(
    workspace: Workspace,
    track: Track,
    region: Region,
    ellipse: Ellipse,
    time: number,
    still: boolean,
  ): void {
    const box = workspace.painter.paint(workspace.finder.labels, region.label, region.box, workspace.soft);
    track.see({ ellipse, confidence: region.confidence, mask: workspace.soft, box }, time, still);
  }

  /** A remembered dish that came back while four others are followed has to wait for a place. */
  private limitVisible(seen: ReadonlySet<Track>): void {
    let surplus = this.followed() - this.options.limit;
    for (const track of this.tracks.toReversed()) {
      if (surplus <= 0) break;
      if (track.state === "remembered" || seen.has(track)) continue;
      this.tracks.splice(this.tracks.indexOf(track), 1);
      surplus--;
    }
    if (surplus > 0) this.tracks.splice(-surplus, surplus);
  }

  private followed(): number {
    return this.tracks.reduce((count, track) => count + (track.state === "remembered" ? 0 : 1), 0);
  }

  private dishes(now: number): Dish[] {
    return this.tracks.flatMap((track) => (track.state === "visible" ? [track.dish(now)] : []));
  }
}

/** Distance of the centres in mean radii, plus the change of size: 0 for the same ellipse. */
function pairCost(known: Ellipse, found: Ellipse): number {
  const a = meanRadius(known);
  const b = meanRadius(found);
  return Math.hypot(found.cx - known.cx, found.cy - known.cy) / Math.max(a, b) + 0.5 * Math.abs(Math.log(b / a));
}
