import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { driftAt, MAX_ANGLE, MAX_SHIFT, MAX_ZOOM, MIN_ZOOM } from "../../../src/capture/drift";

/** A day of milliseconds. */
const time = fc.double({ min: 0, max: 86_400_000, noNaN: true });
const WIDTH = 1280;
const HEIGHT = 960;

describe("driftAt", () => {
  it("stays within its bounds", () => {
    fc.assert(
      fc.property(time, (at) => {
        const { x, y, zoom, angle } = driftAt(at);
        expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(MAX_SHIFT);
        expect(Math.abs(angle)).toBeLessThanOrEqual(MAX_ANGLE);
        expect(zoom).toBeGreaterThanOrEqual(MIN_ZOOM);
        expect(zoom).toBeLessThanOrEqual(MAX_ZOOM);
      }),
    );
  });

  it("never shows the picture's edge, whatever the picture's proportions", () => {
    fc.assert(
      fc.property(time, fc.double({ min: 0.5, max: 2.5, noNaN: true }), (at, ratio) => {
        const { x, y, zoom, angle } = driftAt(at);
        const cover = Math.max(WIDTH / ratio, HEIGHT) * zoom;
        for (const corner of [-1, 1]) {
          for (const side of [-1, 1]) {
            const dx = (corner * WIDTH) / 2 - x * WIDTH;
            const dy = (side * HEIGHT) / 2 - y * HEIGHT;
            const alongWidth = dx * Math.cos(angle) + dy * Math.sin(angle);
            const alongHeight = dy * Math.cos(angle) - dx * Math.sin(angle);
            expect(Math.abs(alongWidth)).toBeLessThan((cover * ratio) / 2);
            expect(Math.abs(alongHeight)).toBeLessThan(cover / 2);
          }
        }
      }),
    );
  });

  it("moves all the time, by less than two pixels a frame", () => {
    fc.assert(
      fc.property(time, (at) => {
        const now = driftAt(at);
        const next = driftAt(at + 1000 / 30);
        const corner = Math.hypot(WIDTH, HEIGHT) / 2;
        const moved =
          Math.hypot((next.x - now.x) * WIDTH, (next.y - now.y) * HEIGHT) +
          (Math.abs(next.angle - now.angle) + Math.abs(next.zoom - now.zoom)) * corner;
        expect(moved).toBeGreaterThan(0);
        expect(moved).toBeLessThan(2);
      }),
    );
  });

  it("is a function of time", () => {
    expect(driftAt(12_345.6)).toEqual(driftAt(12_345.6));
    expect(driftAt(12_345.6)).not.toEqual(driftAt(14_345.6));
  });
});
