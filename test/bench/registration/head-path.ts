import type { Matrix, Vector } from "../../../src/space";
import { Random } from "./random";

export type PathName = "slow" | "fast" | "around";

export const PATHS: readonly PathName[] = ["slow", "fast", "around"];

/** Pose of a head at a time, s: table space from camera. */
export type HeadPath = (seconds: number) => Matrix;

const sin = (seconds: number, hertz: number, phase = 0): number => Math.sin(2 * Math.PI * (hertz * seconds + phase));

/** Where the eyes are, metres from the dish, and what they look at. */
const ways: Readonly<Record<PathName, (t: number) => { eye: Vector; target: Vector }>> = {
  /** Sitting at the table, leaning a little: at most 0.06 m/s. */
  slow: (t) => ({
    eye: { x: 0.06 * sin(t, 0.13), y: 0.42 + 0.02 * sin(t, 0.09, 0.2), z: 0.42 + 0.04 * sin(t, 0.11, 0.6) },
    target: { x: 0.02 * sin(t, 0.21, 0.4), y: 0, z: 0.02 * sin(t, 0.17) },
  }),
  /** Looking at it from all sides of a chair in a hurry: up to 0.75 m/s, the gaze swings by 40 degrees a second. */
  fast: (t) => ({
    eye: { x: 0.26 * sin(t, 0.4), y: 0.43 + 0.07 * sin(t, 0.31, 0.1), z: 0.4 + 0.1 * sin(t, 0.37, 0.5) },
    target: { x: 0.09 * sin(t, 0.55, 0.3), y: 0.01, z: 0.06 * sin(t, 0.47) },
  }),
  /** Walking round the table and back, 160 degrees at up to 0.5 m/s, with a step's bobbing. */
  around: (t) => {
    const angle = 1.4 * sin(t, 0.08);
    const away = 0.62 + 0.06 * sin(t, 0.19);
    return {
      eye: { x: away * Math.sin(angle), y: 0.55 + 0.012 * sin(t, 1.9), z: away * Math.cos(angle) },
      target: { x: 0.03 * sin(t, 0.95), y: 0, z: 0.03 * sin(t, 0.3) },
    };
  },
};

/** Trembling of a head: below 2 Hz it sways by 1.5 mm, at 8 to 11 Hz it shakes by 0.1 mm. */
const TREMOR = [
  { hertz: 0.7, metres: 0.0012 },
  { hertz: 1.7, metres: 0.0008 },
  { hertz: 8.3, metres: 0.0001 },
  { hertz: 10.9, metres: 0.0001 },
];

/** A smooth way with a head's tremor on it, the same for the same seed. */
export function headPath(name: PathName, seed: number): HeadPath {
  const random = new Random(seed);
  const phases = TREMOR.map(() => [random.uniform(), random.uniform(), random.uniform(), random.uniform()] as const);
  return (t) => {
    const { eye, target } = ways[name](t);
    const shake = { x: 0, y: 0, z: 0, gaze: 0 };
    TREMOR.forEach(({ hertz, metres }, k) => {
      const [a = 0, b = 0, c = 0, d = 0] = phases[k] ?? [];
      shake.x += metres * sin(t, hertz, a);
      shake.y += metres * sin(t, hertz, b);
      shake.z += metres * sin(t, hertz, c);
      // A gaze trembles more than a head moves: about a degree per 10 mm.
      shake.gaze += metres * sin(t, hertz, d);
    });
    return lookAt(
      { x: eye.x + shake.x, y: eye.y + shake.y, z: eye.z + shake.z },
      { x: target.x + shake.gaze, y: target.y, z: target.z - shake.gaze },
    );
  };
}

/** A pose at `from` whose -z points at `to`, its x axis level. */
export function lookAt(from: Vector, to: Vector): Matrix {
  const back = unit({ x: from.x - to.x, y: from.y - to.y, z: from.z - to.z });
  const right = unit({ x: back.z, y: 0, z: -back.x });
  const up = {
    x: back.y * right.z - back.z * right.y,
    y: back.z * right.x - back.x * right.z,
    z: back.x * right.y - back.y * right.x,
  };
  const columns = [right, up, back, from].map(({ x, y, z }, column) => [x, y, z, column === 3 ? 1 : 0]);
  return new Float32Array(columns.flat());
}

function unit({ x, y, z }: Vector): Vector {
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length };
}
