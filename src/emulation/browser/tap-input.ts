import { P_DEVICE, P_SPACE, XRInputSource, XRInputSourceEvent, XRSpace, type XRDevice, type XRFrame } from "iwer";
import { Matrix4, Quaternion, Vector3 } from "three";
import { viewsOf } from "./environment";
import { GAZE_RAY, NO_HAND, SCREEN_RAY } from "./iwer-names";

const RAY_MODES = { screen: SCREEN_RAY, gaze: GAZE_RAY } as const;

const PROFILES = { screen: ["generic-touchscreen"], gaze: ["generic-fixed-hold"] } as const;

/** A finger on a screen, or an air tap: an input source that is there only while it presses. */
export class TapInput {
  readonly inputSource: XRInputSource;
  readonly #device: XRDevice;
  readonly #space: XRSpace;
  #state: "away" | "arriving" | "introduced" | "down" | "lifted" = "away";
  #releasing = false;

  constructor(device: XRDevice, kind: "screen" | "gaze") {
    this.#device = device;
    this.#space = new XRSpace(device[P_DEVICE].viewerSpace);
    this.inputSource = new XRInputSource(NO_HAND, RAY_MODES[kind], [...PROFILES[kind]], this.#space);
  }

  get connected(): boolean {
    return this.#state !== "away";
  }

  /** Whether the last change is over, so that the next may begin. */
  get settled(): boolean {
    return this.#state === "away" || (this.#state === "down" && !this.#releasing);
  }

  /** @param x Part of the screen's width. @param y Part of its height, from the top. */
  press(x: number, y: number): void {
    this.#aim(x, y);
    this.#state = "arriving";
    this.#releasing = false;
  }

  release(): void {
    this.#releasing = true;
  }

  /** Before each of the device's frames. */
  update(): void {
    if (this.#state === "lifted") this.#state = "away";
  }

  /** Called by the device in each frame while it is connected; the page learns of a new source after the first call. */
  onFrameStart(frame: XRFrame): void {
    const tell = (type: string) =>
      frame.session.dispatchEvent(new XRInputSourceEvent(type, { frame, inputSource: this.inputSource }));
    if (this.#state === "arriving") {
      this.#state = "introduced";
    } else if (this.#state === "introduced") {
      this.#state = "down";
      tell("selectstart");
    } else if (this.#state === "down" && this.#releasing) {
      this.#state = "lifted";
      tell("select");
      tell("selectend");
    }
  }

  #aim(x: number, y: number): void {
    const [view] = viewsOf(this.#device);
    const [wide = 1, high = 1] = [view?.projection[0], view?.projection[5]];
    const along = new Vector3((2 * x - 1) / wide, (1 - 2 * y) / high, -1).normalize();
    const turn = new Quaternion().setFromUnitVectors(new Vector3(0, 0, -1), along);
    const matrix = new Matrix4().makeRotationFromQuaternion(turn);
    this.#space[P_SPACE].offsetMatrix = new Float32Array(matrix.elements);
  }
}
