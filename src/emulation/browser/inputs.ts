import { P_DEVICE, P_SESSION, XRInputSourceEvent, type XRDevice, type XRSession } from "iwer";
import { Euler, Quaternion, Vector3 } from "three";
import type { Pose } from "../types";
import type { DeviceProfile } from "./profiles";
import { TapInput } from "./tap-input";

/** Where the right hand is at first, in the room. */
const RIGHT: Pose["position"] = [0.22, 0.95, -0.22];
const LEFT: Pose["position"] = [-0.26, 0.93, -0.2];

/** The device's one button, whatever it is on this device. */
export class Inputs {
  readonly #device: XRDevice;
  readonly #tap: TapInput | null;
  /** What is still to happen, one thing at a time. */
  #queue: ({ readonly x: number; readonly y: number } | "release")[] = [];

  constructor(device: XRDevice, { input }: DeviceProfile) {
    this.#device = device;
    this.#tap = input === "tracked" ? null : new TapInput(device, input);
    if (this.#tap !== null) this.#replaceInputs(this.#tap);
    else this.#restHands();
  }

  press(x: number, y: number): void {
    this.#queue.push({ x, y });
  }

  release(): void {
    this.#queue.push("release");
  }

  /** Controllers, or hands without them. */
  use(kind: "controller" | "hand"): void {
    this.#device.primaryInputMode = kind;
  }

  pointAt([x, y, z]: Pose["position"]): void {
    for (const input of this.#right()) {
      const along = new Vector3(x, y, z).sub(new Vector3(input.position.x, input.position.y, input.position.z));
      const pitch = Math.atan2(along.y, Math.hypot(along.x, along.z));
      const turn = new Quaternion().setFromEuler(new Euler(pitch, Math.atan2(-along.x, -along.z), 0, "YXZ"));
      input.quaternion.set(turn.x, turn.y, turn.z, turn.w);
    }
  }

  adopt(session: XRSession): void {
    this.#queue = [];
    // IWER asks for a permission to track eyes, where the head's direction needs none.
    session[P_SESSION].hasGazeTracking = true;
    orderSelectEvents(session);
  }

  /** Before each of the device's frames. */
  update(): void {
    this.#tap?.update();
    if (this.#tap !== null && !this.#tap.settled) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    if (this.#tap !== null) {
      if (next === "release") this.#tap.release();
      else this.#tap.press(next.x, next.y);
    } else if (this.#device.primaryInputMode === "hand") {
      this.#device.hands.right?.updatePinchValue(next === "release" ? 0 : 1);
    } else {
      this.#device.controllers.right?.updateButtonValue("trigger", next === "release" ? 0 : 1);
    }
  }

  #replaceInputs(tap: TapInput): void {
    Object.defineProperty(this.#device, "activeInputs", {
      configurable: true,
      get: () => (this.#device.visibilityState === "visible" && tap.connected ? [tap] : []),
    });
  }

  #restHands(): void {
    const { controllers, hands } = this.#device[P_DEVICE];
    for (const input of [controllers.left, hands.left]) input?.position.set(...LEFT);
    for (const input of this.#right()) input.position.set(...RIGHT);
    this.pointAt([0.01, 0.74, -0.51]);
  }

  #right() {
    const { controllers, hands } = this.#device;
    return [controllers.right, hands.right].filter((input) => input !== undefined);
  }
}

/** IWER says "select" when a button goes down; by the specification it comes before "selectend", when it goes up. */
function orderSelectEvents(session: XRSession): void {
  const dispatch = session.dispatchEvent.bind(session);
  let forwarding = false;
  session.dispatchEvent = (event: Event) => {
    if (forwarding || !(event instanceof XRInputSourceEvent)) return dispatch(event);
    const [, action = "", phase = ""] = /^(select|squeeze)(start|end)?$/.exec(event.type) ?? [];
    if (action === "" || event.inputSource.gamepad === undefined) return dispatch(event);
    if (phase === "") return true;
    if (phase === "end") {
      forwarding = true;
      dispatch(new XRInputSourceEvent(action, { frame: event.frame, inputSource: event.inputSource }));
      forwarding = false;
    }
    return dispatch(event);
  };
}
