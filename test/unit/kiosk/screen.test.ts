import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dividerAt } from "../../../src/kiosk/attract/divider";
import { phoneAddress } from "../../../src/kiosk/phone-address";
import { placeAt } from "../../../src/kiosk/screen/burn-in";
import { isInCorner } from "../../../src/kiosk/screen/corner-press";
import { isBrowserKey } from "../../../src/kiosk/screen/lock";

describe("against burn-in", () => {
  test("the page comes by every place, by a few pixels a minute, and never further than told", () => {
    const seen = new Set<string>();
    let before = placeAt(0, 4);
    for (let minutes = 0; minutes < 17 * 13 * 4; minutes += 1) {
      const place = placeAt(minutes, 4);
      expect(Math.max(Math.abs(place.x), Math.abs(place.y))).toBeLessThanOrEqual(4);
      expect(Math.max(Math.abs(place.x - before.x), Math.abs(place.y - before.y))).toBeLessThanOrEqual(3);
      seen.add(`${place.x} ${place.y}`);
      before = place;
    }
    expect(seen.size).toBeGreaterThan(60);
    expect(placeAt(5, 0)).toEqual({ x: 0, y: 0 });
  });
});

describe("the divider of a dish's turn", () => {
  test("begins with the meal, ends with the dish, and never goes back", () => {
    expect([dividerAt(0, false), dividerAt(0.2, false)]).toEqual([1, 1]);
    expect([dividerAt(0.5, false), dividerAt(1, false)]).toEqual([0, 0]);
    const part = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(dividerAt(Math.max(a, b), false)).toBeLessThanOrEqual(dividerAt(Math.min(a, b), false));
        expect(dividerAt(a, true)).toBe(0.5);
      }),
    );
  });
});

describe("the corner of the staff", () => {
  const size = { width: 1920, height: 1080 };
  test.each([
    ["top-left", { x: 10, y: 10 }, true],
    ["top-left", { x: 95, y: 95 }, true],
    ["top-left", { x: 97, y: 10 }, false],
    ["bottom-right", { x: 1900, y: 1060 }, true],
    ["bottom-right", { x: 10, y: 1060 }, false],
    ["top-right", { x: 1900, y: 5 }, true],
    ["bottom-left", { x: 5, y: 1079 }, true],
    ["bottom-left", { x: -1, y: 1079 }, false],
  ] as const)("%s: %j is in it: %s", (corner, point, inside) => {
    expect(isInCorner(point, corner, size)).toBe(inside);
  });
});

describe("keys of the browser", () => {
  const press = { ctrlKey: false, metaKey: false, altKey: false };
  test.each([
    [{ ...press, key: "F5" }, true],
    [{ ...press, key: "F12" }, true],
    [{ ...press, key: "p", ctrlKey: true }, true],
    [{ ...press, key: "ArrowLeft", altKey: true }, true],
    [{ ...press, key: "ArrowLeft" }, false],
    [{ ...press, key: "F" }, false],
    [{ ...press, key: "5" }, false],
    [{ ...press, key: "Enter" }, false],
  ])("%j: %s", (key, taken) => {
    expect(isBrowserKey(key)).toBe(taken);
  });
});

describe("the address for phones", () => {
  test.each([
    [undefined, "https://lens.example/app/?kiosk&lang=ja#x", "https://lens.example/app/"],
    [undefined, "http://localhost:4173/?kiosk", null],
    [undefined, "http://127.0.0.1/?kiosk", null],
    [undefined, "http://[::1]:8080/?kiosk", null],
    ["https://menu.example/", "http://localhost/?kiosk", "https://menu.example/"],
  ])("%s on %s is %s", (wanted, page, address) => {
    expect(phoneAddress(wanted, page)).toBe(address);
  });
});
