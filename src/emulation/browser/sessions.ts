import {
  P_DEVICE,
  P_SESSION,
  P_SPACE,
  XRReferenceSpaceType,
  type XRDevice,
  type XRReferenceSpace,
  type XRSession,
} from "iwer";
import { Euler, Matrix4, Quaternion, Vector3 } from "three";
import type { Viewer } from "./viewer";

/** What a page asks for; wider than IWER's own type. */
interface Wish {
  readonly requiredFeatures?: readonly string[];
  readonly optionalFeatures?: readonly string[];
  readonly domOverlay?: { readonly root?: Element } | null;
  readonly depthSensing?: {
    readonly usagePreference: readonly string[];
    readonly dataFormatPreference: readonly string[];
  };
}

export interface SessionHooks {
  /** People's answer. */
  consent(): boolean;
  /** Before the page has the session; `root` is shown over the room. */
  adopt(session: XRSession, root: HTMLElement | null): void;
}

type Depth = XRSession[typeof P_SESSION]["depthSensingUsage"];

/** Sessions as browsers of the device give them: asked for in a gesture, with what the device can do. */
export class Sessions {
  readonly #device: XRDevice;
  readonly #viewer: Viewer;
  readonly #hooks: SessionHooks;
  /** How this device gives depth. */
  readonly #depthUsage: Depth;
  #spaces: XRReferenceSpace[] = [];
  #origin = new Matrix4();

  constructor(device: XRDevice, viewer: Viewer, depthUsage: Depth, hooks: SessionHooks) {
    this.#device = device;
    this.#viewer = viewer;
    this.#depthUsage = depthUsage;
    this.#hooks = hooks;
  }

  /** Room from the reference space that was asked for last. */
  get reference(): number[] | null {
    const matrix = this.#spaces.at(-1)?.[P_SPACE].offsetMatrix;
    return matrix === undefined ? null : Array.from(matrix);
  }

  install(): void {
    const { xrSystem } = this.#device[P_DEVICE];
    if (xrSystem === null) throw new Error("The emulated device is installed first.");
    const request = xrSystem.requestSession.bind(xrSystem);
    xrSystem.requestSession = async (mode, wish: Wish = {}) => {
      if (mode === "inline") return request(mode);
      if (!navigator.userActivation.isActive) {
        throw new DOMException("A session is given for a gesture of people alone.", "SecurityError");
      }
      const options = this.#answer(wish);
      if (!this.#hooks.consent()) throw new DOMException("People did not agree to the session.", "NotAllowedError");
      const session = await request(mode, options);
      this.#adopt(session, wish);
      return session;
    };
  }

  /** As if the system had found its bearings anew: local spaces have another origin, and pages are told. */
  reset(): void {
    this.#origin.premultiply(new Matrix4().makeRotationY(0.35).setPosition(0.3, 0, -0.2));
    for (const space of this.#spaces) {
      if (space[P_SPACE].parentSpace === this.#device[P_DEVICE].globalSpace) {
        space[P_SPACE].offsetMatrix = new Float32Array(this.#origin.elements);
      }
    }
    this.#device[P_DEVICE].pendingReferenceSpaceReset = true;
  }

  /** What can be given of a wish, or why nothing can. */
  #answer({ requiredFeatures = [], optionalFeatures = [], domOverlay, depthSensing }: Wish) {
    const can = (feature: string) => {
      if (feature === "dom-overlay" && !(domOverlay?.root instanceof HTMLElement)) return false;
      if (feature === "depth-sensing" && depthSensing?.usagePreference.includes(this.#depthUsage) !== true)
        return false;
      return this.#device.supportedFeatures.some((each) => each === feature);
    };
    const missing = requiredFeatures.filter((feature) => !can(feature));
    if (missing.length > 0) {
      throw new DOMException(`The device has no ${missing.join(", ")}.`, "NotSupportedError");
    }
    const asked = [...requiredFeatures, ...optionalFeatures];
    return { optionalFeatures: this.#device.supportedFeatures.filter((each) => asked.includes(each) && can(each)) };
  }

  #adopt(session: XRSession, { domOverlay, depthSensing }: Wish): void {
    const state = session[P_SESSION];
    state.depthSensingUsage = this.#depthUsage;
    const [format] = (depthSensing?.dataFormatPreference ?? []).filter(
      (each) => each === "luminance-alpha" || each === "float32",
    );
    if (format !== undefined) state.depthSensingDataFormat = format;

    this.#spaces = [];
    this.#origin = upright(this.#viewer.matrix);
    const request = session.requestReferenceSpace.bind(session);
    session.requestReferenceSpace = async (type) => {
      const space = await request(type);
      // IWER's local space leans as the head did when it was asked for; by the specification its y axis is up.
      if (type === XRReferenceSpaceType.Local) space[P_SPACE].offsetMatrix = new Float32Array(this.#origin.elements);
      if (type !== XRReferenceSpaceType.Viewer) this.#spaces.push(space);
      return space;
    };
    const root = domOverlay?.root;
    const overlay = session.enabledFeatures.includes("dom-overlay") && root instanceof HTMLElement ? root : null;
    this.#hooks.adopt(session, overlay);
  }
}

/** The same place and the same way, level. */
function upright(viewer: Matrix4): Matrix4 {
  const turn = new Quaternion();
  const position = new Vector3();
  viewer.decompose(position, turn, new Vector3());
  const { y } = new Euler().setFromQuaternion(turn, "YXZ");
  return new Matrix4().makeRotationY(y).setPosition(position);
}
