import { NativePlane, P_DEVICE, P_SESSION, P_SPACE, XRRigidTransform, XRSemanticLabels, type XRDevice } from "iwer";
import { Matrix4, Quaternion, Vector3 } from "three";
import { hitPlanes, PLANES, type RoomPlane } from "../room/planes";
import type { Room } from "../room/room";
import type { RoomView } from "../types";

/** Pixels of the passthrough picture: enough to see by, where it is drawn by a GPU and by a processor. */
const PIXELS = { gpu: 1280 * 960, processor: 480 * 360 } as const;

/** Pixels of a depth picture's longer side. */
const DEPTH_SIDE = 160;

type Environment = NonNullable<XRDevice["sem"]>;
type EnvironmentClass = Parameters<XRDevice["installSEM"]>[0];
type Device = ConstructorParameters<EnvironmentClass>[0];
type Depth = ReturnType<Environment["computeDepthBuffer"]>;

/** The class that IWER makes its environment of: our room, seen as the device sees it. */
export function environmentOf(room: Room): EnvironmentClass {
  return class RoomEnvironment implements Environment {
    readonly version = "1";
    planesVisible = false;
    boundingBoxesVisible = false;
    meshesVisible = false;
    readonly trackedPlanes = new Set(PLANES.map(nativePlane));
    readonly trackedMeshes: Environment["trackedMeshes"] = new Set();
    readonly #device: Device;
    #depth: { readonly key: string; readonly result: Depth } | null = null;

    constructor(device: Device) {
      this.#device = device;
      Object.assign(room.canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
    }

    get environmentCanvas(): HTMLCanvasElement {
      return room.canvas;
    }

    /** Draws what is seen behind what the page draws. */
    render(): void {
      const views = viewsOf(this.#device);
      const { width, height } = passthroughSize(this.#device, room);
      room.render(
        width * views.length,
        height,
        views.map((view, eye) => ({ view, at: { x: eye * width, y: 0, width, height } })),
      );
    }

    computeHitTestResults(ray: ArrayLike<number>): Float32Array[] {
      return hitPlanes(ray);
    }

    computeDepthBuffer(view: ArrayLike<number>, projection: ArrayLike<number>, wide: number, high: number): Depth {
      // Both eyes of a device with one are the same eye.
      const key = [...Array.from(view), ...Array.from(projection)].join(" ");
      if (this.#depth?.key === key && !this.#device.stereoEnabled) return this.#depth.result;
      const scale = DEPTH_SIDE / Math.max(wide, high);
      const [width, height] = [Math.max(1, Math.round(wide * scale)), Math.max(1, Math.round(high * scale))];
      const pose = new Matrix4().fromArray(Array.from(view)).invert().elements;
      const distances = distancesOf(room.truth({ pose, projection }, width, height));
      const format = this.#device.activeSession?.[P_SESSION].depthSensingDataFormat;
      const result =
        format === "luminance-alpha"
          ? { data: millimetres(distances), width, height, rawValueToMeters: 0.001 }
          : { data: distances.buffer, width, height, rawValueToMeters: 1 };
      this.#depth = { key, result };
      return result;
    }

    loadEnvironment(): void {
      throw new Error("The emulated room is built in: it cannot be exchanged.");
    }

    loadDefaultEnvironment(): void {
      this.loadEnvironment();
    }

    deleteAll(): void {
      this.trackedPlanes.clear();
    }
  };
}

/** The second of each pair. */
export function distancesOf(truth: Float32Array): Float32Array<ArrayBuffer> {
  const distances = new Float32Array(truth.length / 2);
  for (let pixel = 0; pixel < distances.length; pixel++) distances[pixel] = truth[pixel * 2 + 1] ?? 0;
  return distances;
}

/** Where the device's eyes are and what they see: both, or the one. */
export function viewsOf(device: Device): RoomView[] {
  const session = device.activeSession;
  if (session === undefined) return [];
  const viewer = device[P_DEVICE].viewerSpace[P_SPACE].offsetMatrix;
  const { viewSpaces } = device[P_DEVICE];
  const projections = session[P_SESSION].projectionMatrices;
  return (device.stereoEnabled ? (["left", "right"] as const) : (["left"] as const)).map((eye) => ({
    pose: new Matrix4()
      .fromArray(Array.from(viewer))
      .multiply(new Matrix4().fromArray(Array.from(viewSpaces[eye][P_SPACE].offsetMatrix))).elements,
    projection: Array.from(projections[eye]),
  }));
}

/** Pixels of one eye's picture. */
export function passthroughSize(device: Device, { software }: Room): { width: number; height: number } {
  const wide = (device.canvasDimensions?.width ?? 640) / (device.stereoEnabled ? 2 : 1);
  const high = device.canvasDimensions?.height ?? 480;
  const pixels = software ? PIXELS.processor : PIXELS.gpu;
  const scale = Math.min(1, Math.sqrt(pixels / (wide * high) / (device.stereoEnabled ? 2 : 1)));
  return { width: Math.max(1, Math.round(wide * scale)), height: Math.max(1, Math.round(high * scale)) };
}

function millimetres(metres: Float32Array): ArrayBuffer {
  return Uint16Array.from(metres, (distance) => Math.min(65_535, Math.round(distance * 1000))).buffer;
}

function nativePlane({ pose, halfX, halfZ, label }: RoomPlane): NativePlane {
  const position = new Vector3();
  const turn = new Quaternion();
  pose.decompose(position, turn, new Vector3());
  const corners = [
    [-1, -1],
    [-1, 1],
    [1, 1],
    [1, -1],
  ].map(([x = 0, z = 0]) => new DOMPointReadOnly(x * halfX, 0, z * halfZ));
  return new NativePlane(
    new XRRigidTransform({ x: position.x, y: position.y, z: position.z, w: 1 }, turn),
    corners,
    { table: XRSemanticLabels.Table, floor: XRSemanticLabels.Floor, wall: XRSemanticLabels.Wall }[label],
  );
}
