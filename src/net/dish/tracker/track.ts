import { roiOfEllipse, type CellBox, type Ellipse } from "../index";
import type { Dish } from "./types";
import { EllipseMotion } from "./motion";
import { SoftMaskHistory } from "./soft-mask-history";

/** Sightings from which a dish is believed. */
const SIGHTINGS = 2;
/** A dish that is not seen is kept this long, ms: a hand passes over it, the segmenter blinks. */
export const KEPT = 700;
/** Its id is remembered this long, ms, for the case that it comes back to its place. */
export const REMEMBERED = 3000;
/** A first sighting without a second is forgotten after this long, ms. */
const UNCONFIRMED_KEPT = 350;
/** Share of a new sighting in the confidence. */
const CONFIDENCE_SHARE = 0.5;

/** A dish as one frame shows it. */
export interface Sighting {
  readonly ellipse: Ellipse;
  readonly confidence: number;
  /** Soft mask, 0 outside `box`. Copied. */
  readonly mask: Uint8Array;
  readonly box: CellBox;
}

/** The grid and the frame that a track lives in. */
export interface TrackSpace {
  readonly gridWidth: number;
  readonly gridHeight: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly roiScale: number;
}

export type TrackState = "unconfirmed" | "visible" | "remembered";

/** One dish over time. */
export class Track {
  private readonly motion: EllipseMotion;
  private readonly masks: SoftMaskHistory;
  private sightings = 0;
  private seenAt = 0;
  private confidence = 0;
  private current: TrackState = "unconfirmed";
  /** Since when it has had no region of its own but shared one with another dish, ms; null while it has its own. */
  sharedSince: number | null = null;

  constructor(
    readonly id: number,
    private readonly space: TrackSpace,
  ) {
    this.motion = new EllipseMotion(Math.max(space.frameWidth, space.frameHeight));
    this.masks = new SoftMaskHistory(space.gridWidth, space.gridHeight);
  }

  get state(): TrackState {
    return this.current;
  }

  /** @param still the frame is a still picture: one sighting is enough, and nothing is smoothed. */
  see(sighting: Sighting, time: number, still: boolean): void {
    const { ellipse, confidence, mask, box } = sighting;
    const fresh = still || this.sightings === 0 || this.current === "remembered";
    let moved = 0;
    if (fresh) {
      this.motion.restart(ellipse, time);
      this.masks.forget();
      this.confidence = confidence;
    } else {
      const before = this.motion.at(this.seenAt);
      this.motion.add(ellipse, time);
      const after = this.motion.at(time);
      const { gridWidth, gridHeight, frameWidth, frameHeight } = this.space;
      moved = Math.hypot(
        ((after.cx - before.cx) * gridWidth) / frameWidth,
        ((after.cy - before.cy) * gridHeight) / frameHeight,
      );
      this.confidence += CONFIDENCE_SHARE * (confidence - this.confidence);
    }
    this.masks.add(mask, box, moved);
    this.sightings++;
    this.seenAt = time;
    if (still || this.sightings >= SIGHTINGS) this.current = "visible";
  }

  /** Not seen in the frame of that time. Returns false when the track is over. */
  miss(time: number): boolean {
    const unseen = time - this.seenAt;
    if (this.current === "unconfirmed") return unseen <= UNCONFIRMED_KEPT;
    if (unseen > KEPT) this.current = "remembered";
    return unseen <= REMEMBERED;
  }

  /** Where it should be at `now`, ms. */
  ellipseAt(now: number): Ellipse {
    return this.motion.at(now);
  }

  dish(now: number): Dish {
    const ellipse = this.motion.at(now);
    const unseen = Math.min(1, Math.max(0, now - this.seenAt) / KEPT);
    return {
      id: this.id,
      ellipse,
      roi: roiOfEllipse(ellipse, this.space.roiScale),
      mask: this.masks.mask,
      // Fades while unseen; the first tenth of a second is an ordinary gap between two masks.
      confidence: this.confidence * Math.min(1, (1 - unseen) / (1 - 1 / 7)),
      seenAt: this.seenAt,
    };
  }
}
