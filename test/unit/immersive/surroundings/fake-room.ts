import {
  ellipseOfDisc,
  identity,
  type Matrix,
  meetPlane,
  multiply,
  pixelMatrix,
  projectionOf,
  type Ray,
  rigidOf,
  transformDirection,
  transformPoint,
  type Vector,
} from "../../../../src/space";
import type { Sightings, Table, XrMoment } from "../../../../src/immersive/types";
import { cameraView } from "../../../../src/space";

export const WIDTH = 640;
export const HEIGHT = 480;
const PROJECTION = projectionOf({ fx: 520, fy: 520, cx: 320, cy: 240 }, WIDTH, HEIGHT);

/** A camera above a table, that looks down by `pitch`. */
export function looking(from: Vector, pitch: number): Matrix {
  return rigidOf(from, { x: Math.sin(-pitch / 2), y: 0, z: 0, w: Math.cos(pitch / 2) });
}

interface FakeTable {
  height: number;
  /** Beyond this to any side the ray goes on to the floor. */
  half: number;
}

export interface FakeFeatures {
  readonly hitTest?: boolean;
  readonly anchors?: boolean;
  readonly depth?: boolean;
  readonly light?: boolean;
}

/** A room with a floor at y = 0, a table and one dish, and a session in it that was granted what the test says. */
export class FakeRoom {
  readonly table: FakeTable = { height: 0.72, half: 0.6 };
  dish = { x: 0, z: -0.5, radius: 0.08 };
  /** Where the viewer is. */
  pose = looking({ x: 0, y: 1.15, z: 0 }, 0.72);
  /** Anchors that are there: moved by the room's second thoughts. */
  shift: Vector = { x: 0, y: 0, z: 0 };
  /** Noise of hits and of measured distances, metres. */
  noise: () => number = () => 0;
  /** Whether rays end on the dish, as where they are cast into a mesh of what was measured. */
  hitsDish = false;
  anchorsTracked = true;
  readonly anchors = new Set<FakeAnchor>();
  cancelled = 0;
  failing = false;
  now = 1000;
  readonly session: XRSession;

  constructor({ hitTest = false, anchors = false, depth = false, light = false }: FakeFeatures) {
    const refused = () => Promise.reject(new DOMException("not granted", "NotSupportedError"));
    this.session = {
      requestReferenceSpace: async () => ({}),
      requestHitTestSource: hitTest
        ? async ({ offsetRay }: { offsetRay?: FakeRay }) => ({ ray: offsetRay, cancel: () => (this.cancelled += 1) })
        : refused,
      requestLightProbe: light ? async () => ({ probeSpace: "probe" }) : refused,
      ...(depth ? { depthUsage: "cpu-optimized", depthDataFormat: "float32" } : {}),
    } as unknown as XRSession;
    this.#anchorsGranted = anchors;
  }

  readonly #anchorsGranted: boolean;

