import { describe, expect, it } from "vitest";

import { colourMap } from "../../../../src/labs/shared/picture/colour-map";

/** CIE lightness of a colour of the map, [0, 100]. */
function lightness(step: number): number {
  const linear = Array.from(colourMap.slice(step * 3, step * 3 + 3), (level) => {
    const value = level / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = linear;
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

describe("the colour map", () => {
  it("grows lighter from each colour to the next but one, evenly", () => {
    const steps = Array.from({ length: 256 }, (_, step) => lightness(step));
    // A step is a third of a unit, about what rounding to bytes may take.
    for (let step = 2; step < 256; step++) expect(steps[step]).toBeGreaterThan(steps[step - 2] ?? 100);
    const quarters = [0, 64, 128, 192, 255].map((step) => steps[step] ?? 0);
    for (let i = 1; i < quarters.length; i++) {
      const rise = (quarters[i] ?? 0) - (quarters[i - 1] ?? 0);
      expect(rise).toBeGreaterThan(12);
      expect(rise).toBeLessThan(26);
    }
  });

  it("reaches from dark to light", () => {
    expect(lightness(0)).toBeLessThan(25);
    expect(lightness(255)).toBeGreaterThan(85);
  });
});
