import { P_DEVICE, P_SESSION, type XRDevice, type XRSession } from "iwer";
import { DroppedFrames, type RoomClock } from "./room-clock";

export interface FrameHooks {
  /** Before the device's frame: where everything is now. */
  before(now: number): void;
  /** After the page's callbacks. */
  after(): void;
}

/** When sessions get their frames: with the display, or one by one while time stands still. */
export class FrameLoop {
  readonly dropped = new DroppedFrames();
  readonly #device: XRDevice;
  readonly #clock: RoomClock;
  readonly #hooks: FrameHooks;
  #session: XRSession | null = null;
  #frame: (() => void) | null = null;

  constructor(device: XRDevice, clock: RoomClock, hooks: FrameHooks) {
    this.#device = device;
    this.#clock = clock;
    this.#hooks = hooks;
  }

  adopt(session: XRSession): void {
    const state = session[P_SESSION];
    // The session asks the window for its next frame with whatever stands here.
    const frame = state.onDeviceFrame;
    state.onDeviceFrame = () => this.#tick();
    this.#session = session;
    this.#frame = frame;
    this.#schedule();
    session.addEventListener("end", () => {
      if (this.#session !== session) return;
      this.#session = null;
      this.#frame = null;
    });
  }

  pause(): void {
    this.#clock.pause();
    this.#cancel();
  }

  resume(): void {
    this.#clock.resume();
    this.#schedule();
  }

  step(ms: number): void {
    this.#clock.advance(ms);
    if (!this.#visible() || this.dropped.next()) return;
    this.#run();
    this.#cancel();
  }

  #tick(): void {
    if (this.#clock.paused) return;
    if (this.#visible() && !this.dropped.next()) this.#run();
    else this.#schedule();
  }

  #run(): void {
    if (this.#frame === null) return;
    this.#hooks.before(this.#clock.now());
    try {
      this.#frame();
    } finally {
      this.#hooks.after();
    }
  }

  /** Hidden sessions get no frames; one more tells them that they are hidden, or no longer. */
  #visible(): boolean {
    return this.#device.visibilityState !== "hidden" || this.#device[P_DEVICE].pendingVisibilityState !== null;
  }

  #schedule(): void {
    this.#cancel();
    const state = this.#session?.[P_SESSION];
    if (state !== undefined && !this.#clock.paused) {
      state.deviceFrameHandle = requestAnimationFrame(state.onDeviceFrame);
    }
  }

  #cancel(): void {
    const handle = this.#session?.[P_SESSION].deviceFrameHandle;
    if (handle !== undefined) cancelAnimationFrame(handle);
  }
}
