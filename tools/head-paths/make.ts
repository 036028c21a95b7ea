/**
 * Writes the head paths of the emulated devices: `npx tsx tools/head-paths/make.ts`. Each is eight seconds of somebody
 * who sits at the room's table, 60 poses a second, and leads back to its beginning: a movement, the sway of a body
 * and the tremor of a neck, all of whole periods. The same each time.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Euler, Quaternion, Vector3 } from "three";

const SECONDS = 8;
const RATE = 60;
const FOLDER = path.resolve(import.meta.dirname, "../../src/emulation/paths");

/** What people look at: between the plate and the nearer bowl. */
const MEAL = new Vector3(0.01, 0.74, -0.51);

type Movement = (turn: number) => { readonly position: Vector3; readonly yaw?: number; readonly pitch?: number };

/** `turn` goes from 0 to 2 pi within the eight seconds. */
const MOVEMENTS: Readonly<Record<string, Movement>> = {
  still: () => ({ position: new Vector3(0, 1.16, -0.08) }),
  slow: (turn) => ({
    position: new Vector3(0.08 * Math.sin(turn), 1.16 + 0.02 * Math.sin(2 * turn), -0.08 - 0.04 * (1 - Math.cos(turn))),
  }),
  fast: (turn) => ({
    position: new Vector3(
      0.11 * Math.sin(6 * turn),
      1.15 + 0.04 * Math.sin(5 * turn),
      -0.1 + 0.05 * Math.sin(4 * turn),
    ),
    yaw: 0.11 * Math.sin(7 * turn),
    pitch: 0.05 * Math.sin(9 * turn),
  }),
  around: (turn) => {
    const angle = 1.05 * Math.sin(turn);
    return {
      position: new Vector3(
        MEAL.x + 0.46 * Math.sin(angle),
        1.13 + 0.05 * Math.cos(2 * turn),
        MEAL.z + 0.46 * Math.cos(angle),
      ),
    };
  },
};

for (const [name, movement] of Object.entries(MOVEMENTS)) {
  const poses = Array.from({ length: SECONDS * RATE }, (_, index) => pose(movement, index / (SECONDS * RATE)));
  const lines = poses.map((numbers) => `    [${numbers.map((number) => Number(number.toFixed(6))).join(", ")}]`);
  writeFileSync(
    path.join(FOLDER, `${name}.json`),
    `{\n  "rate": ${RATE},\n  "poses": [\n${lines.join(",\n")}\n  ]\n}\n`,
  );
}

function pose(movement: Movement, part: number): number[] {
  const turn = part * 2 * Math.PI;
  const { position, yaw = 0, pitch = 0 } = movement(turn);
  const sway = (axis: number) =>
    0.0025 * Math.sin(3 * turn + axis * 2.1) +
    0.0012 * Math.sin(11 * turn + axis) +
    0.0003 * Math.sin(67 * turn + 2 * axis);
  const at = position.add(new Vector3(sway(0), sway(1), sway(2)));
  const along = MEAL.clone().sub(at);
  const tremor = (axis: number) => 0.0022 * Math.sin(7 * turn + axis * 1.7) + 0.0006 * Math.sin(71 * turn + axis);
  const towards = new Euler(
    Math.atan2(along.y, Math.hypot(along.x, along.z)) + pitch + tremor(0),
    Math.atan2(-along.x, -along.z) + yaw + tremor(1),
    tremor(2),
    "YXZ",
  );
  const { x, y, z, w } = new Quaternion().setFromEuler(towards);
  return [at.x, at.y, at.z, x, y, z, w];
}
