import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Ellipse } from "../../../src/net/dish";
import {
  discOf,
  ellipseOfDisc,
  liftEllipse,
  meetPlane,
  pixelMatrix,
  projectPoint,
  rayThrough,
} from "../../../src/space";
import { HEIGHT, projection, seated, WIDTH } from "./arbitraries";
import { lookAt } from "../../bench/registration/head-path";

const disc = fc.record({
  x: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
  z: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
  radius: fc.double({ min: 0.03, max: 0.12, noNaN: true }),
});
const rimHeight = fc.double({ min: 0, max: 0.1, noNaN: true });

/** How far a point is from an ellipse, in its radii: 1 on it. */
function radii({ cx, cy, rx, ry, angle }: Ellipse, x: number, y: number): number {
  const along = (x - cx) * Math.cos(angle) + (y - cy) * Math.sin(angle);
  const across = (y - cy) * Math.cos(angle) - (x - cx) * Math.sin(angle);
  return Math.hypot(along / rx, across / ry);
}

describe("ellipseOfDisc", () => {
  it("goes through every point of the circle", () => {
    fc.assert(
      fc.property(seated, disc, rimHeight, (view, circle, height) => {
        const m = pixelMatrix(view, WIDTH, HEIGHT);
        const ellipse = ellipseOfDisc(m, circle, height);
        // A camera 0.3 m from the origin can be within reach of the dish.
        fc.pre(ellipse !== null && ellipse.rx < 2000);
        expect(ellipse.rx).toBeGreaterThanOrEqual(ellipse.ry);
        for (let k = 0; k < 12; k++) {
          const at = (k * Math.PI) / 6;
          const on = projectPoint(m, {
            x: circle.x + circle.radius * Math.cos(at),
            y: height,
            z: circle.z + circle.radius * Math.sin(at),
          });
          expect(on).not.toBeNull();
          if (on !== null) expect(radii(ellipse, on.x, on.y)).toBeCloseTo(1, 3);
        }
      }),
    );
  });

  it("sees nothing of a circle that is not wholly in front", () => {
    const pose = lookAt({ x: 0, y: 0.3, z: 0 }, { x: 0, y: 0.2, z: -1 });
    fc.assert(
      fc.property(projection, (lens) => {
        const m = pixelMatrix({ pose, projection: lens, table: 1 }, WIDTH, HEIGHT);
        expect(ellipseOfDisc(m, { x: 0, z: 0, radius: 0.1 }, 0)).toBeNull();
        expect(ellipseOfDisc(m, { x: 0, z: 1, radius: 0.1 }, 0)).toBeNull();
        expect(ellipseOfDisc(m, { x: 0, z: -0.5, radius: 0.1 }, 0)).not.toBeNull();
      }),
    );
  });
});

describe("liftEllipse", () => {
  it("gives the disc back that was seen", () => {
    fc.assert(
      fc.property(seated, disc, rimHeight, (view, circle, height) => {
        const m = pixelMatrix(view, WIDTH, HEIGHT);
        const ellipse = ellipseOfDisc(m, circle, height);
        fc.pre(ellipse !== null && ellipse.rx < 2000);
        const lifted = liftEllipse(m, ellipse, height);
        expect(lifted).not.toBeNull();
        if (lifted === null) return;
        const found = discOf(lifted);
        expect(found.x).toBeCloseTo(circle.x, 4);
        expect(found.z).toBeCloseTo(circle.z, 4);
        expect(found.radius).toBeCloseTo(circle.radius, 4);
        expect(found.elongation).toBeCloseTo(1, 2);
      }),
    );
  });

  it("does better than the ray through the ellipse's centre", () => {
    const pose = lookAt({ x: 0, y: 0.3, z: 0.45 }, { x: 0, y: 0, z: 0 });
    const lens = new Float32Array([1.6, 0, 0, 0, 0, 2.1, 0, 0, 0, 0, -1, -1, 0, 0, -0.1, 0]);
    const view = { pose, projection: lens, table: 1 };
    const m = pixelMatrix(view, WIDTH, HEIGHT);
    const ellipse = ellipseOfDisc(m, { x: 0, z: 0, radius: 0.13 }, 0.02);
    if (ellipse === null) throw new Error("The dish is in front of the camera.");
    const ray = meetPlane(rayThrough(view, WIDTH, HEIGHT, ellipse.cx, ellipse.cy), 0.02);
    const lifted = liftEllipse(m, ellipse, 0.02);
    expect(Math.hypot(ray?.x ?? 0, ray?.z ?? 0)).toBeGreaterThan(0.01);
    expect(Math.hypot(lifted?.x ?? 1, lifted?.z ?? 1)).toBeLessThan(1e-4);
  });

  it("finds nothing over the horizon, and nothing from below", () => {
    const lens = new Float32Array([1.6, 0, 0, 0, 0, 2.1, 0, 0, 0, 0, -1, -1, 0, 0, -0.1, 0]);
    const level = { pose: lookAt({ x: 0, y: 0.3, z: 0 }, { x: 0, y: 0.3, z: -1 }), projection: lens, table: 1 };
    const m = pixelMatrix(level, WIDTH, HEIGHT);
    const round = { cx: 320, rx: 60, ry: 40, angle: 0 };
    expect(liftEllipse(m, { ...round, cy: 100 }, 0)).toBeNull();
    expect(liftEllipse(m, { ...round, cy: 260 }, 0)).toBeNull();
    expect(liftEllipse(m, { ...round, cy: 330 }, 0)).not.toBeNull();
    expect(liftEllipse(m, { ...round, cy: 330 }, 0.4)).toBeNull();
    expect(liftEllipse(m, { ...round, cy: 100 }, 0.4)).toBeNull();
  });
});
