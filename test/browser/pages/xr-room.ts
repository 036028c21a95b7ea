import { emulate, type EmulatedDevice, type MealshiftRoom, type RefusableFeature } from "../../../src/emulation";
import type { Frame } from "../../../src/capture/types";
import {
  calibrationOf,
  createPassthroughCamera,
  createRawCamera,
  openPassthroughStream,
} from "../../../src/immersive/camera";
import { createSurroundings } from "../../../src/immersive/surroundings";
import type { SpaceCamera, Surroundings, XrMoment } from "../../../src/immersive/types";
import { cameraView, ellipseOfDisc, identity, multiply, pixelMatrix, transformPoint } from "../../../src/space";
import { type BareSession, openSession } from "../xr/session";

const params = new URL(location.href).searchParams;
const devices: readonly EmulatedDevice[] = ["phone", "quest"];
const device = devices.find((each) => each === params.get("device")) ?? "phone";
const room: MealshiftRoom = await emulate({ device, refuse: [], path: null, language: "en" });

const [WIDTH, HEIGHT] = [640, 480];

/** A session with its camera and its surroundings, as the lens has them, and dishes that are seen where they are. */
class RoomLab {
  readonly frames: { readonly frame: Frame; readonly far: number }[] = [];
  readonly surroundings: Surroundings;
  readonly #bare: BareSession;
  readonly #camera: SpaceCamera;
  #seenAt = -Infinity;
  #running = true;

  private constructor(bare: BareSession, camera: SpaceCamera) {
    this.#bare = bare;
    this.#camera = camera;
    this.surroundings = createSurroundings({ session: bare.session });
  }

  static async open(refuse: readonly RefusableFeature[], path: "raw-camera" | "passthrough"): Promise<RoomLab> {
    room.refuse(refuse);
    const stream = path === "passthrough" ? await openPassthroughStream() : null;
    const bare = await openSession();
    let target: unknown = null;
    const renderer = {
      getContext: () => bare.gl,
      getRenderTarget: () => target,
      setRenderTarget: (next: unknown) => {
        target = next;
      },
      resetState: () => undefined,
    };
    const label = stream?.getVideoTracks()[0]?.label ?? "";
    const camera =
      stream === null
        ? createRawCamera({ session: bare.session, renderer })
        : createPassthroughCamera({ stream, calibration: { ...calibrationOf(label, null).calibration, ...lens() } });
    const lab = new RoomLab(bare, camera);
    await camera.start(
      (frame) => lab.#onFrame(frame),
      (error) => {
        throw error;
      },
    );
    lab.#loop();
    return lab;
  }

  async until(done: () => boolean, limit = 60_000): Promise<void> {
    const end = Date.now() + limit;
    while (!done()) {
      if (Date.now() > end) throw new Error("waited in vain");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** How far above the true table the one that was found lies, at its origin, mm. */
  get tableError(): number {
    const { table } = this.surroundings;
    if (table === null || room.reference === null) return NaN;
    const inRoom = transformPoint(multiply(Float32Array.from(room.reference), table.pose), { x: 0, y: 0, z: 0 });
    return (inRoom.y - room.tableHeight) * 1000;
  }

  async close(): Promise<void> {
    this.#running = false;
    this.#camera.stop();
    this.surroundings.dispose();
    await room.endSession();
  }

  #loop(): void {
    this.#bare.session.requestAnimationFrame((now, frame) => {
      if (!this.#running) return;
      this.#loop();
      const viewer = frame.getViewerPose(this.#bare.space);
      if (!viewer) return;
      const { session, space } = this.#bare;
      const moment: XrMoment = { session, frame, space, viewer, now };
      this.#camera.update(moment, this.surroundings.table);
      this.surroundings.update(moment);
      if (now - this.#seenAt > 150) this.#see(moment);
    });
  }

  /** The outlines of the true dishes in this moment's view. */
  #see({ viewer, now }: XrMoment): void {
    const [view] = viewer.views;
    const inverse = room.reference && Float32Array.from(room.reference);
    if (!view || inverse === null) return;
    this.#seenAt = now;
    const inReference = cameraView(view.transform.matrix, null, view.projectionMatrix, null);
    const inRoom = { ...inReference, pose: multiply(inverse, inReference.pose) };
    const pixels = pixelMatrix(inRoom, WIDTH, HEIGHT);
    const ellipses = room.dishes.flatMap(({ centre: [x, y, z], radius, rimHeight }) => {
      const ellipse = ellipseOfDisc(pixels, { x, z, radius }, y + rimHeight);
      return ellipse === null ? [] : [ellipse];
    });
    const known = cameraView(view.transform.matrix, null, view.projectionMatrix, this.surroundings.table);
    this.surroundings.sighted({ ellipses, width: WIDTH, height: HEIGHT, view: known });
  }

  #onFrame(frame: Frame): void {
    this.frames.push({ frame, far: this.#far(frame) });
  }

  /** Mean difference between a picture and the room as it is seen from the picture's own view. */
  #far({ picture, width, height, view }: Frame): number {
    const table = this.surroundings.table?.pose ?? identity();
    if (view === undefined || room.reference === null) return NaN;
    const pose = view.table === 0 ? view.pose : multiply(table, view.pose);
    const inRoom = multiply(Float32Array.from(room.reference), pose);
    const context = new OffscreenCanvas(160, 120).getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("There is no 2D canvas.");
    context.drawImage(picture, 0, 0, 160, 120);
    const seen = context.getImageData(0, 0, 160, 120).data;
    const whole = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (whole === null) throw new Error("There is no 2D canvas.");
    whole.putImageData(room.picture({ pose: inRoom, projection: view.projection }, width, height), 0, 0);
    context.drawImage(whole.canvas, 0, 0, 160, 120);
    const wanted = context.getImageData(0, 0, 160, 120).data;
    return seen.reduce((sum, value, i) => sum + Math.abs(value - (wanted[i] ?? 999)), 0) / seen.length;
  }
}

/** The emulated camera's true lens, place and delay, as a calibration would have measured them. */
function lens(): object {
  const { width, height, projection, offset, latencyMs } = room.camera;
  const pitch = Math.atan2(offset[6] ?? 0, offset[5] ?? 1);
  return {
    latencyMs,
    fx: (projection[0] ?? 1) / 2,
    fy: ((projection[5] ?? 1) * height) / width / 2,
    cx: 0.5,
    cy: (0.5 * height) / width,
    aspect: width / height,
    position: [offset[12] ?? 0, offset[13] ?? 0, offset[14] ?? 0],
    rotation: [Math.sin(pitch / 2), 0, 0, Math.cos(pitch / 2)],
  };
}

const roomLab = {
  open: (refuse: readonly RefusableFeature[], path: "raw-camera" | "passthrough") => RoomLab.open(refuse, path),
  room,
};

declare global {
  var xrRoom: typeof roomLab;
}

globalThis.xrRoom = roomLab;
document.title = "ready";
