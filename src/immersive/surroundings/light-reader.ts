import { invertRigid, transformDirection } from "../../space";
import type { RoomLight, Table, XrMoment } from "../types";

declare global {
  // Missing in the types of WebXR: https://www.w3.org/TR/webxr-lighting-estimation-1/
  interface XRLightProbe extends EventTarget {
    readonly probeSpace: XRSpace;
  }
  interface XRLightEstimate {
    readonly sphericalHarmonicsCoefficients: Float32Array;
    readonly primaryLightDirection: DOMPointReadOnly;
    readonly primaryLightIntensity: DOMPointReadOnly;
  }
  interface XRSession {
    requestLightProbe?(): Promise<XRLightProbe>;
  }
  interface XRFrame {
    getLightEstimate?(probe: XRLightProbe): XRLightEstimate | null;
  }
}

/** Rooms do not change faster, ms. */
const EVERY_MS = 100;

/** The light of the room, where light estimation was granted. */
export class LightReader {
  #probe: XRLightProbe | null = null;
  #light: RoomLight | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(session: XRSession) {
    void this.#open(session);
  }

  /** Null while nothing is known. */
  get light(): RoomLight | null {
    return this.#light;
  }

  update(moment: XrMoment, table: Table | null): void {
    if (this.#probe === null || moment.now - this.#readAt < EVERY_MS) return;
    this.#readAt = moment.now;
    try {
      const estimate = moment.frame.getLightEstimate?.(this.#probe) ?? null;
      // While the device knows none, the last one holds.
      if (estimate !== null) this.#light = lightOf(estimate, this.#probe, moment, table);
    } catch {
      this.#probe = null;
    }
  }

  dispose(): void {
    this.#probe = null;
  }

  async #open(session: XRSession): Promise<void> {
    try {
      this.#probe = (await session.requestLightProbe?.()) ?? null;
    } catch {
      // Not granted: dishes keep the light that they were translated in.
    }
  }
}

function lightOf(
  { sphericalHarmonicsCoefficients, primaryLightDirection, primaryLightIntensity }: XRLightEstimate,
  { probeSpace }: XRLightProbe,
  { frame, space }: XrMoment,
  table: Table | null,
): RoomLight {
  const { x: red, y: green, z: blue } = primaryLightIntensity;
  const probe = frame.getPose(probeSpace, space)?.transform.matrix;
  const inRoom = probe === undefined ? primaryLightDirection : transformDirection(probe, primaryLightDirection);
  const { x, y, z } = table === null ? inRoom : transformDirection(invertRigid(table.pose), inRoom);
  return {
    harmonics: sphericalHarmonicsCoefficients.slice(),
    primary: [red, green, blue],
    direction: [x, y, z],
  };
}
