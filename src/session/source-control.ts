import { CameraLostError, UnreadableFileError } from "../capture/errors";
import type { Frame, FrameSource } from "../capture/types";
import { Backoff } from "./backoff";
import type { Clock } from "./clock";
import { asError } from "./errors";
import type { LensStages, OpenSource } from "./stages";
import type { Announcements, WritableLensState } from "./state";
import type { SourceState, SourceStatus, SourceWish } from "./types";

export interface SourceEvents {
  /** Another source is live: the frames of the one before are gone. */
  onSwitch(source: FrameSource): void;
  /** The source in use delivers nothing any more, and no other has taken its place yet. */
  onEnd(): void;
  onFrame(frame: Frame): void;
}

/** A source in use, and the wish that it came from. */
interface Live {
  readonly wish: SourceWish;
  readonly open: OpenSource;
  /** It stands in for something that failed. */
  readonly instead: boolean;
}

/**
 * Opens sources and changes between them. The source in use stays until the next one delivers, so that a file that
 * cannot be read or a camera that is refused costs nothing; only a camera makes way first, because phones open one
 * at a time. A camera that is lost is opened again as soon as it is back.
 */
export class SourceControl {
  readonly #stages: LensStages;
  readonly #state: WritableLensState;
  readonly #announce: Announcements;
  readonly #events: SourceEvents;
  readonly #backoff: Backoff;
  readonly #unwatch: () => void;
  #live: Live | null = null;
  /** The wish that failed or was lost last: what "try again" means. */
  #failed: SourceWish | null = null;
  #lost = false;
  /** Counts openings; a slower, older one that comes through late is stopped. */
  #token = 0;
  /** What is being opened. */
  #opening: Pick<Live, "wish" | "instead"> | null = null;
  /** While something else has the camera: what is opened afterwards; null for nothing. */
  #suspended: { next: Pick<Live, "wish" | "instead"> | null } | null = null;
  /** A camera is opened again that something else had just now, and may not have let go of yet. */
  #resuming = false;

  constructor(
    stages: LensStages,
    state: WritableLensState,
    announce: Announcements,
    clock: Clock,
    events: SourceEvents,
  ) {
    this.#stages = stages;
    this.#state = state;
    this.#announce = announce;
    this.#events = events;
    this.#backoff = new Backoff(clock);
    this.#unwatch = stages.watchCameras(() => this.#onCamerasChanged());
  }

