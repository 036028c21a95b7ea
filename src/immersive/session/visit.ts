import type { CameraPath, GrantedFeatures, SpaceLayer } from "../types";
import { notAsked, openBeside, stopStream } from "./camera-beside";
import { decidePath, opensStream, type BlindReason, type PathReason } from "./decide-path";
import { ImmersiveFailedError, ImmersiveLostError, NoCameraInSessionError } from "./errors";
import { grantedFeatures } from "./features";
import { SpaceLoop } from "./loop";
import { requestSession } from "./request";
import type { Room, RoomChoices } from "./room";
import type { ImmersiveEnd } from "./types";
import type { ImmersiveVisit, VisitEvents, VisitMachine, VisitOptions } from "./visit-contract";

/** Figures change four times a second: fast enough to watch, slow enough to read. */
const publishMs = 250;
/** The rate is told once a second, over the two seconds before. */
const publishesPerRate = 4;
/** Sessions end at once; one that does not must not hold the page. */
const endPatienceMs = 3000;

/** A session with all that works in it. */
interface Opened {
  readonly session: XRSession;
  readonly granted: GrantedFeatures;
  readonly path: CameraPath;
  readonly reason: PathReason;
  readonly room: Room;
  readonly loop: SpaceLoop;
}

/**
 * One stay in an immersive session, from the press of the button to the end, whoever ends it. However it ends, and
 * whenever, session and camera are closed before `onEnd` is called.
 */
export class Visit implements ImmersiveVisit {
  readonly #machine: VisitMachine;
  readonly #options: VisitOptions;
  readonly #events: VisitEvents;
  readonly #over = new AbortController();
  #session: XRSession | null = null;
  #stream: MediaStream | null = null;
  #opened: Opened | null = null;
  #opening: Promise<void> = Promise.resolve();
  #cancelPublish: () => void = () => undefined;
  #publishes = 0;
  #bestFps = 0;

  constructor(machine: VisitMachine, options: VisitOptions, events: VisitEvents) {
    this.#machine = machine;
    this.#options = options;
    this.#events = events;
  }

  /** Begins; while a press is being handled, for the session is refused without one. */
  start(): void {
    this.#opening = this.#open().catch((error: unknown) => this.#end({ kind: "lost", error: asError(error) }));
  }

  leave(): void {
    this.#end({ kind: "asked" });
  }

  setLayers(layers: readonly SpaceLayer[]): void {
    this.#opened?.room.stage.setLayers(layers);
  }

  setStrength(strength: number): void {
    this.#opened?.room.stage.setStrength(strength);
  }

  setChoices({ choices, shownAs }: RoomChoices): void {
    this.#opened?.room.controls.setChoices(choices, shownAs);
  }

