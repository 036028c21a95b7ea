import { expect, test } from "vitest";
import { squareToRect } from "../../../../src/net/picture/rect";

test("a square becomes a rectangle of the picture", () => {
  const rect = { x: 0, y: 0, z: 0, w: 0 };
  squareToRect({ cx: 100, cy: 50, size: 40 }, 200, 100, rect);
  expect(rect).toEqual({ x: 0.4, y: 0.3, z: 0.2, w: 0.4 });
  squareToRect({ cx: 0, cy: 0, size: 40 }, 200, 100, rect);
  expect(rect).toEqual({ x: -0.1, y: -0.2, z: 0.2, w: 0.4 });
});
