import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DishMaskError, findDishes } from "../../../../src/net/dish";
import type { Ellipse } from "../../../../src/net/dish";
import { angleBetween, CAMERA, circle, emptyMask, type Grid, maskOf } from "./synthetic";

const find = (ellipses: readonly Ellipse[], grid: Grid = CAMERA, strength = 1) =>
  findDishes(maskOf(ellipses, grid, strength), grid.frameWidth, grid.frameHeight);

describe("findDishes", () => {
  it("recovers any ellipse from a grid of any anisotropy", () => {
    const scene = fc
      .record({
        width: fc.integer({ min: 96, max: 160 }),
        height: fc.integer({ min: 96, max: 160 }),
        frameWidth: fc.integer({ min: 480, max: 1920 }),
        frameHeight: fc.integer({ min: 480, max: 1920 }),
        ratio: fc.double({ min: 0.5, max: 1, noNaN: true }),
        angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        radius: fc.double({ min: 0.18, max: 0.3, noNaN: true }),
        x: fc.double({ min: 0, max: 1, noNaN: true }),
        y: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ ratio, angle, radius, x, y, ...grid }) => {
        const rx = radius * Math.min(grid.frameWidth, grid.frameHeight);
        const span = (length: number, t: number) => rx + t * (length - 2 * rx);
        const ellipse = { cx: span(grid.frameWidth, x), cy: span(grid.frameHeight, y), rx, ry: rx * ratio, angle };
        return { grid, ellipse };
      });
    fc.assert(
      fc.property(scene, ({ grid, ellipse }) => {
        const [dish, ...others] = find([ellipse], grid);
        expect(others).toEqual([]);
        if (dish === undefined) throw new Error("no dish was found");
        const cell = Math.max(grid.frameWidth / grid.width, grid.frameHeight / grid.height);
        expect(Math.hypot(dish.ellipse.cx - ellipse.cx, dish.ellipse.cy - ellipse.cy)).toBeLessThan(cell / 4);
        expect(Math.abs(dish.ellipse.rx - ellipse.rx)).toBeLessThan(cell / 2);
        expect(Math.abs(dish.ellipse.ry - ellipse.ry)).toBeLessThan(cell / 2);
        if (ellipse.ry < 0.8 * ellipse.rx) expect(angleBetween(dish.ellipse.angle, ellipse.angle)).toBeLessThan(0.06);
        const truth = (Math.PI * ellipse.rx * ellipse.ry) / (grid.frameWidth * grid.frameHeight);
        expect(Math.abs(dish.area / truth - 1)).toBeLessThan(0.13);
      }),
      { numRuns: 60 },
    );
  });

  it("puts a square 1.25 times the bounding square around the ellipse", () => {
    const [flat] = find([{ cx: 300, cy: 250, rx: 160, ry: 60, angle: 0 }]);
    expect(flat?.roi.size).toBeCloseTo(2 * 160 * 1.25, -1);
    const [steep] = find([{ cx: 300, cy: 250, rx: 160, ry: 60, angle: Math.PI / 4 }]);
    expect(steep?.roi.size).toBeCloseTo(2 * Math.hypot(160, 60) * Math.SQRT1_2 * 1.25, -1);
    expect(steep?.roi.cx).toBeCloseTo(300, 0);
    expect(steep?.roi.cy).toBeCloseTo(250, 0);
  });

  it("parts two dishes that touch, and leaves one long dish whole", () => {
    const touching = find([circle(230, 240, 110), circle(430, 240, 110)]);
    expect(touching).toHaveLength(2);
    const centres = touching.map((dish) => dish.ellipse.cx).sort((a, b) => a - b);
    expect(centres[0]).toBeGreaterThan(220);
    expect(centres[0]).toBeLessThan(240);
    expect(centres[1]).toBeGreaterThan(420);
    expect(centres[1]).toBeLessThan(440);
    expect(find([{ cx: 320, cy: 240, rx: 260, ry: 70, angle: 0.2 }])).toHaveLength(1);
    const whole = findDishes(maskOf([circle(230, 240, 110), circle(430, 240, 110)]), 640, 480, { splitRatio: 0 });
    expect(whole).toHaveLength(1);
  });

  it("cuts handles and chopsticks off, and finds the dish where it is without them", () => {
    const [pan, ...others] = find([circle(250, 240, 130), { cx: 440, cy: 240, rx: 110, ry: 18, angle: 0 }]);
    expect(others).toEqual([]);
    expect(pan?.ellipse.cx).toBeCloseTo(250, -1);
    expect(pan?.ellipse.rx).toBeLessThan(138);
    const mask = pan?.mask;
    // A cell in the middle of the handle, at (490, 240) of 640x480.
    const cell =
      mask === undefined ? -1 : Math.floor(mask.height / 2) * mask.width + Math.floor((490 / 640) * mask.width);
    expect(mask?.data[cell]).toBe(0);
  });

  it("leaves the corners of a square dish", () => {
    const { width, height } = CAMERA;
    const inside = (i: number): boolean =>
      Math.abs((i % width) / width - 0.5) < 0.25 && Math.abs(Math.floor(i / width) / height - 0.5) < 0.3;
    const data = Uint8Array.from({ length: width * height }, (_, i) => (inside(i) ? 255 : 0));
    const [dish] = findDishes({ width, height, data }, CAMERA.frameWidth, CAMERA.frameHeight);
    const covered = data.filter((p, i) => p === 255 && (dish?.mask.data[i] ?? 0) > 127).length;
    expect(covered / data.filter((p) => p === 255).length).toBeGreaterThan(0.97);
  });

  it("fills holes and keeps two separate masks apart", () => {
    const mask = maskOf([circle(200, 240, 120), circle(500, 240, 80)]);
    const hole = maskOf([circle(210, 230, 40)]);
    mask.data.forEach((p, i) => (mask.data[i] = Math.max(0, p - (hole.data[i] ?? 0))));
    const [large, small] = findDishes(mask, 640, 480);
    if (large === undefined || small === undefined) throw new Error("two dishes were expected");
    expect(large.ellipse.rx).toBeCloseTo(120, -1);
    expect(large.ellipse.cx).toBeCloseTo(200, 0);
    const at = (x: number, y: number) => Math.floor((y / 480) * 128) * 128 + Math.floor((x / 640) * 128);
    expect(large.mask.data[at(210, 230)]).toBe(255);
    expect(large.mask.data[at(500, 240)]).toBe(0);
    expect(small.mask.data[at(500, 240)]).toBe(255);
    expect(small.mask.data[at(200, 240)]).toBe(0);
    expect(large.confidence).toBeLessThan(small.confidence);
  });

  it("has a soft mask that reaches at most two cells over the region and is opaque inside", () => {
    const [dish] = find([circle(320, 240, 120)]);
    if (dish === undefined) throw new Error("no dish was found");
    let soft = 0;
    dish.mask.data.forEach((alpha, i) => {
      const x = ((i % 128) + 0.5) * 5 - 320;
      const y = (Math.floor(i / 128) + 0.5) * 3.75 - 240;
      const r = Math.hypot(x, y);
      if (r < 112) expect(alpha).toBe(255);
      if (r > 120 + 3 * 5) expect(alpha).toBe(0);
      if (alpha > 0 && alpha < 255) soft++;
    });
    expect(soft).toBeGreaterThan(100);
  });

  it("keeps a dish opaque where the picture's edge cuts it", () => {
    const [dish] = find([circle(320, 480, 120)]);
    expect(dish?.mask.data[127 * 128 + 64]).toBe(255);
    expect(find([circle(0, 0, 200)])).toHaveLength(1);
  });

  it("needs strong cells: a faint region is no dish, a faint rim is a part of one", () => {
    expect(find([circle(320, 240, 120)], CAMERA, 0.5)).toEqual([]);
    expect(find([circle(320, 240, 120)], CAMERA, 0.35)).toEqual([]);
    const rim = maskOf([circle(320, 240, 140)], CAMERA, 0.5);
    const core = maskOf([circle(320, 240, 100)]);
    rim.data.forEach((p, i) => (rim.data[i] = Math.max(p, core.data[i] ?? 0)));
    const [dish] = findDishes(rim, 640, 480);
    expect(dish?.ellipse.rx).toBeGreaterThan(130);
  });

  it("drops specks, takes an empty and a full mask, and stops at the limit", () => {
    expect(findDishes(emptyMask(), 640, 480)).toEqual([]);
    const specks = emptyMask();
    for (let i = 0; i < specks.data.length; i += 97) specks.data[i] = 255;
    expect(findDishes(specks, 640, 480)).toEqual([]);
    const full = findDishes({ width: 128, height: 128, data: new Uint8Array(128 * 128).fill(255) }, 640, 480);
    expect(full).toHaveLength(1);
    expect(full[0]?.area).toBe(1);
    expect(full[0]?.ellipse.cx).toBeCloseTo(320, 6);
    const six = [0, 1, 2, 3, 4, 5].map((k) => circle(100 + (k % 3) * 200, 120 + Math.floor(k / 3) * 220, 50 + 5 * k));
    expect(find(six).map((dish) => Math.round(dish.ellipse.rx / 5))).toEqual([15, 14, 13, 12]);
    expect(findDishes(maskOf(six), 640, 480, { limit: 8 })).toHaveLength(6);
  });

  it("never throws on noise, and gives finite ellipses", () => {
    const noise = fc.uint8Array({ minLength: 24 * 17, maxLength: 24 * 17 });
    fc.assert(
      fc.property(noise, (data) => {
        const options = { minArea: 0, minConfidence: 0 };
        for (const dish of findDishes({ width: 24, height: 17, data }, 300, 400, options)) {
          for (const value of Object.values(dish.ellipse)) expect(Number.isFinite(value)).toBe(true);
          expect(dish.ellipse.ry).toBeGreaterThan(0);
          expect(dish.ellipse.rx).toBeGreaterThanOrEqual(dish.ellipse.ry);
        }
      }),
    );
  });

  it("names what is wrong with a mask, a frame or an option", () => {
    const mask = emptyMask();
    expect(() => findDishes({ ...mask, width: 127 }, 640, 480)).toThrow(
      /127x128 cells has 16384 bytes; it needs 16256/,
    );
    expect(() => findDishes({ ...mask, width: 0 }, 640, 480)).toThrow(DishMaskError);
    expect(() => findDishes(mask, Number.NaN, 480)).toThrow(/NaNx480/);
    expect(() => findDishes(mask, 640, 480, { low: 0.7 })).toThrow(/low <= high/);
    expect(() => findDishes(mask, 640, 480, { minArea: 2 })).toThrow(/"minArea" is 2/);
    expect(() => findDishes(mask, 640, 480, { roiScale: Number.POSITIVE_INFINITY })).toThrow(/"roiScale"/);
    expect(() => findDishes(mask, 640, 480, { limit: 0 })).toThrow(/"limit"/);
  });
});
