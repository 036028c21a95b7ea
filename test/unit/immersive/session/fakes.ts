import type { Frame } from "../../../../src/capture/types";
import type { Room, RoomOptions } from "../../../../src/immersive/session/room";
import type {
  RoomDepth,
  Sightings,
  SpaceCamera,
  SpaceChoice,
  SpaceDish,
  SpaceLayer,
  SpaceTracking,
  Table,
  XrMoment,
} from "../../../../src/immersive/types";
import type { Dish } from "../../../../src/segmentation/types";
import { dishOf, maskOf } from "../../session/fakes";

const identity = (): Float32Array => Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

const viewOf = (table = 1) => ({ pose: identity(), projection: identity(), table });

const spaceDishOf = (id: number): SpaceDish => ({
  id,
  x: 0,
  z: 0,
  radius: 0.08,
  rimHeight: 0.02,
  shape: null,
  mask: maskOf(),
  moved: { x: 0, z: 0 },
  maskView: viewOf(),
  confidence: 0.9,
  seenAt: 0,
});

/** A session that does what it is told, and remembers how it was asked for. */
export class TestXrSession extends EventTarget {
  visibilityState: XRVisibilityState = "visible";
  enabledFeatures: string[] | undefined;
  frameRate: number | undefined = 60;
  ended = false;

  constructor(enabledFeatures?: string[]) {
    super();
    this.enabledFeatures = enabledFeatures;
  }

  end(): Promise<void> {
    if (this.ended) return Promise.reject(new DOMException("It has ended.", "InvalidStateError"));
    this.ended = true;
    this.dispatchEvent(new Event("end"));
    return Promise.resolve();
  }

  show(visibility: XRVisibilityState): void {
    this.visibilityState = visibility;
    this.dispatchEvent(new Event("visibilitychange"));
  }

  asSession(): XRSession {
    return this as unknown as XRSession;
  }
}

export class TestStream {
  readonly track = { stopped: false, stop: () => void (this.track.stopped = true) };

  getTracks() {
    return [this.track];
  }

  asStream(): MediaStream {
    return this as unknown as MediaStream;
  }
}

class TestSpaceTracking implements SpaceTracking {
  dishes: readonly SpaceDish[] = [spaceDishOf(1), spaceDishOf(2)];
  /** Where its dishes lie in the picture, pixels: by the view's table, so that tests tell frames apart. */
  seen: readonly Dish[] = [dishOf(1, 200), dishOf(2, 450)];
  resets = 0;
  readonly measured: RoomDepth[] = [];
  readonly predicted: number[] = [];

  update(): readonly Dish[] {
    return this.seen;
  }
  predict({ timestamp }: { readonly timestamp: number }): readonly Dish[] {
    this.predicted.push(timestamp);
    return this.seen;
  }
  measure(depth: RoomDepth): void {
    this.measured.push(depth);
  }
  reset(): void {
    this.resets += 1;
  }
}

class TestSpaceCamera implements SpaceCamera {
  readonly kind = "camera";
  readonly label = "test";
  readonly mirrored = false;
  readonly path;
  stopped = false;
  startFailure: Error | null = null;
  onFrame: (frame: Frame) => void = () => undefined;
  onError: (error: Error) => void = () => undefined;

  constructor(path: SpaceCamera["path"]) {
    this.path = path;
  }
  start(onFrame: (frame: Frame) => void, onError: (error: Error) => void): Promise<void> {
    this.onFrame = onFrame;
    this.onError = onError;
    return this.startFailure === null ? Promise.resolve() : Promise.reject(this.startFailure);
  }
  stop(): void {
    this.stopped = true;
  }
  update: (moment: XrMoment) => void = () => undefined;
}

/** A room in memory: what is called in it, in its order. */
export class TestRoom implements Room {
  readonly calls: string[] = [];
  /** Steps that throw. */
  readonly broken = new Set<string>();
  readonly options: RoomOptions;
  readonly space: XRReferenceSpace;
  readonly calibration = null;
  readonly spaceEvents = new EventTarget();
  readonly camera: TestSpaceCamera;
  readonly tracker = new TestSpaceTracking();
  readonly sighted: Sightings[] = [];
  table: Table | null = null;
  depth: RoomDepth | null = null;
  surroundingResets = 0;
  layers: readonly SpaceLayer[] = [];
  strength = 1;
  choices: readonly SpaceChoice[] = [];
  shownAs: (dish: number) => string = () => "";
  disposed = 0;
  loop: ((time: number, frame: XRFrame) => void) | null = null;

  constructor(options: RoomOptions) {
    this.options = options;
    this.space = this.spaceEvents as unknown as XRReferenceSpace;
    this.camera = new TestSpaceCamera(options.path);
    this.camera.update = () => this.#call("camera");
    this.tracker.measure = () => this.#call("tracker");
  }

  readonly surroundings: Room["surroundings"] = ((room: TestRoom) => ({
    get table() {
      return room.table;
    },
    light: null,
    get depth() {
      return room.depth;
    },
    update: () => room.#call("surroundings"),
    sighted: (sightings) => void room.sighted.push(sightings),
    reset: () => void (room.surroundingResets += 1),
    dispose: () => undefined,
  }))(this);

  readonly controls: Room["controls"] = {
    setChoices: (choices, shownAs) => {
      this.choices = choices;
      this.shownAs = shownAs;
    },
    update: () => this.#call("controls"),
    dispose: () => undefined,
  };

  readonly stage = {
    overlay: {},
    headUp: {},
    setLayers: (layers: readonly SpaceLayer[]) => {
      for (const { patch } of layers) {
        if (patch !== null && "closed" in patch && patch.closed !== 0) throw new Error("A closed patch is shown.");
      }
      this.layers = layers;
    },
    setStrength: (strength: number) => void (this.strength = strength),
    draw: () => this.#call("stage"),
    dispose: () => undefined,
  } as unknown as Room["stage"];

  setLoop(loop: ((time: number, frame: XRFrame) => void) | null): void {
    this.loop = loop;
  }

  dispose(): void {
    this.disposed += 1;
  }

  /** One frame of the session; without a pose where the device does not know where it is. */
  frame(time: number, posed: boolean | "emulated" = true): void {
    const pose = posed === false ? undefined : ({ emulatedPosition: posed === "emulated", views: [] } as unknown);
    this.loop?.(time, { getViewerPose: () => pose } as unknown as XRFrame);
  }

  #call(step: string): void {
    this.calls.push(step);
    if (this.broken.has(step)) throw new Error(`The ${step} is broken.`);
  }
}
