import { type CameraModel, cardInCamera, projectCard } from "../../../src/calibration/maths/camera-model";
import { compose, fromVector, multiply } from "../../../src/calibration/maths/rotation";
import type { Pose, Recording, Sighting, TimedPose, Triple } from "../../../src/calibration/maths/types";

/** Random numbers that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function gaussianFrom(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface HeadMotion {
  /** Degrees to each side. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Metres to each side. */
  readonly shift: number;
  /** 1: a turn to both sides takes about four seconds. */
  readonly speed: number;
}

export const GUIDED: HeadMotion = { yaw: 14, pitch: 10, roll: 14, shift: 0.14, speed: 1 };

export interface Take {
  readonly truth: CameraModel;
  readonly motion?: HeadMotion;
  readonly seed: number;
  readonly aspect?: number;
  /** s */
  readonly length?: number;
  /** Pixels of a frame 1280 wide. */
  readonly pixelNoise?: number;
  /** Metres, degrees. */
  readonly poseNoise?: readonly [number, number];
  /** Share of the frames in which the card is found. */
  readonly hits?: number;
}

/** A minute in front of the card: the head turns to the sides, then nods, then tilts, and moves all the while, looking at the card roughly. */
export function record(take: Take): Recording {
  const {
    truth,
    motion = GUIDED,
    seed,
    aspect = 4 / 3,
    length = 60,
    pixelNoise = 0.5,
    poseNoise = [0.001, 0.1],
    hits = 0.8,
  } = take;
  const random = randomFrom(seed);
  const gaussian = gaussianFrom(random);
  const phases = Array.from({ length: 8 }, () => random() * 6);
  const at = (time: number): Pose => headAt((time / 1000) * motion.speed, motion, phases);
  const poses: TimedPose[] = [];
  for (let time = 1000; time < 1000 + length * 1000; time += 1000 / 72) {
    const { position, rotation } = at(time);
    const [metres, degrees] = poseNoise;
    const turn: Triple = [gaussian(), gaussian(), gaussian()].map((g) => (g * degrees * Math.PI) / 180) as [
      number,
      number,
      number,
    ];
    poses.push({
      time,
      position: position.map((value) => value + gaussian() * metres) as [number, number, number],
      rotation: multiply(rotation, fromVector(turn)),
    });
  }
  const sightings: Sighting[] = [];
  for (let time = 1000; time < 1000 + length * 1000; time += 1000 / 15) {
    if (random() > hits) continue;
    const points = projectCard(truth, cardInCamera(truth, at(time - truth.delay)));
    const inside = points.every((value, i) => value > 0.02 && value < (i % 2 === 0 ? 0.98 : 1 / aspect - 0.02));
    if (!inside) continue;
    sightings.push({ time, points: points.map((value) => value + (gaussian() * pixelNoise) / 1280) });
  }
  return { poses, sightings, aspect };
}

/** s of guided movement; a third each to the sides, up and down, to the shoulders; a tremor and a sway all the while. */
function headAt(seconds: number, { yaw, pitch, roll, shift }: HeadMotion, phases: readonly number[]): Pose {
  const wave = (period: number, phase: number): number =>
    Math.sin((2 * Math.PI * seconds) / period + (phases[phase] ?? 0));
  const stage = (index: number): number => {
    const apart = (((seconds / 20 - index - 0.5) % 3) + 3) % 3;
    const far = Math.min(apart, 3 - apart);
    return Math.max(0.15, Math.min(1, 1.7 - 2 * far));
  };
  const degree = Math.PI / 180;
  const side = wave(4.1, 0) * stage(0);
  const up = wave(3.7, 1) * stage(1);
  const tilt = wave(4.4, 2) * stage(2);
  const turn: Triple = [
    (up * pitch + 0.3 * wave(1.3, 3)) * degree,
    (side * yaw + 0.3 * wave(1.1, 4)) * degree,
    tilt * roll * degree,
  ];
  const position: Triple = [
    shift * (0.8 * side + 0.2 * wave(6.1, 5)),
    1.2 + shift * 0.6 * up,
    shift * (0.7 * wave(7.3, 6) * stage(2) + 0.1 * wave(5.3, 7)),
  ];
  // Looks down at a card on a table ahead.
  return compose({ position, rotation: fromVector([-0.7, 0, 0]) }, { position: [0, 0, 0], rotation: fromVector(turn) });
}

/** A card that lies, somewhat turned, where the head of `record` looks to, before a headset's camera. */
export function truthOf(random: () => number): CameraModel {
  const between = (least: number, most: number): number => least + random() * (most - least);
  const degree = Math.PI / 180;
  const distance = between(0.42, 0.6);
  return {
    delay: between(0, 150),
    logFocal: Math.log(between(0.55, 0.95)),
    cx: 0.5 + between(-0.02, 0.02),
    cy: 0.375 + between(-0.02, 0.02),
    camera: {
      position: [between(-0.04, 0.04), between(-0.03, 0.03), between(-0.08, 0)],
      rotation: fromVector([between(-8, 8) * degree, between(-6, 6) * degree, between(-3, 3) * degree]),
    },
    card: {
      position: [between(-0.02, 0.02), 1.2 - Math.sin(0.7) * distance, -Math.cos(0.7) * distance],
      rotation: fromVector([-Math.PI / 2 + between(0.1, 0.6), between(-0.2, 0.2), between(-0.15, 0.15)]),
    },
    logSpacing: Math.log(between(0.018, 0.024)),
  };
}
