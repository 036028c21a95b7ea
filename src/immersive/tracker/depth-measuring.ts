import { ellipseOfDisc, pixelMatrix, type PixelMatrix } from "../../space";
import type { HeightField, RoomDepth } from "../types";
import { HeightSampler, type HeightSample } from "./height-sampler";
import type { SpaceTrack } from "./space-track";
import { boxInPicture } from "./visibility";

/** Calls between two measures: depth comes some 30 times a second, and a dish does not change shape. */
const EVERY = 6;
/** Measures of a dish whose median is its shape; from so many on it is believed. */
const MEASURES = 9;
const BELIEVED = 3;
/** The shape is only shown anew when it differs by this much in the mean, metres: single places flicker at edges. */
const STEP = 0.002;

/** Measures one dish after the other, a little at a time, and settles on the median. */
export class DepthMeasuring {
  private readonly sampler = new HeightSampler();
  private readonly matrix: PixelMatrix = new Float64Array(12);
  private readonly measures = new WeakMap<SpaceTrack, HeightSample[]>();
  private calls = 0;
  private turn = 0;

  /** Returns whether a dish changed. */
  measure(depth: RoomDepth, tracks: readonly SpaceTrack[]): boolean {
    if (this.calls++ % EVERY !== 0) return false;
    const track = tracks[this.turn++ % Math.max(1, tracks.length)];
    if (track === undefined) return false;
    // A picture of 1 x 1: normalised view coordinates.
    pixelMatrix(depth.view, 1, 1, this.matrix);
    const { geometry } = track;
    const ellipse = ellipseOfDisc(this.matrix, geometry, geometry.rimHeight);
    if (ellipse === null || boxInPicture(ellipse, 1, 1) < 0.999) return false;
    const sample = this.sampler.sample(depth, geometry, ellipse);
    track.obstructed = sample === "obstructed";
    if (sample === null || sample === "obstructed") return false;
    let past = this.measures.get(track);
    // A dish that was moved has lost its shape; what was measured where it stood says nothing of it.
    if (past === undefined || (track.shape === null && past.length >= BELIEVED)) {
      past = [];
      this.measures.set(track, past);
    }
    if (past[0]?.inPlace !== sample.inPlace) past.length = 0;
    if (past.length >= MEASURES) past.shift();
    past.push(sample);
    if (past.length < BELIEVED) return false;
    const rim = median(past.map(({ rimHeight }) => rimHeight));
    if (!sample.inPlace) {
      track.measure(rim, null);
      return true;
    }
    const heights = sample.heights.map((_, i) => median(past.map((one) => one.heights[i] ?? 0)));
    const shape: HeightField = { rings: sample.rings, sectors: sample.sectors, heights };
    const before = track.shape;
    const same = before !== null && meanDifference(heights, before.heights) < STEP;
    track.measure(rim, same ? before : shape);
    return true;
  }
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
