import fc from "fast-check";
import { PerspectiveCamera, Vector3 } from "three";
import { expect, test } from "vitest";
import { Sight } from "../../../../src/immersive/controls/ring/sight";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** A screen that is held over a table, and a place on the table beside its middle. */
function held(pitch: number, roll: number) {
  const camera = new PerspectiveCamera(60, 0.5, 0.05, 10);
  camera.position.set(0, 0.5, 0);
  camera.rotation.set(-pitch, 0, roll, "YXZ");
  camera.updateMatrixWorld();
  return { camera, headUp: new Vector3().setFromMatrixColumn(camera.matrixWorld, 1) };
}

/** How far "up" leans on the screen, as a part of its height. */
function lean(sight: Sight, camera: PerspectiveCamera, middle: Vector3): number {
  const from = middle.clone().project(camera);
  const to = middle.clone().addScaledVector(sight.up, 0.02).project(camera);
  return Math.abs((to.x - from.x) * camera.aspect) / Math.abs(to.y - from.y);
}

test("on a screen in the hand nothing leans, however it is held and wherever the dish is in it", () => {
  fc.assert(
    fc.property(between(0.3, 1.5), between(-0.6, 0.6), between(-0.15, 0.15), (pitch, roll, x) => {
      const { camera, headUp } = held(pitch, roll);
      const middle = camera.localToWorld(new Vector3(x, 0.05, -0.5));
      const sight = new Sight();
      sight.level = false;
      sight.aim(camera.position, middle, headUp);
      expect(lean(sight, camera, middle)).toBeLessThan(1e-6);
    }),
  );
});

test("before a head, up is away from the table", () => {
  const { camera, headUp } = held(0.7, 0.4);
  const middle = camera.localToWorld(new Vector3(0.15, 0, -0.5));
  const sight = new Sight();
  sight.aim(camera.position, middle, headUp);
  expect(sight.right.y).toBeCloseTo(0);
  expect(lean(sight, camera, middle)).toBeGreaterThan(0.1);
});
