import type { RoomChoices } from "../../../src/immersive/session/room";
import type { ImmersiveFacts, ImmersiveSupport } from "../../../src/immersive/session/types";
import type { ImmersiveVisit, VisitEvents, VisitOptions } from "../../../src/immersive/session/visit-contract";
import type { SpaceDish, SpaceLayer, SpaceTracking } from "../../../src/immersive/types";
import type { Dish } from "../../../src/segmentation/types";
import type { ImmersiveDoor } from "../../../src/session/immersive/door";
import { dishOf, maskOf, type Pending } from "./fakes";

const identity = () => Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

const spaceDishOf = (id: number): SpaceDish => ({
  id,
  x: 0,
  z: 0,
  radius: 0.08,
  rimHeight: 0.02,
  shape: null,
  mask: maskOf(),
  moved: { x: 0, z: 0 },
  maskView: { pose: identity(), projection: identity(), table: 1 },
  confidence: 0.9,
  seenAt: 0,
});

export const factsOf = (change: Partial<ImmersiveFacts> = {}): ImmersiveFacts => ({
  visibility: "visible",
  path: "raw-camera",
  reason: "session-camera",
  calibration: null,
  granted: {
    hitTest: true,
    anchors: true,
    domOverlay: true,
    lightEstimation: false,
    depthSensing: false,
    cameraAccess: true,
    handTracking: false,
  },
  tracking: true,
  table: "hit-test",
  fps: 60,
  wantedFps: 60,
  skipped: 0,
  scriptMs: 1,
  troubles: [],
  ...change,
});

/** A visit that does what it is told, and remembers what was set. */
export class TestVisit implements ImmersiveVisit {
  readonly options: VisitOptions;
  readonly events: VisitEvents;
  leaves = 0;
  layers: readonly SpaceLayer[] = [];
  /** Every patch that was shown, for what became of it. */
  readonly strengths: number[] = [];
  choices: RoomChoices | null = null;
  /** What the tracker follows, and how it lies in the newest frame. */
  dishes: readonly SpaceDish[] = [spaceDishOf(1)];
  seen: readonly Dish[] = [dishOf(1, 100)];
  resets = 0;
  readonly tracking: SpaceTracking;

  constructor(options: VisitOptions, events: VisitEvents) {
    this.options = options;
    this.events = events;
    const followed = () => this.dishes;
    this.tracking = {
      get dishes() {
        return followed();
      },
      update: () => this.seen,
      // Where the head looks now, which the newest frame says.
      predict: ({ timestamp }) => this.seen.map((dish) => ({ ...dish, roi: { ...dish.roi, cx: timestamp } })),
      measure: () => undefined,
      reset: () => void (this.resets += 1),
    };
  }

  leave(): void {
    this.leaves += 1;
  }
  setLayers(layers: readonly SpaceLayer[]): void {
    for (const { patch } of layers) {
      if (patch !== null && "closed" in patch && patch.closed !== 0) throw new Error("A closed patch is shown.");
    }
    this.layers = layers;
  }
  setStrength(strength: number): void {
    this.strengths.push(strength);
  }
  setChoices(choices: RoomChoices): void {
    this.choices = choices;
  }

  run(facts: Partial<ImmersiveFacts> = {}): void {
    this.events.onRunning(this.tracking);
    this.events.onChange(factsOf(facts));
  }
}

/** A way into AR in memory. */
export class TestDoor implements ImmersiveDoor {
  support: ImmersiveSupport = { kind: "available" };
  onSupport: (support: ImmersiveSupport) => void = () => undefined;
  readonly visits: TestVisit[] = [];
  asked = 0;
  failure: Error | null = null;
  gate: Pending<void> | null = null;

  watchSupport(onChange: (support: ImmersiveSupport) => void): () => void {
    this.asked += 1;
    this.onSupport = onChange;
    onChange(this.support);
    return () => (this.onSupport = () => undefined);
  }

  async prepare() {
    await this.gate?.promise;
    if (this.failure !== null) throw this.failure;
    return (options: VisitOptions, events: VisitEvents) => {
      const visit = new TestVisit(options, events);
      this.visits.push(visit);
      return visit;
    };
  }

  get visit(): TestVisit {
    const visit = this.visits.at(-1);
    if (visit === undefined) throw new Error("Nobody entered.");
    return visit;
  }
}