  get #isOver(): boolean {
    return this.#over.signal.aborted;
  }

  async #open(): Promise<void> {
    // Where no stream is wanted nothing is awaited before the request: it is made in the press itself.
    const beside = opensStream(this.#machine.userAgent) ? await openBeside(this.#machine) : notAsked;
    if (this.#isOver) return stopStream(beside.stream);
    this.#stream = beside.stream;
    const session = await requestSession(this.#machine.xr, this.#options.overlay);
    if (this.#isOver) return endSession(session);
    this.#session = session;
    session.addEventListener("end", () => this.#end({ kind: "system" }), { signal: this.#over.signal });
    const granted = grantedFeatures(session);
    const decision = decidePath({ cameraAccess: granted.cameraAccess, stream: beside.outcome });
    if (decision.path === null) throw noCamera(decision.reason, beside.error);
    const { path, reason } = decision;
    if (path === "raw-camera") this.#closeStream();
    const room = await this.#openRoom(session, granted, path);
    if (this.#isOver) return room.dispose();
    this.#run({ session, granted, path, reason, room, loop: this.#createLoop(session, room) });
    await room.camera.start(
      (frame) => {
        if (!this.#isOver) this.#events.onFrame(frame);
      },
      (error) => this.#end({ kind: "lost", error }),
    );
  }

  #openRoom(session: XRSession, granted: GrantedFeatures, path: CameraPath): Promise<Room> {
    const { texts, reducedMotion, firstTime, voice } = this.#options;
    const events = this.#events;
    return this.#machine.openRoom({
      session,
      granted,
      path,
      stream: this.#stream,
      controls: {
        events: {
          onChoose: (dish, domain) => events.onChoose(dish, domain),
          onCompare: (shown) => events.onCompare(shown),
          onLeave: () => this.leave(),
        },
        texts,
        reducedMotion,
        firstTime,
        voice,
        onLearned: () => events.onLearned(),
        onSay: (text) => events.onSay(text),
      },
      wanted: () => events.wantsFrame(),
      onLost: (error) => this.#end({ kind: "lost", error }),
    });
  }

  #createLoop(session: XRSession, room: Room): SpaceLoop {
    return new SpaceLoop(
      room,
      session,
      {
        onChange: () => this.#publish(),
        onHopeless: (step, cause) => {
          const error = new ImmersiveLostError(`The ${step} failed in frame after frame: ${cause.message}`, { cause });
          this.#end({ kind: "lost", error });
        },
      },
      () => this.#machine.now(),
    );
  }

  #run(opened: Opened): void {
    this.#opened = opened;
    const { session, room, loop } = opened;
    const { signal } = this.#over;
    session.addEventListener(
      "visibilitychange",
      () => {
        loop.meter.interrupted();
        this.#publish();
      },
      { signal },
    );
    room.space.addEventListener(
      "reset",
      () => {
        room.surroundings.reset();
        room.tracker.reset();
        this.#events.onReset();
      },
      { signal },
    );
    room.setLoop(loop.onFrame);
    this.#events.onRunning(room.tracker);
    this.#publishNowAndThen();
  }

  #publishNowAndThen(): void {
    if (this.#isOver) return;
    this.#publish();
    this.#publishes += 1;
    if (this.#publishes % publishesPerRate === 0) this.#tellRate();
    this.#cancelPublish = this.#machine.after(publishMs, () => this.#publishNowAndThen());
  }

  #tellRate(): void {
    if (this.#opened === null || this.#opened.session.visibilityState === "hidden") return;
    const { session, loop } = this.#opened;
    const fps = loop.meter.rate(this.#machine.now());
    if (fps === 0) return;
    this.#bestFps = Math.max(this.#bestFps, fps);
    this.#events.onRate(fps, session.frameRate ?? this.#bestFps);
  }

  #publish(): void {
    if (this.#opened === null || this.#isOver) return;
    const { session, granted, path, reason, room, loop } = this.#opened;
    const visibility = session.visibilityState;
    this.#events.onChange({
      visibility,
      path,
      reason,
      calibration: room.calibration,
      granted,
      tracking: loop.tracking,
      table: room.surroundings.table?.source ?? null,
      fps: visibility === "hidden" ? 0 : loop.meter.rate(this.#machine.now()),
      wantedFps: session.frameRate ?? null,
      skipped: loop.meter.skipped,
      scriptMs: loop.meter.scriptMs,
      troubles: loop.troubles,
    });
  }

  /** Only the first end counts: those that closing brings about are its echo. */
  #end(end: ImmersiveEnd): void {
    if (this.#isOver) return;
    this.#over.abort();
    this.#cancelPublish();
    void this.#close().then(() => this.#events.onEnd(end));
  }

  async #close(): Promise<void> {
    const { room } = this.#opened ?? {};
    room?.setLoop(null);
    room?.camera.stop();
    this.#closeStream();
    if (this.#session !== null) await this.#withPatience(endSession(this.#session));
    room?.dispose();
    this.#opened = null;
    // What was still being opened is closed as it comes.
    await this.#withPatience(this.#opening);
  }

  #withPatience(ending: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#machine.after(endPatienceMs, resolve);
      void ending.then(() => {
        cancel();
        resolve();
      });
    });
  }

  #closeStream(): void {
    stopStream(this.#stream);
    this.#stream = null;
  }
}

const noCamera = (reason: BlindReason, cause: Error | null): Error =>
  new NoCameraInSessionError(
    `The session shows no camera pictures (${reason}${cause === null ? "" : `: ${cause.message}`}). ` +
      "Allow camera access for this page and enter again.",
    { cause },
  );

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new ImmersiveFailedError(`The session broke off: ${String(thrown)}`);

/** Ends a session that may have ended by itself. */
const endSession = async (session: XRSession): Promise<void> => {
  try {
    await session.end();
  } catch {
    // It had ended already.
  }
};
