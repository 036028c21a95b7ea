import { P_DEVICE, P_SESSION, XRFrame, XRSpace, type XRDevice, type XRSession } from "iwer";

/** Where the room's main light comes from: over the left shoulder. Of length 1. */
const TOWARDS_LIGHT = { x: -0.48, y: 0.8, z: 0.36 } as const;

/** Radiance of the room all around, and of its main light, in usual light. */
const AMBIENT = 0.42;
const PRIMARY = 1.6;

/** Light estimation, which IWER does not have. */
export class RoomLightEstimates {
  #intensity = 1;
  #colour: readonly [number, number, number] = [1, 1, 1];
  readonly #device: XRDevice;
  readonly #probes = new WeakSet<object>();

  constructor(device: XRDevice) {
    this.#device = device;
  }

  set(intensity: number, colour: readonly [number, number, number]): void {
    this.#intensity = intensity;
    this.#colour = colour;
  }

  /** For browsers of devices that estimate light at all. */
  install(): void {
    const estimate = (probe: object) => this.#estimate(probe);
    Object.assign(XRFrame.prototype, {
      getLightEstimate(this: XRFrame, probe: object) {
        return estimate(probe);
      },
    });
  }

  adopt(session: XRSession): void {
    Object.assign(session, {
      preferredReflectionFormat: "srgba8",
      requestLightProbe: () => {
        if (!session.enabledFeatures.includes("light-estimation")) {
          return Promise.reject(new DOMException("light-estimation was not granted.", "NotSupportedError"));
        }
        if (session[P_SESSION].ended) {
          return Promise.reject(new DOMException("The session has ended.", "InvalidStateError"));
        }
        const probe = Object.assign(new EventTarget(), { probeSpace: new XRSpace(this.#device[P_DEVICE].globalSpace) });
        this.#probes.add(probe);
        return Promise.resolve(probe);
      },
    });
  }

  #estimate(probe: object): object | null {
    if (!this.#probes.has(probe)) return null;
    const { x, y, z } = TOWARDS_LIGHT;
    const primary = this.#colour.map((channel) => channel * PRIMARY * this.#intensity);
    const [red = 0, green = 0, blue = 0] = primary;
    return {
      sphericalHarmonicsCoefficients: harmonics(
        this.#colour.map((channel) => channel * AMBIENT * this.#intensity),
        primary,
      ),
      primaryLightDirection: new DOMPointReadOnly(x, y, z, 0),
      primaryLightIntensity: new DOMPointReadOnly(red, green, blue, 1),
    };
  }
}

/**
 * Nine coefficients of three colours: radiance that is the same from everywhere, and a part of the main light, as far
 * as harmonics of the second order can show one (Ramamoorthi and Hanrahan 2001, equation 3).
 */
function harmonics(ambient: readonly number[], primary: readonly number[]): Float32Array {
  const { x, y, z } = TOWARDS_LIGHT;
  const basis = [
    0.282_095,
    0.488_603 * y,
    0.488_603 * z,
    0.488_603 * x,
    1.092_548 * x * y,
    1.092_548 * y * z,
    0.315_392 * (3 * z * z - 1),
    1.092_548 * x * z,
    0.546_274 * (x * x - y * y),
  ];
  const result = new Float32Array(27);
  for (const [index, value] of basis.entries()) {
    for (let channel = 0; channel < 3; channel++) {
      const everywhere = index === 0 ? (ambient[channel] ?? 0) * 4 * Math.PI * 0.282_095 : 0;
      result[index * 3 + channel] = everywhere + (primary[channel] ?? 0) * 0.5 * value;
    }
  }
  return result;
}
