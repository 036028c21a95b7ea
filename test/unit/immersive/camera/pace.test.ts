import fc from "fast-check";
import { expect, test } from "vitest";
import { Pace } from "../../../../src/immersive/camera/pace";
import { pictureSize } from "../../../../src/immersive/camera/raw/picture-size";

test.each([60, 72, 90, 120])("of frames at %d Hz that jitter, thirty a second are taken", (hz) => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -0.15, max: 0.15, noNaN: true }), { minLength: 240, maxLength: 240 }),
      (jitter) => {
        const pace = new Pace(30);
        let taken = 0;
        jitter.forEach((by, frame) => {
          const now = ((frame + by) * 1000) / hz;
          if (!pace.isDue(now)) return;
          pace.taken(now);
          taken++;
        });
        const seconds = 240 / hz;
        expect(taken / seconds).toBeGreaterThan(28);
        expect(taken).toBeLessThanOrEqual(seconds * 30 + 2);
      },
    ),
  );
});

test("after a pause one is taken at once, and no more to make up for it", () => {
  const pace = new Pace(30);
  pace.taken(0);
  expect([pace.isDue(10), pace.isDue(5000)]).toEqual([false, true]);
  pace.taken(5000);
  expect([pace.isDue(5010), pace.isDue(5034)]).toEqual([false, true]);
});

test("pictures keep their shape and are 960 pixels long at most", () => {
  expect(pictureSize(640, 480)).toEqual({ width: 640, height: 480 });
  expect(pictureSize(1080, 2400)).toEqual({ width: 432, height: 960 });
  fc.assert(
    fc.property(fc.integer({ min: 64, max: 4000 }), fc.integer({ min: 64, max: 4000 }), (width, height) => {
      const size = pictureSize(width, height);
      expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(960);
      expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
      const wrong = Math.abs(size.width * height - size.height * width) / Math.max(width, height);
      expect(wrong).toBeLessThanOrEqual(2);
    }),
  );
});
