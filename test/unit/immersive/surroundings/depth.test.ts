import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelPlane } from "../../../../src/immersive/surroundings/depth/level-plane";
import { readDepth } from "../../../../src/immersive/surroundings/depth/room-depth";
import { heightAt, isLevel, tablePose } from "../../../../src/immersive/surroundings/level";
import type { XrMoment } from "../../../../src/immersive/types";
import { identity, type Matrix, transformDirection, transformPoint } from "../../../../src/space";

/** How a sensor may lie in its device: turned by quarters, mirrored, and cut to the view. */
interface Mounting {
  readonly quarters: number;
  readonly mirrored: boolean;
  readonly inset: number;
}

const mounting: fc.Arbitrary<Mounting> = fc.record({
  quarters: fc.integer({ min: 0, max: 3 }),
  mirrored: fc.boolean(),
  inset: fc.double({ min: 0, max: 0.2, noNaN: true }),
});

/** Where in the depth picture a place of the view lies. */
function place({ quarters, mirrored, inset }: Mounting, u: number, v: number): readonly [number, number] {
  let [x, y] = [u - 0.5, v - 0.5];
  for (let i = 0; i < quarters; i++) [x, y] = [-y, x];
  if (mirrored) x = -x;
  return [0.5 + x * (1 - 2 * inset), 0.5 + y * (1 - 2 * inset)];
}

function matrixOf(how: Mounting): Matrix {
  const [origin, across, down] = [place(how, 0, 0), place(how, 1, 0), place(how, 0, 1)];
  const matrix = identity();
  matrix.set([across[0] - origin[0], across[1] - origin[1]], 0);
  matrix.set([down[0] - origin[0], down[1] - origin[1]], 4);
  matrix.set(origin, 12);
  return matrix;
}

function momentWith(session: object, getDepthInformation: () => unknown): XrMoment {
  const view = { transform: { matrix: identity() }, projectionMatrix: identity() };
  return { session, frame: { getDepthInformation }, viewer: { views: [view] }, now: 0 } as unknown as XrMoment;
}

const onProcessor = (depthDataFormat: string) => ({ depthUsage: "cpu-optimized", depthDataFormat });

describe("measured depth", () => {
  const [width, height] = [16, 9];

  test.each(["luminance-alpha", "float32", "unsigned-short"] as const)(
    "%s is read however the sensor lies",
    (format) => {
      const values = Array.from({ length: width * height }, (_, i) => 300 + 7 * i);
      const data = format === "float32" ? new Float32Array(values) : new Uint16Array(values);
      fc.assert(
        fc.property(
          mounting,
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (how, u, v) => {
            const info = {
              width,
              height,
              data: data.buffer,
              rawValueToMeters: 0.001,
              normDepthBufferFromNormView: { matrix: matrixOf(how) },
            };
            const depth = readDepth(
              momentWith(onProcessor(format), () => info),
              null,
            );
            const [x, y] = place(how, u, v);
            // On the line between two samples either is right.
            fc.pre(Math.abs((x * width) % 1) > 1e-4 && Math.abs((y * height) % 1) > 1e-4);
            const column = Math.min(width - 1, Math.floor(x * width));
            const row = Math.min(height - 1, Math.floor(y * height));
            expect(depth?.at(u, v)).toBeCloseTo((values[row * width + column] ?? NaN) / 1000, 6);
            expect(depth?.raw?.format).toBe(format === "float32" ? "float32" : "luminance-alpha");
          },
        ),
      );
    },
  );

  test("is 0 beside the picture and where the sensor saw nothing", () => {
    const info = {
      width: 1,
      height: 1,
      data: new Float32Array([Number.NaN]).buffer,
      rawValueToMeters: 1,
      normDepthBufferFromNormView: { matrix: identity() },
    };
    const depth = readDepth(
      momentWith(onProcessor("float32"), () => info),
      null,
    );
    expect([depth?.at(0.5, 0.5), depth?.at(1.2, 0.5), depth?.at(0.5, -0.1)]).toEqual([0, 0, 0]);
  });

  test("is null where it is refused, on the GPU alone, or not there at the moment", () => {
    const gone = () => {
      throw new DOMException("no", "NotSupportedError");
    };
    const throwing = {
      get depthUsage() {
        return gone();
      },
    };
    expect(
      readDepth(
        momentWith({}, () => null),
        null,
      ),
    ).toBeNull();
    expect(
      readDepth(
        momentWith(throwing, () => ({})),
        null,
      ),
    ).toBeNull();
    expect(
      readDepth(
        momentWith({ depthUsage: "gpu-optimized" }, () => ({})),
        null,
      ),
    ).toBeNull();
    expect(readDepth(momentWith(onProcessor("float32"), gone), null)).toBeNull();
    expect(
      readDepth(
        momentWith(onProcessor("float32"), () => null),
        null,
      ),
    ).toBeNull();
  });
});

