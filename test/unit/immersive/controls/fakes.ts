import { Group, Matrix4, Quaternion, Vector3 } from "three";
import { vi } from "vitest";
import { createControls } from "../../../../src/immersive/controls";
import type { VoiceOptions } from "../../../../src/immersive/controls/voice";
import type { SpaceDish, SpaceChoice, Table, XrMoment } from "../../../../src/immersive/types";

/** A space with a pose of its own; the reference space is the identity. */
export interface FakeSpace {
  matrix: Matrix4;
}

const asTransform = (matrix: Matrix4) => {
  const position = new Vector3().setFromMatrixPosition(matrix);
  return { matrix: Float32Array.from(matrix.elements), position };
};

/** A pose at a point that looks at another, as WebXR's: along its -z. */
export const lookAt = (from: Vector3, to: Vector3): Matrix4 =>
  new Matrix4().lookAt(from, to, new Vector3(0, 1, 0)).setPosition(from);

/** An XR session in memory, with a viewer who can be turned, and input sources that come and go. */
export class FakeXr {
  readonly session: XRSession;
  readonly sources: XRInputSource[] = [];
  readonly viewer: FakeSpace = { matrix: new Matrix4() };
  now = 1000;
  readonly #target = new EventTarget();
  readonly #frame: XRFrame;

  constructor(interactionMode: XRInteractionMode = "world-space") {
    this.session = Object.assign(this.#target, {
      inputSources: this.sources,
      interactionMode,
    }) as unknown as XRSession;
    this.#frame = {
      session: this.session,
      getPose: (space: FakeSpace) => ({ transform: asTransform(space.matrix) }),
      getJointPose: (space: FakeSpace) => ({ transform: asTransform(space.matrix), radius: 0.008 }),
    } as unknown as XRFrame;
  }

  /** Where the head is, and what it looks at. */
  look(from: Vector3, to: Vector3): void {
    this.viewer.matrix = lookAt(from, to);
  }

  source(targetRayMode: XRTargetRayMode, hand?: ReadonlyMap<string, FakeSpace>, profiles: string[] = []): FakeSource {
    const space: FakeSpace = { matrix: this.viewer.matrix.clone() };
    const source = { targetRayMode, targetRaySpace: space, hand, profiles, handedness: "none" };
    return { source: source as unknown as XRInputSource, space };
  }

  connect({ source }: FakeSource): void {
    this.sources.push(source);
  }

  disconnect({ source }: FakeSource): void {
    this.sources.splice(this.sources.indexOf(source), 1);
    this.#target.dispatchEvent(Object.assign(new Event("inputsourceschange"), { added: [], removed: [source] }));
  }

  fire(type: string, { source }: FakeSource): void {
    this.#target.dispatchEvent(Object.assign(new Event(type), { inputSource: source, frame: this.#frame }));
  }

  moment(): XrMoment {
    return {
      session: this.session,
      frame: this.#frame,
      space: { matrix: new Matrix4() } as unknown as XRReferenceSpace,
      viewer: { transform: asTransform(this.viewer.matrix), views: [] } as unknown as XRViewerPose,
      now: this.now,
    };
  }
}

export interface FakeSource {
  readonly source: XRInputSource;
  readonly space: FakeSpace;
}

export const dishAt = (id: number, x: number, z: number, more: Partial<SpaceDish> = {}): SpaceDish => ({
  id,
  x,
  z,
  radius: 0.09,
  rimHeight: 0.04,
  shape: null,
  mask: { width: 1, height: 1, data: new Uint8ClampedArray(1), timestamp: 0 } as unknown as SpaceDish["mask"],
  moved: { x: 0, z: 0 },
  maskView: { pose: new Float32Array(16), projection: new Float32Array(16), table: 1 },
  confidence: 1,
  seenAt: 0,
  ...more,
});

export const choices: readonly SpaceChoice[] = ["ramen", "curry", "pad-thai", "bibimbap", "biryani"].map((id) => ({
  id,
  name: id.toUpperCase(),
  tile: `/tiles/${id}.webp`,
}));

const texts = { all: "All", leave: "Leave", hintSelect: "tap", hintLook: "look", hintHold: "hold" };

/** The page where there is no memory for canvases left: what is drawn is of no interest here. */
const withoutPictures = (): void => {
  vi.stubGlobal("document", { body: {}, createElement: () => ({ getContext: () => null, width: 0, height: 0 }) });
  vi.stubGlobal("getComputedStyle", () => ({ fontFamily: "sans-serif" }));
  vi.stubGlobal(
    "Image",
    class {
      src = "";
      decode(): Promise<void> {
        return Promise.reject(new Error("no picture"));
      }
    },
  );
};

/** Table space somewhere in the room, so that nothing works by being at the origin. */
const tablePose = new Matrix4().compose(
  new Vector3(0.4, 0.7, -1.1),
  new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), 0.8),
  new Vector3(1, 1, 1),
);
export const table: Table = { id: 1, pose: new Float32Array(tablePose.elements), source: "hit-test", anchored: false };

/** A point of table space, in the reference space. */
export const inRoom = (x: number, y: number, z: number): Vector3 => new Vector3(x, y, z).applyMatrix4(tablePose);

/** Controls in a session in memory, and what they said. */
export const startControls = ({
  xr = new FakeXr(),
  reducedMotion = true,
  firstTime = false,
  voice = undefined as VoiceOptions | undefined,
} = {}) => {
  withoutPictures();
  const calls: string[] = [];
  const overlay = new Group();
  const shown = new Map<number, string>();
  const controls = createControls({
    session: xr.session,
    stage: { overlay },
    events: {
      onChoose: (dish, domain) => void calls.push(`choose ${dish ?? "all"} ${domain}`),
      onCompare: (on) => void calls.push(`compare ${on}`),
      onLeave: () => void calls.push("leave"),
    },
    texts,
    reducedMotion,
    firstTime,
    onLearned: () => void calls.push("learned"),
    onSay: (text) => void calls.push(`say ${text}`),
    voice,
  });
  controls.setChoices(choices, (dish) => shown.get(dish) ?? "ramen");
  /** Frames at 72 Hz for so long, ms. */
  const run = (dishes: readonly SpaceDish[], time = 30, at: Table | null = table) => {
    const end = xr.now + time;
    while (xr.now < end) {
      xr.now += 1000 / 72;
      controls.update(xr.moment(), at, dishes);
    }
  };
  return { xr, controls, overlay, calls, run, shown };
};