  /**
   * Opens what is wished. True when it is live; a failure becomes a fault, and a lost camera is tried again.
   * @param instead It stands in for something that failed, whose fault stays.
   */
  async open(wish: SourceWish, instead = false): Promise<boolean> {
    this.#backoff.reset();
    this.#lost = false;
    if (this.#suspended === null) return this.#open(wish, instead);
    this.#suspended.next = { wish, instead };
    return false;
  }

  async retry(): Promise<void> {
    const wish = this.#failed ?? { kind: "demo" };
    if (this.#suspended === null) await this.#open(wish);
    else this.#suspended.next = { wish, instead: false };
  }

  /** Stops the source in use, which says nothing any more, and opens it again; without one, the one that failed. */
  async restart(): Promise<void> {
    const live = this.#live;
    if (live === null) return this.retry();
    const { label } = live.open.source;
    if (live.wish.kind !== "camera") await this.open(live.wish, live.instead);
    else this.#onLost(live, new CameraLostError(`The camera "${label}" sends no pictures. It is opened again.`));
  }

  /**
   * Lets go of the camera, and hears nothing of other sources, until `resume`. What can be opened again is stopped; a
   * film or what was shared would begin anew, or be gone, and waits instead.
   */
  suspend(): void {
    if (this.#suspended !== null) return;
    const lost = this.#lost && this.#failed !== null ? { wish: this.#failed, instead: false } : null;
    const next = this.#opening ?? lost;
    this.#token += 1;
    this.#opening = null;
    this.#backoff.cancel();
    const kind = this.#live?.wish.kind;
    this.#suspended = { next };
    if (kind !== "camera" && kind !== "demo") return;
    this.#suspended.next ??= this.#live;
    this.#stopLive();
    this.#setStatus("opening");
  }

  /** Opens again what was there before `suspend`, or what was wished for since. */
  async resume(): Promise<void> {
    if (this.#suspended === null) return;
    const { next } = this.#suspended;
    this.#suspended = null;
    if (this.#live !== null) this.#events.onSwitch(this.#live.open.source);
    if (next === null) return;
    this.#resuming = true;
    await this.#open(next.wish, next.instead);
    this.#resuming = false;
  }

  /** The source in use. */
  get source(): FrameSource | null {
    return this.#live?.open.source ?? null;
  }

  /** The people chose to live without what failed. */
  giveUp(): void {
    this.#backoff.reset();
    this.#failed = null;
    this.#lost = false;
    if (this.#state.source.peek()?.status === "lost") this.#setStatus("failed");
  }

  async setTorch(on: boolean): Promise<void> {
    const live = this.#live;
    if (live === null) return;
    try {
      await live.open.setTorch(on);
    } catch {
      this.#announce.notify({ kind: "torch-failed" });
    }
    if (this.#live === live) this.#publish(live, "live");
  }

  async refreshCameras(): Promise<void> {
    try {
      this.#state.cameras.value = await this.#stages.listCameras();
    } catch {
      // Without a list there is nothing to choose from; opening the camera says why.
      this.#state.cameras.value = [];
    }
  }

  /** The other side of a phone, or the next device of the list. */
  flipped(): SourceWish {
    const cameras = this.#state.cameras.peek();
    const current = cameras.findIndex((camera) => camera.deviceId === this.#state.source.peek()?.deviceId);
    const facing = cameras[current]?.facing ?? null;
    if (facing !== null) return { kind: "camera", facing: facing === "user" ? "environment" : "user" };
    const next = cameras[(current + 1) % Math.max(1, cameras.length)];
    return next === undefined ? { kind: "camera" } : { kind: "camera", deviceId: next.deviceId };
  }

  dispose(): void {
    this.#token += 1;
    this.#backoff.cancel();
    this.#unwatch();
    this.#live?.open.source.stop();
    this.#live = null;
  }

  async #open(wish: SourceWish, instead = false): Promise<boolean> {
    this.#token += 1;
    const token = this.#token;
    let open: OpenSource | null = null;
    this.#opening = { wish, instead };
    try {
      open = await this.#stages.openSource(wish);
      if (token !== this.#token) {
        open.source.stop();
        return false;
      }
      if (wish.kind === "camera" && this.#live?.wish.kind === "camera") this.#stopLive();
      await this.#start({ wish, open, instead }, token);
      return token === this.#token;
    } catch (error) {
      open?.source.stop();
      if (token === this.#token) this.#onFailure(wish, asError(error));
      return false;
    } finally {
      if (token === this.#token) this.#opening = null;
    }
  }

  async #start(next: Live, token: number): Promise<void> {
    const { source } = next.open;
    await source.start(
      (frame) => {
        // One that is not live yet may have been overtaken by a later wish.
        if (this.#live !== next && token !== this.#token) return;
        this.#adopt(next);
        if (this.#suspended === null) this.#events.onFrame(frame);
      },
      (error) => {
        if (this.#live === next) this.#onLost(next, error);
      },
    );
    if (token === this.#token) this.#adopt(next);
    else source.stop();
  }

  #adopt(next: Live): void {
    if (this.#live === next) return;
    this.#stopLive();
    this.#live = next;
    this.#backoff.cancel();
    if (!next.instead) {
      this.#failed = null;
      this.#announce.clearFault("source");
    }
    this.#events.onSwitch(next.open.source);
    this.#publish(next, "live");
    if (this.#lost) this.#announce.notify({ kind: "camera-returned", label: next.open.source.label });
    this.#lost = false;
    // Names of cameras are told only once one of them was allowed.
    if (next.wish.kind === "camera") void this.refreshCameras();
  }

  #stopLive(): void {
    if (this.#live === null) return;
    this.#live.open.source.stop();
    this.#live = null;
    this.#events.onEnd();
  }

  #onFailure(wish: SourceWish, error: Error): void {
    const unreadable = error instanceof UnreadableFileError ? error : null;
    if (wish.kind === "file" || (wish.kind === "shared" && unreadable !== null)) {
      const file = wish.kind === "file" ? wish.file.name : (unreadable?.fileName ?? "");
      this.#announce.notify({ kind: "unreadable-file", name: error.name, file, reason: unreadable?.reason ?? null });
      return;
    }
    this.#failed = wish;
    // A lost camera is waited for, unless people have to act first.
    const waiting =
      (this.#lost || (this.#resuming && wish.kind === "camera")) &&
      error.name !== "CameraDeniedError" &&
      error.name !== "CameraUnsupportedError";
    this.#announce.fault("source", waiting ? this.#lostError(error) : error, waiting);
    this.#lost ||= waiting;
    if (waiting) this.#backoff.schedule(() => void this.#open(wish));
    else if (this.#live === null) this.#setStatus("failed");
  }

  /** While a camera is waited for, "it went away" says more than "there is none". */
  #lostError(error: Error): Error {
    const fault = this.#state.faults.peek().find(({ part }) => part === "source");
    if (fault?.name !== "CameraLostError") return error;
    return Object.assign(new Error(fault.message), { name: fault.name });
  }

  #onLost(live: Live, error: Error): void {
    // The same camera again, where it can be told from others.
    const deviceId = live.open.deviceId();
    const wish = live.wish.kind === "camera" && deviceId !== null ? { ...live.wish, deviceId } : live.wish;
    this.#stopLive();
    this.#failed = wish;
    this.#lost = wish.kind === "camera";
    this.#announce.fault("source", error, this.#lost);
    this.#setStatus(this.#lost ? "lost" : "failed");
    if (this.#lost) this.#backoff.schedule(() => void this.#open(wish));
  }

  #onCamerasChanged(): void {
    void this.refreshCameras();
    if (this.#lost && this.#failed !== null && this.#suspended === null) void this.#open(this.#failed);
  }

  #publish({ open }: Live, status: SourceStatus): void {
    const { kind, label, mirrored } = open.source;
    const state: SourceState = { kind, status, label, mirrored, deviceId: open.deviceId(), torch: open.torch() };
    this.#state.source.value = state;
  }

  #setStatus(status: SourceStatus): void {
    const source = this.#state.source.peek();
    if (source !== null) this.#state.source.value = { ...source, status };
  }
}
