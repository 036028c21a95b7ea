import { cameraView, type CameraView } from "../../../space";
import type { RawDepth, RoomDepth, Table, XrMoment } from "../../types";

/**
 * Distances of this frame, from the first view that has them; null where depth was not granted, is only on the GPU (nothing here
 * could read it without waiting) or is not known now.
 */
export function readDepth(moment: XrMoment, table: Table | null): RoomDepth | null {
  if (moment.frame.getDepthInformation === undefined || !isOnProcessor(moment.session)) return null;
  for (const view of moment.viewer.views) {
    try {
      const depth = moment.frame.getDepthInformation(view);
      if (depth) return new MeasuredDepth(depth, viewOf(depth, view, table), formatOf(moment.session));
    } catch {
      // Not granted, or not for this view.
    }
  }
  return null;
}

/** What a depth picture is of: the view's own eye, or that of a sensor beside it, where the browser says so. */
function viewOf(depth: XRCPUDepthInformation, view: XRView, table: Table | null): CameraView {
  const { transform, projectionMatrix } = depth;
  return cameraView(
    (transform ?? view.transform).matrix,
    null,
    (projectionMatrix ?? view.projectionMatrix).slice(),
    table,
  );
}

class MeasuredDepth implements RoomDepth {
  readonly view: CameraView;
  readonly width: number;
  readonly height: number;
  readonly #depth: XRCPUDepthInformation;
  readonly #format: RawDepth["format"];
  #raw: RawDepth | null = null;
  #values: Uint16Array | Float32Array | null = null;

  constructor(depth: XRCPUDepthInformation, view: CameraView, format: RawDepth["format"]) {
    this.#depth = depth;
    this.#format = format;
    this.view = view;
    this.width = depth.width;
    this.height = depth.height;
  }

  /** Made when it is asked for: browsers copy the picture then. */
  get raw(): RawDepth {
    return (this.#raw ??= {
      data: this.#depth.data,
      format: this.#format,
      metres: this.#depth.rawValueToMeters,
      matrix: this.#depth.normDepthBufferFromNormView.matrix,
    });
  }

  at(x: number, y: number): number {
    const { data, metres, matrix } = this.raw;
    this.#values ??= this.#format === "float32" ? new Float32Array(data) : new Uint16Array(data);
    const u = (matrix[0] ?? 0) * x + (matrix[4] ?? 0) * y + (matrix[12] ?? 0);
    const v = (matrix[1] ?? 0) * x + (matrix[5] ?? 0) * y + (matrix[13] ?? 0);
    if (!isInside(u) || !isInside(v)) return 0;
    const column = Math.min(this.width - 1, Math.max(0, Math.floor(u * this.width)));
    const row = Math.min(this.height - 1, Math.max(0, Math.floor(v * this.height)));
    const distance = (this.#values[row * this.width + column] ?? 0) * metres;
    return Number.isFinite(distance) ? distance : 0;
  }
}

/** The view's edge may come out a little beside the picture's: matrices are rounded. */
function isInside(coordinate: number): boolean {
  return coordinate > -1e-4 && coordinate < 1 + 1e-4;
}

function isOnProcessor(session: XRSession): boolean {
  try {
    return session.depthUsage === "cpu-optimized";
  } catch {
    return false;
  }
}

/** Luminance and alpha are the low and the high byte of one number: unsigned shorts under an older name. */
function formatOf(session: XRSession): RawDepth["format"] {
  return session.depthDataFormat === "float32" ? "float32" : "luminance-alpha";
}