const small = (most: number) => fc.double({ min: -most, max: most, noNaN: true });

describe("level planes", () => {
  test("are found among dishes, hands and walls", () => {
    const spread = fc.array(fc.tuple(small(0.25), small(0.25), small(0.004)), { minLength: 60, maxLength: 120 });
    const others = fc.array(fc.tuple(small(0.3), fc.double({ min: 0.02, max: 0.4, noNaN: true }), small(0.3)), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(spread, others, small(1), (table, clutter, height) => {
        const points = [
          ...table.map(([x, z, noise]) => ({ x, y: height + noise, z })),
          ...clutter.map(([x, above, z]) => ({ x, y: height + above, z })),
        ];
        const plane = levelPlane(points);
        expect(plane).not.toBeNull();
        if (plane === null) return;
        expect(Math.abs(heightAt(plane, 0, 0) - height)).toBeLessThan(0.008);
        expect(isLevel(plane.normal)).toBe(true);
      }),
    );
  });

  test("are not found in a wall, nor in a few points", () => {
    const wall = Array.from({ length: 100 }, (_, i) => ({ x: i / 100, y: (i * 37) % 100, z: 0 }));
    expect(levelPlane(wall)).toBeNull();
    expect(levelPlane(wall.slice(0, 5).map((point) => ({ ...point, y: 0 })))).toBeNull();
    expect(levelPlane([])).toBeNull();
  });
});

describe("the pose of a table", () => {
  test("has its normal for y, its point for origin, and measures the heights of its surface", () => {
    fc.assert(
      fc.property(
        small(0.26),
        fc.double({ min: -3, max: 3, noNaN: true }),
        small(1),
        small(1),
        (tilt, around, x, z) => {
          const normal = {
            x: Math.sin(tilt) * Math.cos(around),
            y: Math.cos(tilt),
            z: Math.sin(tilt) * Math.sin(around),
          };
          const surface = { point: { x: 0.3, y: 0.7, z: -0.4 }, normal };
          const pose = tablePose(surface);
          const up = transformDirection(pose, { x: 0, y: 1, z: 0 });
          const gravity = Math.abs(tilt) <= (4 * Math.PI) / 180;
          expect(up.y).toBeCloseTo(gravity ? 1 : normal.y, 5);
          expect(up.x).toBeCloseTo(gravity ? 0 : normal.x, 5);
          const origin = transformPoint(pose, { x: 0, y: 0, z: 0 });
          expect([origin.x, origin.y, origin.z].map((value) => Math.fround(value))).toEqual(
            [0.3, 0.7, -0.4].map(Math.fround),
          );
          const y = heightAt(surface, x, z);
          const above = (x - 0.3) * normal.x + (y - 0.7) * normal.y + (z + 0.4) * normal.z;
          expect(above).toBeCloseTo(0, 6);
        },
      ),
    );
  });
});
