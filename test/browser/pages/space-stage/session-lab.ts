import { Matrix4 } from "three";
import { emulate } from "../../../../src/emulation";
import type { EmulatedDevice, MealshiftRoom } from "../../../../src/emulation";
import { openStage } from "../../../../src/immersive/stage";
import type { OpenedStage } from "../../../../src/immersive/stage";
import type { SpaceLayer, Surroundings } from "../../../../src/immersive/types";
import type { CameraView } from "../../../../src/space";

/** Of the pictures that stand for a camera's. */
const frame = { width: 320, height: 240 };

let room: MealshiftRoom | null = null;

async function begin(device: EmulatedDevice): Promise<void> {
  room = await emulate({ device, refuse: [], path: null, language: "en" });
}

interface Visit {
  readonly session: XRSession;
  readonly opened: OpenedStage;
  readonly lost: Error[];
}

/** To be called within a gesture; playwright's `evaluate` is one. */
async function enter(): Promise<Visit> {
  const session = await navigator.xr?.requestSession("immersive-ar", { optionalFeatures: ["local-floor"] });
  if (session === undefined) throw new Error("no WebXR");
  const lost: Error[] = [];
  const opened = await openStage(session, { onLost: (error) => lost.push(error) });
  return { session, opened, lost };
}

/** The room's table, in the space that the session asks poses in. */
function tableOf({ reference, tableHeight }: MealshiftRoom): NonNullable<Surroundings["table"]> {
  if (reference === null) throw new Error("no space was asked for");
  const pose = new Matrix4()
    .fromArray(reference)
    .invert()
    .multiply(new Matrix4().makeTranslation(0, tableHeight, 0));
  return { id: 1, pose: new Float32Array(pose.elements), source: "hit-test", anchored: false };
}

/** What a camera in the viewer's place would see of the room, and each dish in one plain colour instead of its own. */
function layersOf(there: MealshiftRoom, colours: readonly (readonly [number, number, number])[]): SpaceLayer[] {
  const [view] = there.views;
  if (view === undefined) throw new Error("no view yet");
  const fromRoom = new Matrix4().makeTranslation(0, there.tableHeight, 0).invert();
  const camera: CameraView = {
    pose: new Float32Array(fromRoom.multiply(new Matrix4().fromArray(Array.from(view.pose))).elements),
    projection: Float32Array.from(view.projection),
    table: 1,
  };
  return there.dishes.slice(0, 4).map(({ id, centre, radius, rimHeight }, i) => {
    const mask = there.mask(id, view, frame.width, frame.height);
    const domains = Float32Array.of(1);
    const data = new Uint8ClampedArray(64 * 64 * 4);
    for (let at = 0; at < data.length; at += 4) data.set([...(colours[i] ?? [0, 0, 0]), 255], at);
    return {
      dish: {
        id,
        x: centre[0],
        z: centre[2],
        radius,
        rimHeight,
        shape: null,
        mask: { ...frame, data: mask.map((value) => value * 255) },
        moved: { x: 0, z: 0 },
        maskView: camera,
        confidence: 1,
        seenAt: 0,
      },
      patch: {
        picture: { kind: "pixels", data },
        size: 64,
        roi: { cx: frame.width / 2, cy: frame.height / 2, size: frame.width },
        frameWidth: frame.width,
        frameHeight: frame.height,
        timestamp: 0,
        view: camera,
        domains,
        timings: { crop: 0, run: 0, read: 0 },
        close: () => undefined,
      },
      domains,
    };
  });
}

/** Draws the layers in so many frames of the session. Resolves with what each frame cost, ms. */
function play({ session, opened }: Visit, layers: readonly SpaceLayer[], frames: number): Promise<number[]> {
  if (room === null) throw new Error("begin first");
  const table = tableOf(room);
  const costs: number[] = [];
  opened.stage.setLayers(layers);
  return new Promise((resolve, reject) => {
    opened.setLoop((now, xrFrame) => {
      try {
        const viewer = xrFrame.getViewerPose(opened.space);
        if (viewer === undefined) return;
        const startedAt = performance.now();
        const moment = { session, frame: xrFrame, space: opened.space, viewer, now };
        opened.stage.draw(moment, { table, light: null, depth: null });
        costs.push(performance.now() - startedAt);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      if (costs.length < frames) return;
      opened.setLoop(null);
      resolve(costs);
    });
  });
}

/** Which of the plain colours the middle of each dish has in a picture as the first eye sees it. */
function middles(there: MealshiftRoom, picture: ImageBitmap): number[][] {
  const [view] = there.views;
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  if (view === undefined || context === null) throw new Error("nothing to look at");
  context.drawImage(picture, 0, 0);
  return there.dishes.slice(0, 4).map(({ id }) => {
    const mask = there.mask(id, view, picture.width, picture.height);
    let [x, y, count] = [0, 0, 0];
    for (const [i, seen] of mask.entries()) {
      if (seen === 0) continue;
      x += i % picture.width;
      y += Math.floor(i / picture.width);
      count += 1;
    }
    return [...context.getImageData(Math.round(x / count), Math.round(y / count), 1, 1).data];
  });
}

const sessionLab = {
  begin,
  enter,
  layersOf,
  play,
  middles,
  get room() {
    if (room === null) throw new Error("begin first");
    return room;
  },
};

export type SessionLab = typeof sessionLab;

Object.assign(globalThis, { sessionLab });
document.title = "ready";