  /** The next frame, so many ms later. */
  moment(later = 1000 / 60): XrMoment {
    this.now += later;
    const view = { transform: { matrix: this.pose }, projectionMatrix: PROJECTION };
    const position = { x: this.pose[12] ?? 0, y: this.pose[13] ?? 0, z: this.pose[14] ?? 0 };
    const viewer = { views: [view], transform: { matrix: this.pose, position } };
    return { session: this.session, frame: this.#frame(), space: "room", viewer, now: this.now } as unknown as XrMoment;
  }

  /** What the tracker sees of the dish now. */
  sightings(table: Table | null = null): Sightings {
    const view = cameraView(this.pose, null, PROJECTION, table);
    const inRoom = cameraView(this.pose, null, PROJECTION, null);
    const ellipse = ellipseOfDisc(pixelMatrix(inRoom, WIDTH, HEIGHT), this.dish, this.table.height);
    if (ellipse === null) throw new Error("the dish is behind the camera");
    return { ellipses: [ellipse], width: WIDTH, height: HEIGHT, view };
  }

  /** Distance along the view's -z at a place of the view. */
  depthAt(u: number, v: number): number {
    const x = (2 * u - 1) / (PROJECTION[0] ?? 1);
    const y = (1 - 2 * v) / (PROJECTION[5] ?? 1);
    const direction = transformDirection(this.pose, { x, y, z: -1 });
    const point = this.#hit({ origin: transformPoint(this.pose, { x: 0, y: 0, z: 0 }), direction });
    if (point === null) return 0;
    return (point.y - (this.pose[13] ?? 0)) / direction.y + this.noise();
  }

  #hit(ray: Ray): Vector | null {
    if (this.hitsDish) {
      const onDish = meetPlane(ray, this.table.height + 0.05);
      if (onDish && Math.hypot(onDish.x - this.dish.x, onDish.z - this.dish.z) < this.dish.radius) return onDish;
    }
    const onTable = meetPlane(ray, this.table.height);
    if (onTable && Math.abs(onTable.x - this.dish.x) < this.table.half && onTable.z > -1.2 && onTable.z < 0.4) {
      return onTable;
    }
    return meetPlane(ray, 0);
  }

  #frame(): unknown {
    return {
      getHitTestResults: (source: { ray?: FakeRay }) => this.#results(source.ray),
      getPose: (space: unknown) => this.#poseOf(space),
      getDepthInformation: () => this.#depth(),
      getLightEstimate: () => ({
        sphericalHarmonicsCoefficients: new Float32Array(27).fill(0.5),
        primaryLightDirection: { x: 0, y: 1, z: 0 },
        primaryLightIntensity: { x: 1, y: 2, z: 3 },
      }),
      trackedAnchors: new Set(this.anchorsTracked ? this.anchors : []),
      ...(this.#anchorsGranted ? { createAnchor: async (at: FakeTransform) => this.#anchor(at) } : {}),
    };
  }

  #results(ray: FakeRay | undefined): unknown[] {
    if (this.failing) throw new DOMException("gone", "InvalidStateError");
    const direction = transformDirection(this.pose, ray?.direction ?? { x: 0, y: 0, z: -1 });
    const point = this.#hit({ origin: transformPoint(this.pose, { x: 0, y: 0, z: 0 }), direction });
    if (point === null) return [];
    const matrix = identity();
    matrix.set([point.x, point.y + this.noise(), point.z], 12);
    return [{ getPose: () => ({ transform: { matrix } }) }];
  }

  #poseOf(space: unknown): unknown {
    if (space === "probe") return { transform: { matrix: identity() } };
    const anchor = [...this.anchors].find((each) => each.anchorSpace === space);
    if (anchor === undefined) return undefined;
    const moved = rigidOf(this.shift, { x: 0, y: 0, z: 0, w: 1 });
    return { transform: { matrix: multiply(moved, anchor.pose) } };
  }

  #anchor({ position, orientation }: FakeTransform): FakeAnchor {
    const anchor: FakeAnchor = {
      anchorSpace: {},
      pose: rigidOf(position, orientation),
      delete: () => void this.anchors.delete(anchor),
    };
    this.anchors.add(anchor);
    return anchor;
  }

  #depth(): unknown {
    const [width, height] = [80, 60];
    const data = Float32Array.from({ length: width * height }, (_, i) =>
      this.depthAt(((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height),
    );
    return {
      width,
      height,
      rawValueToMeters: 1,
      data: data.buffer,
      normDepthBufferFromNormView: { matrix: identity() },
    };
  }
}

export interface FakeAnchor {
  readonly anchorSpace: object;
  readonly pose: Matrix;
  delete(): void;
}

export class FakeRay {
  constructor(
    readonly origin: Vector,
    readonly direction: Vector,
  ) {}
}

export class FakeTransform {
  constructor(
    readonly position: Vector,
    readonly orientation: Vector & { readonly w: number },
  ) {}
}
