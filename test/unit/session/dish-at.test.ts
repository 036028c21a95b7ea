import { describe, expect, test } from "vitest";
import { dishAt } from "../../../src/session/dish-at";

const ellipse = (cx: number, cy: number, rx: number, ry: number, angle = 0) => ({ cx, cy, rx, ry, angle });

describe("dishAt", () => {
  const dishes = [
    { id: 1, ellipse: ellipse(100, 100, 80, 50) },
    { id: 2, ellipse: ellipse(300, 100, 80, 20, Math.PI / 2) },
  ];

  test("finds the dish under a point, with a little reach", () => {
    expect(dishAt(dishes, 100, 100)).toBe(1);
    expect(dishAt(dishes, 188, 100)).toBe(1);
    expect(dishAt(dishes, 210, 100)).toBeNull();
  });

  test("turns with the ellipse", () => {
    expect(dishAt(dishes, 300, 170)).toBe(2);
    expect(dishAt(dishes, 350, 100)).toBeNull();
  });

  test("of two dishes over each other, the nearer one by its own size", () => {
    const nested = [
      { id: 1, ellipse: ellipse(100, 100, 100, 100) },
      { id: 2, ellipse: ellipse(150, 100, 30, 30) },
    ];
    expect(dishAt(nested, 150, 100)).toBe(2);
    expect(dishAt(nested, 90, 100)).toBe(1);
  });
});
