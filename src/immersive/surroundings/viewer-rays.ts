import type { XrMoment } from "../types";
import { isLevel, type Surface } from "./level";

/** Where rays go, degrees to the right and down from the middle of the view: at the dish, and beside it, on the near side. */
const DIRECTIONS = [
  [0, 0],
  [0, 11],
  [-11, 6],
  [11, 6],
] as const;
/** Tables that dishes are eaten from are no further off, and a palm before the camera is no table. Metres from the viewer. */
const NEAREST = 0.15;
const FARTHEST = 3;

/** Level surfaces that rays along the viewer's gaze hit, by WebXR's hit test, where it was granted. */
export class ViewerRays {
  #sources: XRHitTestSource[] = [];
  #disposed = false;

  constructor(session: XRSession) {
    void this.#open(session);
  }

  /** Nothing is hit where there is no hit test. */
  hits({ frame, space, viewer }: XrMoment): readonly Surface[] {
    const { x, y, z } = viewer.transform.position;
    const surfaces: Surface[] = [];
    for (const source of this.#sources) {
      for (const result of resultsOf(frame, source)) {
        const matrix = result.getPose(space)?.transform.matrix;
        if (matrix === undefined) continue;
        const surface = {
          point: { x: matrix[12] ?? 0, y: matrix[13] ?? 0, z: matrix[14] ?? 0 },
          normal: { x: matrix[4] ?? 0, y: matrix[5] ?? 0, z: matrix[6] ?? 0 },
        };
        const far = Math.hypot(surface.point.x - x, surface.point.y - y, surface.point.z - z);
        if (!isLevel(surface.normal) || far < NEAREST || far > FARTHEST) continue;
        surfaces.push(surface);
        // What lies behind the first level surface is hidden by it.
        break;
      }
    }
    return surfaces;
  }

  dispose(): void {
    this.#disposed = true;
    for (const source of this.#sources) cancel(source);
    this.#sources = [];
  }

  async #open(session: XRSession): Promise<void> {
    try {
      const space = await session.requestReferenceSpace("viewer");
      for (const [right, down] of DIRECTIONS) {
        // Without rays of its own choice a browser hits along the gaze.
        if (typeof XRRay === "undefined" && (right !== 0 || down !== 0)) continue;
        const offset = typeof XRRay === "undefined" ? {} : { offsetRay: rayTowards(right, down) };
        const source = await session.requestHitTestSource?.({ space, ...offset });
        if (source === undefined) return;
        if (this.#disposed) return cancel(source);
        this.#sources.push(source);
      }
    } catch {
      // Not granted, or the session has ended: depth or the dishes' size tell the table then.
    }
  }
}

function rayTowards(right: number, down: number): XRRay {
  const [x, y] = [Math.tan((right * Math.PI) / 180), -Math.tan((down * Math.PI) / 180)];
  const length = Math.hypot(x, y, 1);
  return new XRRay({ x: 0, y: 0, z: 0, w: 1 }, { x: x / length, y: y / length, z: -1 / length, w: 0 });
}

function resultsOf(frame: XRFrame, source: XRHitTestSource): readonly XRHitTestResult[] {
  try {
    return frame.getHitTestResults(source);
  } catch {
    return [];
  }
}

function cancel(source: XRHitTestSource): void {
  try {
    source.cancel();
  } catch {
    // It ended with its session.
  }
}
