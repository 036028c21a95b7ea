import type { XrMoment } from "../types";
import { FrameMeter } from "./frame-meter";
import type { Room } from "./room";
import type { FrameStep, StepTrouble } from "./types";

/** No pose for longer than this is a loss that people are told of; shorter gaps happen with every quick turn. */
const lostAfterMs = 1000;
/** Frames in a row in which camera or stage failed, after which the session is of no use. */
const hopelessFrames = 90;
const vital: readonly FrameStep[] = ["camera", "stage"];

export interface LoopEvents {
  /** Tracking came or went, or a step began to fail, or works again. */
  onChange(): void;
  /** A vital step failed in frame after frame. */
  onHopeless(step: FrameStep, error: Error): void;
}

interface Failing {
  readonly error: Error;
  frames: number;
}

/**
 * One frame of a session after the other: camera, surroundings, tracker, controls, stage. What throws in one of them is
 * remembered as its trouble, and ends neither the frame nor the session.
 */
export class SpaceLoop {
  readonly meter = new FrameMeter();
  readonly #room: Room;
  readonly #session: XRSession;
  readonly #events: LoopEvents;
  readonly #now: () => number;
  readonly #failing = new Map<FrameStep, Failing>();
  #poseAt: number;
  #tracking = true;

  /** @param now In the time base of `performance.now()`, ms. */
  constructor(room: Room, session: XRSession, events: LoopEvents, now: () => number) {
    this.#room = room;
    this.#session = session;
    this.#events = events;
    this.#now = now;
    this.#poseAt = now();
  }

  get tracking(): boolean {
    return this.#tracking;
  }

  get troubles(): readonly StepTrouble[] {
    return [...this.#failing].map(([step, { error }]) => ({ step, name: error.name, message: error.message }));
  }

  readonly onFrame = (time: number, frame: XRFrame): void => {
    const startedAt = this.#now();
    this.meter.frame(time, this.#session.frameRate ?? null);
    const viewer = frame.getViewerPose(this.#room.space) ?? null;
    this.#followTracking(viewer !== null && !viewer.emulatedPosition, startedAt);
    // Without a pose nothing is drawn, and the device shows the room alone.
    if (viewer === null || !this.#tracking) return;
    this.#run({ session: this.#session, frame, space: this.#room.space, viewer, now: time });
    this.meter.cost(this.#now() - startedAt);
  };

  #run(moment: XrMoment): void {
    const { camera, surroundings, tracker, controls, stage } = this.#room;
    this.#step("camera", () => camera.update(moment, surroundings.table));
    this.#step("surroundings", () => surroundings.update(moment));
    this.#step("tracker", () => {
      if (surroundings.depth !== null) tracker.measure(surroundings.depth);
    });
    // Blurred, the system has the input: what it points at is not ours.
    if (this.#session.visibilityState === "visible") {
      this.#step("controls", () => controls.update(moment, surroundings.table, tracker.dishes));
    }
    this.#step("stage", () => stage.draw(moment, surroundings));
  }

  #step(step: FrameStep, work: () => void): void {
    try {
      work();
      if (this.#failing.delete(step)) this.#events.onChange();
    } catch (thrown) {
      this.#onThrown(step, thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  #onThrown(step: FrameStep, error: Error): void {
    const failing = this.#failing.get(step);
    if (failing === undefined) {
      this.#failing.set(step, { error, frames: 1 });
      this.#events.onChange();
      return;
    }
    failing.frames += 1;
    if (failing.frames === hopelessFrames && vital.includes(step)) this.#events.onHopeless(step, error);
  }

  /** Patches are hidden at once where there is no pose; that is called a loss when it lasts. */
  #followTracking(posed: boolean, now: number): void {
    if (posed) this.#poseAt = now;
    const tracking = posed || (this.#tracking && now - this.#poseAt <= lostAfterMs);
    if (tracking === this.#tracking) return;
    this.#tracking = tracking;
    this.#events.onChange();
  }
}
