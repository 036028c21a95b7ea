import { metaQuest3, XRDevice, type XRDeviceConfig } from "iwer";
import { Matrix4 } from "three";
import type { CameraTruth, EmulatedDevice, RefusableFeature } from "../types";
import { SCREEN_SPACE } from "./iwer-names";

/** By what people select: a finger on the screen, an air tap along their gaze, controllers or hands. */
export type InputKind = "screen" | "gaze" | "tracked";

/** A device as the emulation knows it. */
export interface DeviceProfile {
  readonly config: XRDeviceConfig;
  readonly stereo: boolean;
  readonly input: InputKind;
  /** Angle of the longer side of a phone's picture, or of a headset's height, radians. */
  readonly fieldOfView: number;
  /** The camera of `getUserMedia`. */
  readonly camera: CameraTruth & { readonly label: string };
}

type IwerFeature = XRDeviceConfig["supportedFeatures"][number];

const BASIC: readonly string[] = ["viewer", "local"];

export function createDevice(profile: DeviceProfile): XRDevice {
  return new XRDevice(profile.config, { stereoEnabled: profile.stereo, ipd: profile.stereo ? 0.063 : 0 });
}

/** IWER knows fewer names than it passes on: the emulation adds what is missing behind them. */
export function iwerFeatures(profile: readonly string[], refused: readonly RefusableFeature[]): IwerFeature[] {
  return profile.filter((name) => !refused.some((each) => each === name)) as IwerFeature[];
}

/** What devices of this kind can do, before anything is refused. */
export function supported(device: EmulatedDevice): readonly string[] {
  return [...BASIC, ...FEATURES[device]];
}

const FEATURES: Readonly<Record<EmulatedDevice, readonly RefusableFeature[]>> = {
  phone: ["local-floor", "hit-test", "anchors", "dom-overlay", "light-estimation", "depth-sensing", "camera-access"],
  quest: ["local-floor", "hit-test", "anchors", "depth-sensing", "hand-tracking"],
  hololens: ["local-floor", "hit-test"],
};

/** Chrome on an Android phone. */
const phone: DeviceProfile = {
  config: {
    ...metaQuest3,
    name: "Emulated phone",
    controllerConfig: undefined,
    supportedSessionModes: ["inline", "immersive-ar"],
    supportedFeatures: [],
    supportedFrameRates: [],
    internalNominalFrameRate: 60,
    interactionMode: SCREEN_SPACE,
    userAgent:
      "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
  },
  stereo: false,
  input: "screen",
  fieldOfView: radians(66),
  camera: { ...camera(640, 480, radians(66), [0, 0, 0], 0), latencyMs: 60, label: "camera2 0, facing back" },
};

/** A Quest 3: passthrough, controllers or hands, its cameras by `getUserMedia`. */
const quest: DeviceProfile = {
  config: { ...metaQuest3, name: "Emulated Quest", supportedFeatures: [] },
  stereo: true,
  input: "tracked",
  fieldOfView: radians(96),
  camera: {
    ...camera(640, 480, radians(73), [0.032, -0.017, -0.062], radians(-11)),
    latencyMs: 60,
    label: "camera2 1, facing back",
  },
};

/** A HoloLens 2 in Edge: gaze and air tap. */
const hololens: DeviceProfile = {
  config: {
    ...metaQuest3,
    name: "Emulated HoloLens",
    controllerConfig: undefined,
    supportedFeatures: [],
    supportedFrameRates: [],
    internalNominalFrameRate: 60,
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; WebView/3.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0",
  },
  stereo: true,
  input: "gaze",
  fieldOfView: radians(29),
  camera: {
    ...camera(640, 360, radians(64.7), [0, 0.04, -0.05], radians(-4)),
    latencyMs: 90,
    label: "QC Back Camera",
  },
};

export const PROFILES: Readonly<Record<EmulatedDevice, DeviceProfile>> = { phone, quest, hololens };

function camera(
  width: number,
  height: number,
  horizontal: number,
  position: readonly [number, number, number],
  pitch: number,
): Omit<CameraTruth, "latencyMs"> {
  const offset = new Matrix4().makeRotationX(pitch).setPosition(...position);
  const x = 1 / Math.tan(horizontal / 2);
  return {
    width,
    height,
    offset: offset.elements.map(Number),
    projection: perspective(x, (x * width) / height),
  };
}

/** A symmetric projection with the planes that sessions have at first. */
export function perspective(x: number, y: number, near = 0.1, far = 1000): number[] {
  const depth = far - near;
  return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, -(far + near) / depth, -1, 0, 0, (-2 * far * near) / depth, 0];
}

function radians(degrees: number): number {
  return (degrees / 180) * Math.PI;
}
